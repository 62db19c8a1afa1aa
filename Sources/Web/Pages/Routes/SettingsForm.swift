import Domain
import HTTPServer
import Tenants

/// The settings form between request and page: what was typed, in the units in which it was typed.
struct SettingsForm: Sendable {
    /// The field of the system title, which is part of the page and not a setting.
    static let titleField = "system_title"
    /// The settings that the page shows; answer choices have a page of their own.
    static let descriptors = SettingDescriptor.catalogue.filter { descriptor in
        if case .answerChoices = descriptor.kind { false } else { true }
    }

    /// What stands in the field of the system title.
    private(set) var title: String
    private var typed: [String: String] = [:]
    /// How many seconds the unit of a field has.
    private var factors: [String: Int] = [:]

    /// What is stored.
    init(_ settings: TenantSettings, title: String) {
        self.title = title
        for descriptor in Self.descriptors {
            let text = descriptor.text(in: settings)
            guard case .duration = descriptor.kind else {
                typed[descriptor.key] = text
                continue
            }
            let seconds = Int(text) ?? 0
            let factor = seconds % 60 == 0 ? 60 : 1
            factors[descriptor.key] = factor
            typed[descriptor.key] = String(seconds / factor)
        }
    }

    /// What a browser sent.
    init(_ fields: FormData) {
        title = fields[Self.titleField] ?? ""
        for descriptor in Self.descriptors {
            typed[descriptor.key] = fields[descriptor.key]
            guard case .duration = descriptor.kind else { continue }
            factors[descriptor.key] = fields["unit." + descriptor.key] == "1" ? 1 : 60
        }
    }

    /// The values as the room Tenants takes them; settings that were not sent are missing.
    var values: [String: String?] {
        var values: [String: String?] = [:]
        for (key, text) in typed {
            guard let factor = factors[key] else {
                values[key] = text
                continue
            }
            // What is no number goes on as it is and is refused by name.
            let product = Int(WidthFolding.halfWidth(text).filter { $0 != " " })?.multipliedReportingOverflow(
                by: factor)
            values[key] = product.flatMap { $0.overflow ? nil : String($0.partialValue) } ?? text
        }
        return values
    }

    /// The errors with the limits in the unit in which the numbers are typed.
    func inOwnUnits(_ errors: [FieldError]) -> [FieldError] {
        errors.map { error in
            guard error.rule == "range", let descriptor = SettingDescriptor.named(error.field) else { return error }
            let unit: LocalizedText
            let bounds: [Int]
            switch descriptor.kind {
            case .duration(_, let range):
                let factor = factors[error.field] ?? 60
                unit = factor == 60 ? Catalogue.Settings.minutes : Catalogue.Settings.secondsUnit
                bounds = [range.lowerBound, range.upperBound].map { Int($0.inMilliseconds / 1_000) / factor }
            case .count(_, let range):
                unit = SettingWords.unit(of: descriptor) ?? LocalizedText(ja: "", en: "")
                bounds = [range.lowerBound, range.upperBound]
            default: return error
            }
            let limits = bounds.map(Reader(language: .japanese).number)
            return FieldError(
                field: error.field, rule: error.rule,
                message: LocalizedText(
                    ja: "「\(descriptor.label[.japanese])」は\(limits[0])〜\(limits[1])\(unit[.japanese])にしてください。",
                    en:
                        "Choose from \(limits[0]) to \(limits[1]) \(unit[.english]) for “\(descriptor.label[.english])”."
                ))
        }
    }

    /// What stands in a field.
    func text(of descriptor: SettingDescriptor) -> String { typed[descriptor.key] ?? "" }

    /// The seconds that the unit of a field has; nil for fields that are no duration.
    func factor(of descriptor: SettingDescriptor) -> Int? { factors[descriptor.key] }

    /// The form as hidden fields.
    var hidden: [HiddenField] {
        [HiddenField(name: Self.titleField, value: title)]
            + typed.sorted { $0.key < $1.key }.map { HiddenField(name: $0.key, value: $0.value) }
            + factors.sorted { $0.key < $1.key }.map { HiddenField(name: "unit." + $0.key, value: String($0.value)) }
    }
}
