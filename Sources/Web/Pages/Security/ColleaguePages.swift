import Domain

/// A reset that waits for a second colleague.
struct ProposalLine: Hashable, Sendable {
    /// Who proposed it.
    let by: String
    let reason: String
    let at: Instant
    let until: Instant
    /// Whether the reader proposed it: somebody else has to confirm it.
    let isOwn: Bool
}

/// Somebody of the same office.
struct ColleagueLine: Hashable, Sendable {
    let id: String
    let name: String
    let loginID: String
    let hasFactor: Bool
    /// Nil if nothing waits.
    let proposal: ProposalLine?
}

/// `/office/colleagues`: the other people of the office, and what waits for a second colleague (R-117).
struct ColleaguesPage: Page {
    let colleagues: [ColleagueLine]

    var tab: Tab? { .officeClients }

    func title(_ reader: Reader) -> String { reader(Catalogue.Colleagues.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Colleagues
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Catalogue.People.name), Column(title: Catalogue.People.loginID),
                Column(title: Words.state), Column(title: Catalogue.Security.action, isSilent: true),
            ],
            rows: colleagues.map { colleague in
                let words =
                    colleague.proposal.map { $0.isOwn ? Words.look : Words.toConfirm }
                    ?? (colleague.hasFactor ? Words.toPropose : nil)
                return [
                    "<b>\(colleague.name)</b>", #"<span class="mono">\#(colleague.loginID)</span>"#,
                    state(of: colleague, reader),
                    words.map { words -> HTML in
                        """
                        <a href="\(Address("office", "colleagues", colleague.id))">\
                        \(reader(words))\(HTML.heard(colleague.name))</a>
                        """
                    } ?? .empty,
                ]
            }, isCards: true)
        return """
            \(backLink("/office/orgs", reader(Catalogue.Office.tabClients)))\
            \(heading(reader(Words.title), HTML(escaping: reader(Words.lead))))\
            <section class="sheet">\(colleagues.isEmpty ? "<p>\(reader(Words.nobody))</p>" : table.html(reader))</section>
            """
    }

    private func state(of colleague: ColleagueLine, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Colleagues
        if let proposal = colleague.proposal {
            return """
                \(status(.wait, reader(Words.waits)))<br>\
                <span class="meta">\(reader(Words.proposed(proposal.by, reader.dayTime(proposal.at))))</span>
                """
        }
        return colleague.hasFactor
            ? status(.ok, reader(Catalogue.Security.isSet)) : status(.off, reader(Catalogue.Security.isNotSet))
    }
}

/// `/office/colleagues/{p}`: proposes to clear a colleague's factors, or confirms what another one proposed, each after
/// the own password (R-117). Fields: `reason`, `password`, `do`.
struct ColleaguePage: Page {
    let colleague: ColleagueLine
    /// The reason typed before.
    var reason = ""
    var errors: [FieldError] = []

    var tab: Tab? { .officeClients }
    var width: PageWidth { .narrow }

    func title(_ reader: Reader) -> String { reader(Catalogue.Colleagues.resetTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Colleagues
        let reader = frame.reader
        return """
            \(heading(reader(Catalogue.Colleagues.resetTitle), HTML(escaping: reader(Words.rule))))\
            \(colleague.proposal.map { waiting($0, frame) } ?? (
                colleague.hasFactor ? proposing(frame) : nothing(reader)))
            """
    }

    private func nothing(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Colleagues
        let text = reader(Words.nothingSetText(colleague.name))
        return """
            \(message(.plain, reader(Words.nothingSet), .paragraphs([text])))\
            <section class="sheet">\(facts([Fact(reader(Catalogue.Reset.whom), who)]))\
            \(buttons(leave(reader)))</section>
            """
    }

    private var who: HTML { #"<b>\#(colleague.name)</b> <span class="mono">\#(colleague.loginID)</span>"# }

    private func proposing(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Colleagues
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        return """
            \(message(.warn, reader(Catalogue.Contacts.care), .paragraphs([reader(Words.sure(colleague.name))])))\
            \(send(
                "propose",
                """
                \(facts([Fact(reader(Catalogue.Reset.whom), who)]))\
                \(form.text(
                    Field(name: "reason", label: Catalogue.Reset.reason, hint: Catalogue.Reset.reasonHint, required: true),
                    reason, TextControl(width: .full, maxLength: 200)))\(password(form))\
                \(buttons(button(reader(Words.propose)), leave(reader)))
                """, frame))
            """
    }

    private func waiting(_ proposal: ProposalLine, _ frame: Frame) -> HTML {
        typealias Words = Catalogue.Colleagues
        let reader = frame.reader
        let list = facts([
            Fact(reader(Catalogue.Reset.whom), who),
            Fact(reader(Words.by), "\(proposal.by)　\(reader.dayTime(proposal.at))"),
            Fact(reader(Catalogue.Reset.reason), "\(proposal.reason)"),
            Fact(reader(Words.until), "\(reader.dayTime(proposal.until))"),
        ])
        if proposal.isOwn {
            return """
                \(message(.plain, reader(Words.waits), .paragraphs([reader(Words.waitsText)])))\
                <section class="sheet">\(list)\(buttons(leave(reader)))</section>
                """
        }
        return """
            \(message(.warn, reader(Catalogue.Contacts.care), .paragraphs([
                reader(Words.sure(colleague.name)), reader(Catalogue.Reset.otherText),
            ])))\
            \(send(
                "confirm",
                """
                \(list)\(password(Form(reader: reader, errors: errors)))\
                \(buttons(button(reader(Catalogue.Reset.submit), .grave), leave(reader)))
                """, frame))
            """
    }

    private func send(_ what: String, _ content: HTML, _ frame: Frame) -> HTML {
        frame.form(
            Address("office", "colleagues", colleague.id), class: "sheet",
            hidden: [HiddenField(name: "do", value: what)], content)
    }

    private func password(_ form: Form) -> HTML {
        form.secret(
            Field(
                name: "password", label: Catalogue.Reset.password, hint: Catalogue.Reset.passwordHint, required: true),
            maxLength: nil, autocomplete: "current-password")
    }

    private func leave(_ reader: Reader) -> HTML { quietLink(reader(Catalogue.Reset.leave), "/office/colleagues") }
}
