package import Domain
import Tenants

extension FamilySheet {
    private static let longestName = 32

    /// Checks what was typed: every field, so that a person sees all reasons at once.
    ///
    /// - Parameters:
    ///   - previous: The stored family user. The telephone is taken from it unchanged where the organization has no voice
    ///     option.
    ///   - randomness: What a new code is made of.
    /// - Throws: `InvalidInput` with field names `code`, `name_kana`, `name`, `language`, `addressRegion`, `addressCity`,
    ///   `addressStreet`, `mail1`… and `phone`.
    package init(
        checking draft: FamilyDraft, rules: FamilyRules, previous: FamilySheet?, in table: RegionTable,
        mail: MailAddressCheck, randomness: Randomness
    ) throws(InvalidInput) {
        var text = InputCheck()
        let code = text.take { () throws(InvalidInput) in
            try draft.makesCode ? FamilyCode(randomness: randomness) : FamilyCode(draft.code)
        }
        let kana = text.take { () throws(InvalidInput) in try Self.kana(draft.kana) }
        let name = text.take { () throws(InvalidInput) in
            try TextRule(maximum: Self.longestName).check(draft.name, PersonName.field)
        }
        var check = ProfileCheck(table: table, mail: mail)
        let language = check.language(draft.language)
        let address = check.address(
            draft.address, field: "address", name: LocalizedText(ja: "住所", en: "Address"), .never,
            rules.profile.precision)
        let mails = draft.mails.prefix(3).enumerated().map { index, typed in
            let number = index + 1
            return check.mail(
                typed, field: "mail\(number)", name: LocalizedText(ja: "メール\(number)", en: "Mail \(number)")) ?? ""
        }
        let phone =
            rules.profile.hasVoice
            ? check.phone(draft.phone, field: "phone", name: LocalizedText(ja: "電話", en: "Phone")) ?? ""
            : previous?.phone ?? ""
        for error in check.errors { text.add(error) }
        try text.finish()
        guard let code, let kana, let name else { throw InvalidInput(text.errors) }
        self.code = code
        isCodeMade = draft.makesCode || previous.map { $0.isCodeMade && $0.code == code } ?? false
        self.kana = kana
        self.name = name
        self.language = language
        self.address = address
        self.mails = mails
        self.phone = phone
    }

    private static func kana(_ typed: String) throws(InvalidInput) -> KanaName {
        let kana = try KanaName(typed)
        guard kana.description.count <= longestName else {
            throw KanaName.field.refusal(
                "tooLong", ja: "は\(longestName)文字以内で入力してください。", en: "Enter at most \(longestName) characters in %.")
        }
        return kana
    }
}
