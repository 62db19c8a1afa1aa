package import Database
package import Domain

/// Marks the identifiers of news.
package enum NewsMark {}
/// The number of one piece of news.
package typealias NewsID = Identifier<NewsMark>

/// Who reads a piece of news.
package enum NewsAudience: Hashable, Sendable {
    /// Everybody, the login page included.
    case everybody
    /// An organization; an office's house stands for all of the office's organizations.
    case tenant(TenantID)

    /// As stored: 0 is the number of no organization.
    var stored: Int64 {
        switch self {
        case .everybody: 0
        case .tenant(let tenant): tenant.rawValue
        }
    }
}

/// Which of an office's clients read a piece of its news; the office's own people read all of it.
package enum NewsReaders: Hashable, Sendable {
    /// Every client, also one that comes later.
    case everyClient
    /// These clients; none of them if it is for the office's own people only.
    case chosen([TenantID])
}

/// A piece of news with those who read it, as its writer sees it.
package struct PostedNews: Hashable, Sendable {
    /// The news.
    package let item: NewsItem
    /// Who reads it.
    package let readers: NewsReaders
}

/// One piece of news (お知らせ).
package struct NewsItem: Hashable, Sendable, RowDecodable {
    /// Its number.
    package let id: NewsID
    /// 件名; in both languages, the Japanese one twice where nobody wrote another.
    package let title: LocalizedText
    /// The text, with its line breaks.
    package let body: LocalizedText
    /// When it begins to be shown.
    package let from: Instant
    /// When it is shown no more.
    package let until: Instant
    /// Whether it asks whoever reads it to set up a second factor.
    package let asksForFactor: Bool

    /// News as it is shown.
    package init(
        id: NewsID = NewsID(rawValue: 1), title: LocalizedText, body: LocalizedText, from: Instant,
        until: Instant = Instant(milliseconds: .max), asksForFactor: Bool = false
    ) {
        self.id = id
        self.title = title
        self.body = body
        self.from = from
        self.until = until
        self.asksForFactor = asksForFactor
    }

    static let columns: SQL = "id, title_ja, title_en, body_ja, body_en, from_at, until_at"

    /// Takes the columns of `columns`.
    package init(row: inout Row) throws {
        id = try row.next()
        title = Self.text(try row.next(), try row.next())
        body = Self.text(try row.next(), try row.next())
        from = try row.next()
        until = try row.next()
        asksForFactor = false
    }

    private static func text(_ japanese: String, _ english: String) -> LocalizedText {
        LocalizedText(ja: japanese, en: english.isEmpty ? japanese : english)
    }
}

/// A piece of news as somebody typed it.
package struct NewsDraft: Hashable, Sendable {
    /// The longest title.
    package static let longestTitle = 100
    /// The longest text.
    package static let longestBody = 2_000

    /// 件名 in Japanese.
    package var titleJa: String
    /// 件名 in English; may be empty.
    package var titleEn: String
    /// The text in Japanese.
    package var bodyJa: String
    /// The text in English; may be empty.
    package var bodyEn: String
    /// When it begins to be shown.
    package var from: Instant
    /// When it is shown no more.
    package var until: Instant

    /// What somebody typed.
    package init(
        titleJa: String, titleEn: String = "", bodyJa: String, bodyEn: String = "", from: Instant, until: Instant
    ) {
        self.titleJa = titleJa
        self.titleEn = titleEn
        self.bodyJa = bodyJa
        self.bodyEn = bodyEn
        self.from = from
        self.until = until
    }

    /// The draft without spaces at the ends of its lines.
    ///
    /// - Throws: `InvalidInput` that names all wrong fields.
    package func checked(at now: Instant) throws(InvalidInput) -> NewsDraft {
        var result = self
        var errors: [FieldError] = []
        func check(_ raw: String, _ field: InputField, _ maximum: Int, isRequired: Bool) -> String {
            do {
                let lines = raw.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
                let rule = TextRule(maximum: maximum, isRequired: false)
                let text = try lines.map { line throws(InvalidInput) in try rule.check(line, field) }
                    .joined(separator: "\n")
                _ = try TextRule(maximum: maximum, isRequired: isRequired)
                    .check(text.replacing("\n", with: " "), field)
                return text
            } catch {
                errors += error.errors
                return raw
            }
        }
        let (title, body) = (Self.longestTitle, Self.longestBody)
        result.titleJa = check(
            titleJa.replacing("\n", with: " "), InputField("titleJa", ja: "件名", en: "Title in Japanese"), title,
            isRequired: true)
        result.titleEn = check(
            titleEn.replacing("\n", with: " "), InputField("titleEn", ja: "件名（英語）", en: "Title in English"), title,
            isRequired: false)
        result.bodyJa = check(bodyJa, InputField("bodyJa", ja: "本文", en: "Text in Japanese"), body, isRequired: true)
        result.bodyEn = check(
            bodyEn, InputField("bodyEn", ja: "本文（英語）", en: "Text in English"), body, isRequired: false)
        if until > from, until <= now {
            errors.append(
                FieldError(
                    field: "until", rule: "past",
                    message: LocalizedText(
                        ja: "掲載の終わりは、いまより後にしてください。", en: "The end must lie in the future.")))
        }
        if until <= from {
            errors.append(
                FieldError(
                    field: "until", rule: "order",
                    message: LocalizedText(
                        ja: "掲載の終わりは、始まりより後にしてください。", en: "The end must be after the beginning.")))
        }
        if !errors.isEmpty { throw InvalidInput(errors) }
        return result
    }
}
