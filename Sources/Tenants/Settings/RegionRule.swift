package import Domain

/// How precisely people give their addresses: the organization's operating rule.
package enum RegionRule: String, Sendable, CaseIterable {
    /// Prefecture only; regions are neither asked for nor used.
    case prefectureOnly
    /// The prefecture is required, the region may be given.
    case regionOptional
    /// One of the 188 regions is required.
    case regionRequired

    /// The rule's name.
    package var label: LocalizedText {
        switch self {
        case .prefectureOnly: LocalizedText(ja: "都道府県のみ", en: "Prefecture only")
        case .regionOptional: LocalizedText(ja: "都道府県は必須、地域は任意", en: "Prefecture required, region optional")
        case .regionRequired: LocalizedText(ja: "地域まで必須", en: "Region required")
        }
    }
}
