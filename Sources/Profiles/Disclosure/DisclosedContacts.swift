package import Domain
package import Tenants

/// Somebody's contacts, whole.
package struct DisclosedContacts: Sendable, Hashable {
    /// What messages go to.
    package let sending: SendingContacts
    /// 予備メール; nil for none.
    package let spareMail: String?
    /// 予備電話; nil for none.
    package let sparePhone: String?
    /// Until when they may be seen.
    package let until: Instant
}

/// Why somebody looks at contacts: one line, told to whom they belong.
package struct DisclosureReason: Sendable, Hashable {
    /// The line.
    package let text: String

    /// The field of forms and API.
    package static let field = InputField("reason", ja: "理由", en: "Reason")

    /// A reason of up to 200 characters.
    ///
    /// - Throws: `InvalidInput`.
    package init(_ raw: String) throws(InvalidInput) {
        text = try TextRule(maximum: 200, refusesHalfWidthKatakana: false).check(raw, Self.field)
    }
}
