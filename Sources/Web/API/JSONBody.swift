import Domain
import Foundation
import HTTPServer

/// The JSON object that a program sent, read member by member. Every wrong member is named, not only the first.
struct JSONBody {
    private typealias Words = Catalogue.JSONTypes

    private let members: [String: Any]
    private var known: Set<String> = []
    private(set) var errors: [FieldError] = []

    /// The object in a request's body.
    ///
    /// - Throws: `ProblemError` if the body is not JSON or not an object.
    init(_ request: HTTPRequest) throws {
        guard request.contentType == "application/json" else {
            throw ProblemError(
                problem: Problem(
                    .unsupportedMediaType, "notJSON",
                    LocalizedText(
                        ja: "本文は application/json で送ってください。", en: "Send the body as application/json.")))
        }
        guard let members = try? JSONSerialization.jsonObject(with: Data(request.body)) as? [String: Any] else {
            throw ProblemError(
                problem: Problem(
                    .badRequest, "malformedJSON",
                    LocalizedText(
                        ja: "本文をJSONのオブジェクトとして読み取れませんでした。", en: "The body could not be read as a JSON object.")))
        }
        self.members = members
    }

    private init(members: [String: Any]) {
        self.members = members
    }

    /// Whether the member was sent at all; null counts as sent.
    mutating func has(_ name: String) -> Bool {
        known.insert(name)
        return members[name] != nil
    }

    /// A text; nil if it is missing or null and not required.
    mutating func text(_ name: String, required: Bool = true) -> String? {
        let text = value(name, required: required, type: Words.text) { $0 as? String }
        if let text, text.utf8.contains(0) { errors.append(.nul(name)) }
        return text
    }

    /// One of the words of an enumeration.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type = Word.self, required: Bool = true
    ) -> Word? where Word.RawValue == String {
        value(name, required: required, type: Words.one(of: Word.allCases.map(\.rawValue))) {
            ($0 as? String).flatMap(Word.init)
        }
    }

    /// An instant in milliseconds since the Unix epoch.
    mutating func instant(_ name: String, required: Bool = true) -> Instant? {
        number(name, in: 0...Instant.latestInJSON, required: required).map { Instant(milliseconds: Int64($0)) }
    }

    /// A whole number in a range.
    mutating func number(_ name: String, in range: ClosedRange<Int>, required: Bool = true) -> Int? {
        value(name, required: required, type: Words.number(range)) { value in
            guard let number = value as? NSNumber, !Self.isBool(number) else { return nil }
            return Int(exactly: number.doubleValue).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// True or false.
    mutating func bool(_ name: String, required: Bool = true) -> Bool? {
        value(name, required: required, type: Words.bool) { value in
            guard let number = value as? NSNumber, Self.isBool(number) else { return nil }
            return number.boolValue
        }
    }

    /// A list of texts.
    mutating func texts(_ name: String, required: Bool = true) -> [String]? {
        let texts = value(name, required: required, type: Words.texts) { $0 as? [String] }
        if let texts, texts.contains(where: { $0.utf8.contains(0) }) { errors.append(.nul(name)) }
        return texts
    }

    /// An object whose members are all texts and have names of their own.
    mutating func textsByName(_ name: String, required: Bool = true) -> [String: String]? {
        let texts = value(name, required: required, type: Words.textsByName) { $0 as? [String: String] }
        if let texts, texts.contains(where: { $0.key.utf8.contains(0) || $0.value.utf8.contains(0) }) {
            errors.append(.nul(name))
        }
        return texts
    }

    /// A list of identifiers, each a string of digits.
    mutating func identifiers<Kind>(
        _ name: String, of kind: Identifier<Kind>.Type = Identifier<Kind>.self, required: Bool = true
    ) -> [Identifier<Kind>]? {
        list(name, required: required, type: Words.identifiers) { Identifier<Kind>(canonical: $0) }
    }

    /// A list of words of an enumeration.
    mutating func words<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type = Word.self, required: Bool = true
    ) -> [Word]? where Word.RawValue == String {
        list(name, required: required, type: Words.some(of: Word.allCases.map(\.rawValue))) {
            Word(rawValue: $0)
        }
    }

    private mutating func list<Value>(
        _ name: String, required: Bool, type: @autoclosure () -> LocalizedText, _ make: (String) -> Value?
    ) -> [Value]? {
        value(name, required: required, type: type()) { value in
            guard let texts = value as? [String] else { return nil }
            let values = texts.compactMap(make)
            return values.count == texts.count ? values : nil
        }
    }

    /// An identifier, sent as a string of digits.
    mutating func identifier<Kind>(
        _ name: String, _ kind: Identifier<Kind>.Type = Identifier<Kind>.self, required: Bool = true
    ) -> Identifier<Kind>? {
        value(name, required: required, type: Words.identifier) {
            ($0 as? String).flatMap { Identifier<Kind>(canonical: $0) }
        }
    }

    /// An object inside; its errors are named `name.member`.
    mutating func object<Value>(
        _ name: String, required: Bool = true, _ read: (inout JSONBody) throws -> Value
    ) rethrows -> Value? {
        guard let inner = value(name, required: required, type: Words.object, { $0 as? [String: Any] }) else {
            return nil
        }
        var body = JSONBody(members: inner)
        let result = try read(&body)
        body.refuseUnknown()
        errors += body.errors.map { FieldError(field: "\(name).\($0.field)", rule: $0.rule, message: $0.message) }
        return result
    }

    /// A list of objects; errors are named `name[0].member`.
    mutating func objects<Value>(
        _ name: String, required: Bool = true, _ read: (inout JSONBody) throws -> Value
    ) rethrows -> [Value]? {
        guard let list = value(name, required: required, type: Words.objects, { $0 as? [[String: Any]] }) else {
            return nil
        }
        var results: [Value] = []
        for (index, inner) in list.enumerated() {
            var body = JSONBody(members: inner)
            results.append(try read(&body))
            body.refuseUnknown()
            errors += body.errors.map {
                FieldError(field: "\(name)[\(index)].\($0.field)", rule: $0.rule, message: $0.message)
            }
        }
        return results
    }

    /// Refuses the body if anything in it was of another type, missing or unknown.
    ///
    /// - Throws: `ProblemError` with all errors.
    mutating func finish() throws(ProblemError) {
        refuseUnknown()
        if !errors.isEmpty { throw ProblemError(problem: .wrongShape(errors)) }
    }

    /// The value of a required member, after everything was read.
    ///
    /// - Throws: `ProblemError` with all errors if anything in the body was wrong.
    mutating func finished<Value>(_ value: Value?) throws(ProblemError) -> Value {
        try finish()
        guard let value else { throw ProblemError(problem: .wrongShape(errors)) }
        return value
    }

    /// A misspelt member would otherwise be ignored in silence.
    private mutating func refuseUnknown() {
        for name in members.keys.sorted() where known.insert(name).inserted {
            errors.append(
                FieldError(
                    field: name, rule: "unknown",
                    message: LocalizedText(ja: "「\(name)」という項目はありません。", en: "There is no member “\(name)”.")))
        }
    }

    private mutating func value<Value>(
        _ name: String, required: Bool, type: @autoclosure () -> LocalizedText, _ convert: (Any) -> Value?
    ) -> Value? {
        known.insert(name)
        guard let raw = members[name], !(raw is NSNull) else {
            if required {
                errors.append(
                    FieldError(
                        field: name, rule: "required",
                        message: LocalizedText(ja: "「\(name)」を指定してください。", en: "“\(name)” is required.")))
            }
            return nil
        }
        if let converted = convert(raw) { return converted }
        let type = type()
        errors.append(
            FieldError(
                field: name, rule: "type",
                message: LocalizedText(
                    ja: "「\(name)」は\(type[.japanese])で指定してください。", en: "“\(name)” must be \(type[.english]).")))
        return nil
    }

    private static func isBool(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c" || String(cString: number.objCType) == "B"
    }
}
