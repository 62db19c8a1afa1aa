import Domain
package import Tenants

/// What a reply by mail answers. Only what can mean one thing is an answer: whoever is taken for safe by mistake is not
/// looked for. Everything else is kept as the person wrote it and asked back.
package enum ReplyMeaning: Hashable, Sendable {
    /// One of the choices, by its place from 0, and what the person added.
    case choice(Int, comment: String)
    /// Nothing certain.
    case unclear(String)

    /// Reads a reply.
    package init(_ words: OwnWords, _ choices: [AnswerChoice]) {
        guard let first = words.lines.first else {
            self = .unclear("")
            return
        }
        let rest = words.lines.dropFirst().joined(separator: " ")
        let line = WidthFolding.trimmed(WidthFolding.halfWidth(first)).lowercased()
        let others = words.lines.dropFirst()
        if let (place, said) = Self.number(line, of: choices), !Self.namesAnother(than: place, others, choices) {
            self = .choice(place, comment: Self.joined(said.isEmpty ? "" : Self.behindNumber(first), rest))
        } else if let place = Self.label(line, choices), !Self.contradicts(words.text, choices[place]),
            Self.leading(line, choices).map({ $0 == place }) ?? true, !Self.namesAnother(than: place, others, choices)
        {
            let isAll = Self.labels(choices[place]).contains { line == $0 || line == $0 + "です" || line == $0 + "." }
            self = .choice(place, comment: Self.joined(isAll ? "" : first, rest))
        } else {
            self = .unclear(words.text)
        }
    }

    private static func joined(_ first: String, _ rest: String) -> String {
        [first, rest].filter { !$0.isEmpty }.joined(separator: " ")
    }

    // MARK: Numbers

    private static let circled = Array("①②③④⑤⑥⑦⑧⑨")
    private static let wrapping: Set<Character> = ["(", "[", "「", "『", "【", "<", "#", "№"]
    private static let closing: Set<Character> = [
        ".", "。", ",", "、", ":", "=", ")", "]", "」", "』", "】", "!", "｡", "､", ";", "・", "番",
    ]
    /// What follows a number that counts something.
    private static let counters: Set<Character> = [
        "人", "名", "時", "分", "日", "月", "年", "階", "回", "度", "件", "軒", "つ", "個", "歳", "才", "号", "週", "秒", "本", "万",
        "千", "百", "割", "倍", "丁", "区", "か", "ヶ", "ヵ", "カ", "ケ", "箇", "台", "棟", "円", "次", "点", "対", "線", "キ", "メ",
        "ミ", "グ", "リ", "と", "や", "も",
    ]

    /// The place of the sign that a line begins with.
    private static func leading(_ line: String, _ choices: [AnswerChoice]) -> Int? {
        guard let sign = line.drop(while: { wrapping.contains($0) || $0.isWhitespace }).first else { return nil }
        let place = circled.firstIndex(of: sign) ?? (sign.isASCII ? sign.wholeNumberValue.map { $0 - 1 } : nil)
        return place.flatMap { choices.indices.contains($0) ? $0 : nil }
    }

    /// The place that a number at the start of a line names, and what follows it.
    private static func number(_ line: String, of choices: [AnswerChoice]) -> (Int, said: Substring)? {
        guard let place = leading(line, choices) else { return nil }
        let text = line.drop { wrapping.contains($0) || $0.isWhitespace }.dropFirst()
        let isMarked = text.first.map { closing.contains($0) } ?? true
        let said = text.drop { closing.contains($0) || $0.isWhitespace }
        if said.isEmpty { return (place, said) }
        // "1か2", "1 2", "1.5", "119"
        guard let next = said.first, !next.isNumber, circled.firstIndex(of: next) == nil else { return nil }
        if said.hasPrefix("です") || said.hasPrefix("でお願い") || said.hasPrefix("desu") { return (place, said) }
        if let follows = label(String(said), choices) { return follows == place ? (place, said) : nil }
        // The words of a choice stand there, and do not say the same.
        if choices.contains(where: { labels($0).contains { has(String(said), $0) } }) { return nil }
        if isMarked { return (place, said) }
        let isComment = text.first?.isWhitespace == true && !next.isASCII && !counters.contains(next)
        return isComment ? (place, said) : nil
    }

    /// Whether one of the lines behind an answer is an answer in itself, and not the same: "2", and below it "3".
    private static func namesAnother(
        than place: Int, _ lines: ArraySlice<String>, _ choices: [AnswerChoice]
    ) -> Bool {
        lines.contains { raw in
            let line = WidthFolding.trimmed(WidthFolding.halfWidth(raw)).lowercased()
            if let sign = loneSign(line) { return sign != place + 1 }
            let bare = line.drop { wrapping.contains($0) || $0.isWhitespace }
            let words = bare.drop { $0.isNumber || closing.contains($0) || $0.isWhitespace }
            let ends = ["です。", "です", "。", "."]
            let said = ends.first { words.hasSuffix($0) }.map { words.dropLast($0.count) } ?? words
            let named = choices.indices.filter { labels(choices[$0]).contains(String(said)) }
            return !named.isEmpty && !named.contains(place)
        }
    }

    /// The number that a line is, and nothing else: one digit with what people put around it. Longer ones are of telephones
    /// and of houses.
    private static func loneSign(_ line: String) -> Int? {
        let text = line.drop { wrapping.contains($0) || $0.isWhitespace }
        guard let sign = text.first,
            let number = circled.firstIndex(of: sign).map({ $0 + 1 }) ?? (sign.isASCII ? sign.wholeNumberValue : nil)
        else { return nil }
        var rest = text.dropFirst().drop { closing.contains($0) || $0.isWhitespace }
        for word in ["でお願いします", "です", "desu"] where rest.hasPrefix(word) { rest = rest.dropFirst(word.count) }
        return rest.allSatisfy { closing.contains($0) || $0.isWhitespace } ? number : nil
    }

    private static func behindNumber(_ line: String) -> String {
        let marks = wrapping.union(closing).union(circled)
        let text = line.drop { character in
            let folded = WidthFolding.halfWidth(String(character)).first ?? character
            return marks.contains(folded) || folded.isWhitespace || folded.isNumber
        }
        return text == "です" || text == "です。" ? "" : String(text)
    }

    // MARK: Words

    /// The words that name a choice, small letters, the parts of a label that names two things among them.
    private static func labels(_ choice: AnswerChoice) -> [String] {
        [choice.ja, choice.en, choice.easy, choice.code].flatMap { label -> [String] in
            let small = WidthFolding.halfWidth(label).lowercased()
            let parts = small.split { "・/、,".contains($0) }.map(String.init)
            return ([small] + parts + small.components(around: " or ")).filter { $0.count >= 2 }
        }
    }

    /// The one choice whose words stand in the line, plainly said of the writer.
    private static func label(_ line: String, _ choices: [AnswerChoice]) -> Int? {
        let bare = line.hasSuffix("です") ? String(line.dropLast(2)) : line
        let exact = choices.indices.filter { place in labels(choices[place]).contains { $0 == bare || $0 == line } }
        if exact.count == 1 { return exact[0] }
        let found = choices.indices.filter { place in labels(choices[place]).contains { has(line, $0) } }
        guard found.count == 1, let place = found.first else { return nil }
        let clauses = line.split { "。．.、､,!！;\n".contains($0) }.map(String.init)
        let own = labels(choices[place]).sorted { $0.count > $1.count }
        for clause in clauses {
            guard let label = own.first(where: { has(clause, $0) }) else { continue }
            guard isPlain(clause, label) else { return nil }
        }
        return line.contains("?") || line.contains("？") ? nil : place
    }

    /// What turns a statement into something else: denied, asked, hoped, of somebody else.
    private static let doubts = [
        "ない", "ません", "なし", "不明", "わから", "分から", "でしょう", "ですか", "かな", "かも", "祈", "願", "確認", "か?", "かどうか", "たぶん",
        "多分", "おそらく", "けど", "思", "ですが", "だが", "以外", "ただ", "とは", "たい", "なら", "れば", "よう", "そう", "らしい", "not", "n't",
        "never", "hope", "but",
    ]
    /// What may stand beside an English label; one of the first words must, unless nothing does.
    private static let selves: Set<Substring> = ["i", "i'm", "im", "we", "we're", "me", "all", "yes", "still", "now"]
    private static let fillers: Set<Substring> = [
        "am", "are", "is", "and", "at", "home", "the", "office", "work", "here", "my", "family", "ok", "okay", "fine",
        "well",
        "thanks", "thank", "you", "with", "everyone", "so", "far", "currently",
    ]
    private static let writers = ["私", "わたし", "僕", "ぼく", "俺", "自分", "当方", "本人", "こちら", "今", "現在", "全員", "家族全員", "私も家族"]

    private static func isPlain(_ clause: String, _ label: String) -> Bool {
        let rest = clause.replacing(label, with: " ", maxReplacements: 1)
        if doubts.contains(where: { rest.contains($0) }) { return false }
        if label.first?.isASCII == true {
            let words = rest.split { !$0.isLetter && $0 != "'" && $0 != "’" }
            return words.isEmpty
                || words.allSatisfy { selves.contains($0) || fillers.contains($0) }
                    && words.contains(where: selves.contains)
        }
        if let of = rest.firstIndex(where: { "はが".contains($0) }) {
            let subject = WidthFolding.trimmed(String(rest[..<of]))
            if !writers.contains(where: { subject.hasSuffix($0) }) { return false }
        }
        return rest.count { !$0.isWhitespace } <= 12
    }

    /// Whether somebody who says to be well mentions what asks for help.
    private static func contradicts(_ text: String, _ choice: AnswerChoice) -> Bool {
        guard choice.severity == .good else { return false }
        let small = WidthFolding.halfWidth(text).lowercased()
        let without = small.replacing(
            /(けが|怪我|ケガ|被害|出血|骨折)(人)?(は|も|など|等)?\s?(は|も)?(あり|ござい)?(ません|なし|無し|ない|ゼロ)/, with: ""
        ).replacing(/(not|no one|nobody|no)\s+(is\s+)?(hurt|injur\w+)/, with: "")
        return [
            "けが", "怪我", "ケガ", "骨折", "出血", "助け", "たすけ", "救助", "閉じ込め", "下敷", "挟ま", "病院", "動けな", "痛", "hurt", "injur",
            "help", "bleed", "trapped", "broken", "hospital", "stuck",
        ].contains { without.contains($0) }
    }

    /// Whether words stand in a text; those of Latin letters as whole words.
    private static func has(_ text: String, _ words: String) -> Bool {
        guard let range = text.firstRange(of: words) else { return false }
        guard words.utf8.allSatisfy({ $0 < 0x80 }) else { return true }
        let before = range.lowerBound == text.startIndex ? nil : text[text.index(before: range.lowerBound)]
        let after = range.upperBound == text.endIndex ? nil : text[range.upperBound]
        return ![before, after].compactMap(\.self).contains { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    }
}

extension String {
    fileprivate func components(around separator: String) -> [String] {
        split(separator: separator).map(String.init)
    }
}
