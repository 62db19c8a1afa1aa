import Domain

/// `/security/reset`: clears all of one's own factors, after one's own password (R-110, R-111). Field: `password`.
struct ResetOwnPage: Page {
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
            \(frame.form(
                "/security/reset", class: "sheet",
                """
                \(form.secret(
                    Field(name: "password", label: Words.password, required: true), maxLength: nil,
                    autocomplete: "current-password"))\
                \(buttons(button(reader(Words.submit), .grave), quietLink(reader(Words.leave), "/security")))
                """))
            """
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

/// `/accounts/{p}/reset`: clears the factors of one person, after the administrator's own password (R-114, R-115).
/// Fields: `reason`, `password`.
struct ResetOtherPage: Page {
    /// Whose they are.
    let name: String
    let loginID: String
    let department: String
    /// The reason typed before.
    var reason = ""
    /// Where it is posted, and where the way back leads.
    let action: Address
    let back: Address
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }
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
            \(frame.form(
                action, class: "sheet",
                """
                \(facts([Fact(reader(Words.whom), who)]))\
                \(form.text(
                    Field(name: "reason", label: Words.reason, hint: Words.reasonHint, required: true), reason,
                    TextControl(width: .full, maxLength: 200)))\
                \(form.secret(
                    Field(name: "password", label: Words.password, hint: Words.passwordHint, required: true),
                    maxLength: nil, autocomplete: "current-password"))\
                \(buttons(button(reader(Words.submit), .grave), quietLink(reader(Words.leave), back)))
                """))
            """
    }
}

/// `/security/prove`: password, and the app's code where an app is set, once more. Fields: `password`, `code`, `next`.
struct ProvePage: Page {
    /// Whether the code is asked for.
    let asksForCode: Bool
    /// Where it leads.
    let next: String
    var errors: [FieldError] = []

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Reset.proveTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Reset
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let code = form.text(
            Field(name: "code", label: Words.code, required: true), "",
            TextControl(width: .w8, autocomplete: "one-time-code", inputMode: "numeric", mono: true))
        return """
            \(heading(reader(Words.proveTitle), HTML(escaping: reader(Words.proveLead))))\
            \(frame.form(
                "/security/prove", class: "sheet", hidden: [HiddenField(name: FormName.next, value: next)],
                """
                \(form.secret(
                    Field(name: "password", label: Words.password, required: true), maxLength: nil,
                    autocomplete: "current-password"))\(when: asksForCode, code)\
                \(buttons(button(reader(Words.proveSubmit)), quietLink(reader(Words.leave), "/security")))
                """))
            """
    }
}
