import Domain
import Tenants

extension SettingDescriptor {
    /// The name of the kind of value in the API.
    private var type: JSON {
        switch kind {
        case .flag: "boolean"
        case .count: "number"
        case .duration: "seconds"
        case .text: "text"
        case .language, .regionRule: "choice"
        case .answerChoices: "answerChoices"
        }
    }

    /// The setting with its value, default, recommendation and range.
    func json(in settings: TenantSettings) -> JSON {
        var members: [(String, JSON)] = [
            ("key", .text(key)), ("group", .text(group.rawValue)), ("type", type), ("label", JSON(label)),
            ("help", JSON(help)), ("requirement", requirement.isEmpty ? .null : .text(requirement)),
            ("value", value(in: settings)), ("default", value(in: TenantSettings())),
            ("recommended", recommended.map(json(of:)) ?? .null),
        ]
        switch kind {
        case .count(_, let range):
            members += [("minimum", JSON(range.lowerBound)), ("maximum", JSON(range.upperBound))]
        case .duration(_, let range):
            members += [
                ("minimum", .number(range.lowerBound.components.seconds)),
                ("maximum", .number(range.upperBound.components.seconds)),
            ]
        case .text(_, let rule, _): members.append(("maximumLength", JSON(rule.maximum)))
        case .language, .regionRule:
            members.append(
                (
                    "choices",
                    .array(choices.map { ["value": .text($0.value), "label": JSON($0.label)] })
                ))
        case .flag, .answerChoices: break
        }
        return .object(members)
    }

    private func value(in settings: TenantSettings) -> JSON {
        guard case .answerChoices(let path) = kind else { return json(of: text(in: settings)) }
        return .array(settings[keyPath: path].map { $0.json })
    }

    private func json(of text: String) -> JSON {
        switch kind {
        case .flag: JSON(text == "true")
        case .count, .duration: Int64(text).map(JSON.number) ?? .null
        case .text, .language, .regionRule, .answerChoices: .text(text)
        }
    }

    /// The value that a body gives to this setting, as text; nil for null, which goes back to the default.
    func text(in body: inout JSONBody) -> String? {
        switch kind {
        case .flag: body.bool(key, required: false).map { String($0) }
        case .count, .duration: body.number(key, in: 0...Int(Int32.max), required: false).map { String($0) }
        case .text, .language, .regionRule: body.text(key, required: false)
        case .answerChoices:
            body.objects(key, required: false) { Tenants.AnswerChoice(&$0).json }
                .map { String(decoding: JSON.array($0).bytes, as: UTF8.self) }
        }
    }
}

extension Tenants.AnswerChoice {
    /// The choice with both languages, plain Japanese, and how grave it is.
    var json: JSON {
        [
            "code": .text(code), "ja": .text(ja), "en": .text(en), "easy": .text(easy),
            "severity": .text(severity.rawValue),
        ]
    }

    /// The choice in a body. Lists of them are checked by the settings and by the form of a broadcast.
    init(_ body: inout JSONBody) {
        self.init(
            code: body.text("code") ?? "", ja: body.text("ja") ?? "", en: body.text("en") ?? "",
            easy: body.text("easy") ?? "", severity: body.word("severity") ?? .good)
    }
}
