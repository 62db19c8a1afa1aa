import Domain

/// One column of a table.
struct Column: Sendable {
    /// The heading.
    let title: LocalizedText
    /// Whether it holds numbers, which stand at the right.
    var isNumeric = false
    /// Whether it is left out on a phone, because a neighbour says the same.
    var isWideOnly = false
    /// Whether the heading is heard, not seen.
    var isSilent = false
    /// Whether it holds a small bar, which is only for wide screens.
    var isChart = false
}

/// The one table of the product: caption, headings with scope, numbers at the right, cards on a phone if need be.
struct Table: Sendable {
    /// What the table shows, and in which order.
    var caption: LocalizedText?
    /// The columns; the first names the row.
    let columns: [Column]
    /// One list of cells per row, as many as there are columns.
    let rows: [[HTML]]
    /// A tick in front of each row, for lists that are acted on; none where nothing can be picked.
    var picks: [HTML] = []
    /// Which rows stand out; none if empty.
    var marked: [Bool] = []
    /// The last row, such as a total.
    var footer: [HTML]?
    /// Whether rows become blocks of label and value under 640 px.
    var isCards = false
    /// The table's markup.
    func html(_ reader: Reader) -> HTML {
        """
        <table\(role("table")) class="t\(when: isCards, " cards")\(when: !picks.isEmpty, " picks")">\
        \(caption.map { "<caption>\(reader($0))</caption>" as HTML })\
        <thead\(role("rowgroup"))><tr\(role("row"))>\(when: !picks.isEmpty, "<td\(role("cell"))></td>")\(columns.map { head($0, reader) })</tr></thead>
        <tbody\(role("rowgroup"))>\(each: rows.enumerated(), { row($0.offset, $0.element, reader) })</tbody>\
        \(footer.map { foot($0) })</table>

        """
    }

    private func head(_ column: Column, _ reader: Reader) -> HTML {
        let words = reader(column.title)
        return """
            <th\(role("columnheader")) scope="col"\(classes(of: column))>\
            \(column.isSilent ? .heard(words) : HTML(escaping: words))</th>
            """
    }

    private func row(_ index: Int, _ cells: [HTML], _ reader: Reader) -> HTML {
        """
        <tr\(role("row"))\(when: index < marked.count && marked[index], #" class="last""#)>\
        \(when: index < picks.count, #"<td\#(role("cell")) class="pick">\#(picks[index])</td>"#)\
        \(each: zip(columns, cells).enumerated(), { cell($0, $1.0, $1.1, reader) })</tr>

        """
    }

    private func cell(_ index: Int, _ column: Column, _ content: HTML, _ reader: Reader) -> HTML {
        if index == 0 { return #"<th\#(role("rowheader")) scope="row"\#(classes(of: column))>\#(content)</th>"# }
        guard isCards, !column.isSilent else { return "<td\(role("cell"))\(classes(of: column))>\(content)</td>" }
        // The label and the value are two columns on a phone, so the value must be one box.
        return """
            <td\(role("cell"))\(classes(of: column)) data-l="\(reader(column.title))"><div>\(content)</div></td>
            """
    }

    private func foot(_ cells: [HTML]) -> HTML {
        let pieces: [HTML] = zip(columns, cells).enumerated().map { index, pair in
            index == 0
                ? #"<th scope="row">\#(pair.1)</th>"# : "<td\(classes(of: pair.0))>\(pair.1)</td>"
        }
        return "<tfoot><tr>\(pieces)</tr></tfoot>"
    }

    private func classes(of column: Column) -> HTML {
        if column.isChart { return #" class="m wideonly""# }
        return switch (column.isNumeric, column.isWideOnly) {
        case (true, true): #" class="n wideonly""#
        case (true, false): #" class="n""#
        case (false, true): #" class="wideonly""#
        case (false, false): .empty
        }
    }

    /// Rows that become blocks need their roles said, or a screen reader loses the table.
    private func role(_ name: StaticString) -> HTML {
        guard isCards else { return .empty }
        return #" role="\#(name.description)""#
    }
}

/// Which part of a long list a page shows.
struct ListPart: Hashable, Sendable {
    /// How many there are in all.
    let total: Int
    /// The page shown, from 1.
    let page: Int
    /// How many stand on one page.
    let size: Int

    /// How many pages there are; at least one.
    var pages: Int { max(1, (total + size - 1) / size) }
}

/// 14件中 1～10件目, and the pages around this one.
func pager(_ part: ListPart, at address: Address, _ reader: Reader) -> HTML {
    guard part.total > 0 else { return #"<p class="meta">\#(reader(Catalogue.Counts.noItems))</p>"# }
    let from = (part.page - 1) * part.size + 1
    let to = min(part.page * part.size, part.total)
    let slice = Catalogue.Counts.slice(
        total: reader.number(part.total), from: reader.number(from), to: reader.number(to))
    guard part.pages > 1 else { return #"<p class="meta">\#(reader(slice))</p>"# }
    func link(_ page: Int, _ words: String) -> HTML {
        #"<li><a href="\#(address.adding(FormName.page, String(page)))">\#(words)</a></li>"#
    }
    let around = Set([1, part.page - 1, part.page, part.page + 1, part.pages]).filter { (1...part.pages).contains($0) }
    var last = 0
    let numbers: [HTML] = around.sorted().map { page in
        let gap: HTML = page > last + 1 ? #"<li aria-hidden="true">…</li>"# : .empty
        last = page
        return gap + (page == part.page ? #"<li><b aria-current="page">\#(page)</b></li>"# : link(page, String(page)))
    }
    return """
        <nav class="pager" aria-label="\(reader(Catalogue.EveryPage.pages))"><p>\(reader(slice))</p><ul>\
        \(when: part.page > 1, link(part.page - 1, reader(Catalogue.EveryPage.previous)))\(numbers)\
        \(when: part.page < part.pages, link(part.page + 1, reader(Catalogue.EveryPage.next)))</ul></nav>

        """
}

/// One line of a list of facts.
struct Fact: Sendable {
    /// What it is.
    let label: HTML
    /// The value.
    let value: HTML
    /// A link at the end of the line.
    var action = HTML.empty

    /// A fact of words.
    init(_ label: String, _ value: HTML, action: HTML = .empty) {
        self.label = HTML(escaping: label)
        self.value = value
        self.action = action
    }

    /// A fact whose label carries markup.
    init(label: HTML, _ value: HTML) {
        self.label = label
        self.value = value
    }
}

/// A list of facts; `isColumn` puts each label above its value.
func facts(_ facts: [Fact], isColumn: Bool = false) -> HTML {
    let lines: [HTML] = facts.map { fact in
        """
        <div><dt>\(fact.label)</dt><dd>\(fact.value)</dd>\
        \(when: !fact.action.isEmpty, "<dd>\(fact.action)</dd>")</div>

        """
    }
    return #"<dl class="kv\#(when: isColumn, " col")">\#(lines)</dl>"# + "\n"
}
