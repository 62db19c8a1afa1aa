import Domain
import Tenants

/// Checks single fields of the profile and collects the reasons in the order of the form.
struct ProfileCheck {
    private static let longestCity = 40
    private static let longestStreet = 80

    let table: RegionTable
    let mail: MailAddressCheck
    private(set) var errors: [FieldError] = []

    init(table: RegionTable, mail: MailAddressCheck) {
        self.table = table
        self.mail = mail
    }

    mutating func language(_ typed: String) -> Language {
        if let language = Language(rawValue: typed) { return language }
        refuse(
            "language", "unknown", ja: "言語は日本語かEnglishを選んでください。", en: "Choose Japanese or English as the language.")
        return .japanese
    }

    mutating func mail(_ typed: String, field: String, name: LocalizedText? = nil) -> String? {
        let text = trimmed(TextFolding.halfWidthASCII(typed))
        if text.isEmpty { return nil }
        switch mail.check(text) {
        case .address(let address) where ContactMask.isMasked(address):
            let name = name ?? Self.names[field] ?? LocalizedText(ja: "メール", en: "Mail")
            refuse(
                field, "masked", ja: "「\(name[.japanese])」は伏せ字になっています。アドレスを書き直してください。",
                en: "“\(name[.english])” is masked. Write the address out.")
            return nil
        case .address(let address): return address
        case .flaw(let rule, let message):
            let name = name ?? Self.names[field] ?? LocalizedText(ja: "メール", en: "Mail")
            refuse(
                field, rule, ja: "「\(name[.japanese])」：\(message[.japanese])",
                en: "“\(name[.english])”: \(message[.english])")
            return nil
        }
    }

    mutating func phone(_ typed: String, field: String, name: LocalizedText? = nil) -> String? {
        if trimmed(typed).isEmpty { return nil }
        if let number = PhoneNumber(typed: typed) { return number.digits }
        let name = name ?? Self.names[field] ?? LocalizedText(ja: "電話", en: "Phone")
        refuse(
            field, "phone", ja: "「\(name[.japanese])」は6桁から15桁の数字で入力してください。市外局番も必要です。",
            en: "Enter 6 to 15 digits for “\(name[.english])”, with the area code.")
        return nil
    }

    /// What the form calls its contacts.
    private static let names: [String: LocalizedText] = [
        "mail1": LocalizedText(ja: "メール 優先順1", en: "Mail, priority 1"),
        "mail2": LocalizedText(ja: "メール 優先順2", en: "Mail, priority 2"),
        "mail3": LocalizedText(ja: "メール 優先順3", en: "Mail, priority 3"),
        "phone1": LocalizedText(ja: "電話1", en: "Phone 1"), "phone2": LocalizedText(ja: "電話2", en: "Phone 2"),
        "phone3": LocalizedText(ja: "電話3", en: "Phone 3"),
        "spareMail": LocalizedText(ja: "予備のメール", en: "Spare mail"),
        "sparePhone": LocalizedText(ja: "予備の電話", en: "Spare phone"),
    ]

    mutating func order(_ typed: String, field: String) -> ContactOrder? {
        let text = trimmed(TextFolding.halfWidthASCII(typed))
        if text.isEmpty { return nil }
        if let order = Int(text).flatMap(ContactOrder.init(rawValue:)) { return order }
        refuse(field, "order", ja: "発信順は1から4の中から選んでください。", en: "Choose 1, 2, 3 or 4 as the contact order.")
        return nil
    }

    /// Each filled contact needs an order, and no two the same (R-146); what is filled counts even while it is refused, so
    /// that all reasons are said at once. A telephone's order without a number is refused: one of them is missing.
    mutating func requireOrders(
        mail: ContactOrder?, hasMail: Bool, phones: [(order: ContactOrder?, isFilled: Bool)]
    ) {
        var used: Set<ContactOrder> = []
        var groups = hasMail ? [("mailOrder", mail, LocalizedText(ja: "メール", en: "mail"))] : []
        for (index, phone) in phones.enumerated() {
            let name = LocalizedText(ja: "電話\(index + 1)", en: "phone \(index + 1)")
            if phone.isFilled {
                groups.append(("phone\(index + 1)Order", phone.order, name))
            } else if phone.order != nil {
                refuse(
                    "phone\(index + 1)", "numberMissing",
                    ja: "「\(name[.japanese])」に発信順だけがあります。番号を入力するか、発信順を空にしてください。",
                    en: "There is only an order for \(name[.english]). Enter its number or clear its order.")
            }
        }
        for (field, order, name) in groups where !errors.contains(where: { $0.field == field }) {
            guard let order else {
                refuse(
                    field, "required", ja: "\(name[.japanese])の発信順を選んでください。",
                    en: "Choose a contact order for \(name[.english]).")
                continue
            }
            if !used.insert(order).inserted {
                refuse(
                    field, "taken",
                    ja: "発信順\(order.rawValue)が2つあります。\(name[.japanese])を別の番号にしてください。",
                    en: "Order \(order.rawValue) is used twice. Choose another for \(name[.english]).")
            }
        }
    }

    mutating func address(
        _ typed: ProfileDraft.Address, _ kind: AddressKind, _ rules: ProfileRules
    ) -> ProfileSheet.Address? {
        let need: PlaceNeed = kind == .secondHome ? .never : rules.needsAddresses ? .always : .besideCity
        return address(typed, field: kind.rawValue, name: kind.name, need, rules.precision)
    }

    /// When an address has to say in which prefecture it lies.
    enum PlaceNeed {
        /// There has to be an address.
        case always
        /// There may be none; a city or street alone is none.
        case besideCity
        /// Each part of it is optional (R-134, R-163, R-164).
        case never
    }

    /// One address.
    ///
    /// - Parameter prefix: The beginning of its fields' names, such as `home1`.
    mutating func address(
        _ typed: ProfileDraft.Address, field prefix: String, name: LocalizedText, _ need: PlaceNeed,
        _ precision: AddressPrecision
    ) -> ProfileSheet.Address? {
        let city = text(typed.city, field: prefix + "City", longest: Self.longestCity, name, "市区町村", "city")
        let street = text(
            typed.street, field: prefix + "Street", longest: Self.longestStreet, name, "番地・マンション名", "street")
        let field = prefix + "Region"
        if typed.place.isEmpty {
            let isEmpty = city.isEmpty && street.isEmpty
            if need == .never { return isEmpty ? nil : ProfileSheet.Address(region: nil, city: city, street: street) }
            if need == .always || !isEmpty {
                let hasRegions = precision != .prefectureOnly
                refuse(
                    field, "required",
                    ja: "「\(name[.japanese])」の都道府県\(hasRegions ? "・地域" : "")を「探す」から選んでください。",
                    en: "Choose the prefecture\(hasRegions ? " and region" : "") of “\(name[.english])” with Find.")
            }
            return nil
        }
        guard let region = AddressRegion(place: typed.place, in: table) else {
            refuse(
                field, "unknown", ja: "「\(name[.japanese])」の地域を、もう一度「探す」から選んでください。",
                en: "Choose the region of “\(name[.english])” again with Find.")
            return nil
        }
        guard precision.accepts(region) else {
            if precision == .prefectureOnly {
                refuse(
                    field, "regionNotUsed",
                    ja: "団体の決まりで、「\(name[.japanese])」は都道府県だけを登録します。「探す」から都道府県を選び直してください。",
                    en: "Your organization asks only for the prefecture of “\(name[.english])”. Choose it with Find.")
            } else {
                refuse(
                    field, "regionRequired",
                    ja: "団体の決まりで、「\(name[.japanese])」は地域まで必要です。「探す」から市区町村を選んでください。",
                    en: "Your organization needs the region of “\(name[.english])”. Choose a municipality with Find.")
            }
            return nil
        }
        return ProfileSheet.Address(region: region, city: city, street: street)
    }

    private mutating func text(
        _ typed: String, field: String, longest: Int, _ name: LocalizedText, _ japanese: String, _ english: String
    ) -> String {
        let text = trimmed(typed)
        let ja = "「\(name[.japanese])」の\(japanese)"
        let en = "the \(english) of “\(name[.english])”"
        if HalfWidthKatakana.occurs(in: text) {
            let full = HalfWidthKatakana.widened(text)
            refuse(
                field, "halfWidthKatakana", ja: "\(ja)に半角カタカナは使えません。「\(full)」でよろしいですか。",
                en: "Half-width katakana can't be used in \(en). Did you mean “\(full)”?")
        } else if ContactMask.isMasked(text) {
            // A file could not give it back: there it stands for what is stored.
            refuse(
                field, "masked", ja: "\(ja)は伏せ字になっています。書き直してください。", en: "Write out \(en): it is masked.")
        } else if !TextRule.isPlain(text) {
            refuse(
                field, "controlCharacter", ja: "\(ja)に改行やタブなど、使えない文字があります。取り除いてください。",
                en: "Remove line breaks, tabs and other control characters from \(en).")
        } else if text.count > longest {
            refuse(
                field, "tooLong", ja: "\(ja)は\(longest)文字までにしてください。いまは\(text.count)文字です。",
                en: "Use at most \(longest) characters for \(en). It has \(text.count) now.")
        } else if text.utf8.count > longest * TextRule.bytesOfACharacter {
            let words = TextRule.tooManyParts
            refuse(field, words.rule, ja: ja + words.ja, en: words.en.replacing("%", with: en))
        }
        return text
    }

    private mutating func refuse(_ field: String, _ rule: String, ja: String, en: String) {
        errors.append(FieldError(field: field, rule: rule, message: LocalizedText(ja: ja, en: en)))
    }

    private func trimmed(_ text: String) -> String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\u{3000}" || $0 == "\t" }
        guard let first = text.firstIndex(where: { !isBlank($0) }), let last = text.lastIndex(where: { !isBlank($0) })
        else { return "" }
        return String(text[first...last])
    }
}
