import Domain

/// `/people/import`: takes a CSV file and checks it; nothing changes yet. Field: `file` (multipart).
struct ImportPage: Page {
    /// The columns in their order, as the file's first line must name them.
    let columns: [(name: String, rule: LocalizedText)]
    /// The largest file taken, in megabytes.
    let limit: Int
    /// Whether unknown departments are added.
    var createsDepartments = false
    /// Whether whoever is not in the file leaves.
    var absentLeave = false
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Importing.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Importing
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let file = form.field(Field(name: "file", label: Words.file, hint: Words.fileHint(limit), required: true)) {
            #"<input class="in w20"\#($0) type="file" accept=".csv,text/csv">"#
        }
        let departments = tick(
            .checkbox, name: "departments", value: "1", checked: createsDepartments,
            "\(reader(Words.createDepartments))", note: reader(Words.createDepartmentsNote))
        let absent = tick(
            .checkbox, name: "absent", value: "1", checked: absentLeave, "\(reader(Words.absentLeave))",
            note: reader(Words.absentLeaveNote))
        let table = Table(
            caption: Words.columnsCaption,
            columns: [Column(title: Words.column), Column(title: Words.rule)],
            rows: columns.map { [#"<span class="mono nw">\#($0.name)</span>"#, "\(reader($0.rule))"] })
        return """
            \(backLink("/people", reader(Catalogue.People.back)))\
            \(heading(reader(Words.title), HTML(escaping: reader(Words.lead))))\
            <form novalidate class="sheet" method="post" action="/people/import" enctype="multipart/form-data">\
            \(frame.csrfField)\(file)\(departments)\(absent)\(buttons(button(reader(Words.check))))</form>
            <section class="sheet"><h2>\(reader(Words.columns))</h2>\(table.html(reader))\
            <p><a href="/people/import/sample.csv">\(reader(Words.sample))</a></p></section>
            """
    }
}

/// One line of the file that can't be taken.
struct BadLine: Hashable, Sendable {
    /// The line's number in the file; the heading is line 1.
    let line: Int
    /// The column, empty for the whole line.
    let column: String
    /// The rule it breaks, and what can be done.
    let reason: LocalizedText
}

/// What one line would change.
struct ChangedLine: Hashable, Sendable {
    /// One column of it.
    struct Field: Hashable, Sendable {
        /// The column.
        let label: String
        /// Before; empty for none.
        let before: String
        /// After; empty for none.
        let after: String
    }

    /// The line's number in the file; the heading is line 1. Nil for somebody whom the file does not name.
    let line: Int?
    /// Whom it is about.
    let name: String
    let loginID: String
    /// Whether somebody is added.
    let isNew: Bool
    /// What changes.
    let fields: [Field]
}

/// The dry run's result: what would change, and every bad line with its reason.
///
/// Posts to `/people/import/run` with the sealed file; the button's `lines` is `all` or `good`.
struct ImportResultPage: Page {
    /// The file's name.
    let file: String
    /// Lines read, heading left out.
    let lines: Int
    /// People who would be added.
    let added: Int
    /// People who would change.
    let changed: Int
    /// People who would leave because the file does not name them.
    var leaving = 0
    /// Whether they are so many that it takes a tick of its own.
    var isManyLeaving = false
    /// People who would stay as they are.
    let unchanged: Int
    /// How many of them become administrators, or are none any more.
    var appointed = 0
    /// How many lines are bad.
    let bad: Int
    /// The bad lines, in the file's order, each as often as it has reasons; the first thousand.
    let badLines: [BadLine]
    /// The codes of the departments that would be added.
    var newDepartments: [String] = []
    /// What the first lines change, field by field; contacts are masked.
    var changes: [ChangedLine] = []
    /// Whether people or lists have changed since the result was shown.
    var hasChanged = false
    /// How many lines of an import that has just run were left out, because somebody changed the same people.
    var overtaken = 0
    /// Whether whoever is not in the file leaves.
    var absentLeave = false
    /// What refers to the checked file.
    let sealed: [HiddenField]

    var typedPlace: Address? { "/people/import" }
    var typedFields: [HiddenField]? { sealed }
    var takesEdit: Bool { false }
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Importing.resultTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Importing
        let reader = frame.reader
        func lines(_ count: Int) -> String {
            reader(Catalogue.Counts.lines(reader.number(count), one: count == 1))
        }
        let counts = facts(
            [
                Fact(reader(Words.file), HTML(escaping: file)), Fact(reader(Words.read), "\(lines(self.lines))"),
                Fact(reader(Words.added), "\(reader.people(added))"),
                Fact(reader(Words.changed), "\(reader.people(changed))"),
            ] + leavers(reader) + [
                Fact(reader(Words.unchanged), "\(reader.people(unchanged))"), Fact(reader(Words.bad), "\(lines(bad))"),
            ] + appointments(reader) + departments(reader))
        let table = Table(
            caption: Words.badCaption,
            columns: [
                Column(title: Words.line, isNumeric: false), Column(title: Words.column), Column(title: Words.reason),
            ],
            rows: badLines.map { line in
                [
                    "\(reader(Words.lineNumber(reader.number(line.line))))", "\(line.column)",
                    "\(reader(line.reason))",
                ]
            }, isCards: true)
        let more = bad - Set(badLines.map(\.line)).count
        let reasons = frame.form(
            "/people/import/reasons", hidden: sealed, buttons(button(reader(Words.reasons), .small)))
        let section: HTML = """
            <section class="sheet"><div class="row"><h2>\(reader(Words.badHeading))　\(lines(bad))</h2></div>
            \(reasons)\(table.html(reader))\(when: more > 0, #"<p class="hint">\#(reader(Words.more(lines(more))))</p>"#)</section>
            """
        return """
            \(backLink("/people/import", reader(Words.backToFile)))\
            \(heading(reader(Words.resultHeading), HTML(escaping: reader(Words.resultLead))))\
            \(when: hasChanged, message(.warn, reader(Words.changedSince), .paragraphs([reader(Words.changedSinceText)])))\
            \(when: overtaken > 0, message(.warn, reader(Words.overtaken(lines(overtaken))), .paragraphs([reader(Words.overtakenText)])))\
            \(when: bad > 0, message(.warn, reader(Words.nothingImported), .paragraphs([reader(absentLeave ? Words.nobodyLeavesText : Words.nothingImportedText)])))\
            \(when: isManyLeaving, message(.warn, reader(Words.manyLeave(reader.people(leaving))), .paragraphs([reader(Words.manyLeaveText)])))\
            <section class="sheet"><h2>\(reader(Words.whatHappens))</h2>\(counts)\(frame.form(
                "/people/import/run", hidden: sealed, actions(reader)))</section>
            \(when: bad > 0, section)\(when: !changes.isEmpty, differences(frame))
            """
    }

    /// Line by line what is and what will be.
    private func differences(_ frame: Frame) -> HTML {
        typealias Words = Catalogue.Importing
        let reader = frame.reader
        let empty = reader(Catalogue.EveryPage.empty)
        let table = Table(
            caption: Words.changesCaption,
            columns: [Column(title: Words.line), Column(title: Words.who), Column(title: Words.whatChanges)],
            rows: changes.map { change in
                let fields: [HTML] = change.fields.map { field in
                    let (before, after) = (
                        field.before.isEmpty ? empty : field.before, field.after.isEmpty ? empty : field.after
                    )
                    let old: HTML = change.isNew ? .empty : "<del>\(before)</del> → "
                    // Two contacts may look alike once they are masked.
                    let looksAlike = !change.isNew && before == after
                    return """
                        <li><span class="meta">\(field.label)</span> \(old)<b>\(after)</b>\
                        \(when: looksAlike, " \(reader(Words.hiddenPartChanges))")</li>
                        """
                }
                let tag: HTML = change.isNew ? "<br>\(status(.ok, reader(Words.isNew)))" : .empty
                return [
                    "\(reader(change.line.map { Words.lineNumber(reader.number($0)) } ?? Words.notInFile))",
                    #"\#(change.name)<br><span class="mono">\#(change.loginID)</span>\#(tag)"#, "<ul>\(fields)</ul>",
                ]
            }, isCards: true)
        let more = added + changed + leaving - changes.count
        let file = frame.form(
            "/people/import/changes", hidden: sealed, buttons(button(reader(Words.changesFile), .small)))
        return """
            <section class="sheet"><div class="row"><h2>\(reader(Words.changesHeading))</h2></div>\(file)\
            \(table.html(reader))\
            \(when: more > 0, #"<p class="hint">\#(reader(Words.moreChanges(reader.people(more))))</p>"#)</section>
            """
    }

    private func leavers(_ reader: Reader) -> [Fact] {
        absentLeave && bad == 0 ? [Fact(reader(Catalogue.Importing.leaving), "\(reader.people(leaving))")] : []
    }

    private func appointments(_ reader: Reader) -> [Fact] {
        appointed == 0 ? [] : [Fact(reader(Catalogue.Importing.appointed), "\(reader.people(appointed))")]
    }

    private func departments(_ reader: Reader) -> [Fact] {
        guard !newDepartments.isEmpty else { return [] }
        let list = newDepartments.joined(separator: reader(Catalogue.EveryPage.comma))
        return [Fact(reader(Catalogue.Importing.newDepartments), HTML(escaping: list))]
    }

    private func actions(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Importing
        let count = reader.people(added + changed + leaving)
        let leave = quietLink(reader(Words.leave), "/people/import")
        // Who is missing from the file is only known when every line of it is.
        if added + changed + leaving == 0 || (bad > 0 && absentLeave) { return buttons(leave) }
        let many: HTML =
            isManyLeaving
            ? tick(
                .checkbox, name: "manyMayLeave", value: "1", checked: false,
                "\(reader(Words.manyMayLeave(reader.people(leaving))))") : .empty
        return bad == 0
            ? many + buttons(button(reader(Words.importAll(count)), name: "lines", value: "all"), leave)
            : buttons(button(reader(Words.importGood(count)), .quiet, name: "lines", value: "good"), leave)
    }
}
