import Domain

/// How one setting is entered.
enum SettingControl: Hashable, Sendable {
    /// A whole number within a range, with its unit, such as minutes. A `factor` makes the stored unit of it, and
    /// travels along in the field `unit.` and the name.
    case number(value: String, unit: LocalizedText, factor: Int? = nil)
    /// A line of text.
    case text(value: String, maxLength: Int)
    /// On or off.
    case toggle(isOn: Bool)
    /// One of several.
    case choice([Choice])
}

/// One setting, with what it is when nobody touches it, and what we would choose.
struct SettingRow: Hashable, Sendable {
    /// The field's name.
    let name: String
    /// What it is.
    let label: LocalizedText
    /// What it changes, and its limits.
    let hint: LocalizedText
    /// How it is entered.
    let control: SettingControl
    /// The default, in words; nil where there is none.
    var standard: LocalizedText?
    /// What is recommended, in words; nil where the default is.
    var recommended: LocalizedText?
}

/// Settings that belong together.
struct SettingGroup: Hashable, Sendable {
    /// The group's name.
    let title: LocalizedText
    /// The settings.
    let rows: [SettingRow]
}

/// `/settings`: what the organization decides for itself, each with its default and the recommendation (R-017, R-150,
/// R-174, R-187).
struct SettingsPage: Page {
    /// The groups, in the order shown.
    let groups: [SettingGroup]
    /// What the contract fixes, such as plan and options (R-008): shown, not changed here.
    let contract: [(label: LocalizedText, value: LocalizedText)]
    /// Whether there is a provider whose secret can be changed (R-038).
    var hasProvider = false
    var errors: [FieldError] = []

    var typedPlace: Address? { "/settings" }
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Settings.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Settings
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let sections: [HTML] = groups.map { group in
            """
            <section class="sheet"><h2>\(reader(group.title))</h2>
            \(group.rows.map { row($0, form) })</section>

            """
        }
        let secret = linkButton(reader(Catalogue.External.secretTitle), "/settings/provider", .small)
        let fixed: HTML = """
            \(facts(contract.map { Fact(reader($0.label), "\(reader($0.value))") }))\(when: hasProvider, "<p>\(secret)</p>")
            """
        return """
            \(backLink("/maintenance", reader(Words.back)))\
            \(heading(reader(Words.title), HTML(escaping: reader(Words.lead))))\
            \(when: !contract.isEmpty, #"<section class="sheet"><h2>\#(reader(Words.contract))</h2>\#(fixed)</section>"#)
            \(frame.form(
                "/settings",
                """
                \(sections)\(buttons(
                    button(reader(Catalogue.EveryPage.toConfirm)),
                    quietLink(reader(Catalogue.Profile.leave), "/maintenance")))
                """))
            """
    }

    private func row(_ row: SettingRow, _ form: Form) -> HTML {
        let reader = form.reader
        let field = Field(name: row.name, label: row.label, hint: row.hint)
        let note = standard(row, reader)
        return switch row.control {
        case .number(let value, let unit, let factor):
            form.text(
                field, value,
                TextControl(
                    width: .w12, maxLength: 9, inputMode: "numeric",
                    beside: #"<span class="til">\#(reader(unit))</span>"#),
                after: factor.map { HiddenField(name: "unit.\(row.name)", value: String($0)).html + note } ?? note)
        case .text(let value, let maxLength):
            form.text(field, value, TextControl(width: .w20, maxLength: maxLength), after: note)
        case .toggle(let isOn):
            form.field(field, after: note) { attributes in
                #"<select class="in w12"\#(attributes)>\#(form.options(onOff(isOn, reader)))</select>"#
            }
        case .choice(let choices):
            form.field(field, after: note) { attributes in
                #"<select class="in w20"\#(attributes)>\#(form.options(choices))</select>"#
            }
        }
    }

    private func onOff(_ isOn: Bool, _ reader: Reader) -> [Choice] {
        [
            Choice(value: "true", words: reader(Catalogue.Settings.on), isChosen: isOn),
            Choice(value: "false", words: reader(Catalogue.Settings.off), isChosen: !isOn),
        ]
    }

    private func standard(_ row: SettingRow, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Settings
        guard let standard = row.standard else { return .empty }
        let recommended = row.recommended.map { "　" + reader(Words.recommended(reader($0))) } ?? ""
        let both = row.recommended == nil ? Words.standardRecommended : Words.standard
        return #"<p class="meta">\#(reader(both(reader(standard))))\#(recommended)</p>"#
    }
}
