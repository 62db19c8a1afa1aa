package import Domain

/// How precisely people give their addresses: the organization's operating rule.
package enum RegionRule: String, Sendable, CaseIterable {
    /// Prefecture only; regions and municipalities are neither asked for, shown nor taken, wherever they come from.
    ///
    /// What was registered before stays in the database until the address is changed, so that nothing is lost if the
    /// organization changes its mind. Since nobody can see or correct it, it keeps nobody out: after an earthquake
    /// everybody with an address in a prefecture that it concerns is asked.
    case prefectureOnly
    /// The prefecture is required, the region may be given.
    case regionOptional
    /// One of the 188 regions is required.
    case regionRequired

    /// Whether addresses have regions at all.
    package var usesRegions: Bool { self != .prefectureOnly }

    /// The rule's name.
    package var label: LocalizedText {
        switch self {
        case .prefectureOnly: LocalizedText(ja: "都道府県のみ", en: "Prefecture only")
        case .regionOptional: LocalizedText(ja: "都道府県は必須、地域は任意", en: "Prefecture required, region optional")
        case .regionRequired: LocalizedText(ja: "地域まで必須", en: "Region required")
        }
    }
}
