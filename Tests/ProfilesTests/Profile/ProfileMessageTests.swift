import Domain
import Profiles
import Testing

@Suite("What the profile says to a refused field")
struct ProfileMessageTests {
    /// A field, what makes it wrong, and the whole sentence in both languages.
    struct Case: Sendable, CustomTestStringConvertible {
        let field: String
        let ja: String
        let en: String
        let change: @Sendable (inout ProfileDraft) -> Void
        var testDescription: String { "\(field): \(en)" }

        init(_ field: String, _ ja: String, _ en: String, _ change: @escaping @Sendable (inout ProfileDraft) -> Void) {
            (self.field, self.ja, self.en, self.change) = (field, ja, en, change)
        }
    }

    private typealias Part = any (WritableKeyPath<ProfileDraft.Address, String> & Sendable)

    private static func phone(_ ja: String, _ en: String) -> (String, String) {
        ("「\(ja)」は6桁から15桁の数字で入力してください。市外局番も必要です。", "Enter 6 to 15 digits for “\(en)”, with the area code.")
    }

    private static let contacts: [Case] =
        [
            Case("language", "言語は日本語かEnglishを選んでください。", "Choose Japanese or English as the language.") {
                $0.language = "fr"
            },
            Case("spareMail", "「予備のメール」：メール", "“Spare mail”: mail") { $0.spareMail = "x" },
            Case("sparePhone", phone("予備の電話", "Spare phone").0, phone("予備の電話", "Spare phone").1) {
                $0.sparePhone = "12345"
            },
            Case("mailOrder", "発信順は1から4の中から選んでください。", "Choose 1, 2, 3 or 4 as the contact order.") {
                $0.mailOrder = "0"
            },
            Case("mailOrder", "メールの発信順を選んでください。", "Choose a contact order for mail.") { $0.mailOrder = "" },
        ]
        + (0..<3).flatMap { index -> [Case] in
            let number = index + 1
            let words = phone("電話\(number)", "Phone \(number)")
            return [
                Case("mail\(number)", "「メール 優先順\(number)」：メール", "“Mail, priority \(number)”: mail") {
                    $0.mails[index] = "nobody"
                },
                Case("phone\(number)", words.0, words.1) {
                    $0.phones[index] = "1234567890123456"
                    $0.phoneOrders = ["2", "3", "4"]
                    for other in 0..<3 where other != index { $0.phones[other] = "0767000012" }
                },
                Case("phone\(number)Order", "電話\(number)の発信順を選んでください。", "Choose a contact order for phone \(number).") {
                    $0.phones[index] = "0312345678"
                    $0.phoneOrders[index] = ""
                },
                Case(
                    "phone\(number)Order", "発信順1が2つあります。電話\(number)を別の番号にしてください。",
                    "Order 1 is used twice. Choose another for phone \(number)."
                ) {
                    $0.phones[index] = "0312345678"
                    $0.phoneOrders[index] = "1"
                },
                Case(
                    "phone\(number)", "「電話\(number)」に発信順だけがあります。番号を入力するか、発信順を空にしてください。",
                    "There is only an order for phone \(number). Enter its number or clear its order."
                ) {
                    $0.phones[index] = " "
                    $0.phoneOrders[index] = "3"
                },
            ]
        }

    private static let kinds: [(AddressKind, String, String)] = [
        (.work, "勤務先住所", "Work address"), (.home, "住所1", "Address 1"), (.secondHome, "住所2", "Address 2"),
    ]

    private static let addresses: [Case] = kinds.flatMap { kind, ja, en -> [Case] in
        let field = kind.rawValue
        let parts = [
            ("City", 40, "市区町村", "city", \ProfileDraft.Address.city as Part),
            ("Street", 80, "番地・マンション名", "street", \ProfileDraft.Address.street as Part),
        ]
        let missing = Case(
            "\(field)Region", "「\(ja)」の都道府県・地域を「探す」から選んでください。",
            "Choose the prefecture and region of “\(en)” with Find."
        ) { $0[kind] = .init(city: "七尾市") }
        let regions = [
            Case(
                "\(field)Region", "「\(ja)」の地域を、もう一度「探す」から選んでください。",
                "Choose the region of “\(en)” again with Find."
            ) { $0[kind] = .init(place: "17-999") },
            Case(
                "\(field)Region", "団体の決まりで、「\(ja)」は地域まで必要です。「探す」から市区町村を選んでください。",
                "Your organization needs the region of “\(en)”. Choose a municipality with Find."
            ) { $0[kind] = .init(place: "17") },
        ]
        // Of the second home each part is optional.
        return (kind == .secondHome ? regions : [missing] + regions)
            + parts.flatMap { name, longest, japanese, english, path -> [Case] in
                [
                    Case(
                        field + name, "「\(ja)」の\(japanese)に半角カタカナは使えません。「ガ」でよろしいですか。",
                        "Half-width katakana can't be used in the \(english) of “\(en)”. Did you mean “ガ”?"
                    ) { draft in draft.set(kind, path, "ｶﾞ") },
                    Case(
                        field + name, "「\(ja)」の\(japanese)に改行やタブなど、使えない文字があります。取り除いてください。",
                        "Remove line breaks, tabs and other control characters from the \(english) of “\(en)”."
                    ) { draft in draft.set(kind, path, "1\u{0}2") },
                    Case(
                        field + name, "「\(ja)」の\(japanese)は\(longest)文字までにしてください。いまは\(longest + 1)文字です。",
                        "Use at most \(longest) characters for the \(english) of “\(en)”. It has \(longest + 1) now."
                    ) { draft in draft.set(kind, path, String(repeating: "👨‍👩‍👧", count: longest + 1)) },
                    Case(
                        field + name,
                        "「\(ja)」の\(japanese)には、家族の絵文字のように、いくつもの部品でできた文字が多すぎます。減らすか、ふつうの文字に直してください。",
                        "Too many characters in the \(english) of “\(en)” are made of several parts, as emoji of families are. Use fewer, or plain ones."
                    ) { draft in draft.set(kind, path, String(repeating: "👨‍👩‍👧‍👦", count: longest)) },
                ]
            }
    }

    @Test(
        "Every field says what is wrong, by its name and in both languages (R-127, R-129, R-130, R-131, R-133, R-134, R-135, R-136, R-137, R-138, R-139)",
        arguments: contacts + addresses)
    func says(_ one: Case) throws {
        var draft = ProfileDraft()
        draft.mails[0] = "hanako@example.co.jp"
        draft.mailOrder = "1"
        for kind in [AddressKind.work, .home] { draft[kind] = .init(place: "17-390", city: "七尾市") }
        one.change(&draft)
        let mail = MailAddressCheck { text in
            text.contains("@")
                ? .address(text) : .flaw(rule: "mail", message: LocalizedText(ja: "メール", en: "mail"))
        }
        let table = try RegionTable.embedded()
        let refusal = #expect(throws: InvalidInput.self) {
            try ProfileSheet(
                checking: draft, rules: ProfileRules(hasVoice: true, precision: .region), previous: nil, in: table,
                mail: mail)
        }
        let error = try #require(refusal?.errors.first)
        #expect(refusal?.errors.count == 1)
        #expect(error.field == one.field)
        #expect(error.message[.japanese] == one.ja)
        #expect(error.message[.english] == one.en)
    }
}

extension ProfileDraft {
    fileprivate mutating func set(
        _ kind: AddressKind, _ path: any (WritableKeyPath<Address, String> & Sendable), _ text: String
    ) {
        var address = self[kind]
        address.place = "17-390"
        address[keyPath: path] = text
        self[kind] = address
    }
}
