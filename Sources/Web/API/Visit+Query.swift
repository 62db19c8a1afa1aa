import Domain
import HTTPServer

/// Reads the parameters of an API call; their names are checked by `APIOperation`.
extension Visit {
    /// The most rows of one page.
    static let mostRows = 200

    /// A text; empty if it is missing.
    func text(_ name: String) -> String {
        request.query(name) ?? ""
    }

    /// A whole number within its range; the default if it is missing.
    ///
    /// - Throws: `ProblemError`.
    func number(_ name: String, in range: ClosedRange<Int>, default standard: Int) throws -> Int {
        guard let text = request.query(name) else { return standard }
        guard let number = Int(text), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), range.contains(number)
        else {
            throw Self.refusal(
                name, "range", ja: "「\(name)」は\(range.lowerBound)から\(range.upperBound)までの数字にしてください。",
                en: "“\(name)” must be a number from \(range.lowerBound) to \(range.upperBound).")
        }
        return number
    }

    /// How many rows a page may have.
    ///
    /// - Throws: `ProblemError`.
    func limit() throws -> Int {
        try number("limit", in: 1...Self.mostRows, default: 50)
    }

    /// True or false; nil if it is missing.
    ///
    /// - Throws: `ProblemError`.
    func flag(_ name: String) throws -> Bool? {
        guard let text = request.query(name) else { return nil }
        guard let flag = Bool(text) else {
            throw Self.refusal(
                name, "boolean", ja: "「\(name)」は true か false にしてください。", en: "“\(name)” must be true or false.")
        }
        return flag
    }

    /// An identifier; nil if it is missing.
    ///
    /// - Throws: `ProblemError`.
    func queried<Kind>(
        _ name: String, _ kind: Identifier<Kind>.Type = Identifier<Kind>.self
    ) throws -> Identifier<Kind>? {
        guard let text = request.query(name) else { return nil }
        guard let identifier = Identifier<Kind>(canonical: text) else {
            throw Self.refusal(name, "identifier", ja: "「\(name)」は番号にしてください。", en: "“\(name)” must be an identifier.")
        }
        return identifier
    }

    /// An instant in milliseconds since the Unix epoch; nil if it is missing.
    ///
    /// - Throws: `ProblemError`.
    func instant(_ name: String) throws -> Instant? {
        guard request.query(name) != nil else { return nil }
        let milliseconds = try number(name, in: 0...Instant.latestInJSON, default: 0)
        return Instant(milliseconds: Int64(milliseconds))
    }

    /// One of the words of an enumeration; nil if it is missing.
    ///
    /// - Throws: `ProblemError`.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type = Word.self
    ) throws -> Word? where Word.RawValue == String {
        guard let text = request.query(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw Self.refusal(
                name, "choice", ja: "「\(name)」は次の中から選んでください：\(words)", en: "“\(name)” must be one of: \(words).")
        }
        return word
    }

    /// The refusal of one parameter.
    static func refusal(_ field: String, _ rule: String, ja: String, en: String) -> ProblemError {
        ProblemError(
            problem: .wrongShape([
                FieldError(field: field, rule: rule, message: LocalizedText(ja: ja, en: en))
            ]))
    }
}

extension Instant {
    /// The latest instant that JSON numbers carry exactly, in milliseconds.
    static let latestInJSON = 8_640_000_000_000_000
}

extension JSON {
    /// A page of a list with what to send as `cursor` for the next one; null at the end.
    static func page(_ items: [JSON], next: String?) -> JSON {
        ["items": .array(items), "next": JSON(next)]
    }

    /// A text in both languages.
    init(_ text: LocalizedText) {
        self = ["ja": .text(text[.japanese]), "en": .text(text[.english])]
    }
}
