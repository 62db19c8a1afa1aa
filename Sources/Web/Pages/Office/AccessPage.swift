import Domain

/// One function of the access matrix: its name and its cells, in the order of the columns.
struct AccessRow: Hashable, Sendable {
    /// What somebody wants to do.
    let function: LocalizedText
    /// ○, × or what the policy says.
    let cells: [LocalizedText]
}

/// `/settings/access`: what is asked at a login and what can be done with it, to be seen and exported (R-075, R-078).
struct AccessPage: Page {
    /// Who decided that second factors are used or not, in a sentence.
    let decided: LocalizedText
    /// What goes without a code; nil where nothing is asked for.
    let exempt: LocalizedText?
    /// What was decided for later.
    let ahead: LocalizedText?
    /// What the installation asks of everybody.
    let mandatory: LocalizedText?
    /// How many people have gaps.
    let drift: DriftLine?
    /// The matrix.
    let rows: [AccessRow]

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Access.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Access
        let reader = frame.reader
        let table = Table(
            columns: [Column(title: Words.function)] + Words.columns.map { Column(title: $0) },
            rows: rows.map { row in
                ["\(reader(row.function))"] + row.cells.map { "\(reader($0))" }
            }, isCards: true)
        var list = [Fact(reader(Words.now), "<b>\(reader(decided))</b>")]
        if let exempt { list.append(Fact(reader(Words.without), "\(reader(exempt))")) }
        if let ahead { list.append(Fact(reader(Words.ahead), "\(reader(ahead))")) }
        if let mandatory { list.append(Fact(reader(Words.everybody), "\(reader(mandatory))")) }
        if let drift {
            list.append(
                Fact(
                    reader(Catalogue.Office.bothGaps),
                    "<a href=\"/accounts?nofactor=1&amp;password=temporary\">\(reader.people(drift.both))</a>"))
            list.append(
                Fact(
                    reader(Catalogue.Office.withoutFactor),
                    "<a href=\"/accounts?nofactor=1\">\(reader.people(drift.withoutFactor))</a>"))
            list.append(
                Fact(
                    reader(Catalogue.Office.temporary),
                    "<a href=\"/accounts?password=temporary\">\(reader.people(drift.temporary))</a>"))
        }
        return """
            \(backLink("/maintenance", reader(Catalogue.Settings.back)))<h1>\(reader(Words.title))</h1>
            <section class="sheet">\(facts(list))</section>
            <section class="sheet"><h2>\(reader(Words.matrix))</h2>\(table.html(reader))\
            <p class="hint">\(reader(Words.byLink))</p>\
            <p class="btns">\(linkButton(reader(Catalogue.Office.export), "/settings/access.csv", .small))</p></section>
            """
    }
}
