package import Database
package import Domain
import Tenants

/// How a code travels.
package enum CodeWay: String, Sendable, CaseIterable, DatabaseConvertible {
    /// By mail.
    case mail
    /// By text message.
    case sms
    /// Spoken, in a call.
    case call
}

extension FactorKind {
    /// The ways by which its codes travel; nil for what sends none.
    var ways: Set<CodeWay>? {
        switch self {
        case .app, .passkey: nil
        case .mail: [.mail]
        case .phone: [.sms, .call]
        }
    }
}

/// An address or number as somebody typed it.
package enum CodeTarget: Sendable, Hashable {
    /// A mail address.
    case address(String)
    /// A telephone number, as dialled in the country of this code.
    case number(String, countryCode: String)

    /// What Japanese keyboards give for the hyphen of a number, beside those that `WidthFolding` knows.
    private static let hyphens: Set<Character> = ["-", "ー", "ｰ", "～", "~", "."]

    /// The same as one would dial it: full-width digits, hyphens, spaces and brackets are understood, as in codes.
    package var folded: CodeTarget {
        guard case .number(let text, let countryCode) = self else { return self }
        func digits(_ text: String) -> String {
            WidthFolding.halfWidth(text).filter { !$0.isWhitespace && !"()".contains($0) && !Self.hyphens.contains($0) }
        }
        return .number(digits(text), countryCode: digits(countryCode))
    }
}

/// A code on its way to a person.
package struct CodeMessage: Sendable {
    /// Who gets it.
    package let person: PersonID
    /// How.
    package let way: CodeWay
    /// The address or number.
    package let target: String
    /// The six digits.
    package let code: Secret
    /// Until when it is good.
    package let expiresAt: Instant
    /// The delivery of the code before it, which need not leave any more.
    package let replaces: Int64?
    /// The language that was chosen for it; nil for the person's own.
    package let language: Language?

    /// A code to send.
    package init(
        person: PersonID, way: CodeWay, target: String, code: Secret, expiresAt: Instant, replaces: Int64? = nil,
        language: Language? = nil
    ) {
        self.person = person
        self.way = way
        self.target = target
        self.code = code
        self.expiresAt = expiresAt
        self.replaces = replaces
        self.language = language
    }
}

/// How far a code has come.
package enum CodeProgress: Sendable, Hashable {
    /// It waits for its turn, since it was queued; or for the next try, and this is why the last one came to nothing, in
    /// stable words.
    case queued(since: Instant, retriedAfter: String?)
    /// The relay or gateway took it.
    case accepted(at: Instant)
    /// It was refused, in stable words.
    case refused(String)
    /// Nobody knows.
    case unclear
}

/// This room's way to send codes; the wiring connects it with the room Notify.
package struct CodeDelivery: Sendable {
    /// What the installation can send through.
    package let ways: Set<CodeWay>
    /// Reads what somebody typed, as it can be sent to; throws `InvalidInput`.
    package let target: @Sendable (CodeTarget) throws -> String
    /// Queues a code in the transaction that stores it, and returns the delivery's number; throws `DatabaseError`.
    package let queue: @Sendable (CodeMessage, TenantID, Instant, Transaction) throws -> Int64
    /// How far a delivery has come; throws `DatabaseError`.
    package let state: @Sendable (Int64, TenantID, Transaction) throws -> CodeProgress?
    /// Says that something was queued.
    package let wake: @Sendable () -> Void

    /// Ways with what carries them.
    package init(
        ways: Set<CodeWay>, target: @escaping @Sendable (CodeTarget) throws -> String,
        queue: @escaping @Sendable (CodeMessage, TenantID, Instant, Transaction) throws -> Int64,
        state: @escaping @Sendable (Int64, TenantID, Transaction) throws -> CodeProgress?,
        wake: @escaping @Sendable () -> Void
    ) {
        self.ways = ways
        self.target = target
        self.queue = queue
        self.state = state
        self.wake = wake
    }

    /// Nothing can be sent.
    package static let none = CodeDelivery(
        ways: [], target: { _ in "" }, queue: { _, _, _, _ in 0 }, state: { _, _, _ in nil }, wake: {})
}
