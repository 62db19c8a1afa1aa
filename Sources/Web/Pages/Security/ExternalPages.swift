import Domain

/// `/login/external`: asks for the organization, and leads to its provider (R-038). Fields: `organization`, `next`,
/// `keptForm`.
struct ExternalLoginPage: Page {
    /// The organization code typed before.
    var organization = ""
    /// Where to go after login, checked by the handler.
    var next: String?
    /// The form that waits for the login, sealed by the handler.
    var kept: String?
    var errors: [FieldError] = []

    var typedPlace: Address? { nil }
    var width: PageWidth { .slim }

    func title(_ reader: Reader) -> String { reader(Catalogue.External.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.External
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        return """
            \(heading(reader(Words.title), HTML(escaping: reader(Words.lead))))\
            \(frame.form(
                "/login/external", class: "sheet", hidden: HiddenField.goal(next: next, kept: kept),
                """
                \(form.organization(organization))\
                \(buttons(button(reader(Words.go)), quietLink(reader(Words.withPassword), "/login")))
                """))
            """
    }
}

/// After `/login/external`: leads on to the provider by itself, or by its link.
struct ExternalDeparturePage: Page {
    /// The provider's page; https, as the provider itself says.
    let address: String

    var width: PageWidth { .slim }

    func title(_ reader: Reader) -> String { reader(Catalogue.External.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.External
        let reader = frame.reader
        return """
            \(heading(reader(Words.title), HTML(escaping: reader(Words.leaving))))\
            \(buttons(#"<a class="btn" href="\#(address)">\#(reader(Words.go))</a>"#))
            """
    }
}

/// `/login/external/return`, where it came to nothing.
struct ExternalFailedPage: Page {
    /// What happened.
    let reason: LocalizedText

    var width: PageWidth { .slim }

    func title(_ reader: Reader) -> String { reader(Catalogue.External.failed) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.External
        let reader = frame.reader
        let again: Address = frame.visitor == nil ? "/login" : "/security"
        let words = frame.visitor == nil ? Words.withPassword : Catalogue.Security.back
        return """
            \(heading(reader(Words.failed), HTML(escaping: reader(reason))))\
            \(buttons(linkButton(reader(words), again, .main)))
            """
    }
}

/// `/security/external`: begins to link one's account, by a button: no link from elsewhere does.
struct ExternalBeginPage: Page {
    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.External.beginTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.External
        let reader = frame.reader
        let actions = buttons(button(reader(Words.go)), quietLink(reader(Catalogue.Reset.leave), "/security"))
        return """
            \(heading(reader(Words.beginTitle), HTML(escaping: reader(Words.beginText))))\
            \(frame.form("/security/external", class: "sheet", actions))
            """
    }
}

/// `/login/external/return`, in a session that links: which account it is, and whether it is the right one (R-039).
struct ExternalConfirmPage: Page {
    /// What the person knows the account by.
    let account: String

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.External.confirmTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.External
        let reader = frame.reader
        return """
            \(heading(reader(Words.confirmTitle), HTML(escaping: reader(Words.confirmText))))\
            \(frame.form(
                "/security/external/confirm", class: "sheet",
                """
                \(facts([Fact(reader(Words.account), #"<b class="mono">\#(account)</b>"#)]))\
                \(buttons(
                    button(reader(Catalogue.Security.externalLink)),
                    quietLink(reader(Catalogue.Reset.leave), "/security")))
                """))
            """
    }
}

/// `/login/external/link`: whoever came back unknown gives ID and password once, and is linked (R-039). Fields:
/// `organization`, `loginID`, `password`.
struct ExternalLinkPage: Page {
    /// What the person knows the account by that will be linked.
    let account: String
    var organization = ""
    var loginID = ""
    var errors: [FieldError] = []

    var width: PageWidth { .slim }

    func title(_ reader: Reader) -> String { reader(Catalogue.External.linkTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.External
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        return """
            \(heading(reader(Words.linkTitle), HTML(escaping: reader(Words.linkLead))))\
            \(frame.form(
                "/login/external/link", class: "sheet",
                """
                \(facts([Fact(reader(Words.account), #"<b class="mono">\#(account)</b>"#)]))\
                \(form.organization(organization))\
                \(form.text(
                    Field(name: "loginID", label: Catalogue.Login.loginID, required: true), loginID,
                    TextControl(width: .w20, maxLength: 64, autocomplete: "username", mono: true)))\
                \(form.secret(
                    Field(name: "password", label: Catalogue.Login.password, required: true), maxLength: nil,
                    autocomplete: "current-password"))\
                \(buttons(button(reader(Words.link)), quietLink(reader(Words.withoutLink), "/login")))
                """))
            """
    }
}

extension Form {
    /// The field of the organization code.
    fileprivate func organization(_ typed: String) -> HTML {
        text(
            Field(name: "organization", label: Catalogue.Login.organization, required: true), typed,
            TextControl(width: .w20, maxLength: 64, autocomplete: "organization", mono: true))
    }
}
