import Domain
import Tenants

/// Says settings in words: their values, their defaults, their controls.
struct SettingWords: Sendable {
    private typealias Words = Catalogue.Settings

    /// A value as a person reads it.
    func value(_ text: String, of descriptor: SettingDescriptor) -> LocalizedText {
        switch descriptor.kind {
        case .flag: return text == "true" ? Words.on : Words.off
        case .duration:
            let duration = Duration.seconds(Int64(text) ?? 0)
            return LocalizedText(
                ja: Reader(language: .japanese).exactly(duration), en: Reader(language: .english).exactly(duration))
        case .count:
            guard let unit = Self.unit(of: descriptor) else { return LocalizedText(ja: text, en: text) }
            return LocalizedText(ja: text + unit[.japanese], en: "\(text) \(unit[.english])")
        case .language, .regionRule:
            return descriptor.choices.first { $0.value == text }?.label ?? LocalizedText(ja: text, en: text)
        case .text, .answerChoices:
            return text.isEmpty ? Catalogue.EveryPage.empty : LocalizedText(ja: text, en: text)
        }
    }

    /// One line of the page.
    func row(_ descriptor: SettingDescriptor, _ form: SettingsForm, _ language: Language) -> SettingRow {
        SettingRow(
            name: descriptor.key, label: descriptor.label, hint: descriptor.help,
            control: control(descriptor, form, language),
            standard: value(descriptor.defaultText, of: descriptor),
            recommended: descriptor.recommended.map { value($0, of: descriptor) })
    }

    private func control(
        _ descriptor: SettingDescriptor, _ form: SettingsForm, _ language: Language
    ) -> SettingControl {
        let text = form.text(of: descriptor)
        switch descriptor.kind {
        case .flag: return .toggle(isOn: text == "true")
        case .count:
            return .number(value: text, unit: Self.unit(of: descriptor) ?? LocalizedText(ja: "", en: ""))
        case .duration:
            let factor = form.factor(of: descriptor) ?? 60
            return .number(value: text, unit: factor == 60 ? Words.minutes : Words.secondsUnit, factor: factor)
        case .text(_, let rule, _): return .text(value: text, maxLength: rule.maximum)
        case .language, .regionRule:
            return .choice(
                descriptor.choices.map { choice in
                    Choice(value: choice.value, words: choice.label[language], isChosen: choice.value == text)
                })
        case .answerChoices: return .text(value: text, maxLength: 0)
        }
    }

    /// What a plain number counts; nil where the label says it.
    static func unit(of descriptor: SettingDescriptor) -> LocalizedText? {
        switch descriptor.key {
        case "voiceRetries", "mailRetries": Words.times
        case "passwordMinimum", "passwordMaximum": Words.characters
        case "confirmCountThreshold": Words.peopleUnit
        case "temporaryPasswordDays": Words.daysUnit
        default: nil
        }
    }
}
