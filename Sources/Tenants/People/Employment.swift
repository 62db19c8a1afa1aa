import Database
package import Domain

/// Employment state (在職状態) of a person.
package enum Employment: String, Sendable, CaseIterable, DatabaseConvertible {
    /// 在職.
    case active
    /// 休職: still asked in a disaster.
    case onLeave
    /// 退職: neither asked nor let in.
    case left

    /// The field as forms and files name it.
    package static let field = InputField("employment", ja: "在職状態", en: "Employment")

    /// The state's name.
    package var label: LocalizedText {
        switch self {
        case .active: LocalizedText(ja: "在職", en: "Employed")
        case .onLeave: LocalizedText(ja: "休職", en: "On leave")
        case .left: LocalizedText(ja: "退職", en: "Left")
        }
    }
}
