import Domain
package import Profiles
import Tenants

/// Writes mails and prompts. What the administrator wrote goes out as it stands, of a text in both languages the
/// person's part; everything around it is in the person's language; the system title is never translated.
package struct MessageComposer: Sendable {
    private let linkBase: String
    private let regions: RegionTable
    private let takesReplies: Bool

    /// A composer.
    ///
    /// - Parameters:
    ///   - linkBase: Where answer links begin, such as `https://anpi.example.jp/r/`.
    ///   - regions: Names of the places in reasons.
    ///   - takesReplies: Whether a reply by mail answers, so that mails say so.
    package init(linkBase: String, regions: RegionTable, takesReplies: Bool = false) {
        self.linkBase = linkBase
        self.regions = regions
        self.takesReplies = takesReplies
    }

    /// How to answer by replying.
    static func replyHint(_ choices: [AnswerChoice]) -> LocalizedText {
        func list(_ language: Language) -> String {
            choices.enumerated().map { "\($0.offset + 1) \($0.element[language])" }
                .joined(separator: language == .japanese ? "　" : ", ")
        }
        return LocalizedText(
            ja: "このメールに番号を書いて返信しても回答できます（\(list(.japanese))）",
            en: "You can also answer by replying with a number (\(list(.english))).")
    }

    /// A mail to one person.
    package func mail(_ content: MessageContent, to person: Addressee) -> ComposedMail {
        let language = person.language
        var lines: [String] = []
        lines.append(LocalizedText(ja: "\(person.name) さん", en: "Dear \(person.name),")[language])
        lines.append("")
        if content.isDrill {
            lines.append(
                LocalizedText(ja: "【訓練】これは訓練です。", en: "[DRILL] This is only a drill.")[language])
        }
        if content.isCorrection {
            lines.append(
                LocalizedText(ja: "【訂正】先にお送りした内容を訂正します。", en: "[CORRECTION] This corrects an earlier message.")[
                    language])
        }
        if let correction = content.correction {
            lines.append(LocalizedText(ja: "【訂正】", en: "[CORRECTION] ")[language] + correction[language])
            lines.append("")
            lines.append(LocalizedText(ja: "訂正前のお知らせ：", en: "The message before the correction:")[language])
        }
        lines.append(content.body[language])
        lines.append("")
        lines.append(invitation(content)[language])
        lines.append(linkBase + person.token.text.exposed)
        if takesReplies && !content.form.choices.isEmpty {
            lines.append(Self.replyHint(content.form.choices)[language])
        }
        lines.append("")
        let reason = person.because.words(regions)
        lines.append(
            LocalizedText(ja: "届いた理由：\(reason[.japanese])", en: "Why you got this: \(reason[.english])")[language])
        lines.append("―― \(content.systemTitle) ――")
        return ComposedMail(subject: subject(content, language), body: lines.joined(separator: "\n") + "\n")
    }

    /// A call to one person: who calls, what it is about, and which key means what.
    package func call(_ content: MessageContent, to person: Addressee) -> ComposedCall {
        let language = person.language
        var parts = [
            LocalizedText(
                ja: "こちらは、\(content.systemTitle)です。\(person.name)さん。",
                en: "This is \(content.systemTitle), calling \(person.name).")[language]
        ]
        parts.append(Self.spokenQuestion(content, language))
        let choices = content.form.choices.prefix(9)
        parts.append(CallInWords.keys(content.form)[language])
        let separator = language == .japanese ? "" : " "
        return ComposedCall(
            prompt: parts.joined(separator: separator),
            farewell: LocalizedText(ja: "失礼いたします。", en: "Goodbye.")[language],
            keys: choices.map(\.code))
    }

    /// What a broadcast says, as it is read to somebody; without the keys.
    static func spokenQuestion(_ content: MessageContent, _ language: Language) -> String {
        var parts: [String] = []
        if content.isDrill {
            parts.append(LocalizedText(ja: "これは訓練です。", en: "This is only a drill.")[language])
        }
        if content.isCorrection {
            parts.append(LocalizedText(ja: "先にお伝えした内容を訂正します。", en: "This corrects an earlier message.")[language])
        }
        if let correction = content.correction {
            parts.append(LocalizedText(ja: "訂正があります。", en: "There is a correction.")[language])
            parts.append(Self.spoken(String(correction[language].prefix(400)), language))
            parts.append(
                LocalizedText(ja: "訂正前のお知らせは、次のとおりです。", en: "The message before the correction was:")[language])
        }
        let body = String(content.body[language].prefix(800))
        let subject = content.subject[language]
        // Automatic messages say it again in their first sentence; heard twice it sounds like two earthquakes. What
        // follows the colon is what the body repeats.
        let topic = subject.split(separator: "：").last ?? ""
        if !body.contains(topic) { parts.append(Self.spoken(String(subject.prefix(200)), language)) }
        parts.append(Self.spoken(body, language))
        return parts.joined(separator: language == .japanese ? "" : " ")
    }

    /// A text that ends as a sentence does, so that the voice stops before the next one.
    private static func spoken(_ text: String, _ language: Language) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { line -> String in
            let line = String(line.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
            guard let last = line.last, !"。．.！!？?…、，,：:；;".contains(last) else { return line }
            return line + (language == .japanese ? "。" : ".")
        }
        return lines.joined(separator: language == .japanese ? "" : " ")
    }

    private func subject(_ content: MessageContent, _ language: Language) -> String {
        var marks = ""
        if content.isDrill { marks += LocalizedText(ja: "【訓練】", en: "[DRILL] ")[language] }
        if content.isCorrection { marks += LocalizedText(ja: "【訂正】", en: "[CORRECTION] ")[language] }
        return marks + "【\(content.systemTitle)】" + content.subject[language]
    }

    private func invitation(_ content: MessageContent) -> LocalizedText {
        let asks = !content.form.choices.isEmpty || !content.form.questions.isEmpty
        return asks
            ? LocalizedText(ja: "▼ 回答する（ログインはいりません）", en: "▼ Answer here (no login needed)")
            : LocalizedText(ja: "▼ 読んだことを知らせる（ログインはいりません）", en: "▼ Say that you have read this (no login needed)")
    }
}
