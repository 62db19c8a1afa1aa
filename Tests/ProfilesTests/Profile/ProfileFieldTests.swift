import Domain
import Profiles
import Testing

@Suite("The profile's fields")
struct ProfileFieldTests {
    private static let table = try? RegionTable.embedded()
    /// A stand-in for the mail channel's own check, which has its own tests.
    private static let mail = MailAddressCheck { text in
        text.contains("@") && !text.contains(" ")
            ? .address(text) : .flaw(rule: "mail", message: LocalizedText(ja: "メール", en: "mail"))
    }
    private static let rules = ProfileRules(hasVoice: true, precision: .region)

    static func valid() -> ProfileDraft {
        var draft = ProfileDraft()
        draft.mails = ["hanako@example.co.jp", "", "hana@example.ne.jp"]
        draft.mailOrder = "1"
        draft.phones = ["０９０－００００－１２３４", "", "+81 767 00 0012"]
        draft.phoneOrders = ["2", "", "4"]
        draft.addresses[.work] = ProfileDraft.Address(place: "17-390", city: "七尾市", street: "")
        draft.addresses[.home] = ProfileDraft.Address(place: "17-391", city: "かほく市", street: "1-2")
        return draft
    }

    private func errors(
        _ draft: ProfileDraft, _ rules: ProfileRules = Self.rules
    ) throws -> [String] {
        let table = try #require(Self.table)
        do throws(InvalidInput) {
            _ = try ProfileSheet(checking: draft, rules: rules, previous: nil, in: table, mail: Self.mail)
            return []
        } catch {
            for error in error.errors {
                #expect(!error.message[.japanese].isEmpty && error.message[.japanese] != error.message[.english])
            }
            return error.errors.map { "\($0.field).\($0.rule)" }
        }
    }

    @Test("A full profile is accepted, with digits and hyphens made plain (R-135 to R-137)")
    func accepted() throws {
        let sheet = try ProfileSheet(
            checking: Self.valid(), rules: Self.rules, previous: nil, in: try #require(Self.table), mail: Self.mail)
        #expect(sheet.sending.mails.map(\.position) == [1, 3])
        #expect(sheet.sending.phones.map(\.value) == ["09000001234", "0767000012"])
        #expect(sheet.draft.phones == ["09000001234", "", "0767000012"])
    }

    @Test(
        "Whatever a Japanese keyboard gives for a hyphen is put right (R-136)",
        arguments: ["ー", "‐", "‑", "–", "—", "−", "―", "ｰ", "－", "-"])
    func hyphens(hyphen: String) {
        #expect(PhoneNumber(typed: "090\(hyphen)1234\(hyphen)5678")?.digits == "09012345678")
    }

    @Test("A refused number is named by its field")
    func namesFields() throws {
        var draft = Self.valid()
        draft.phones[0] = "abc"
        draft.sparePhone = "abc"
        let table = try #require(Self.table)
        do throws(InvalidInput) {
            _ = try ProfileSheet(checking: draft, rules: Self.rules, previous: nil, in: table, mail: Self.mail)
        } catch {
            let words = error.errors.map { $0.message[.japanese] }
            #expect(words.count == 2 && words[0].contains("「電話1」") && words[1].contains("「予備の電話」"))
        }
    }

    private static let cases: [(String, @Sendable (inout ProfileDraft) -> Void, [String])] = [
        ("R-127", { $0.language = "fr" }, ["language.unknown"]),
        ("R-135", { $0.mails[1] = "no address" }, ["mail2.mail"]),
        ("R-136 letters", { $0.phones[0] = "090abc" }, ["phone1.phone"]),
        ("R-136 sixteen digits", { $0.phones[0] = "0123456789012345" }, ["phone1.phone"]),
        ("R-136 fifteen digits", { $0.phones[0] = "012345678901234" }, []),
        ("an emergency number", { $0.phones[0] = "119" }, ["phone1.phone"]),
        ("R-137 out of range", { $0.mailOrder = "5" }, ["mailOrder.order"]),
        ("R-137 missing", { $0.phoneOrders[2] = "" }, ["phone3Order.required"]),
        ("R-146 twice", { $0.phoneOrders[2] = "2" }, ["phone3Order.taken"]),
        ("R-146 as the mails", { $0.phoneOrders[0] = "1" }, ["phone1Order.taken"]),
        ("an order without a number", { $0.phoneOrders[1] = "2" }, ["phone2.numberMissing"]),
        (
            "R-146 twice, beside a number that is none",
            {
                $0.phones[0] = "abc"; $0.phoneOrders[2] = "2"
            }, ["phone1.phone", "phone3Order.taken"]
        ),
        ("R-138", { $0.spareMail = "x" }, ["spareMail.mail"]),
        ("R-139", { $0.sparePhone = "x" }, ["sparePhone.phone"]),
        ("R-129 missing", { $0.addresses[.work] = nil }, ["workRegion.required"]),
        ("R-129 unknown", { $0.addresses[.work]?.place = "99-999" }, ["workRegion.unknown"]),
        ("R-129 of another prefecture", { $0.addresses[.work]?.place = "13-390" }, ["workRegion.unknown"]),
        ("R-150", { $0.addresses[.home]?.place = "17" }, ["home1Region.regionRequired"]),
        ("R-134 city alone", { $0.addresses[.secondHome] = .init(city: "市") }, []),
        ("R-134 street alone", { $0.addresses[.secondHome] = .init(street: "1-2") }, []),
        ("R-133 city alone", { $0.addresses[.home] = .init(city: "市") }, ["home1Region.required"]),
        ("R-130 forty", { $0.addresses[.work]?.city = String(repeating: "𠮷", count: 40) }, []),
        ("R-130 forty-one", { $0.addresses[.work]?.city = String(repeating: "𠮷", count: 41) }, ["workCity.tooLong"]),
        ("R-131", { $0.addresses[.work]?.street = String(repeating: "あ", count: 81) }, ["workStreet.tooLong"]),
        ("R-130 masked", { $0.addresses[.work]?.city = "七尾＊＊＊" }, ["workCity.masked"]),
        ("R-129 masked", { $0.mails[0] = "h***@example.jp" }, ["mail1.masked"]),
        ("R-130 half-width", { $0.addresses[.work]?.city = "ﾅﾅｵｼ" }, ["workCity.halfWidthKatakana"]),
        (
            "R-130 a letter with a thousand marks",
            { $0.addresses[.work]?.city = "か" + String(repeating: "\u{3099}", count: 1_000) }, ["workCity.tooManyParts"]
        ),
        (
            "a mark that turns the direction of reading", { $0.addresses[.work]?.city = "七尾\u{202E}市" },
            ["workCity.controlCharacter"]
        ),
        ("a line break", { $0.addresses[.work]?.street = "1\r\n2" }, ["workStreet.controlCharacter"]),
        (
            "several at once",
            {
                $0.mails[0] = "x"; $0.phones[0] = "y"
            }, ["mail1.mail", "phone1.phone"]
        ),
    ]

    @Test("Each rule refuses what it must and nothing else", arguments: cases.indices)
    func rule(index: Int) throws {
        let (name, change, expected) = Self.cases[index]
        var draft = Self.valid()
        change(&draft)
        #expect(try errors(draft) == expected, "\(name)")
    }

    @Test("The half-width sentence offers the full-width form")
    func offersFullWidth() throws {
        var draft = Self.valid()
        draft.addresses[.work]?.city = "ﾅﾅｵｼﾞ"
        #expect(throws: InvalidInput.self) {
            try ProfileSheet(
                checking: draft, rules: Self.rules, previous: nil, in: try #require(Self.table), mail: Self.mail)
        }
        do {
            _ = try ProfileSheet(
                checking: draft, rules: Self.rules, previous: nil, in: try #require(Self.table), mail: Self.mail)
        } catch let error as InvalidInput {
            #expect(error.errors.first?.message[.japanese].contains("「ナナオジ」でよろしいですか") == true)
        }
    }

    @Test("Without the voice option telephones and orders are neither checked nor lost (R-010, R-137, R-180)")
    func withoutVoice() throws {
        let table = try #require(Self.table)
        let before = try ProfileSheet(
            checking: Self.valid(), rules: Self.rules, previous: nil, in: table, mail: Self.mail)
        var draft = Self.valid()
        draft.phones = ["", "", ""]
        draft.mailOrder = ""
        let after = try ProfileSheet(
            checking: draft, rules: ProfileRules(hasVoice: false, precision: .region), previous: before, in: table,
            mail: Self.mail)
        #expect(after.sending.phones == before.sending.phones)
        #expect(after.sending.mails.map(\.order) == before.sending.mails.map(\.order))
        #expect(after.sending.mails.allSatisfy { $0.order != nil })
        let first = try ProfileSheet(
            checking: draft, rules: ProfileRules(hasVoice: false, precision: .region), previous: nil, in: table,
            mail: Self.mail)
        #expect(first.sending.mails.map(\.order) == [nil, nil])
    }

    @Test("Where the prefecture is enough, it is enough (R-148, R-150)")
    func prefectureOnly() throws {
        var draft = Self.valid()
        draft.addresses[.work]?.place = "17"
        #expect(try errors(draft, ProfileRules(hasVoice: true, precision: .prefecture)) == [])
        draft.addresses = [:]
        let rules = ProfileRules(hasVoice: true, precision: .region, needsAddresses: false)
        #expect(try errors(draft, rules) == [], "people of an office need none")
        #expect(try errors(draft, Self.rules).count == 2)
    }
}
