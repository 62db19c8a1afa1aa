package import Database
package import Domain

/// Marks the identifiers of family users.
package enum FamilyMemberKind {}

/// Family user (家族ユーザ) of one employee.
package typealias FamilyMemberID = Identifier<FamilyMemberKind>

/// Family code (家族コード): tells the family users of one employee apart. One that the program made is besides hard
/// to guess.
package struct FamilyCode: Hashable, Comparable, Sendable, CustomStringConvertible, DatabaseConvertible {
    /// The field as forms and files name it.
    package static let field = InputField("code", ja: "家族コード", en: "Family code")
    /// The most characters.
    package static let longest = 8

    /// Letters and digits that are not mistaken for each other on paper.
    private static let alphabet = Array("ABCDEFGHJKMNPQRSTUVWXYZ23456789".utf8)

    /// 1 to 8 upper-case letters and digits.
    package let description: String

    /// A new code that nobody can guess: 8 of 31 signs, about 40 bits.
    package init(randomness: Randomness) {
        var signs: [UInt8] = []
        while signs.count < Self.longest {
            // Five bits are 32 numbers: one of them stands for no sign.
            let number = Int(randomness.bytes(1)[0] & 31)
            if number < Self.alphabet.count { signs.append(Self.alphabet[number]) }
        }
        description = String(decoding: signs, as: UTF8.self)
    }

    /// The code that somebody typed, in any width and case.
    ///
    /// - Throws: `InvalidInput` of the field `code`.
    package init(_ raw: String) throws(InvalidInput) {
        description = try IdentifierText(field: Self.field, length: 1...Self.longest, signs: "", isUpperCase: true)
            .check(raw)
    }

    /// In the order in which lists show them.
    package static func < (left: FamilyCode, right: FamilyCode) -> Bool {
        left.description < right.description
    }

    /// The text, as it is stored.
    package var databaseValue: DatabaseValue { .text(description) }
    /// The value of a stored text, which was checked when it was stored.
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        description = text
    }
}
