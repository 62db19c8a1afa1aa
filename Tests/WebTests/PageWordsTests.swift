import Auth
import Domain
import Notify
import Testing

@testable import Web

@Suite("Words of pages")
struct PageWordsTests {
    private let reader = Reader(language: .japanese)

    @Test("A text keeps its lines, however a browser ends them", arguments: ["\n", "\r\n", "\r"])
    func lines(end: String) {
        #expect(HTML.lines("強い地震\(end)\(end)安全に").text == "強い地震<br><br>安全に")
    }

    @Test("Whoever removes every contact is told that nothing comes any more")
    func nothingPlanned() {
        let preview = SequencePreview(steps: [], stopsAtAnswer: true)
        #expect(reader(preview.summary(reader)) == "どの連絡も届かなくなります。")
    }

    @Test(
        "A contact that looks the same once it is masked is said to change, and one of somebody new is not",
        arguments: [(Language.japanese, "（伏せた部分が変わります）"), (.english, "(the hidden part changes)")])
    func masked(language: Language, words: String) {
        let imports = Samples(language: language).all.filter { $0.html.contains("n•••@x.example") }
        #expect(imports.contains { $0.html.contains("<del>n•••@x.example") && $0.html.contains(words) })
        #expect(imports.allSatisfy { $0.html.contains("<del>") == $0.html.contains(words) })
    }

    @Test("Sentences that stand one after the other each end, also those that are headings elsewhere")
    func sentences() {
        for problem in [Problem.factorStopped, .codesStopped] {
            let words = problem.message
            #expect(words[.japanese].hasPrefix("この方法は停止しています。コードの間違い"), "\(words[.japanese])")
            #expect(words[.english].hasPrefix("This method is switched off. There were"), "\(words[.english])")
            #expect(words[.japanese].hasSuffix("できます。") && !words[.japanese].contains("。。"))
            #expect(words[.english].hasSuffix("links.") && !words[.english].contains(".."))
        }
    }

    @Test("Of an old code no clock is spoken of, and of a slow clock its minutes (R-093)")
    func skew() {
        let old = Problem.codeMismatch(.app, left: 4, ClockSkew(steps: -11, isOfOldCode: true)).message
        #expect(old[.japanese].contains("前に表示されたコード") && !old[.japanese].contains("時計"))
        #expect(old[.english].contains("code of earlier") && !old[.english].contains("clock"))
        let slow = Problem.codeMismatch(.app, left: 4, ClockSkew(steps: -11)).message
        #expect(slow[.japanese].contains("約6分遅れて") && slow[.english].contains("about 6 min slow"))
    }

    @Test("A pager names the first, the last and the near pages, with a gap between")
    func gaps() {
        let html = pager(ListPart(total: 2_000, page: 50, size: 20), at: "/people", reader).text
        let pages = MarkupScan(html).visible.filter { !$0.isWhitespace }
        #expect(pages.contains("1…495051…100"), "\(pages)")
        #expect(!pager(ListPart(total: 60, page: 2, size: 20), at: "/people", reader).text.contains("…"))
    }

    @Test("Every prefecture has letters of its own on the English map")
    func tiles() {
        let results = (1...47).map { PrefectureResult(code: $0, answered: 1, asked: 2, hasGrave: false) }
        let html = tileMap(results, people: "/b/1/people", Reader(language: .english)).text
        let letters = html.split(separator: "<span>").dropFirst().map { $0.prefix { $0 != "<" } }
        #expect(letters.count == 47 && Set(letters).count == 47)
    }

    @Test("After a grave answer, whom to call stands first, then the place, then work (R-184)")
    func grave() throws {
        let samples = Samples(language: .japanese)
        let html = try #require(samples.answers.first { $0.name == "answer-done-grave-ja" }).html
        let main = html[try #require(html.firstRange(of: "<main>")).upperBound...]
        let places = try ["119番", "受け付けました", "いまいる場所", "出社できますか"].map {
            try #require(main.firstRange(of: $0)).lowerBound
        }
        #expect(places == places.sorted())
        #expect(!(samples.answers.first { $0.name == "answer-done-ja" }?.html.contains("119") ?? true))
    }

    @Test("What was stopped says so, and waits for nothing")
    func stopped() {
        let samples = Samples(language: .japanese)
        let words = samples.results(.safety, .stopped).html(in: samples.frame(samples.administrator))
        #expect(words.contains("電話は412回発信しました。残りの送信は取りやめました。") && words.contains("送信停止"))
        let open = samples.results(.safety, .open).html(in: samples.frame(samples.administrator))
        #expect(open.contains("電話は412回発信、順番を待つ電話は966回。"))
    }

    @Test("What a provider said is read in words, with its code behind them")
    func reasons() {
        let outcome = AttemptOutcome.undeliverable(code: "mailboxUnknown 550 5.1.1")
        #expect(outcome.words(reader).hasSuffix("宛先のメールアドレスがありません（550 5.1.1）"))
        #expect(outcome.words(Reader(language: .english)).hasSuffix("There is no such mailbox (550 5.1.1)"))
        #expect(AttemptOutcome.undeliverable(code: "").words(reader) == "不達")
    }

    @Test("A file of results is named after its subject and its day, and safely")
    func fileNames() {
        let name = ResultsFileName.everybody.name("秋の/訓練\r\n", "2024-01-01", .japanese)
        #expect(name == "結果-秋の_訓練_-2024-01-01.csv")
        #expect(ResultsFileName.part.plainName("2024-01-01") == "part-2024-01-01.csv")
    }
}
