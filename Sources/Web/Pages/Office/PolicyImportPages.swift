import Domain
import Tenants

/// `/office/policy/import`: takes a CSV file and compares it; nothing changes yet. Field: `file` (multipart).
struct PolicyImportPage: Page {
    var errors: [FieldError] = []

    var tab: Tab? { .officePolicy }

    func title(_ reader: Reader) -> String { reader(Catalogue.Office.importTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Office
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let file = form.field(Field(name: "file", label: Words.file, hint: Words.fileHint, required: true)) {
            #"<input class="in w20"\#($0) type="file" accept=".csv,text/csv">"#
        }
        return """
            \(backLink("/office/policy", reader(Words.title)))\
            \(heading(reader(Words.importTitle), HTML(escaping: reader(Words.importLead))))\
            <form novalidate class="sheet" method="post" action="/office/policy/import" enctype="multipart/form-data">\
            \(frame.csrfField)\(file)\(buttons(button(reader(Words.compare))))</form>
            """
    }
}

/// One organization that a file would change.
struct PolicyChangeLine: Sendable {
    /// Code and name.
    let client: String
    /// What holds now, one sentence.
    let before: LocalizedText
    /// What the file says.
    let after: LocalizedText
    /// What was decided for later and is taken back.
    var ahead: LocalizedText?
    /// The day from which it holds; nil for at once.
    var from: String?
    /// The name in kana before and after, if it changes.
    var kana: (before: String, after: String)?
}

/// What the file would change, line by line; posts to `/office/policy/import/run`.
struct PolicyDiffPage: Page {
    /// What would change.
    let changes: [PolicyChangeLine]
    /// How many lines say what holds already.
    let unchanged: Int
    /// The lines that cannot be taken; with any, nothing can be registered.
    let bad: [BadLine]
    /// Whether it is shown once more, because something else than before would change.
    var isAgain = false
    /// What refers to the file, and names the changes.
    let sealed: [HiddenField]

    var typedPlace: Address? { "/office/policy/import" }
    var typedFields: [HiddenField]? { sealed }
    var takesEdit: Bool { false }
    var isRefused: Bool { !bad.isEmpty }
    var tab: Tab? { .officePolicy }

    func title(_ reader: Reader) -> String { reader(Catalogue.Office.diffTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Office
        let reader = frame.reader
        let lead = Words.diffLead(changed: reader.number(changes.count), unchanged: reader.number(unchanged))
        let table = Table(
            columns: [
                Column(title: Words.client), Column(title: Catalogue.EveryPage.before),
                Column(title: Catalogue.EveryPage.after),
            ],
            rows: changes.map { change in
                func line(_ text: String?) -> HTML { text.map { #"<br><span class="meta">\#($0)</span>"# } ?? .empty }
                let from = change.from.map { "\(reader(Words.from)) \($0)" }
                return [
                    "\(change.client)",
                    "\(reader(change.before))\(line(change.ahead.map(reader.callAsFunction)))\(line(change.kana?.before))",
                    "<b>\(reader(change.after))</b>\(line(from))\(line(change.kana?.after))",
                ]
            }, isCards: true)
        let problems = Table(
            columns: [Column(title: Words.line, isNumeric: true), Column(title: Words.reason)],
            rows: bad.map { ["\($0.line)", "\(reader($0.reason))"] })
        let refused: HTML = """
            \(message(.bad, reader(Words.badLines(reader.number(bad.count)))))\(problems.html(reader))
            """
        let apply = frame.form(
            "/office/policy/import/run", hidden: sealed,
            buttons(button(reader(Words.applyFile)), quietLink(reader(Words.back), "/office/policy")))
        return """
            \(backLink("/office/policy/import", reader(Words.importTitle)))\
            \(heading(reader(Words.diffTitle), HTML(escaping: reader(lead))))
            <section class="sheet">\(when: isAgain, message(.warn, reader(PolicyDiff.outdated.errors[0].message)))\
            \(when: !bad.isEmpty, refused)\
            \(when: changes.isEmpty && bad.isEmpty, "<p>\(reader(Words.noChange))</p>")\
            \(when: !changes.isEmpty, table.html(reader))\
            \(when: bad.isEmpty && !changes.isEmpty, apply)</section>
            """
    }
}
