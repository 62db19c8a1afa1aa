import Domain
import TestKit
import Testing

@Suite("Shared words")
struct WordTests {
    @Test(
        "A text has its sentence in each language",
        arguments: zip(Language.allCases, ["安否を確認してください。", "Please confirm that you are safe."]))
    func localizedText(_ language: Language, _ sentence: String) {
        let text = LocalizedText(ja: "安否を確認してください。", en: "Please confirm that you are safe.")
        #expect(text[language] == sentence)
    }

    @Test("A language is stored under its code", arguments: zip(Language.allCases, ["ja", "en"]))
    func languageCode(_ language: Language, _ code: String) {
        #expect(language.rawValue == code)
        #expect(Language(rawValue: code) == language)
    }

    @Test(
        "A secret shows in no way of printing it",
        arguments: ["hunter2", "", "秘密の言葉", "a\nb", "\u{202e}drowssap"])
    func secret(_ text: String) {
        struct Holder {
            let secret: Secret
            let list: [Secret]
            let perhaps: Secret?
        }
        let secret = Secret(text)
        let holder = Holder(secret: secret, list: [secret], perhaps: secret)
        var dumped = ""
        dump(secret.description, to: &dumped)
        for printed in [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\([secret])", "\(["k": secret])",
            "\(secret as Any)", "\(holder)", String(reflecting: holder), dumped,
        ] {
            #expect(printed.contains("•••"))
            #expect(text.isEmpty || !printed.contains(text))
        }
        #expect(secret.exposed == text)
    }

    @Test("A refusal keeps its errors in the order of the fields")
    func invalidInput() {
        let short = FieldError(
            field: "loginID", rule: "tooShort", message: LocalizedText(ja: "短すぎます。", en: "This is too short."))
        let long = FieldError(
            field: "mail1", rule: "tooLong", message: LocalizedText(ja: "長すぎます。", en: "This is too long."))
        #expect(InvalidInput([short, long]).errors.map(\.field) == ["loginID", "mail1"])
        #expect(InvalidInput(field: short.field, rule: short.rule, message: short.message) == InvalidInput([short]))
    }

    @Test("A refusal without a reason is a programmer's mistake")
    func refusalWithoutReason() async {
        await #expect(processExitsWith: .failure) {
            _ = InvalidInput([])
        }
    }
}

@Suite("Randomness")
struct RandomnessTests {
    @Test("It gives as many bytes as were asked for", arguments: [0, 1, 7, 8, 9, 16, 31, 32, 1_000])
    func length(_ count: Int) {
        #expect(Randomness.system.bytes(count).count == count)
        #expect(Randomness.seeded(7).bytes(count).count == count)
    }

    @Test("The system's bytes do not repeat")
    func unpredictable() {
        let draws = (0..<1_000).map { _ in Randomness.system.bytes(16) }
        #expect(Set(draws).count == draws.count)
    }

    @Test("A seed repeats itself, and another seed is another story")
    func seeded() {
        #expect(Randomness.seeded(5).bytes(64) == Randomness.seeded(5).bytes(64))
        #expect(Randomness.seeded(5).bytes(64) != Randomness.seeded(6).bytes(64))
    }

    @Test("A number is made of eight bytes, the first one the highest")
    func number() {
        let counting = Randomness { count in (1...count).map { UInt8($0) } }
        #expect(counting.number() == 0x0102_0304_0506_0708)
    }
}

@Suite("Log")
struct LogTests {
    @Test("Each line keeps its level, its event and the order of its fields")
    func lines() {
        let lines = Lines()
        let log = Log { level, event, fields in
            lines.add("\(level.rawValue) \(event) " + fields.map { "\($0)=\($1)" }.joined(separator: " "))
        }
        log.info("started", ("port", "8080"), ("engine", "sqlite"))
        log.warning("slow")
        log.error("lost", ("tenant", "7"))
        #expect(lines.all == ["info started port=8080 engine=sqlite", "warning slow ", "error lost tenant=7"])
    }
}
