package import Tenants

extension OwnProfile {
    /// The version of a profile as its owner sees and changes it. What only administrators change of it is no part of it.
    package static func version(_ sheet: ProfileSheet, _ details: OwnDetails) -> ContentVersion {
        let fields = ProfileChange.fields(of: sheet).flatMap { [$0.name, $0.value] }
        let picks = [details.location, details.userCode].map { $0.isFixed ? "" : $0.chosen }
        return ContentVersion(of: fields + picks)
    }
}
