import Domain

/// `/security/reset`: says what clearing all of one's own factors means (R-111); then `/security/reset/password`, which
/// asks for the own password and posts it to `/security/reset` (R-110). Field: `password`.
struct ResetOwnPage: Page {
    /// Whether the password is asked for already.
    var asksPassword = false
    var errors: [FieldError] = []

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Reset.ownTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Reset
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        return """
            \(heading(reader(Words.ownTitle), HTML(escaping: reader(Words.ownText))))\
            \(message(.warn, reader(Catalogue.Contacts.care), .paragraphs([reader(Words.ownApp), reader(Words.ownNext)])))\
            \(asksPassword ? password(frame, form) : buttons(
                linkButton(reader(Words.submit), "/security/reset/password", .grave),
                quietLink(reader(Words.leave), "/security")))
            """
    }

    private func password(_ frame: Frame, _ form: Form) -> HTML {
        typealias Words = Catalogue.Reset
        let reader = frame.reader
        return frame.form(
            "/security/reset", class: "sheet",
            """
            \(form.secret(
                Field(name: "password", label: Words.password, required: true), maxLength: nil,
                autocomplete: "current-password"))\
            \(buttons(button(reader(Words.submit), .grave), quietLink(reader(Words.leave), "/security/reset")))
            """)
    }
}

/// After one's own factors were cleared; nobody is signed in any more.
struct ResetDonePage: Page {
    var width: PageWidth { .slim }

    func title(_ reader: Reader) -> String { reader(Catalogue.Reset.doneTitle) }

    func content(in frame: Frame) -> HTML {
        let reader = frame.reader
        return """
            \(heading(reader(Catalogue.Reset.doneTitle), HTML(escaping: reader(Catalogue.Reset.doneText))))\
            \(message(.warn, reader(Catalogue.Contacts.care), .paragraphs([reader(Catalogue.Reset.ownApp)])))\
            \(buttons(linkButton(reader(Catalogue.Login.again), "/login")))
            """
    }
}

/// `/accounts/{p}/reset`, and the same below a client of the office: clears the factors of one person, or makes a code
/// that lets them in once, after the own password of whoever does it (R-004, R-114, R-115). Fields: `reason`,
/// `password`, `how`.
struct ResetOtherPage: Page {
    /// Whose they are.
    let name: String
    let loginID: String
    let department: String
    /// Whether there is a factor that a code could stand in for.
    let canBypass: Bool
    /// The reason typed before.
    var reason = ""
    /// Where it is posted, and where the way back leads.
    let action: Address
    let back: Address
    /// Code and name of the client of the office that the person is of; nil in one's own organization.
    var client: String?
    var errors: [FieldError] = []

    var tab: Tab? { client == nil ? .maintenance : .officeClients }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Reset.otherTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Reset
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let who: HTML = """
            <b>\(name)</b> <span class="mono">\(loginID)</span>\
            \(when: !department.isEmpty, #" <span class="meta">\#(department)</span>"#)
            """
        return """
            \(heading(reader(Words.otherTitle), HTML(escaping: reader(Words.otherLead(name)))))\
            \(message(.warn, reader(Catalogue.Contacts.care), .paragraphs([reader(Words.otherText)])))\
            \(when: !canBypass, message(.plain, reader(Words.nothingSet), .paragraphs([reader(Words.nothingSetText)])))\
            \(frame.form(
                action, class: "sheet",
                """
                \(facts(Fact.client(client, reader) + [Fact(reader(Words.whom), who)]))\
                \(form.text(
                    Field(name: "reason", label: Words.reason, hint: Words.reasonHint, required: true), reason,
                    TextControl(width: .full, maxLength: 200)))\
                \(form.secret(
                    Field(name: "password", label: Words.password, hint: Words.passwordHint, required: true),
                    maxLength: nil, autocomplete: "current-password"))\
                \(buttons(button(reader(Words.submit), .grave), quietLink(reader(Words.leave), back)))\
                \(when: canBypass, """
                    <p>\(reader(Catalogue.Bypass.text))</p>\
                    \(buttons(button(reader(Catalogue.Bypass.make), .quiet, name: "how", value: "bypass")))
                    """)
                """))
            """
    }
}

/// After `how=bypass`: the code, shown once.
struct BypassPage: Page {
    /// Whom it lets in.
    let name: String
    let loginID: String
    let code: Secret
    let validUntil: Instant
    let back: Address
    /// Code and name of the client of the office that the person is of; nil in one's own organization.
    var client: String?
    /// Where the same code is shown in the other language, and what brings it there.
    var again: Address?
    var sealed: [HiddenField] = []

    var tab: Tab? { client == nil ? .maintenance : .officeClients }
    var width: PageWidth { .narrow }
    var typedPlace: Address? { again }
    var typedFields: [HiddenField]? { sealed }
    var takesEdit: Bool { false }

    func title(_ reader: Reader) -> String { reader(Catalogue.Bypass.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Bypass
        let reader = frame.reader
        return """
            \(heading(reader(Words.title), HTML(escaping: reader(Words.lead(name)))))\
            <section class="sheet">\(facts(Fact.client(client, reader) + [
                Fact(reader(Catalogue.Reset.whom), #"<b>\#(name)</b> <span class="mono">\#(loginID)</span>"#)
            ]))\
            <p class="big-st mono"><b>\(code.exposed)</b></p>\
            <p>\(reader(Words.until(reader.time(validUntil))))</p><p>\(reader(Words.how))</p>\
            \(buttons(linkButton(reader(Catalogue.Reset.leave), back)))</section>
            """
    }
}
