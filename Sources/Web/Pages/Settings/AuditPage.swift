import Domain

/// One row of the audit chain.
struct AuditRow: Hashable, Sendable {
    /// Its number; no number is ever missing.
    let sequence: Int
    /// When.
    let at: Instant
    /// Who: a person's name, an integration, or the program itself.
    let actor: String
    /// What, in words.
    let action: LocalizedText
    /// To whom or what.
    let subject: String
    /// Which factor, what a policy was and is, and the reason that was typed; empty for nothing.
    var details: [LocalizedText] = []
}

/// What a verification of the whole chain found.
enum AuditVerification: Hashable, Sendable {
    /// Every row fits the one before.
    case whole(rows: Int, at: Instant)
    /// The chain doesn't fit at this row.
    case broken(sequence: Int, at: Instant)
}

/// `/audit`: who did what, and whether the record is whole. Query: `q`, `action`, `from`, `to`, `p`; the button
/// `verify` posts to `/audit/verify`; `/audit.csv` has the same rows.
struct AuditPage: ListPage {
    /// The rows, newest first.
    let rows: [AuditRow]
    /// Which part of the list is shown.
    let part: ListPart
    /// The last verification; nil if none was asked for.
    var verification: AuditVerification?
    /// The actions to filter by, one of them chosen or none.
    let actions: [Choice]
    /// Part of the actor's or the subject's name.
    var query = ""
    /// The first day, `2024-01-01`; empty for none.
    var from = ""
    /// The last day.
    var to = ""
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Audit.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Audit
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.number), Column(title: Words.time), Column(title: Words.actor),
                Column(title: Words.action), Column(title: Words.subject),
            ],
            rows: rows.map { row in
                [
                    "\(reader.number(row.sequence))",
                    #"<span class="nw">\#(reader.date(row.at)) \#(reader.seconds(row.at))</span>"#,
                    "\(row.actor)",
                    """
                    \(reader(row.action))\(each: row.details, { #"<br><span class="meta">\#(reader($0))</span>"# })
                    """,
                    "\(row.subject)",
                ]
            }, isCards: true)
        return """
            \(backLink("/maintenance", reader(Catalogue.Settings.back)))\
            \(heading(reader(Words.title), HTML(escaping: reader(Words.lead))))\
            \(verification.map { result($0, reader) })\
            <section class="sheet">\(filter(reader))\
            \(rows.isEmpty ? "<p>\(reader(Words.nothing))</p>" : table.html(reader))\
            \(when: !rows.isEmpty, pager(part, at: filtered, reader))</section>
            \(frame.form(
                "/audit/verify",
                buttons(
                    button(reader(Words.verify), .quiet),
                    "\(when: !rows.isEmpty, quietLink(reader(Words.giveOut), asked(of: "/audit.csv")))")))
            """
    }

    private var filtered: Address { asked(of: "/audit") }

    /// A list or file of the same rows.
    private func asked(of list: Address) -> Address {
        var address = list
        if !query.isEmpty { address = address.adding("q", query) }
        if let action = actions.first(where: \.isChosen) { address = address.adding("action", action.value) }
        if !from.isEmpty { address = address.adding("from", from) }
        if !to.isEmpty { address = address.adding("to", to) }
        return address
    }

    private func filter(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Audit
        let form = Form(reader: reader, errors: errors)
        let all = Choice(value: "", words: reader(Catalogue.EveryPage.all))
        return filterForm(
            "/audit",
            """
            \(form.text(Field(name: "q", label: Words.query), query, TextControl(type: "search", maxLength: 64)))\
            \(form.select(Field(name: "action", label: Words.action), [all] + actions, width: .full))\
            \(form.text(Field(name: "from", label: Words.from), from, TextControl(type: "date")))\
            \(form.text(Field(name: "to", label: Words.to), to, TextControl(type: "date")))
            """, reader)
    }

    private func result(_ verification: AuditVerification, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Audit
        return switch verification {
        case .whole(let rows, let at):
            message(
                .ok, reader(Words.whole),
                .paragraphs([reader(Words.wholeText(reader.number(rows), reader.dateTime(at)))]))
        case .broken(let sequence, let at):
            message(
                .bad, reader(Words.broken(reader.number(sequence))),
                .paragraphs([reader(Words.brokenText(reader.dateTime(at)))]))
        }
    }
}
