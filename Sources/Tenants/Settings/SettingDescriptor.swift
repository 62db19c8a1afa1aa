package import Domain
import Foundation

/// Everything about one setting but its value: pages, API and validation are made from it.
///
/// A value travels and is stored as text: `true`/`false`, a decimal number, a duration in whole seconds, a choice's
/// name, or JSON for the answer choices.
package struct SettingDescriptor: Sendable {
    /// The type of a setting, its range, and where it lives.
    package enum Kind: Sendable {
        /// On or off.
        case flag(any WritableKeyPath<TenantSettings, Bool> & Sendable)
        /// A whole number.
        case count(any WritableKeyPath<TenantSettings, Int> & Sendable, ClosedRange<Int>)
        /// A duration in whole seconds.
        case duration(any WritableKeyPath<TenantSettings, Duration> & Sendable, ClosedRange<Duration>)
        /// A line of text; the closure says whether it may be used.
        case text(any WritableKeyPath<TenantSettings, String> & Sendable, TextRule, allowed: @Sendable (String) -> Bool)
        /// One of a few values.
        case language(any WritableKeyPath<TenantSettings, Language> & Sendable)
        /// One of a few values.
        case regionRule(any WritableKeyPath<TenantSettings, RegionRule> & Sendable)
        /// A list of statuses as JSON: `[{"code":…,"ja":…,"en":…,"easy":…,"severity":…}]`.
        case answerChoices(any WritableKeyPath<TenantSettings, [AnswerChoice]> & Sendable)
    }

    /// The name in API, form and table, such as `voiceRetries`.
    package let key: String
    /// The heading under which the page shows it.
    package let group: SettingGroup
    /// The requirement it comes from, such as `R-174`; empty for our own.
    package let requirement: String
    /// Type and range.
    package let kind: Kind
    /// The recommended value as text, where it differs from the default.
    package let recommended: String?
    /// The label on the page.
    package let label: LocalizedText
    /// One sentence on what it does.
    package let help: LocalizedText

    /// The value as text.
    package func text(in settings: TenantSettings) -> String {
        switch kind {
        case .flag(let path): String(settings[keyPath: path])
        case .count(let path, _): String(settings[keyPath: path])
        case .duration(let path, _): String(settings[keyPath: path].components.seconds)
        case .text(let path, _, _): settings[keyPath: path]
        case .language(let path): settings[keyPath: path].rawValue
        case .regionRule(let path): settings[keyPath: path].rawValue
        case .answerChoices(let path): Self.json(settings[keyPath: path])
        }
    }

    /// The default as text.
    package var defaultText: String { text(in: TenantSettings()) }

    /// The values to choose from with their labels; empty where any value in the range will do.
    package var choices: [(value: String, label: LocalizedText)] {
        switch kind {
        case .language:
            [("ja", LocalizedText(ja: "日本語", en: "日本語")), ("en", LocalizedText(ja: "English", en: "English"))]
        case .regionRule: RegionRule.allCases.map { ($0.rawValue, $0.label) }
        case .flag, .count, .duration, .text, .answerChoices: []
        }
    }

    /// Takes a value over into the settings.
    ///
    /// - Throws: `InvalidInput` that names the setting and its range.
    package func set(_ text: String, in settings: inout TenantSettings) throws(InvalidInput) {
        switch kind {
        case .flag(let path):
            guard let value = Bool(text) else {
                throw field.refusal("flag", ja: "はオンかオフを選んでください。", en: "Choose on or off for %.")
            }
            settings[keyPath: path] = value
        case .count(let path, let range):
            guard let value = Int(WidthFolding.halfWidth(text)), range.contains(value) else {
                throw field.refusal(
                    "range", ja: "は\(range.lowerBound)〜\(range.upperBound)の数字で入力してください。",
                    en: "Enter a number from \(range.lowerBound) to \(range.upperBound) in %.")
            }
            settings[keyPath: path] = value
        case .duration(let path, let range):
            guard let seconds = Int64(WidthFolding.halfWidth(text)),
                (range.lowerBound.components.seconds...range.upperBound.components.seconds).contains(seconds)
            else {
                throw field.refusal(
                    "range", ja: "は\(Self.inJapanese(range.lowerBound))〜\(Self.inJapanese(range.upperBound))にしてください。",
                    en: "Choose from \(Self.inEnglish(range.lowerBound)) to \(Self.inEnglish(range.upperBound)) for %.")
            }
            settings[keyPath: path] = .seconds(seconds)
        case .text(let path, let rule, let allowed):
            let value = try rule.check(text, field)
            guard allowed(value) else {
                throw field.refusal(
                    "unknown", ja: "に「\(value)」は使えません。例のとおりに入力してください。",
                    en: "“\(value)” can't be used in %. Enter it as in the example.")
            }
            settings[keyPath: path] = value
        case .language(let path):
            guard let value = Language(rawValue: text) else { throw unknownChoice }
            settings[keyPath: path] = value
        case .regionRule(let path):
            guard let value = RegionRule(rawValue: text) else { throw unknownChoice }
            settings[keyPath: path] = value
        case .answerChoices(let path):
            guard let value = try? JSONDecoder().decode([AnswerChoice].self, from: Data(text.utf8)) else {
                throw field.refusal(
                    "format", ja: "の形が読み取れません。記号・表示名・重さを入力してください。", en: "Give code, labels and severity in %.")
            }
            settings[keyPath: path] = try AnswerChoice.checked(value)
        }
    }

    private var field: InputField { InputField(key, ja: label[.japanese], en: label[.english]) }

    private var unknownChoice: InvalidInput {
        field.refusal("choice", ja: "は一覧から選んでください。", en: "Choose one of the listed values for %.")
    }

    private static func json(_ choices: [AnswerChoice]) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(choices)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    }

    private static func inJapanese(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return switch seconds {
        case 0: "0分"
        case _ where seconds % 86_400 == 0: "\(seconds / 86_400)日"
        case _ where seconds % 3_600 == 0: "\(seconds / 3_600)時間"
        case _ where seconds % 60 == 0: "\(seconds / 60)分"
        default: "\(seconds)秒"
        }
    }

    private static func inEnglish(_ duration: Duration) -> String {
        let seconds = duration.components.seconds
        return switch seconds {
        case 0: "0 minutes"
        case _ where seconds % 86_400 == 0: "\(seconds / 86_400) days"
        case _ where seconds % 3_600 == 0: "\(seconds / 3_600) hours"
        case _ where seconds % 60 == 0: "\(seconds / 60) minutes"
        default: "\(seconds) seconds"
        }
    }
}

/// The headings of the settings page, in order.
package enum SettingGroup: String, Sendable, CaseIterable {
    /// How people are reached.
    case sending
    /// What people are asked.
    case answering
    /// What people may change, and how it is shown.
    case profiles
    /// Passwords and sessions.
    case login
    /// Second factors and logins from elsewhere.
    case secondFactor
    /// What the menu shows.
    case menu
    /// Where people find help.
    case help

    /// The heading.
    package var label: LocalizedText {
        switch self {
        case .sending: LocalizedText(ja: "送信", en: "Sending")
        case .answering: LocalizedText(ja: "回答", en: "Answers")
        case .profiles: LocalizedText(ja: "個人情報と表示", en: "Profiles and display")
        case .login: LocalizedText(ja: "ログイン", en: "Login")
        case .secondFactor: LocalizedText(ja: "2要素認証", en: "Second factor")
        case .menu: LocalizedText(ja: "メニュー", en: "Menu")
        case .help: LocalizedText(ja: "案内", en: "Help")
        }
    }
}
