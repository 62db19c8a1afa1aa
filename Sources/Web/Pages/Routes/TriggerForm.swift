import Domain
import HTTPServer
import Notify
import Profiles

/// The form of the trigger rule between request, page and rule.
struct TriggerForm: Sendable {
    private(set) var values = TriggerValues()
    /// Whose words go out; nil for the built-in ones.
    private(set) var template: TemplateID?

    /// The rule as it is saved.
    init(_ saved: SavedTriggerRule, _ names: TargetNames) {
        values.isActive = saved.rule.isActive
        values.minimum = SeismicIntensity(rawValue: saved.rule.minimum.rawValue) ?? .fiveUpper
        values.addresses = Set(saved.rule.addresses.map(AddressKind.init))
        if case .only(let area) = saved.rule.area {
            values.isLimited = true
            values.regions = area.sorted().compactMap { names.chosen(.region, "\($0)") }
        }
        values.holdSeconds = String(saved.rule.holdTime.inMilliseconds / 1_000)
        values.suppressionHours = String(saved.rule.suppression.inMilliseconds / 3_600_000)
        values.promotesSilence = saved.rule.promotesSilence
        template = saved.template
    }

    /// What a browser sent.
    init(_ fields: FormData, _ names: TargetNames) {
        values.isActive = fields["isActive"] != nil
        values.minimum = fields["minimum"].flatMap(SeismicIntensity.init(rawValue:)) ?? .fiveUpper
        values.addresses = Set(fields.all("addresses").compactMap(AddressKind.init(rawValue:)))
        values.regions = fields.all("region").compactMap { names.chosen(.region, $0) }
        // What was just picked is meant to count.
        let hasPicked = fields["picked"] != nil && !values.regions.isEmpty
        values.isLimited = hasPicked || fields["area"] == "only"
        values.holdSeconds = fields["holdTime"] ?? ""
        values.suppressionHours = fields["suppression"] ?? ""
        values.promotesSilence = fields["promotesSilence"] != nil
        template = fields["template"].flatMap { TemplateID(canonical: $0) }
    }

    /// Takes the regions as they were before picking.
    mutating func setRegions(_ regions: [ChosenTarget]) {
        values.regions = regions
    }

    /// What the page shows: without the limit no region is chosen.
    var shown: TriggerValues {
        var shown = values
        if !values.isLimited { shown.regions = [] }
        return shown
    }

    /// The form as hidden fields.
    var hidden: [HiddenField] {
        hidden(picking: false) + values.regions.map { HiddenField(name: "region", value: $0.value) }
    }

    /// The form for the picker: what was chosen before is kept beside the new ticks.
    var hiddenWhilePicking: [HiddenField] {
        hidden(picking: true) + values.regions.map { HiddenField(name: "kept", value: $0.value) }
    }

    private func hidden(picking: Bool) -> [HiddenField] {
        var fields = [
            ("minimum", values.minimum.rawValue), ("holdTime", values.holdSeconds),
            ("suppression", values.suppressionHours), ("template", template.map { "\($0)" } ?? ""),
            ("area", values.isLimited ? "only" : "everywhere"),
        ]
        if values.isActive { fields.append(("isActive", "1")) }
        if values.promotesSilence { fields.append(("promotesSilence", "1")) }
        fields += values.addresses.map { ("addresses", $0.rawValue) }
        return fields.map { HiddenField(name: $0.0, value: $0.1) }
    }

    /// The rule.
    ///
    /// - Throws: `InvalidInput` that names each field that was refused.
    func rule() throws(InvalidInput) -> TriggerRule {
        var errors: [FieldError] = []
        typealias Words = Catalogue.Triggers
        let hold = Self.number(values.holdSeconds, "holdTime", Words.hold, &errors)
        let suppression = Self.number(values.suppressionHours, "suppression", Words.suppression, &errors)
        let area = values.regions.compactMap { JMARegionCode($0.value) }
        if values.isLimited, area.isEmpty {
            errors.append(
                FieldError(
                    field: "area", rule: "missing",
                    message: LocalizedText(
                        ja: "「見る地域」を「選んだ地域だけ」にするときは、地域を1つ以上選んでください。",
                        en: "For “Only chosen regions”, choose at least one region.")))
        }
        do throws(InvalidInput) {
            let rule = try TriggerRule(
                isActive: values.isActive, minimum: Intensity(rawValue: values.minimum.rawValue) ?? .fiveUpper,
                area: values.isLimited && !area.isEmpty ? .only(Set(area)) : .everywhere,
                addresses: Set(values.addresses.map(Profiles.AddressKind.init)), holdTime: .seconds(hold),
                suppression: .seconds(suppression * 3_600), promotesSilence: values.promotesSilence)
            guard errors.isEmpty else { throw InvalidInput(errors) }
            return rule
        } catch {
            throw InvalidInput((errors + error.errors.filter { !errors.contains($0) }).inOrder(of: Self.fields))
        }
    }

    /// The page's fields from top to bottom.
    private static let fields = [
        "minimum", "addresses", "area", "template", "holdTime", "suppression", "promotesSilence",
    ]

    private static func number(
        _ text: String, _ field: String, _ label: LocalizedText, _ errors: inout [FieldError]
    ) -> Int {
        if let number = WholeNumber.read(text) { return number }
        errors.append(
            FieldError(
                field: field, rule: "number",
                message: LocalizedText(
                    ja: "「\(label[.japanese])」を数字で入力してください。", en: "Type “\(label[.english])” in digits.")))
        return 0
    }
}

/// Says the rule in words, for the confirm page.
struct TriggerWords: Sendable {
    let templates: [Template]
    let language: Language

    /// The templates for safety checks, the built-in words first.
    func choices(_ chosen: TemplateID?) -> [Choice] {
        [Choice(value: "", words: Catalogue.Triggers.builtIn[language], isChosen: chosen == nil)]
            + templates.filter { $0.kind == .safetyCheck }.map {
                Choice(value: "\($0.id)", words: $0.name, isChosen: $0.id == chosen)
            }
    }

    /// What changes.
    func changes(from before: TriggerForm, to after: TriggerForm) -> [Change] {
        typealias Words = Catalogue.Triggers
        let comma = Catalogue.EveryPage.comma[language]
        func line(_ field: String, _ label: LocalizedText, _ value: (TriggerForm) -> String) -> Change {
            Change(field: field, label: label, before: value(before), after: value(after))
        }
        return [
            line("isActive", Words.isOn) { Words.onOff($0.values.isActive)[language] },
            line("minimum", Words.minimum) { $0.values.minimum.words[language] },
            line("addresses", Words.addresses) { form in
                AddressKind.allCases.filter(form.values.addresses.contains).map { $0.words[language] }
                    .joined(separator: comma)
            },
            line("area", Words.area) { form in
                let regions = form.shown.regions.sorted { $0.value < $1.value }.map(\.words)
                return regions.isEmpty ? Words.everywhere[language] : regions.joined(separator: comma)
            },
            line("template", Catalogue.Compose.template) { form in
                templates.first { $0.id == form.template }?.name ?? Words.builtIn[language]
            },
            line("holdTime", Words.hold) { $0.values.holdSeconds + Words.seconds[language] },
            line("suppression", Words.suppression) { $0.values.suppressionHours + Words.hours[language] },
            line("promotesSilence", Words.promotes) { Words.onOff($0.values.promotesSilence)[language] },
        ].filter { $0.before != $0.after }
    }
}
