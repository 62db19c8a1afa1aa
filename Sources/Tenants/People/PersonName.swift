package import Database
package import Domain

/// Name (氏名) of a person, as it is written.
package struct PersonName: Hashable, Sendable, CustomStringConvertible, DatabaseConvertible {
    /// The field as forms and files name it.
    package static let field = InputField("name", ja: "氏名", en: "Name")
    private static let rule = TextRule(maximum: 64)

    /// 1 to 64 characters without half-width katakana and control characters.
    package let description: String

    /// The name that somebody typed.
    ///
    /// - Throws: `InvalidInput` of the field `name`.
    package init(_ raw: String) throws(InvalidInput) {
        description = try Self.rule.check(raw, Self.field)
    }

    /// The text, as it is stored.
    package var databaseValue: DatabaseValue { .text(description) }
    /// The value of a stored text, which was checked when it was stored.
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        description = text
    }
}
