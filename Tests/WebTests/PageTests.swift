import Domain
import Foundation
import Testing

@testable import Web

@Suite("Pages")
struct PageTests {
    @Test("Every page is well formed, bound together and has one heading", arguments: Language.allCases)
    func wellFormed(language: Language) throws {
        for sent in Samples(language: language).all {
            let scan = MarkupScan(sent.html)
            #expect(scan.faults.isEmpty, "\(sent.name): \(scan.faults)")
            #expect(scan.all("h1").count == 1, "\(sent.name): headings")
            #expect(scan.all("title").count == 1 && scan.all("main").count == 1, "\(sent.name): title and main")
            #expect(scan.all("html").first?["lang"] == language.rawValue, "\(sent.name): lang")
            let ids = scan.tags.compactMap { $0["id"] }
            #expect(Set(ids).count == ids.count, "\(sent.name): ids \(ids.filter { id in ids.count { $0 == id } > 1 })")
            for name in ["for", "aria-describedby", "aria-labelledby"] {
                for value in scan.tags.compactMap({ $0[name] }).flatMap({ $0.split(separator: " ") }) {
                    #expect(ids.contains(String(value)), "\(sent.name): \(name)=\(value)")
                }
            }
            for target in scan.all("a").compactMap({ $0["href"] }) where target.hasPrefix("#") {
                #expect(ids.contains(String(target.dropFirst())), "\(sent.name): \(target)")
            }
        }
    }

    @Test("Every control has a label, and every tick says its words", arguments: Language.allCases)
    func labelled(language: Language) {
        for sent in Samples(language: language).all {
            let scan = MarkupScan(sent.html)
            let labelled = Set(scan.all("label").compactMap { $0["for"] })
            var depth = 0
            for tag in scan.tags {
                if tag.name == "label" { depth += tag.isEnd ? -1 : 1 }
                guard !tag.isEnd, ["input", "select", "textarea"].contains(tag.name) else { continue }
                if tag["type"] == "hidden" || tag["aria-hidden"] == "true" { continue }
                let isLabelled = depth > 0 || tag["id"].map(labelled.contains) == true
                #expect(isLabelled, "\(sent.name): \(tag.attributes)")
            }
        }
    }

    @Test("Nothing inline, nothing foreign: the policy can stay strict", arguments: Language.allCases)
    func strictPolicy(language: Language) {
        for sent in Samples(language: language).all {
            let scan = MarkupScan(sent.html)
            for tag in scan.tags where !tag.isEnd {
                for (name, value) in tag.attributes {
                    #expect(name != "style" && !name.hasPrefix("on"), "\(sent.name): \(name)")
                    guard ["href", "src", "action", "formaction"].contains(name), let value else { continue }
                    let isOurs =
                        (value.hasPrefix("/") && !value.hasPrefix("//")) || value.hasPrefix("#")
                        || value.hasPrefix("?") || value == "data:,"
                    // A key opens the authenticator (R-084), and one page says where to get one (R-080).
                    let leads = name == "href" && (value.hasPrefix("otpauth://totp/") || sent.name == "apps")
                    #expect(isOurs || leads, "\(sent.name): \(name)=\(value)")
                }
            }
            let scripts = scan.all("script")
            let expected = sent.isFramed ? sent.name.contains("passkey") ? 2 : 1 : 0
            #expect(scripts.count == expected, "\(sent.name): scripts")
            #expect(scripts.allSatisfy { $0["src"] != nil && $0["defer"] != nil }, "\(sent.name): script")
            #expect(scan.all("style").count == (sent.isFramed ? 0 : 1), "\(sent.name): style")
            if !sent.isFramed { #expect(sent.html.contains("<style>\(AnswerStyle.text)</style>"), "\(sent.name)") }
        }
    }

    @Test("Every form that changes something carries the session's token")
    func csrf() {
        for sent in Samples(language: .japanese).all where sent.isFramed && sent.html.contains("data-csrf") {
            let parts = sent.html.components(separatedBy: "<form").dropFirst()
            for part in parts where part.hasPrefix(" method=\"post\"") || part.contains("method=\"post\" ") {
                let form = part.components(separatedBy: "</form>")[0]
                #expect(form.contains(#"name="csrf" value="c5f0""#), "\(sent.name)")
            }
        }
    }

    @Test(
        "No form is checked by the browser, whose words nobody chose: what must be filled is said, and whatever can be typed comes to the server"
    )
    func ownWords() {
        var mustBeFilled = 0
        for sent in Samples(language: .japanese).all {
            let scan = MarkupScan(sent.html)
            for form in scan.all("form") { #expect(form["novalidate"] != nil, "\(sent.name)") }
            for control in scan.all("input", "select", "textarea") {
                #expect(control["required"] == nil && control["pattern"] == nil, "\(sent.name)")
                mustBeFilled += control["aria-required"] == "true" ? 1 : 0
                // Sixteen units for each character that is allowed.
                let room = control["maxlength"].flatMap { Int($0) } ?? .max
                #expect(room == .max || room % roomForCharacter == 0, "\(sent.name): \(control["name"] ?? "")")
            }
        }
        #expect(mustBeFilled > 20)
    }

    @Test("Hostile words in every field change no tag and no attribute", arguments: Language.allCases)
    func escaping(language: Language) {
        let hostile = #"'"><script>alert(1)</script><b onclick=x>&amp;"# + "\u{0}\u{8}]]>--><!--"
        let plain = Samples(language: language, text: { "\($0) 0123456789" }).all
        let attacked = Samples(language: language, text: { $0 + hostile }).all
        for (calm, attack) in zip(plain, attacked) {
            let scan = MarkupScan(attack.html)
            #expect(scan.faults.isEmpty, "\(attack.name): \(scan.faults)")
            #expect(scan.tags == MarkupScan(calm.html).tags, "\(attack.name)")
            #expect(!attack.html.contains("\u{0}") && !attack.html.contains("<script>"), "\(attack.name)")
            #expect(calm.name == attack.name)
        }
    }

    @Test("Both languages say everything, and an English page has no Japanese of ours (R-043)")
    func languages() {
        let ours = Samples(language: .english).all
        for sent in ours {
            let visible = MarkupScan(sent.html).visible
                .replacingOccurrences(of: "やさしい日本語", with: "")
                .replacingOccurrences(of: "日本語", with: "")
                .replacingOccurrences(of: "助(たす)けて ください", with: "")
            let japanese = visible.unicodeScalars.filter {
                (0x3041...0x30FF).contains($0.value) || (0x4E00...0x9FFF).contains($0.value)
                    || (0xFF01...0xFF5E).contains($0.value)
            }
            #expect(japanese.isEmpty, "\(sent.name): \(String(String.UnicodeScalarView(japanese)))")
        }
        let japanese = Dictionary(uniqueKeysWithValues: Samples(language: .japanese).all.map { ($0.name, $0.html) })
        for sent in ours {
            guard let other = japanese[sent.name] else { continue }
            #expect(MarkupScan(other).visible != MarkupScan(sent.html).visible, "\(sent.name)")
        }
    }

    @Test("The language shown is text, the other one a link to the same page (R-044)")
    func languageSwitch() {
        let page = BroadcastsPage(broadcasts: [], part: ListPart(total: 0, page: 1, size: 20))
        let samples = Samples(language: .japanese)
        let html = page.html(in: samples.frame(samples.administrator, here: "/b?state=\("a&b")"))
        #expect(html.contains(#"<span aria-current="true">日本語</span>"#))
        #expect(
            html.contains(#"<a href="/b?state=a%26b&amp;lang=en" lang="en" hreflang="en">English</a>"#))
    }

    @Test("Administrators have their tabs, others don't (R-015)")
    func tabs() {
        let samples = Samples(language: .japanese)
        let page = MenuPage(open: [], contacts: [])
        let own = page.html(in: samples.frame(samples.employee))
        let administrator = page.html(in: samples.frame(samples.administrator))
        for words in ["個人メニュー", "災害情報", "ログアウト"] { #expect(own.contains(">\(words)</a>")) }
        for words in ["管理者メニュー", "メンテナンス"] {
            #expect(!own.contains(">\(words)</a>"))
            #expect(administrator.contains(">\(words)</a>"))
        }
    }

    @Test("The header says who is signed in and when they last were (R-016)")
    func header() {
        let samples = Samples(language: .japanese)
        let html = LogoutPage().html(in: samples.frame(samples.employee))
        #expect(html.contains("B002417") && html.contains("前回ログイン 2023年12月29日 04:50"))
        #expect(LogoutPage().html(in: samples.frame(samples.administrator)).contains("初めてのログイン"))
    }

    @Test("Titles name the page and are unique", arguments: Language.allCases)
    func titles(language: Language) {
        var seen: [String: String] = [:]
        for sent in Samples(language: language).all where sent.isFramed {
            let title = sent.html.components(separatedBy: "<title>")[1].components(separatedBy: "</title>")[0]
            #expect(title.hasSuffix(" – Seikai Seiki Safety Net"), "\(sent.name)")
            let kind = sent.name.split(separator: "-")[0]
            if let other = seen[title] { #expect(other.hasPrefix(kind), "\(sent.name) and \(other): \(title)") }
            seen[title] = sent.name
        }
    }

    @Test("A page about a drill says so before anything else (R-184)")
    func drills() {
        for sent in Samples(language: .japanese).all {
            let words = sent.name.hasSuffix("-easy") ? ">練習<" : "【訓練】これは訓練です"
            let inMain = sent.html.components(separatedBy: #"<main"#)[1]
            let start = inMain.range(of: words)
            #expect((start != nil) == sent.isDrill, "\(sent.name)")
            if let start, let heading = inMain.range(of: "<h1") {
                #expect(start.lowerBound < heading.lowerBound, "\(sent.name)")
            }
        }
    }

    @Test("Passwords never come back in a page (R-027)")
    func passwords() {
        for sent in Samples(language: .japanese).session {
            for input in MarkupScan(sent.html).all("input") where input["type"] == "password" {
                #expect(input["value"] == nil, "\(sent.name)")
            }
        }
    }

    @Test("The easy pages have a reading above every kanji")
    func readings() {
        for sent in Samples(language: .japanese).answers where sent.name.hasSuffix("-easy") {
            var body = sent.html.components(separatedBy: "<main>")[1]
            while let start = body.range(of: "<ruby>"), let end = body.range(of: "</ruby>") {
                body.removeSubrange(start.lowerBound..<end.upperBound)
            }
            let kanji = body.unicodeScalars.filter { (0x3400...0x9FFF).contains($0.value) }
            #expect(kanji.isEmpty, "\(sent.name): \(String(String.UnicodeScalarView(kanji)))")
        }
        #expect(rubyName("山田 花子", kana: "ヤマダ ハナコ").text.contains("<ruby>山田<rt>やまだ</rt></ruby>"))
        #expect(hasAllReadings("助(たす)けて ください") && !hasAllReadings("助けて ください"))
    }

    @Test("No page blames: our words avoid the words the house avoids")
    func words() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Web/Pages/Words").standardizedFileURL
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count > 10)
        for file in files {
            let source = try String(contentsOf: file, encoding: .utf8)
            for word in ["エラー", "不正", "無効", "失敗", "お客様"] {
                #expect(!source.contains(word), "\(file.lastPathComponent): \(word)")
            }
            let halfWidth = source.unicodeScalars.contains { (0xFF61...0xFF9F).contains($0.value) }
            #expect(!halfWidth, "\(file.lastPathComponent)")
        }
    }

    @Test("Pages stay small enough for a phone in trouble", arguments: Language.allCases)
    func budgets(language: Language) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Resources/Web").standardizedFileURL
        let style = try Data(contentsOf: folder.appending(path: "style.css")).count
        let script = try Data(contentsOf: folder.appending(path: "app.js")).count
        #expect(style <= 25_000)
        #expect(script <= 12_288)
        #expect(try Data(contentsOf: folder.appending(path: "passkey.js")).count <= 3_000)
        for sent in Samples(language: language).all {
            let size = sent.html.utf8.count
            if sent.isFramed {
                #expect(size + style <= 60_000, "\(sent.name): \(size)")
            } else {
                #expect(size <= 7_000, "\(sent.name): \(size)")
            }
        }
    }

    @Test("The style sheet asks for nothing from elsewhere")
    func styleSheet() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Resources/Web/style.css").standardizedFileURL
        let style = try String(contentsOf: file, encoding: .utf8)
        #expect(!style.contains("url(") && !style.contains("@import") && !style.contains("@font-face"))
        #expect(!AnswerStyle.text.contains("url(") && !AnswerStyle.text.contains("<"))
    }

    /// `ANPI_PAGE_DUMP` names the folder that keeps them; without it they are written and removed.
    @Test("Sample pages can be looked at")
    func dump() throws {
        let wanted = ProcessInfo.processInfo.environment["ANPI_PAGE_DUMP"]
        let folder = URL(filePath: wanted ?? NSTemporaryDirectory() + "anpi-pages-\(UUID().uuidString)")
        defer { if wanted == nil { try? FileManager.default.removeItem(at: folder) } }
        let web = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Resources/Web").standardizedFileURL
        for language in Language.allCases {
            let samples =
                language == .japanese ? Samples(language: language, text: japanese) : Samples(language: language)
            let place = folder.appending(path: language.rawValue)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for sent in samples.all {
                let html = sent.html.replacingOccurrences(of: "/assets/style-1.css", with: "style.css")
                    .replacingOccurrences(of: "/assets/app-1.js", with: "app.js")
                    .replacingOccurrences(of: "/assets/icon-1.svg", with: "icon.svg")
                    .replacingOccurrences(of: "/assets/passkey-1.js", with: "passkey.js")
                try html.write(to: place.appending(path: "\(sent.name).html"), atomically: true, encoding: .utf8)
            }
            for name in ["style.css", "app.js", "icon.svg"] {
                try Data(contentsOf: web.appending(path: name)).write(to: place.appending(path: name))
            }
        }
    }

    /// The samples' English words in Japanese, for looking at.
    private let japanese: @Sendable (String) -> String = { text in
        let words = [
            "Hanako Yamada": "山田 花子", "Yamada Hanako": "ヤマダ ハナコ", "Makoto Honda": "本多 誠", "Kenichi Sato": "佐藤 健一",
            "Yoshio Nakata": "中田 義男", "Daisuke Nishimura": "西村 大輔", "Seikai Seiki": "青海精機グループ",
            "Safety Net": "安否確認・一斉通報", "Nanao works": "七尾工場", "Nanao works 1": "七尾工場 製造一課",
            "Nanao works 2": "七尾工場 製造二課", "Logistics": "物流センター", "Niigata works": "新潟工場", "Toyama works": "富山工場",
            "Fukui office": "福井営業所", "Sales": "金沢本社 営業部", "General affairs": "金沢本社 総務部",
            "16:10 Earthquake in Noto": "16:10 石川県能登地方の地震", "Earthquake in Noto": "16:10 石川県能登地方の地震",
            "9 regions of 5 upper or more": "震度5強以上の9地域", "Nanao": "七尾市", "Fuchu": "府中", "Tokyo": "東京都",
            "Hiroshima": "広島県", "Shindo sokuho": "震度速報", "Autumn drill": "秋の訓練",
            "A strong earthquake.\nGet to safety first.": "強い地震がありました。\n安全を確保してください。", "Earthquake": "地震（震度5強以上）",
        ]
        return words[text] ?? text
    }
}
