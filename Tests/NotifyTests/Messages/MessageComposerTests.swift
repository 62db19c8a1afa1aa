import Domain
import Notify
import Profiles
import TestKit
import Testing

@Suite("Mails and prompts")
struct MessageComposerTests {
    private let content = MessageComposerTests.saying("16:10 石川県能登地方の地震", "まず身の安全を確保してください。")

    private static func saying(_ subject: String, _ body: String) -> MessageContent {
        MessageContent(
            systemTitle: "青海精機 安否確認", kind: .safetyCheck, isDrill: false, subject: subject, body: body,
            form: .safetyCheck)
    }

    private let tokens = AnswerTokens(keys: [[UInt8](repeating: 3, count: 32)])

    private func addressee(_ language: Language, _ because: AskedBecause) -> Addressee {
        Addressee(
            name: "山田 花子", language: language, because: because,
            token: tokens.token(
                tenant: TenantID(rawValue: 1), broadcast: BroadcastID(rawValue: 2), person: PersonID(rawValue: 3)))
    }

    private func composer() throws -> MessageComposer {
        MessageComposer(linkBase: "https://anpi.example.jp/r/", regions: try RegionTable.embedded())
    }

    private let noto = AskedBecause(.region, place: "home1:390", intensity: "6弱")

    @Test("A Japanese mail names the title, the link and the reason (R-017)")
    func japaneseMail() throws {
        let person = addressee(.japanese, noto)
        let mail = try composer().mail(content, to: person)
        #expect(mail.subject == "【青海精機 安否確認】16:10 石川県能登地方の地震")
        #expect(
            mail.body == """
                山田 花子 さん

                まず身の安全を確保してください。

                ▼ 回答する（ログインはいりません）
                https://anpi.example.jp/r/\(person.token.text.exposed)

                届いた理由：住所1（石川県能登）が震度6弱のため
                ―― 青海精機 安否確認 ――

                """)
    }

    @Test("In an English mail the frame is English, the administrator's words and the title stay (R-045, R-046)")
    func englishMail() throws {
        let mail = try composer().mail(content, to: addressee(.english, noto))
        #expect(mail.subject == "【青海精機 安否確認】16:10 石川県能登地方の地震")
        #expect(mail.body.contains("まず身の安全を確保してください。"))
        #expect(mail.body.contains("▼ Answer here (no login needed)"))
        #expect(mail.body.contains("had seismic intensity 6 lower"))
        #expect(mail.body.contains("―― 青海精機 安否確認 ――"))
        #expect(!mail.body.contains("届いた理由"))
    }

    @Test(
        "Of a message in two languages each person gets their own part, with a subject to it, in mail and call; with one part everybody gets all (R-045)",
        arguments: Language.allCases)
    func ownLanguage(language: Language) throws {
        let subject = "ご確認のお願い / Please check"
        let both = Self.saying(subject, "ご確認ください。\n\(OwnLanguage.divider)\nPlease check your contacts.")
        let person = addressee(language, noto)
        let mail = try composer().mail(both, to: person)
        let isJapanese = language == .japanese
        #expect(mail.subject == "【青海精機 安否確認】" + (isJapanese ? "ご確認のお願い" : "Please check"))
        #expect(mail.body.contains("\n\nご確認ください。\n\n") == isJapanese)
        #expect(mail.body.contains("\n\nPlease check your contacts.\n\n") == !isJapanese)
        #expect(!mail.body.contains("English"))
        let prompt = try composer().call(both, to: person).prompt
        #expect(prompt.contains("ご確認ください") == isJapanese)
        #expect(prompt.contains("Please check your contacts") == !isJapanese)
        for alone in ["ご確認ください。\n\(OwnLanguage.divider)\n ", "\(OwnLanguage.divider)\nPlease check.", "a / b"] {
            let whole = try composer().mail(Self.saying(subject, alone), to: person)
            #expect(whole.body.contains(alone) && whole.subject.contains(subject))
        }
    }

    @Test("Where replies answer, the mail says with which numbers, and nowhere else", arguments: Language.allCases)
    func replies(language: Language) throws {
        let person = addressee(language, noto)
        let composer = MessageComposer(
            linkBase: "https://anpi.example.jp/r/", regions: try RegionTable.embedded(), takesReplies: true)
        let line =
            language == .japanese
            ? "このメールに番号を書いて返信しても回答できます（1 無事　2 軽いけが　3 重いけが・助けが必要）"
            : "You can also answer by replying with a number (1 Safe, 2 Slightly hurt, 3 Badly hurt or need help)."
        #expect(composer.mail(content, to: person).body.contains("\n\(line)\n"))
        #expect(try !self.composer().mail(content, to: person).body.contains(line))
        var notice = content
        notice.form = AnswerForm()
        #expect(
            !composer.mail(notice, to: person).body.contains("返信")
                && !composer.mail(notice, to: person).body.contains("replying"))
    }

    @Test("A drill says so in subject, text and prompt", arguments: Language.allCases)
    func drill(language: Language) throws {
        var drill = content
        drill.isDrill = true
        let person = addressee(language, AskedBecause(.everyone))
        let mail = try composer().mail(drill, to: person)
        let mark = language == .japanese ? "【訓練】" : "[DRILL] "
        #expect(mail.subject.hasPrefix(mark))
        #expect(mail.body.contains(language == .japanese ? "これは訓練です" : "only a drill"))
        let call = try composer().call(drill, to: person)
        #expect(call.prompt.contains(language == .japanese ? "これは訓練です" : "only a drill"))
    }

    @Test("A prompt tells who calls, what it is about, and the meaning of each key", arguments: Language.allCases)
    func prompt(language: Language) throws {
        let call = try composer().call(content, to: addressee(language, AskedBecause(.everyone)))
        #expect(call.prompt.contains("青海精機 安否確認"))
        #expect(call.prompt.contains("16:10 石川県能登地方の地震"))
        #expect(call.prompt.contains(language == .japanese ? "「軽いけが」の方は、2を押してください" : "press 2"))
        #expect(call.keys == ["safe", "minor", "serious"])
    }

    @Test("A prompt is spoken in sentences, and says nothing twice")
    func spoken() throws {
        var said = Self.saying("再送のお知らせ", "再送本文")
        let own = try composer().call(said, to: addressee(.japanese, AskedBecause(.everyone))).prompt
        #expect(own.contains("山田 花子さん。再送のお知らせ。再送本文。「無事」の方は、1を押してください。"), "\(own)")
        said = Self.saying("安否確認：16:10 能登の地震", "16:10 能登の地震がありました。\nまず身の安全を\n")
        let automatic = try composer().call(said, to: addressee(.japanese, AskedBecause(.everyone))).prompt
        #expect(automatic.contains("さん。16:10 能登の地震がありました。まず身の安全を。「無事」"), "\(automatic)")
        said = Self.saying("Fire drill", "Please answer\nThank you!")
        let english = try composer().call(said, to: addressee(.english, AskedBecause(.everyone))).prompt
        #expect(english.contains("Fire drill. Please answer. Thank you! For \"Safe\", press 1."), "\(english)")
    }

    @Test("The form survives being stored")
    func storedForm() {
        let form = AnswerForm(
            choices: AnswerForm.safetyCheck.choices, asksAttendance: true, allowsComment: false,
            questions: [.init(code: "q1", text: "昼食は\tいりますか", choices: ["はい", "いいえ"]), .init(code: "q2", text: "自由に")])
        let stored = AnswerForm(stored: form.stored)
        #expect(stored?.choices == form.choices)
        #expect(stored?.questions.map(\.text) == ["昼食は いりますか", "自由に"])
        #expect(stored?.questions.first?.choices == ["はい", "いいえ"])
        #expect(stored?.asksAttendance == true && stored?.allowsComment == false)
        #expect(AnswerForm(stored: "nonsense") == nil)
    }

    @Test("An attempt's key fits a Message-ID and comes back from its text")
    func keys() {
        let key = AttemptKey(
            tenant: TenantID(rawValue: .max), broadcast: BroadcastID(rawValue: .max), person: PersonID(rawValue: .max),
            round: 12, step: 34)
        #expect(key.description.utf8.count <= 64)
        #expect(AttemptKey(key.description) == key)
        for bad in ["", "1-2-3-4", "1-2-3-4-5-6", "1-2-3-4--5", "1-2-3-4-é"] { #expect(AttemptKey(bad) == nil) }
    }
}
