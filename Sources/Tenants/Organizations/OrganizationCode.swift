package import Database
package import Domain

/// Organization code (団体コード): what a person enters at login to name the organization.
package struct OrganizationCode: Hashable, Sendable, CustomStringConvertible, DatabaseConvertible {
    /// 3 to 32 lower-case letters, digits and hyphens; begins and ends with a letter or digit.
    package let description: String

    /// The code that somebody typed, in any width and case.
    ///
    /// - Throws: `InvalidInput` of the field `organization_code`.
    package init(_ raw: String) throws(InvalidInput) {
        let field = InputField("organization_code", ja: "団体コード", en: "Organization code")
        let text = try IdentifierText(field: field, length: 3...32, signs: "-", isUpperCase: false).check(raw)
        guard !text.hasPrefix("-") && !text.hasSuffix("-") else {
            throw field.refusal(
                "hyphen", ja: "の最初と最後は英字か数字にしてください。", en: "% must begin and end with a letter or digit.")
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
