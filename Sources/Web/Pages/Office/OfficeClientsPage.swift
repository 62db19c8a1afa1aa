import Domain

/// `/office/orgs`: the office's clients, each with the way to its login IDs (R-001, R-004, R-068).
struct OfficeClientsPage: ListPage {
    /// The office's name.
    let office: String
    /// The clients shown.
    let clients: [ClientLine]
    let part: ListPart
    var search = ClientSearch()

    var tab: Tab? { .officeClients }

    func title(_ reader: Reader) -> String { reader(Catalogue.Office.tabClients) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Office
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.client), Column(title: Words.factor), Column(title: Words.logins),
            ],
            rows: clients.map { client in
                [
                    #"<a href="\#("/office/orgs/\(client.id)" as Address)"><span class="mono">\#(client.code)</span>　\#(client.name)</a>"#,
                    "\(reader(client.use))\(planned(client.ahead, reader))",
                    #"<a href="\#("/office/orgs/\(client.id)/accounts" as Address)">\#(reader(Words.logins))\#(HTML.heard(client.name))</a>"#,
                ]
            }, isCards: true)
        return """
            <h1>\(reader(Words.tabClients))</h1>
            <section class="sheet">\(search.form("/office/orgs", office: office, reader))\
            \(clients.isEmpty ? "<p>\(reader(Words.noClient))</p>" : table.html(reader))\
            \(when: !clients.isEmpty, pager(part, at: search.at("/office/orgs"), reader))</section>
            <p><a class="link" href="/office/colleagues">\(reader(Catalogue.Colleagues.title))</a></p>
            """
    }
}

/// The day that is set for another use, below what holds.
private func planned(_ ahead: LocalizedText?, _ reader: Reader) -> HTML {
    ahead.map { #"<br><span class="meta">\#(reader($0))</span>"# } ?? .empty
}

/// Who has gaps in one organization.
struct DriftLine: Hashable, Sendable {
    /// The organization's identifier.
    let id: String
    /// Code and name.
    let client: String
    /// Whether it uses second factors.
    var use = LocalizedText(ja: "", en: "")
    /// What was decided for a later day.
    var ahead: LocalizedText?
    /// How many people it has.
    let people: Int
    /// How many have no second factor.
    let withoutFactor: Int
    /// How many are on a temporary password.
    let temporary: Int
    /// How many have both gaps.
    let both: Int
}

/// `/office/drift`: how many people have no second factor, or are still on a temporary password; the worst first.
struct OfficeDriftPage: ListPage {
    /// All organizations together.
    let total: DriftLine
    /// The organizations shown.
    let lines: [DriftLine]
    let part: ListPart

    var tab: Tab? { .officeDrift }

    func title(_ reader: Reader) -> String { reader(Catalogue.Office.driftTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Office
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.client), Column(title: Words.factor), Column(title: Words.people, isNumeric: true),
                Column(title: Words.bothGaps, isNumeric: true), Column(title: Words.withoutFactor, isNumeric: true),
                Column(title: Words.temporary, isNumeric: true),
            ],
            rows: lines.map { line in
                let accounts = "/office/orgs/\(line.id)/accounts" as Address
                func count(_ people: Int, _ filter: Address) -> HTML {
                    people == 0 ? "0" : #"<a href="\#(filter)">\#(reader.number(people))</a>"#
                }
                let without = accounts.adding("nofactor", "1")
                return [
                    #"<a href="\#(accounts)">\#(line.client)</a>"#,
                    "\(reader(line.use))\(planned(line.ahead, reader))",
                    "\(reader.number(line.people))", count(line.both, without.adding("password", "temporary")),
                    count(line.withoutFactor, without),
                    count(line.temporary, accounts.adding("password", "temporary")),
                ]
            }, isCards: true)
        let sums = facts([
            Fact(reader(Words.bothGaps), "<b>\(reader.people(total.both))</b>"),
            Fact(reader(Words.withoutFactor), "\(reader.people(total.withoutFactor))"),
            Fact(reader(Words.temporary), "\(reader.people(total.temporary))"),
            Fact(reader(Words.people), "\(reader.people(total.people))"),
        ])
        return """
            \(heading(reader(Words.driftTitle), HTML(escaping: reader(Words.driftLead))))
            <section class="sheet"><h2>\(reader(Words.inAll))</h2>\(sums)</section>
            <section class="sheet">\(lines.isEmpty ? "<p>\(reader(Words.noClient))</p>" : table.html(reader))\
            \(when: !lines.isEmpty, pager(part, at: "/office/drift", reader))</section>
            """
    }
}
