package import Database
package import Domain

/// Login ID: what a person enters at login beside the organization code. Client employees have B…; the first letter A
/// is reserved for offices.
package struct LoginID: Hashable, Comparable, Sendable, CustomStringConvertible, DatabaseConvertible {
    /// The field as forms and files name it.
    package static let field = InputField("login_id", ja: "ログインID", en: "Login ID")

    /// The refusal of an ID that another person has.
    static var taken: InvalidInput {
        field.refusal(
            "taken", ja: "はほかの方が使っています。別のログインIDにしてください。", en: "% is used by another person. Please choose another.")
    }

    /// Whose people have the ID.
    package enum House: Sendable {
        /// An organization's: the first letter is never A.
        case organization
        /// An office's: the first letter is A.
        case office
        /// One or the other: whoever stores it refuses the wrong one.
        case either
    }

    /// 1 to 32 upper-case letters, digits and `-` `_` `.`
    package let description: String

    /// Whether it is an office's.
    package var isOfOffice: Bool { description.hasPrefix("A") }

    /// The ID that somebody typed, in any width and case.
    ///
    /// - Throws: `InvalidInput` of the field `login_id`.
    package init(_ raw: String, of house: House = .organization) throws(InvalidInput) {
        let text = try IdentifierText(field: Self.field, length: 1...32, signs: "-_.", isUpperCase: true).check(raw)
        switch house {
        case .office where !text.hasPrefix("A"):
            throw Self.field.refusal(
                "firstLetter", ja: "は事務所のIDなので A で始めてください。", en: "% is an office's and must begin with A.")
        case .organization where text.hasPrefix("A"):
            throw Self.field.refusal(
                "reservedLetter", ja: "の最初の文字 A は事務所用です。B などの別の文字で始めてください。",
                en: "% must not begin with A, which is reserved for offices. Begin with another letter, such as B.")
        case .office, .organization, .either: break
        }
        description = text
    }

    /// In the order in which both engines' binary collations sort.
    package static func < (left: LoginID, right: LoginID) -> Bool {
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
