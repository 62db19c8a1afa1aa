package import Database
package import Domain

/// Office code: the identifier of an office (社労士事務所). Its first letter is A.
package struct OfficeCode: Hashable, Sendable, CustomStringConvertible, DatabaseConvertible {
    /// The letter A and 2 to 31 more upper-case letters and digits.
    package let description: String

    /// The code that somebody typed, in any width and case.
    ///
    /// - Throws: `InvalidInput` of the field `office_code`.
    package init(_ raw: String) throws(InvalidInput) {
        let field = InputField("office_code", ja: "事務所コード", en: "Office code")
        let text = try IdentifierText(field: field, length: 3...32, signs: "", isUpperCase: true).check(raw)
        guard text.hasPrefix("A") else {
            throw field.refusal("firstLetter", ja: "は A で始めてください。", en: "% must begin with A.")
        }
        description = text
    }

    /// The text, as it is stored.
    package var databaseValue: DatabaseValue { .text(description) }
    /// The value of a stored text, which was checked when it was stored.
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        description = text
    }
}
