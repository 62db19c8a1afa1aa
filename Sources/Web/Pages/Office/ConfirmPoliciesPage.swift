import Domain
import Tenants

/// Asks before policies are changed (R-050, R-064); posts to `/office/policy/confirm`.
struct ConfirmPoliciesPage: Page {
    /// The question.
    let question: LocalizedText
    /// The first of the organizations concerned, by code and name.
    let names: [String]
    /// How many there are.
    let total: Int
    /// What is applied: label and value.
    let settings: [(label: LocalizedText, value: LocalizedText)]
    /// The day from which it holds; nil for at once.
    let effective: Instant?
    /// Whom it is for and what is applied.
    let sealed: [HiddenField]
    /// Whether it is shown once more, because other organizations match by now.
    var isAgain = false

    var typedPlace: Address? { "/office/policy" }
    var takesEdit: Bool { false }
    var tab: Tab? { .officePolicy }

    func title(_ reader: Reader) -> String { reader(Catalogue.Office.confirmTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Office
        let reader = frame.reader
        let more = total - names.count
        let list =
            names.map { HTML(escaping: $0) }
            + (more > 0 ? [HTML(escaping: reader(Words.more(reader.number(more))))] : [])
        let content: HTML = """
            \(facts([
                Fact(reader(Words.to), "<b>\(list.joined(by: "<br>"))</b>")
            ] + settings.map { Fact(reader($0.label), "\(reader($0.value))") } + [
                Fact(reader(Words.from), "\(effective.map { reader.date($0) } ?? reader(Words.atOnce))")
            ]))\
            \(buttons(button(reader(Words.register)), button(
                    reader(Words.back), .quiet, name: "back", value: "1", action: "/office/policy",
                    skipChecks: true)))
            """
        return """
            \(heading(reader(Words.confirmTitle), HTML(escaping: reader(question))))\
            \(frame.form("/office/policy/confirm", class: "sheet", hidden: sealed,
                "\(when: isAgain, message(.warn, reader(ChangePolicies.outdated.errors[0].message)))\(content)" as HTML))
            """
    }
}

/// `/office/settings`: whether the office's own people use second factors (R-051); asks before it changes (R-050).
struct OfficeSwitchPage: Page {
    /// Whether they use it now.
    let isUsed: Bool
    /// How many clients use it now.
    let using: Int
    /// What was decided for later; nil for nothing.
    var ahead: LocalizedText?
    /// What was chosen and waits for the word; nil while nothing was.
    var chosen: Bool?
    /// The day from which it shall hold, as typed; empty for at once (R-059).
    var effective = ""
    var errors: [FieldError] = []

    var tab: Tab? { .officePolicy }

    func title(_ reader: Reader) -> String { reader(Catalogue.Office.switchTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Office
        let reader = frame.reader
        guard let chosen else {
            let uses: [HTML] = [("yes", true), ("no", false)].map { value, isOn in
                tick(
                    .radio, name: "use", value: value, checked: isOn == isUsed,
                    "\(reader(PolicyWords.use(isOn)))")
            }
            let form = Form(reader: reader, errors: errors)
            return """
                \(backLink("/office/policy", reader(Words.title)))\
                \(heading(reader(Words.switchTitle), HTML(escaping: reader(Words.stands(isUsed)))))\
                \(frame.form("/office/settings", class: "sheet", """
                    \(ahead.map { facts([Fact(reader(Words.ahead), "\(reader($0))")]) })\
                    \(form.group(Words.factor, name: "use", "\(uses)"))<p class="hint">\(reader(Words.switchLead))</p>\
                    \(form.text(
                        Field(name: "effective", label: Words.effective), effective,
                        TextControl(type: "date", width: .w12)))\
                    \(buttons(button(reader(Words.register)), quietLink(reader(Words.back), "/office/policy")))
                    """ as HTML))
                """
        }
        let warning = !chosen && using > 0 ? [Words.switchOff(reader.number(using))] : []
        return """
            \(heading(reader(Words.switchTitle), HTML(
                escaping: reader(chosen ? Words.confirmSwitch : Words.confirmSwitchOff))))\
            \(frame.form(
                "/office/settings/confirm", class: "sheet",
                hidden: [
                    HiddenField(name: "use", value: chosen ? "yes" : "no"),
                    HiddenField(name: "effective", value: effective),
                ],
                """
                \(facts([Fact(
                    reader(Words.from), "\(effective.isEmpty ? reader(Words.atOnce) : effective)")]))\
                \(noticeBox(warning, title: Catalogue.Contacts.care, reader))\
                \(buttons(button(reader(Words.register)), quietLink(reader(Words.back), "/office/settings")))
                """ as HTML))
            """
    }
}
