import Database
import Domain
import Testing

@testable import Tenants

@Suite("Codes and names that people type")
struct ValueTests {
    @Test(
        "Organization codes are folded to half width and lower case",
        arguments: [
            ("noto-foods", "noto-foods"), ("NOTO-Foods", "noto-foods"), ("ｎｏｔｏ－０１", "noto-01"), ("　abc ", "abc"),
            ("a−b−c", "a-b-c"),
        ])
    func organizationCodes(typed: String, stored: String) throws {
        #expect(try OrganizationCode(typed).description == stored)
    }

    @Test(
        "Organization codes that cannot be one name the rule",
        arguments: [
            ("", "required"), ("ab", "tooShort"), (String(repeating: "a", count: 33), "tooLong"), ("-abc", "hyphen"),
            ("abc-", "hyphen"), ("能登フーズ", "characters"), ("a_b_c", "characters"), ("abc\u{0}", "characters"),
        ])
    func refusedOrganizationCodes(typed: String, rule: String) async {
        #expect(await rules { _ = try OrganizationCode(typed) } == ["organization_code.\(rule)"])
    }

    @Test("The first letter A belongs to offices and to nobody else")
    func firstLetter() async throws {
        #expect(try OfficeCode("ａ001").description == "A001")
        #expect(await rules { _ = try OfficeCode("B001") } == ["office_code.firstLetter"])
        #expect(try LoginID("ｂ-00_1.x").description == "B-00_1.X")
        #expect(await rules { _ = try LoginID("a100") } == ["login_id.reservedLetter"])
        #expect(await rules { _ = try LoginID("B 1") } == ["login_id.characters"])
        #expect(await rules { _ = try LoginID(String(repeating: "B", count: 33)) } == ["login_id.tooLong"])
    }

    @Test("A name in half-width katakana is refused and the full-width form offered")
    func halfWidthKatakana() throws {
        let error = #expect(throws: InvalidInput.self) { try PersonName("ﾔﾏﾀﾞ ﾀﾛｳ") }
        #expect(error?.errors.first?.rule == "halfWidthKatakana")
        #expect(error?.errors.first?.message[.japanese] == "「氏名」に半角カナは使えません。全角で「ヤマダ タロウ」と入力してください。")
        #expect(error?.errors.first?.message[.english].contains("ヤマダ タロウ") == true)
    }

    @Test(
        "Names keep what people are registered with",
        arguments: ["山田　太郎", "神\u{FA19}", "邉\u{E0101}", "O’Neil", "Ó Súilleabháin", "王　小明"])
    func names(name: String) throws {
        #expect(try PersonName(name).description.unicodeScalars.elementsEqual(name.unicodeScalars))
    }

    @Test(
        "Names that cannot be one name the rule",
        arguments: [
            ("", "required"), ("　 ", "required"), ("山\n田", "controlCharacter"), ("a\u{202e}b", "controlCharacter"),
            ("a\u{7f}", "controlCharacter"), (String(repeating: "山", count: 65), "tooLong"),
            ("e" + String(repeating: "\u{301}", count: 600), "tooManyParts"),
        ])
    func refusedNames(name: String, rule: String) async {
        #expect(await rules { _ = try PersonName(name) } == ["name.\(rule)"])
    }

    @Test(
        "Kana names become full-width katakana",
        arguments: [
            ("やまだ たろう", "ヤマダ　タロウ"), ("ﾔﾏﾀﾞ ﾀﾛｳ", "ヤマダ　タロウ"), ("ﾊﾟｸ･ｳﾞｨ", "パク・ヴィ"), ("ジョン-スミス", "ジョンースミス"),
            ("か\u{3099}とう", "ガトウ"), ("", ""), ("ﾜﾞｦﾞ", "ヷヺ"),
        ])
    func kana(typed: String, stored: String) throws {
        #expect(try KanaName(typed).description == stored)
    }

    @Test("A kana name in another script is refused")
    func otherScripts() async {
        #expect(await rules { _ = try KanaName("山田") } == ["name_kana.katakana"])
        #expect(await rules { _ = try KanaName("Yamada") } == ["name_kana.katakana"])
    }

    @Test(
        "A limit is the standard, none, or a rate, and its text makes it again",
        arguments: ["standard", "none", "100/1m", "1/500ms", "20/10m", "7/1d", "90/90s"])
    func limits(text: String) throws {
        let limit = try #require(SendingLimit(text))
        #expect(limit.description == text)
        #expect(SendingLimit(databaseValue: limit.databaseValue) == limit)
        let standard = RateLimit(count: 5, in: .seconds(1))
        #expect(limit.inForce(standard: standard) == (text == "standard" ? standard : RateLimit(text)))
    }

    @Test(
        "What is no limit is refused, and where it is stored it counts as the standard",
        arguments: [
            "", "100", "100/", "/1m", "0/1m", "100/1x", "-1/1m", "100/0", "100/25h", "1/1m/1m", "1/99999999999999d",
        ])
    func notLimits(text: String) {
        #expect(SendingLimit(text) == nil)
        #expect(SendingLimit(databaseValue: .text(text)) == .standard)
    }

    @Test("The family option is refused on the smartphone plan (R-009, R-011)")
    func familyOption() async throws {
        let refused = await rules { _ = try Contract(plan: .smartphone, hasFamily: true) }
        #expect(refused == ["family_option.plan"])
        #expect(try Contract(plan: .academic, hasFamily: true).hasFamily)
        #expect(Plan.allCases.filter { !$0.sendsMail } == [.smartphone])
    }

    @Test(
        "Days are written back as they were read",
        arguments: ["2024-02-29", "1970-01-01", "1999-12-31", "2100-03-01", "1923-09-01"])
    func days(day: String) throws {
        let tokyo = DayFormat(timeZone: "Asia/Tokyo")
        let instant = try #require(tokyo.instant(day))
        #expect(tokyo.text(instant) == day)
        #expect(tokyo.startOfDay(instant + .seconds(86_399)) == instant)
    }

    @Test(
        "A day is the start of the day in the zone", arguments: ["2024-02-30", "2024-13-01", "24-1-1", "x", "2024-1"])
    func notDays(text: String) {
        let tokyo = DayFormat(timeZone: "Asia/Tokyo")
        #expect(tokyo.instant(text) == nil)
        #expect(tokyo.instant("2024/1/1") == Instant(milliseconds: 1_704_034_800_000))
    }
}
