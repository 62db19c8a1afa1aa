package import Database
package import Domain

/// Organization (団体, 事業所): one tenant.
package struct Organization: Hashable, Sendable, RowDecodable {
    /// Its identifier.
    package let id: TenantID
    /// The office that administers it, if one does.
    package let office: OfficeID?
    /// What people enter at login.
    package let code: OrganizationCode
    /// Its name.
    package let name: String
    /// Its name in katakana, by which an office's lists are searched; may be empty.
    package let kana: String
    /// System title: stands as `{…}` in mails, never translated.
    package let systemTitle: String
    /// Plan and options.
    package let contract: Contract
    /// When it was made.
    package let createdAt: Instant

    /// The columns that `init(row:)` takes, in order.
    static let columns: SQL = """
        id, office_id, code, name, name_kana, system_title, plan, voice_option, family_option, mail_limit, voice_limit,
        created_at
        """

    /// Takes the columns of `columns`.
    package init(row: inout Row) throws {
        id = try row.next()
        office = try row.next()
        code = try row.next()
        name = try row.next()
        kana = try row.next()
        systemTitle = try row.next()
        contract = try Contract(stored: &row)
        createdAt = try row.next()
    }

    /// The name of an organization or office: 1 to 64 characters.
    ///
    /// - Throws: `InvalidInput` of the field `name`.
    package static func checkedName(_ raw: String) throws(InvalidInput) -> String {
        try TextRule(maximum: 64).check(raw, InputField("name", ja: "名称", en: "Name"))
    }

    /// The name in katakana, which may be empty; hiragana and half-width katakana are brought to full-width katakana.
    ///
    /// - Throws: `InvalidInput` of the field `name_kana`.
    package static func checkedKana(_ raw: String) throws(InvalidInput) -> String {
        let field = InputField("name_kana", ja: "名称カナ", en: "Name in kana")
        let text = WidthFolding.katakana(
            try TextRule(maximum: 64, isRequired: false, refusesHalfWidthKatakana: false).check(raw, field))
        let isReadable = text.unicodeScalars.allSatisfy { scalar in
            // Katakana, spaces, and what company names have beside them: ＡＢＣ, 123, ＆, ．
            !(0x3041...0x3096).contains(scalar.value) && !(0x4e00...0x9fff).contains(scalar.value)
        }
        guard isReadable else {
            throw field.refusal(
                "katakana", ja: "はカタカナで入力してください。例：セイカイセイキ", en: "Use katakana in %, for example セイカイセイキ.")
        }
        return text
    }

    /// The system title: 1 to 40 characters, so that a mail's subject stays readable.
    ///
    /// - Throws: `InvalidInput` of the field `system_title`.
    package static func checkedTitle(_ raw: String) throws(InvalidInput) -> String {
        try TextRule(maximum: 40).check(raw, InputField("system_title", ja: "システムタイトル", en: "System title"))
    }
}
