import Auth
import Domain

/// `/me/voice` and `/me/family/{f}/voice`: ID and password for calling in (R-029, R-140, R-141, R-167).
///
/// Fields: `newPassword`, `confirmation`. Posts to the same address, and to `remove` below it.
struct VoicePage: Page {
    /// How it stands.
    let callIn: CallInFact
    /// The family user whose it is; nil for one's own.
    var member: FamilyLine?
    var errors: [FieldError] = []

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    private var here: Address { member.map { "/me/family/\($0.id)/voice" } ?? "/me/voice" }

    func title(_ reader: Reader) -> String { reader(Catalogue.CallIn.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.CallIn
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let who = member.map { line in
            facts([
                Fact(reader(Catalogue.Family.code), #"<span class="mono">\#(line.code)</span>"#),
                Fact(reader(Catalogue.Family.name), HTML(escaping: line.name)),
            ])
        }
        let fields: HTML = """
            \(form.secret(
                Field(
                    name: "newPassword", label: Words.new, hint: Words.rule(VoicePassword.length), required: true),
                maxLength: 20, autocomplete: "off", inputMode: "numeric"))\
            \(form.secret(
                Field(name: "confirmation", label: Words.confirmation, required: true), maxLength: 20,
                autocomplete: "off", inputMode: "numeric"))\
            \(buttons(button(reader(Catalogue.EveryPage.register))))
            """
        let back: HTML =
            if let member {
                backLink("/me/family/\(member.id)", reader(Words.backToFamily))
            } else {
                backLink("/me/profile", reader(Words.back))
            }
        let lead = member == nil ? Words.lead : Words.familyLead
        return """
            \(back)\(heading(title(reader), HTML(escaping: reader(lead))))\
            <section class="sheet">\(who)\(callIn.facts(reader))</section>
            \(frame.form(here, class: "sheet", fields))\
            \(when: callIn.hasPassword, frame.form(
                here.appending("remove"), class: "sheet",
                "<p>\(reader(Words.removeText))</p>\(buttons(button(reader(Words.remove), .quiet)))"))
            """
    }
}
