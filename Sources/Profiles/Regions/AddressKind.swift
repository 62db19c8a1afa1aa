package import Domain

/// Which of a person's addresses: each may lie in a region of its own.
package enum AddressKind: String, CaseIterable, Sendable, Codable {
    /// 勤務先住所.
    case work
    /// 住所1.
    case home = "home1"
    /// 住所2.
    case secondHome = "home2"

    /// The name a person reads.
    package var name: LocalizedText {
        switch self {
        case .work: LocalizedText(ja: "勤務先住所", en: "Work address")
        case .home: LocalizedText(ja: "住所1", en: "Address 1")
        case .secondHome: LocalizedText(ja: "住所2", en: "Address 2")
        }
    }
}
