import Domain

/// `/people/{p}/contacts` and `/people/contacts`: asks why somebody wants to see contacts whole. Field: `reason`.
struct AskDisclosurePage: Page {
    /// Whose contacts.
    enum Subject: Sendable {
        /// One person's.
        case person(id: String, name: String)
        /// Those of everybody whom the list finds.
        case list(people: Int)
    }

    let subject: Subject
    /// What was typed.
    var reason = ""
    /// What the list was filtered by.
    var filter: [HiddenField] = []
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }
    var typedPlace: Address? { action }
    var takesEdit: Bool { false }

    private var action: Address {
        switch subject {
        case .person(let id, _): Address("people", id, "contacts")
        case .list: "/people/contacts"
        }
    }

    func title(_ reader: Reader) -> String {
        switch subject {
        case .person(_, let name): reader(Catalogue.Disclosure.title(name))
        case .list: reader(Catalogue.Disclosure.fileTitle)
        }
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Disclosure
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let back: Address
        let whom: HTML
        let submit: LocalizedText
        let told: LocalizedText
        let leave: LocalizedText
        switch subject {
        case .person(let id, let name):
            (back, whom) = (Address("people", id), "\(name)")
            (submit, told, leave) = (Words.show, Words.told, Words.leave)
        case .list(let people):
            (back, whom) = ("/people", "\(reader.people(people))")
            (submit, told, leave) = (Words.save, Words.fileTold, Words.fileLeave)
        }
        let reason = form.text(
            Field(name: "reason", label: Words.reason, hint: Words.reasonHint, required: true), self.reason,
            TextControl(width: .full, maxLength: 200, autocomplete: "off"))
        let content: HTML = """
            \(facts([Fact(reader(Words.whom), "<b>\(whom)</b>")]))\(reason)<p class="hint">\(reader(told))</p>\
            \(buttons(button(reader(submit)), quietLink(reader(leave), back)))
            """
        return """
            \(heading(title(reader), HTML(escaping: reader(Words.lead))))\
            \(frame.form(action, class: "sheet", hidden: filter, content))
            """
    }
}

/// `/people/{p}/contacts` while the contacts may be seen.
struct DisclosedPage: Page {
    /// The person's identifier.
    let id: String
    /// Whose they are.
    let name: String
    /// Name and value of each.
    let contacts: [(slot: LocalizedText, value: String)]
    /// Until when they may be seen.
    let until: Instant

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Disclosure.title(name)) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Disclosure
        let reader = frame.reader
        let list = contacts.map { Fact(reader($0.slot), #"<span class="mono">\#($0.value)</span>"#) }
        return """
            \(backLink(Address("people", id), reader(Words.done)))\
            \(heading(title(reader), HTML(escaping: reader(Words.until(reader.time(until))))))\
            <section class="sheet">\(list.isEmpty ? "<p>\(reader(Words.none))</p>" : facts(list))\
            <p class="hint">\(reader(Words.told))</p></section>
            """
    }
}
