import Domain
import HTTPServer
import Tenants

/// The form of the answer choices between request and page: up to five rows, empty ones left out.
struct AnswerChoicesForm: Sendable {
    /// The rows, best first.
    let values: [AnswerChoiceValue]

    /// What is stored.
    init(_ choices: [Tenants.AnswerChoice]) {
        values = choices.map { choice in
            AnswerChoiceValue(
                code: choice.code, japanese: choice.ja, english: choice.en, easy: choice.easy,
                severity: Severity(choice.severity))
        }
    }

    /// What a browser sent.
    init(_ fields: FormData) {
        values = (1...5).map { number in
            AnswerChoiceValue(
                code: fields["code\(number)"] ?? "", japanese: fields["japanese\(number)"] ?? "",
                english: fields["english\(number)"] ?? "", easy: fields["easy\(number)"] ?? "",
                severity: fields["severity\(number)"].flatMap(Severity.init(rawValue:)) ?? .safe)
        }
    }

    /// The form as hidden fields.
    var hidden: [HiddenField] {
        values.enumerated().flatMap { index, value in
            [
                ("code", value.code), ("japanese", value.japanese), ("english", value.english), ("easy", value.easy),
                ("severity", value.severity.rawValue),
            ].map { HiddenField(name: "\($0.0)\(index + 1)", value: $0.1) }
        }
    }

    /// The choices that the rows make.
    ///
    /// - Throws: `InvalidInput` of the page's fields.
    func choices() throws(InvalidInput) -> [Tenants.AnswerChoice] {
        var check = InputCheck()
        var choices: [Tenants.AnswerChoice] = []
        var codes = Set(values.filter { !Self.isEmpty($0) }.map(\.code))
        for (index, value) in values.enumerated() where !Self.isEmpty(value) {
            let number = index + 1
            let japanese = check.take { () throws(InvalidInput) in
                try TextRule(maximum: 20).check(
                    value.japanese,
                    InputField("japanese\(number)", ja: "回答\(number) 日本語", en: "Answer \(number), Japanese"))
            }
            let english = check.take { () throws(InvalidInput) in
                try TextRule(maximum: 40).check(
                    value.english, InputField("english\(number)", ja: "回答\(number) 英語", en: "Answer \(number), English")
                )
            }
            let easy = check.take { () throws(InvalidInput) in
                try TextRule(maximum: 40, isRequired: false).check(
                    value.easy,
                    InputField("easy\(number)", ja: "回答\(number) やさしい日本語", en: "Answer \(number), easy Japanese"))
            }
            guard let japanese, let english, let easy else { continue }
            if !hasAllReadings(easy) {
                check.add(
                    FieldError(
                        field: "easy\(number)", rule: "readings", message: Catalogue.Settings.readings(number)))
            }
            let code = value.code.isEmpty ? Self.unused(&codes) : value.code
            choices.append(
                Tenants.AnswerChoice(
                    code: code, ja: japanese, en: english, easy: easy.isEmpty ? japanese : easy,
                    severity: Tenants.AnswerChoice.Severity(value.severity)))
        }
        try check.finish()
        do {
            return try Tenants.AnswerChoice.checked(choices)
        } catch {
            // What is wrong with the list as a whole is said at its first row.
            throw InvalidInput(
                error.errors.map { FieldError(field: "japanese1", rule: $0.rule, message: $0.message) })
        }
    }

    private static func isEmpty(_ value: AnswerChoiceValue) -> Bool {
        [value.japanese, value.english, value.easy].allSatisfy { $0.allSatisfy(\.isWhitespace) }
    }

    /// A code that no other row has.
    private static func unused(_ codes: inout Set<String>) -> String {
        var number = 1
        while !codes.insert("answer-\(number)").inserted { number += 1 }
        return "answer-\(number)"
    }
}

extension Tenants.AnswerChoice.Severity {
    /// The severity that a page chose.
    init(_ severity: Severity) {
        switch severity {
        case .safe: self = .good
        case .hurt: self = .attention
        case .grave: self = .urgent
        }
    }
}
