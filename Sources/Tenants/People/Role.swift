import Database
package import Domain

/// Role (権限) of a person.
package enum Role: String, Sendable, CaseIterable, DatabaseConvertible {
    /// 一般.
    case member
    /// 管理者.
    case administrator

    /// The field as forms and files name it.
    package static let field = InputField("role", ja: "権限", en: "Role")

    /// The role's name.
    package var label: LocalizedText {
        switch self {
        case .member: LocalizedText(ja: "一般", en: "Member")
        case .administrator: LocalizedText(ja: "管理者", en: "Administrator")
        }
    }

    /// What a person of this role may do.
    package var capabilities: Set<Capability> {
        switch self {
        case .member: .member
        case .administrator: .administrator
        }
    }
}
