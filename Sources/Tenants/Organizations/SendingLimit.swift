package import Database
package import Domain

/// How much of a channel one organization may take up in a time, as agreed with it.
package enum SendingLimit: Hashable, Sendable, CustomStringConvertible, DatabaseConvertible {
    /// What the installation allows each organization.
    case standard
    /// As much as the installation has.
    case unlimited
    /// A limit of its own, whatever the others have.
    case own(RateLimit)

    /// `standard`, `none`, or a rate such as `100/1m`. Nil for another text.
    package init?(_ text: String) {
        switch text {
        case "standard": self = .standard
        case "none": self = .unlimited
        default:
            guard let rate = RateLimit(text) else { return nil }
            self = .own(rate)
        }
    }

    /// The text from which it can be made again.
    package var description: String {
        switch self {
        case .standard: "standard"
        case .unlimited: "none"
        case .own(let rate): "\(rate)"
        }
    }

    /// The limit that holds where the installation allows each organization `standard`; nil for none.
    package func inForce(standard: RateLimit?) -> RateLimit? {
        switch self {
        case .standard: standard
        case .unlimited: nil
        case .own(let rate): rate
        }
    }

    /// The text, as it is stored.
    package var databaseValue: DatabaseValue { .text(description) }
    /// The stored limit. What this program cannot read counts as the standard: it must not keep anybody from being asked.
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        self = SendingLimit(text) ?? .standard
    }
}
