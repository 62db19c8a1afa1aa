package import Database
package import Domain

/// Employee code (従業員コード), the organization's own number for a person. A person may have none; it proves
/// nothing and need not be unique.
package struct EmployeeCode: Hashable, Sendable, CustomStringConvertible, DatabaseConvertible {
    /// The field as forms and files name it.
    package static let field = InputField("employee_code", ja: "従業員コード", en: "Employee code")

    /// Up to 32 upper-case letters, digits and `-` `_` `.`; may be empty.
    package let description: String

    /// No employee code.
    package static let none = EmployeeCode(stored: "")

    /// The code that somebody typed, in any width and case.
    ///
    /// - Throws: `InvalidInput` of the field `employee_code`.
    package init(_ raw: String) throws(InvalidInput) {
        description =
            raw.isEmpty
            ? "" : try IdentifierText(field: Self.field, length: 1...32, signs: "-_.", isUpperCase: true).check(raw)
    }

    private init(stored: String) {
        description = stored
    }

    /// The text, as it is stored.
    package var databaseValue: DatabaseValue { .text(description) }
    /// The value of a stored text, which was checked when it was stored.
    package init?(databaseValue: DatabaseValue) {
        guard case .text(let text) = databaseValue else { return nil }
        description = text
    }
}
