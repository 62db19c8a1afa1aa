import Domain

/// A link with another employee, in a list.
struct FamilyLinkLine: Hashable, Sendable {
    /// How far it has come.
    enum Stage: Hashable, Sendable {
        /// The reader asked by this code and ID.
        case asked(code: String, loginID: String, until: Instant)
        /// The other one asks.
        case asks(name: String, organization: String)
        /// Both agreed; whether it holds now.
        case linked(name: String, organization: String, isSuspended: Bool)
    }

    /// The number.
    let id: String
    /// How far it has come.
    let stage: Stage

    fileprivate var place: Address { "/me/family-links/\(id)" }

    /// Who it is about, as far as the reader may know.
    fileprivate func who(_ reader: Reader) -> String {
        switch stage {
        case .asked(let code, let loginID, _): "\(code)　\(loginID)"
        case .asks(let name, let organization), .linked(let name, let organization, _):
            reader(Catalogue.FamilyLinks.from(name, organization))
        }
    }
}

/// `/me/family-links` (社員家族): employees who are one family (R-171). Posts to the same address.
///
/// Fields: `organization`, `login_id`.
struct FamilyLinksPage: Page {
    /// The newest first.
    let links: [FamilyLinkLine]
    /// Whether employees of other organizations can be asked.
    let reachesOthers: Bool
    /// What was typed; the own code at first.
    var organization = ""
    /// What was typed.
    var loginID = ""
    var errors: [FieldError] = []

    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String { reader(Catalogue.FamilyLinks.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.FamilyLinks
        let reader = frame.reader
        let requests = links.filter { if case .asks = $0.stage { true } else { false } }
        let linked = links.filter { if case .linked = $0.stage { true } else { false } }
        let asked = links.filter { if case .asked = $0.stage { true } else { false } }
        let form = Form(reader: reader, errors: errors)
        let fields: HTML = """
            \(form.text(
                Field(name: "organization", label: Catalogue.Login.organization, required: true), organization,
                TextControl(width: .w20, maxLength: 32, autocomplete: "off", mono: true)))\
            \(form.text(
                Field(name: "login_id", label: Catalogue.Login.loginID, required: true), loginID,
                TextControl(width: .w20, maxLength: 32, autocomplete: "off", mono: true)))\
            \(buttons(button(reader(Words.send))))
            """
        return """
            \(backLink("/me/family-status", reader(Catalogue.FamilyBoard.overview)))\
            \(heading(title(reader), HTML(escaping: reader(reachesOthers ? Words.lead : Words.leadWithin))))\
            \(when: !requests.isEmpty, message(.warn, reader(Words.requests), list(requests, Words.open, reader)))\
            <section class="sheet"><h2>\(reader(Words.linked))</h2>\
            \(linked.isEmpty ? "<p>\(reader(Words.nobody))</p>" : list(linked, Words.endButton, reader))</section>
            \(when: !asked.isEmpty, """
                <section class="sheet"><h2>\(reader(Words.asked))</h2>\(list(asked, Words.takeBackButton, reader))</section>

                """)\
            <section class="sheet"><h2>\(reader(Words.ask))</h2><p class="hint">\(reader(reachesOthers ? Words.askNote : Words.askNoteWithin))</p>\
            \(frame.form("/me/family-links", class: "form", fields))</section>
            """
    }

    private func list(_ lines: [FamilyLinkLine], _ action: LocalizedText, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.FamilyLinks
        return facts(
            lines.map { line in
                let note: String =
                    switch line.stage {
                    case .asked(_, _, let until): reader(Words.until(reader.date(until)))
                    case .linked(_, _, true): reader(Words.suspended)
                    case .asks, .linked: ""
                    }
                return Fact(
                    line.who(reader), #"<span class="hint">\#(note)</span>"#,
                    action: """
                        <a class="link" href="\(line.place)">\(reader(action))\
                        \(.heard(reader(Catalogue.EveryPage.heard(line.who(reader)))))</a>
                        """)
            })
    }
}

/// `/me/family-links/{l}`: approve or decline a request, end a link, take a request back. Posts to `…/approve` and `…/end`.
struct FamilyLinkPage: Page {
    /// Which one.
    let line: FamilyLinkLine

    var tab: Tab? { .personal }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String {
        typealias Words = Catalogue.FamilyLinks
        return switch line.stage {
        case .asks: reader(Words.decide)
        case .asked: reader(Words.takeBack)
        case .linked: reader(Words.end)
        }
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.FamilyLinks
        let reader = frame.reader
        let end = line.place.appending("end")
        let about: HTML = "<p><b>\(line.who(reader))</b></p>"
        let back = quietLink(reader(Words.back), "/me/family-links")
        let content: HTML =
            switch line.stage {
            case .asks:
                """
                <section class="sheet">\(about)<p>\(reader(Words.meaning))</p>\
                \(frame.form(line.place.appending("approve"), buttons(button(reader(Words.approve)), back)))</section>
                <section class="sheet"><p class="hint">\(reader(Words.declineNote))</p>\
                \(frame.form(end, buttons(button(reader(Words.decline), .quiet))))</section>
                """
            case .asked:
                frame.form(end, class: "sheet", about + buttons(button(reader(Words.takeBackButton), .grave), back))
            case .linked:
                frame.form(
                    end, class: "sheet",
                    "\(about)<p>\(reader(Words.endText))</p>\(buttons(button(reader(Words.endButton), .grave), back))")
            }
        return "\(backLink("/me/family-links", reader(Words.back)))<h1>\(title(reader))</h1>\(content)"
    }
}
