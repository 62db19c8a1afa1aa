import Database
package import Domain

/// Contract plan (契約プラン) of an organization.
package enum Plan: String, Sendable, CaseIterable, DatabaseConvertible {
    /// スマホプラン: mail is not used for sending.
    case smartphone
    /// 通常.
    case standard
    /// アカデミック.
    case academic

    /// Whether safety checks may go out by mail.
    package var sendsMail: Bool { self != .smartphone }
    /// Whether the family option can be added.
    package var allowsFamily: Bool { self != .smartphone }

    /// The plan's name.
    package var label: LocalizedText {
        switch self {
        case .smartphone: LocalizedText(ja: "スマホプラン", en: "Smartphone")
        case .standard: LocalizedText(ja: "通常", en: "Standard")
        case .academic: LocalizedText(ja: "アカデミック", en: "Academic")
        }
    }
}
