import Notify
import Tenants
import Testing

@Suite("What a reply by mail means")
struct ReplyMeaningTests {
    private func read(_ text: String) -> ReplyMeaning { ReplyMeaning(OwnWords(text), AnswerChoice.standard) }

    private static let clearReplies: [(String, Int)] = [
        ("1", 0), ("１", 0), ("①", 0), ("２", 1), ("3", 2), ("③", 2), ("1です", 0), ("１です。", 0), ("1番", 0), ("1番です", 0),
        ("(1)", 0), ("「2」", 1), ("【3】", 2), ("1.", 0), ("1。", 0), ("1、家族も全員一緒です", 0), ("1 無事", 0), ("1無事です", 0),
        ("1　無事です", 0), ("1 家にいます", 0), ("2 足をくじきました", 1), ("  1  ", 0), ("無事", 0), ("無事です", 0), ("無事です。", 0),
        ("無事です！", 0), ("私は無事です", 0), ("家族も無事です", 0), ("全員無事です", 0), ("みんな無事です", 0), ("とりあえず無事です", 0),
        ("無事です。問題ありません。", 0), ("無事です。けがはありません。", 0), ("軽いけが", 1), ("軽いけがです", 1), ("重いけが", 2),
        ("助けが必要です", 2), ("だいじょうぶです", 0), ("すこし けがを しました", 1), ("たすけてください", 2), ("safe", 0), ("Safe", 0),
        ("I am safe", 0), ("I'm safe.", 0), ("We are all safe, thank you", 0), ("Slightly hurt", 1), ("need help", 2),
        ("SERIOUS", 2),
        ("minor", 1), ("1\n\n> 1 無事\n> 2 軽いけが", 0),
        ("1\n\nOn Sun, 22 Nov 2026 at 16:10, Seikai <anpi@in.example> wrote:\n> 安否をお知らせください。", 0),
        ("無事です\n\n2026年11月22日(日) 16:10 青海精機 <anpi@in.example>:\n> 2 軽いけが", 0),
        ("1\n-----Original Message-----\nFrom: anpi\n2", 0), ("2\n-- \n山田花子\n03-1111-1111", 1),
        ("3\n――――――――\n山田花子 1課", 2), ("1\n差出人: anpi@in.example\n件名: 3", 0), ("1\niPhoneから送信", 0),
        ("> 1 無事\n> 2\n\n2", 1),
        ("1\n________________________________\nFrom: x", 0), ("2\n2", 1), ("2\n②です", 1), ("1\n無事です", 0),
        // Digits that are no answer: telephones, houses, extensions, sections, what is counted.
        ("2\n山田花子\n03-1111-1111\n090 1234 5678", 1), ("1\n内線 4012\n1-2-3", 0), ("2\n山田花子\n3課", 1),
        ("1\n3人います", 0), ("1\n4012", 0), ("2\n3日前から休んでいます", 1), ("1\n家族は軽いけがをしました", 0),
        ("2\n> 3", 1), ("2\n-- \n3", 1), ("3\n――――――――\n2", 2),
    ]

    @Test("A number or the words of a choice answer, whatever stands around them", arguments: clearReplies)
    func clear(text: String, place: Int) {
        guard case .choice(let found, _) = read(text) else {
            Issue.record("not read: \(text)")
            return
        }
        #expect(found == place, "\(text)")
    }

    @Test(
        "What could mean anything is no answer, and never \"safe\"",
        arguments: [
            "無事ではありません", "無事じゃない", "無事じゃないです", "無事とは言えません", "無事ですか", "無事ですか？", "ご無事ですか", "無事を祈ります",
            "無事かどうか分かりません", "母は無事です", "家族は無事ですが私は足を骨折しました", "家は無事です", "無事だと思いますけど", "たぶん無事", "not safe",
            "I am not safe", "unsafe", "Are you safe?", "I hope you are safe", "My mother is safe", "The house is safe",
            "safe?",
            "無事です。助けてください", "無事です\n足を骨折しました", "I am safe but trapped", "1か2", "1 2", "1,2", "1/2", "1 or 2", "1.5",
            "119",
            "10", "0", "4", "9", "1人けがをしました", "2時に着きます", "3日後に戻ります", "1階にいます", "2026/11/22", "1軽いけが", "1 無事ではありません",
            "2 無事です", "1: 重いけが", "無事、軽いけが", "無事か軽いけが", "はい", "OK", "了解しました", "", "   ", "\n> 1", "誰ですか", "???",
            "2\n3", "２\n\n③", "1\n2です。", "1\n【3】", "2\n5", "1\n軽いけが", "2\n無事です", "無事です\n3", "2\n3 重いけが",
            "safe\n2", "1\n家にいます\n2", "-- \n1", "今日は休みます", "避難所にいます", "確認しました",
        ])
    func unclear(text: String) {
        guard case .unclear = read(text) else {
            Issue.record("taken for an answer: \(text) as \(read(text))")
            return
        }
    }

    @Test(
        "A line that nobody typed costs no more than reading it", .timeLimit(.minutes(2)),
        arguments: [
            (String(repeating: "-", count: 60_000) + "x", false),
            (String(repeating: "-", count: 20_000) + String(repeating: "message", count: 6_000) + "x", false),
            ("on " + String(repeating: "123 ", count: 15_000) + "x", false),
            ("2026/11/22" + String(repeating: " <", count: 30_000) + "x", true),
        ])
    func longLines(line: String, isQuote: Bool) {
        #expect((read(line + "\n1") == .choice(0, comment: "")) == isQuote)
        #expect(read("1\n" + line) != .choice(1, comment: ""))
    }

    @Test("What the person adds is kept as a comment")
    func comments() {
        #expect(read("1") == .choice(0, comment: ""))
        #expect(read("1です") == .choice(0, comment: ""))
        #expect(read("無事です") == .choice(0, comment: ""))
        #expect(read("１　家にいます\n電気がつきません\n> quoted") == .choice(0, comment: "家にいます 電気がつきません"))
        #expect(read("2\n足をくじきました") == .choice(1, comment: "足をくじきました"))
        #expect(read("2\n3") == .unclear("2 3"))
        #expect(read("2 です\n歩けます") == .choice(1, comment: "歩けます"))
        #expect(read("全員無事です") == .choice(0, comment: "全員無事です"))
        #expect(read("避難所にいます\n寒いです") == .unclear("避難所にいます 寒いです"))
    }

    @Test("Lines of our own mail that an old telephone brings back are not the person's words")
    func echo() {
        let words = OwnWords("安否をお知らせください。\n無事\n▼ 回答する\nhttps://x", without: ["安否をお知らせください。"])
        #expect(words.lines == ["無事"])
    }

    @Test("Choices that an organization wrote itself are read by the same rules")
    func ownChoices() {
        let choices = [
            AnswerChoice(code: "ok", ja: "出社できます", en: "Can work", easy: "しごとが できます", severity: .good),
            AnswerChoice(code: "later", ja: "遅れて出社できます", en: "Late", easy: "おくれます", severity: .attention),
        ]
        func read(_ text: String) -> ReplyMeaning { ReplyMeaning(OwnWords(text), choices) }
        #expect(read("出社できます") == .choice(0, comment: ""))
        #expect(read("遅れて出社できます") == .choice(1, comment: ""))
        #expect(read("出社できません") == .unclear("出社できません"))
        #expect(read("3") == .unclear("3"))
    }
}
