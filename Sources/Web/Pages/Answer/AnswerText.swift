import Domain

/// A language of the answer pages: the two of the product, and やさしい日本語 for those who read little Japanese.
enum AnswerLanguage: String, CaseIterable, Sendable {
    case japanese = "ja"
    case easy
    case english = "en"

    /// The language for dates and for the `lang` attribute.
    var language: Language { self == .english ? .english : .japanese }

    /// The language that a reader's own setting leads to.
    init(_ language: Language) {
        self = language == .english ? .english : .japanese
    }

    /// What the language calls itself.
    fileprivate var name: HTML {
        switch self {
        case .japanese: "日本語"
        case .easy: "やさしい日本語"
        case .english: "English"
        }
    }
}

/// One sentence in the three languages of the answer pages. In the easy one, a reading stands in brackets right after
/// its kanji: 会社(かいしゃ)に 届(とど)きました.
struct AnswerText: Hashable, Sendable {
    /// In Japanese.
    let japanese: String
    /// In English.
    let english: String
    /// In やさしい日本語, with readings in brackets.
    let easy: String

    /// A sentence in the three languages.
    init(ja japanese: String, easy: String, en english: String) {
        self.japanese = japanese
        self.easy = easy
        self.english = english
    }

    /// Words of the organization that have no easy form; the Japanese ones then stand in its place.
    init(_ text: LocalizedText, easy: String? = nil) {
        self.init(ja: text[.japanese], easy: easy ?? text[.japanese], en: text[.english])
    }

    /// An administrator's own text: never translated (R-045).
    init(untranslated text: String) {
        self.init(ja: text, easy: text, en: text)
    }

    /// The sentence as markup.
    func html(_ language: AnswerLanguage) -> HTML {
        switch language {
        case .japanese: HTML(escaping: japanese)
        case .english: HTML(escaping: english)
        case .easy: ruby(easy)
        }
    }

    /// The sentence as text, without readings.
    func plain(_ language: AnswerLanguage) -> String {
        switch language {
        case .japanese: japanese
        case .english: english
        case .easy: phrases(easy).map(\.words).joined()
        }
    }
}

/// Sets the readings in brackets above their kanji.
func ruby(_ text: String) -> HTML {
    let pieces: [HTML] = phrases(text).map { phrase in
        guard let reading = phrase.reading else { return HTML(escaping: phrase.words) }
        return "<ruby>\(phrase.words)<rt>\(reading)</rt></ruby>"
    }
    return "\(pieces)"
}

/// A name with its reading above it: part by part where both have as many parts.
func rubyName(_ name: String, kana: String) -> HTML {
    let parts = name.split(whereSeparator: \.isWhitespace).map(String.init)
    let readings = kana.split(whereSeparator: \.isWhitespace).map { hiragana(String($0)) }
    guard parts.count == readings.count else { return HTML(escaping: name) }
    return zip(parts, readings).map { part, reading in
        part.contains(where: isKanji) ? "<ruby>\(part)<rt>\(reading)</rt></ruby>" : HTML(escaping: part)
    }.joined(by: " ")
}

/// Whether every kanji of an easy text has its reading; the settings check it before they take one.
func hasAllReadings(_ easy: String) -> Bool {
    phrases(easy).allSatisfy { $0.reading != nil || !$0.words.contains(where: isKanji) }
}

/// A piece of an easy text.
private struct Phrase {
    var words: String
    /// The reading that stands above the words; nil where none is needed.
    var reading: String?
}

/// Cuts an easy text: a bracket of kana belongs to the letters right before it that are not kana themselves.
private func phrases(_ text: String) -> [Phrase] {
    var result: [Phrase] = []
    var plain = ""
    var base = ""
    var rest = Substring(text)
    while let letter = rest.first {
        if letter == "(", !base.isEmpty, let end = rest.firstIndex(of: ")") {
            let reading = rest[..<end].dropFirst()
            if !reading.isEmpty, reading.allSatisfy(isKana) {
                if !plain.isEmpty { result.append(Phrase(words: plain)) }
                result.append(Phrase(words: base, reading: String(reading)))
                (plain, base) = ("", "")
                rest = rest[end...].dropFirst()
                continue
            }
        }
        if isKana(letter) || letter.isWhitespace || letter.isPunctuation {
            plain += base + String(letter)
            base = ""
        } else {
            base.append(letter)
        }
        rest = rest.dropFirst()
    }
    plain += base
    if !plain.isEmpty { result.append(Phrase(words: plain)) }
    return result
}

private func isKana(_ letter: Character) -> Bool {
    letter.unicodeScalars.allSatisfy { (0x3041...0x30FF).contains($0.value) }
}

private func isKanji(_ letter: Character) -> Bool {
    letter.unicodeScalars.contains { (0x3400...0x9FFF).contains($0.value) || $0.value == 0x3005 }
}

private func hiragana(_ katakana: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in katakana.unicodeScalars {
        let isKatakana = (0x30A1...0x30F6).contains(scalar.value)
        scalars.append(isKatakana ? Unicode.Scalar(scalar.value - 0x60) ?? scalar : scalar)
    }
    return String(scalars)
}

/// The frame of the answer pages: no header, no script, one style block; up to 6 KB with everything.
func answerDocument(_ language: AnswerLanguage, title: String, _ main: HTML) -> String {
    let links: [HTML] = AnswerLanguage.allCases.map { other in
        if other == language { return "<b>\(other.name)</b>" }
        let code = other.language.rawValue
        return #"<a href="?l=\#(other.rawValue)" lang="\#(code)" hreflang="\#(code)">\#(other.name)</a>"#
    }
    let html: HTML = """
        <!doctype html>
        <html lang="\(language.language.rawValue)">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">\
        <meta name="robots" content="noindex"><link rel="icon" href="data:,">\
        <title>\(title)</title>
        <style>\(AnswerStyle.block)</style></head>
        <body\(when: language == .easy, #" class="y""#)>
        <nav aria-label="\(AnswerWords.languages.html(language))">\(links.joined(by: "\n"))</nav>
        <main>
        \(main)
        </main>
        </body></html>

        """
    return html.text
}
