import Domain
import Notify
import Profiles

extension TargetReason {
    /// The reason that a broadcast kept for one person.
    init(_ because: AskedBecause, in table: RegionTable) {
        switch because.kind {
        case .everyone, .role: self = .everyone
        case .department: self = .department(because.place)
        case .location: self = .location(because.place)
        case .person: self = .named
        case .region, .prefecture:
            self = Self.place(because, table) ?? .everyone
        }
    }

    /// The address and the code of its region or prefecture, such as `home:390`.
    private static func place(_ because: AskedBecause, _ table: RegionTable) -> TargetReason? {
        let words = because.place.split(separator: ":")
        guard words.count == 2, let address = Profiles.AddressKind(rawValue: String(words[0])) else { return nil }
        let name =
            JMARegionCode(words[1]).flatMap { table[$0]?.name } ?? PrefectureCode(words[1]).flatMap { table[$0]?.name }
        guard let name else { return nil }
        return .region(AddressKind(address), region: name, SeismicIntensity(bulletin: because.intensity))
    }
}

extension AddressKind {
    /// The address of a profile.
    init(_ kind: Profiles.AddressKind) {
        switch kind {
        case .work: self = .work
        case .home: self = .home1
        case .secondHome: self = .home2
        }
    }
}

extension SeismicIntensity {
    /// An intensity as a reason keeps it, such as `5強`; nil if there is none.
    init?(bulletin text: String) {
        self.init(rawValue: text.replacing("弱", with: "-").replacing("強", with: "+"))
    }
}
