package import Domain
package import Tenants

/// What somebody typed about a family user, field by field, before anything was checked.
package struct FamilyDraft: Hashable, Sendable {
    /// 家族コード.
    package var code = ""
    /// Whether the program makes a new code, whatever stands in `code`.
    package var makesCode = false
    /// カナ氏名.
    package var kana = ""
    /// 氏名.
    package var name = ""
    /// `ja` or `en`.
    package var language = "ja"
    /// Where the family user lives; may be empty.
    package var address = ProfileDraft.Address()
    /// Always three, empty for none.
    package var mails = ["", "", ""]
    /// Never used for sending.
    package var phone = ""

    /// An empty form.
    package init() {}

    /// Whether another code will be stored than the one that is there; always for somebody new.
    package func changesCode(of sheet: FamilySheet?) -> Bool {
        guard let sheet, !makesCode else { return true }
        return (try? FamilyCode(code)) != sheet.code
    }

    /// The same form with code and names as they are stored: whoever only changes the rest.
    package func keeping(_ sheet: FamilySheet) -> FamilyDraft {
        var draft = self
        draft.code = sheet.code.description
        draft.makesCode = false
        draft.kana = sheet.kana.description
        draft.name = sheet.name
        return draft
    }
}

/// What an organization's plan and settings make of family users.
package struct FamilyRules: Hashable, Sendable {
    /// Whether the contract has the family option.
    package let isOffered: Bool
    /// How many family users an employee may have.
    package let limit: Int
    /// What holds for contacts and addresses as in the employee's own profile.
    package let profile: ProfileRules

    /// Rules from the contract and the settings.
    package init(isOffered: Bool, limit: Int, profile: ProfileRules) {
        self.isOffered = isOffered
        self.limit = limit
        self.profile = profile
    }
}

/// A family user, all checked. Comes from `FamilySheet.init(checking:…)` or the database.
package struct FamilySheet: Hashable, Sendable {
    /// 家族コード.
    package let code: FamilyCode
    /// Whether the program made it, so that nobody can guess it.
    package let isCodeMade: Bool
    /// カナ氏名; may be empty.
    package let kana: KanaName
    /// 氏名.
    package let name: String
    /// The language of pages and mails.
    package let language: Language
    /// Where the family user lives, if that was said.
    package internal(set) var address: ProfileSheet.Address?
    /// Mail addresses by position; always three, empty for none.
    package internal(set) var mails: [String]
    /// Never used for sending; empty for none.
    package internal(set) var phone: String

    /// The same values as the form shows them.
    package var draft: FamilyDraft {
        var draft = FamilyDraft()
        draft.code = code.description
        draft.kana = kana.description
        draft.name = name
        draft.language = language.rawValue
        if let address {
            draft.address = ProfileDraft.Address(
                place: address.region?.place ?? "", city: address.city, street: address.street)
        }
        draft.mails = mails
        draft.phone = phone
        return draft
    }

    /// What differs from an earlier state, or from nothing, in the order of the form.
    package func changes(from old: FamilySheet?) -> [ProfileChange] {
        ProfileChange.between((old?.draft ?? FamilyDraft()).fields(isNew: old == nil), draft.fields(isNew: false))
    }

    /// The version of a family user as the employee sees and changes them.
    ///
    /// - Parameter isOwn: As they change themselves: code and names, which they do not write, are no part of it.
    package func version(isOwn: Bool = false) -> ContentVersion {
        let kept: Set<String> = isOwn ? [FamilyCode.field.name, KanaName.field.name, PersonName.field.name] : []
        let fields = draft.fields(isNew: false).filter { !kept.contains($0.name) }
        return ContentVersion(of: fields.flatMap { [$0.name, $0.value] })
    }
}

extension FamilySheet {
    /// The family user with as much of the address as an organization wants to know.
    func seen(_ precision: AddressPrecision) -> FamilySheet {
        var sheet = self
        sheet.address = address?.seen(precision)
        return sheet
    }

    /// The family user as stored: whatever was known of the address and is not shown stays with it until it changes.
    func keeping(_ old: FamilySheet, _ precision: AddressPrecision) -> FamilySheet {
        var sheet = self
        sheet.address = address?.keeping(old.address, precision)
        return sheet
    }
}

extension FamilyDraft {
    /// The values by field; of a new family user the language counts as not said before.
    fileprivate func fields(isNew: Bool) -> [(name: String, value: String)] {
        [
            (FamilyCode.field.name, code), (KanaName.field.name, kana), (PersonName.field.name, name),
            ("language", isNew ? "" : language), ("addressRegion", address.place), ("addressCity", address.city),
            ("addressStreet", address.street), ("mail1", mails[0]), ("mail2", mails[1]), ("mail3", mails[2]),
            ("phone", phone),
        ]
    }
}
