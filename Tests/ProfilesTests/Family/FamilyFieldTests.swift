import Domain
import Profiles
import Tenants
import TestKit
import Testing

@Suite("The fields of a family user")
struct FamilyFieldTests {
    private static let table = try? RegionTable.embedded()
    private static let mail = MailAddressCheck { text in
        text.contains("@")
            ? .address(text)
            : .flaw(rule: "mail", message: LocalizedText(ja: "@がありません。", en: "There is no @."))
    }

    static func rules(
        voice: Bool = true, _ precision: AddressPrecision = .region, isOffered: Bool = true, limit: Int = 6
    ) -> FamilyRules {
        FamilyRules(isOffered: isOffered, limit: limit, profile: ProfileRules(hasVoice: voice, precision: precision))
    }

    static func valid() -> FamilyDraft {
        var draft = FamilyDraft()
        draft.code = "CHICHI"
        draft.kana = "ヤマダ　イチロウ"
        draft.name = "山田 一郎"
        draft.address = ProfileDraft.Address(place: "17-390-1720400", city: "輪島市", street: "1-2")
        draft.mails = ["ichiro@example.jp", "", "i@example.ne.jp"]
        draft.phone = "09000001234"
        return draft
    }

    /// A change to a form that is fine, with the message in both languages if it is refused, or with what is stored.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout FamilyDraft) -> Void
        var ja: String?
        var en: String?
        var stored: @Sendable (FamilyDraft) -> String = { _ in "" }
        var value = ""

        static func refused(
            _ name: String, _ ja: String, _ en: String, _ change: @escaping @Sendable (inout FamilyDraft) -> Void
        ) -> Case {
            Case(testDescription: name, change: change, ja: ja, en: en)
        }

        static func stored(
            _ name: String, _ value: String, _ stored: @escaping @Sendable (FamilyDraft) -> String,
            _ change: @escaping @Sendable (inout FamilyDraft) -> Void
        ) -> Case {
            Case(testDescription: name, change: change, stored: stored, value: value)
        }

        static let all: [Case] = [
            .refused("R-159 empty", "「家族コード」を入力してください。", "Enter “Family code”.") { $0.code = " " },
            .refused(
                "R-159 nine", "「家族コード」は1〜8文字で入力してください。", "Enter 1 to 8 characters in “Family code”."
            ) { $0.code = "123456789" },
            .refused(
                "R-159 signs", "「家族コード」に使えるのは半角の英字と数字です。", "Use only letters, digits in “Family code”."
            ) { $0.code = "CHI-CHI" },
            .refused(
                "R-159 kanji", "「家族コード」に使えるのは半角の英字と数字です。", "Use only letters, digits in “Family code”."
            ) { $0.code = "父" },
            .stored("R-159 folded", "HAHA1", { $0.code }) { $0.code = " ｈａｈａ１" },
            .stored("R-159 eight", "12345678", { $0.code }) { $0.code = "12345678" },
            .refused(
                "R-160 kanji", "「カナ氏名」は全角カタカナで入力してください。例：ヤマダ　タロウ",
                "Use full-width katakana in “Kana name”, for example ヤマダ　タロウ."
            ) { $0.kana = "山田" },
            .refused(
                "R-160 thirty-three", "「カナ氏名」は32文字以内で入力してください。", "Enter at most 32 characters in “Kana name”."
            ) { $0.kana = String(repeating: "ア", count: 33) },
            .stored("R-160 thirty-two", String(repeating: "ガ", count: 32), { $0.kana }) {
                $0.kana = String(repeating: "ｶﾞ", count: 32)
            },
            .stored("R-160 hiragana", "ヤマダ　ハナ", { $0.kana }) { $0.kana = "やまだ はな" },
            .stored("R-160 none", "", { $0.kana }) { $0.kana = "" },
            .refused("R-161 empty", "「氏名」を入力してください。", "Enter “Name”.") { $0.name = "　" },
            .refused("R-161 thirty-three", "「氏名」は32文字以内で入力してください。", "Enter at most 32 characters in “Name”.") {
                $0.name = String(repeating: "𠮷", count: 33)
            },
            .stored("R-161 thirty-two", String(repeating: "𠮷", count: 32), { $0.name }) {
                $0.name = String(repeating: "𠮷", count: 32)
            },
            .refused(
                "R-161 half-width", "「氏名」に半角カナは使えません。全角で「ヤマダ」と入力してください。",
                "Half-width katakana cannot be used in “Name”. Please enter ヤマダ."
            ) { $0.name = "ﾔﾏﾀﾞ" },
            .refused(
                "R-161 a mark that turns the direction of reading",
                "「氏名」に使えない文字（U+202E）が入っています。消してください。",
                "“Name” contains a character that cannot be used (U+202E). Please remove it."
            ) { $0.name = "山田\u{202e}一郎" },
            .refused("R-162", "言語は日本語かEnglishを選んでください。", "Choose Japanese or English as the language.") {
                $0.language = "fr"
            },
            .stored("R-162 English", "en", { $0.language }) { $0.language = "en" },
            .stored("R-163 none", "", { $0.address.place }) { $0.address = ProfileDraft.Address() },
            .refused(
                "R-163 unknown", "「住所」の地域を、もう一度「探す」から選んでください。", "Choose the region of “Address” again with Find."
            ) { $0.address.place = "13-390" },
            .refused(
                "R-163 prefecture alone", "団体の決まりで、「住所」は地域まで必要です。「探す」から市区町村を選んでください。",
                "Your organization needs the region of “Address”. Choose a municipality with Find."
            ) { $0.address.place = "17" },
            .stored("R-164 city alone", "/輪島市/", { "\($0.address.place)/\($0.address.city)/\($0.address.street)" }) {
                $0.address = ProfileDraft.Address(city: "輪島市")
            },
            .stored("R-164 street alone", "//1-2", { "\($0.address.place)/\($0.address.city)/\($0.address.street)" }) {
                $0.address = ProfileDraft.Address(street: "1-2")
            },
            .refused(
                "R-164 city of forty-one", "「住所」の市区町村は40文字までにしてください。いまは41文字です。",
                "Use at most 40 characters for the city of “Address”. It has 41 now."
            ) { $0.address.city = String(repeating: "あ", count: 41) },
            .refused(
                "R-164 street of eighty-one", "「住所」の番地・マンション名は80文字までにしてください。いまは81文字です。",
                "Use at most 80 characters for the street of “Address”. It has 81 now."
            ) { $0.address.street = String(repeating: "あ", count: 81) },
            .refused(
                "R-164 half-width", "「住所」の市区町村に半角カタカナは使えません。「ワジマ」でよろしいですか。",
                "Half-width katakana can't be used in the city of “Address”. Did you mean “ワジマ”?"
            ) { $0.address.city = "ﾜｼﾞﾏ" },
            .refused("R-165", "「メール2」：@がありません。", "“Mail 2”: There is no @.") { $0.mails[1] = "nobody" },
            .stored("R-165 three", "a@b.jp c@d.jp e@f.jp", { $0.mails.joined(separator: " ") }) {
                $0.mails = ["ａ@b.jp", "c@d.jp", "e@f.jp"]
            },
            .refused(
                "R-166 sixteen", "「電話」は6桁から15桁の数字で入力してください。市外局番も必要です。",
                "Enter 6 to 15 digits for “Phone”, with the area code."
            ) { $0.phone = "0123456789012345" },
            .stored("R-166 fifteen", "012345678901234", { $0.phone }) { $0.phone = "０１２３４５６７８９０１２３４" },
        ]
    }

    @Test(
        "Each field is stored in its own form, or refused with what to do, in both languages (R-159 R-160 R-161 R-162 R-163 R-164 R-165 R-166)",
        arguments: Case.all)
    func field(_ item: Case) throws {
        let table = try #require(Self.table)
        var draft = Self.valid()
        item.change(&draft)
        do throws(InvalidInput) {
            let sheet = try FamilySheet(
                checking: draft, rules: Self.rules(), previous: nil, in: table, mail: Self.mail, randomness: .seeded(1))
            #expect(item.ja == nil, "\(draft)")
            #expect(item.stored(sheet.draft) == item.value)
        } catch {
            #expect(error.errors.map { $0.message[.japanese] } == [item.ja])
            #expect(error.errors.map { $0.message[.english] } == [item.en])
        }
    }

    @Test("All fields that are wrong are named at once, in the order of the form")
    func together() throws {
        let table = try #require(Self.table)
        var draft = FamilyDraft()
        draft.mails[2] = "x"
        draft.phone = "x"
        do throws(InvalidInput) {
            _ = try FamilySheet(
                checking: draft, rules: Self.rules(), previous: nil, in: table, mail: Self.mail, randomness: .seeded(1))
            Issue.record("taken")
        } catch {
            #expect(error.errors.map(\.field) == ["code", "name", "mail3", "phone"])
        }
    }

    @Test("Without the voice option the telephone stays as it was (R-010, R-166)")
    func withoutVoice() throws {
        let table = try #require(Self.table)
        func sheet(_ draft: FamilyDraft, _ voice: Bool, _ previous: FamilySheet?) throws -> FamilySheet {
            try FamilySheet(
                checking: draft, rules: Self.rules(voice: voice), previous: previous, in: table, mail: Self.mail,
                randomness: .seeded(1))
        }
        let before = try sheet(Self.valid(), true, nil)
        var draft = Self.valid()
        draft.phone = "no number"
        #expect(try sheet(draft, false, before).phone == "09000001234")
        #expect(try sheet(draft, false, nil).phone.isEmpty)
    }

    @Test("A code that is made has eight of thirty-one signs, none of which looks like another (R-159)")
    func madeCodes() throws {
        let randomness = Randomness.seeded(3)
        let codes = (0..<500).map { _ in FamilyCode(randomness: randomness) }
        #expect(codes.allSatisfy { $0.description.count == 8 })
        #expect(Set(codes).count == codes.count)
        let signs = Set(codes.flatMap(\.description))
        #expect(signs.count == 31 && signs.isDisjoint(with: "01OIL"))
        #expect(try FamilyCode(codes[0].description.lowercased()) == codes[0])
    }
}
