package import Database
import Domain

/// Voice personal ID (音声認証用個人ID, R-140): what somebody types who calls in to report.
///
/// Eight digits, unlike any other of the installation, so that nothing else needs to be typed; drawn by chance, so that
/// nobody finds one by counting. Those of family users begin with 9.
package struct VoiceID: Hashable, Sendable, CustomStringConvertible, DatabaseConvertible {
    /// How many digits there are.
    package static let length = 8

    private static let family: UInt64 = 90_000_000
    private static let lowest: UInt64 = 10_000_000

    /// The digits.
    package let description: String

    /// A new ID; whether somebody has it already is not known.
    init(isFamily: Bool, _ randomness: Randomness) {
        let number =
            isFamily
            ? Self.family + randomness.number() % Self.lowest
            : Self.lowest + randomness.number() % (Self.family - Self.lowest)
        description = String(number)
    }

    /// What was typed on a telephone, or nil if no ID looks like it.
    package init?(_ typed: String) {
        guard typed.utf8.count == Self.length, typed.utf8.allSatisfy({ (0x30...0x39).contains($0) }), typed.first != "0"
        else { return nil }
        description = typed
    }

    /// Whether it belongs to a family user.
    var isFamily: Bool { description.first == "9" }

    /// The text, as it is stored.
    package var databaseValue: DatabaseValue { .text(description) }
    /// The value of a stored text, which was checked when it was stored.
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        self.init(text)
    }
}
