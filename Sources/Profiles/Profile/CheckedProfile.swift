import Domain
import Tenants

/// What somebody typed, after every rule was kept.
package struct CheckedProfile: Hashable, Sendable {
    /// The profile as it will be stored.
    package let sheet: ProfileSheet
    /// Everything that differs from what is stored, in the order of the form.
    package let changes: [ProfileChange]
    /// Those of the changes that are stored with the person.
    let details: [OwnDetails.Change]

    /// A profile of which the parts that differ were checked one by one.
    init(_ sheet: ProfileSheet, over old: ProfileSheet) {
        self.sheet = sheet
        details = []
        changes = ProfileChange.between(old, sheet)
    }

    /// All reasons of all fields together.
    init(
        _ draft: ProfileDraft, _ rules: ProfileRules, _ old: ProfileSheet, _ own: OwnDetails, _ table: RegionTable,
        _ mail: MailAddressCheck
    ) throws(InvalidInput) {
        var check = InputCheck()
        let checked = check.take { () throws(InvalidInput) in
            try ProfileSheet(checking: draft, rules: rules, previous: old, in: table, mail: mail)
        }
        let moved = check.take { () throws(InvalidInput) in
            try own.changes(location: draft.location, userCode: draft.userCode)
        }
        guard let checked, let moved else { throw InvalidInput(check.errors) }
        sheet = checked
        details = moved
        changes = ProfileChange.between(old, checked) + moved.map(ProfileChange.init)
    }
}
