import Domain

/// One template in the list.
struct TemplateLine: Hashable, Sendable {
    /// The template's identifier.
    let id: String
    /// Its name.
    let name: String
    /// What it is for.
    let kind: BroadcastKind
    /// When it was last changed.
    let updatedAt: Instant
    /// Whether the trigger rule sends it.
    let isUsedByTrigger: Bool
}

/// `/templates`: texts prepared for the moment when there is no time to write.
struct TemplatesPage: Page {
    /// The templates, by name.
    let templates: [TemplateLine]

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Templates.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Templates
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.name), Column(title: Catalogue.Broadcasts.kind), Column(title: Words.updated),
            ],
            rows: templates.map { template in
                [
                    """
                    <a class="big" href="/templates/\(template.id)">\(template.name)</a>\
                    \(when: template.isUsedByTrigger, #" <span class="tag">\#(reader(Words.usedByTrigger))</span>"#)
                    """,
                    "\(reader(template.kind.words))",
                    "\(reader.dateTime(template.updatedAt))",
                ]
            }, isCards: true)
        return """
            <div class="row"><h1>\(reader(Words.title))</h1>\
            <p class="btns">\(linkButton(reader(Words.new), "/templates/new", .main))</p></div>
            <section class="sheet">\
            \(templates.isEmpty ? "<p>\(reader(Words.nothingYet))</p>" : table.html(reader))</section>
            """
    }
}

/// The values of a template.
struct TemplateValues: Hashable, Sendable {
    /// To find it again.
    var name = ""
    /// What it is for.
    var kind = BroadcastKind.safety
    /// The subject, up to 100 characters.
    var subject = ""
    /// The text, up to 4,000 characters.
    var body = ""
}

/// `/templates/new` and `/templates/{t}`. Fields: `name`, `kind`, `subject`, `body`; the button `remove` asks first.
struct TemplatePage: Page {
    /// The template's identifier; nil for a new one.
    var id: String?
    /// What is in the fields.
    let values: TemplateValues
    var errors: [FieldError] = []

    var typedPlace: Address? { id.map { "/templates/\($0)" } ?? "/templates/new" }
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String {
        reader(id == nil ? Catalogue.Templates.newTitle : Catalogue.Templates.editTitle)
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Templates
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let kinds = [BroadcastKind.safety, .bulletin].map {
            Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0 == values.kind)
        }
        let fields: HTML = """
            \(form.text(
                Field(name: "name", label: Words.name, hint: Words.nameHint, required: true), values.name,
                TextControl(width: .w20, maxLength: 50)))\
            \(form.select(Field(name: "kind", label: Catalogue.Broadcasts.kind), kinds, width: .w20))\
            \(form.text(
                Field(name: "subject", label: Catalogue.Compose.subject, required: true), values.subject, TextControl(maxLength: 100)))\
            \(form.area(
                Field(name: "body", label: Catalogue.Compose.body, hint: Catalogue.Compose.bodyHint, required: true),
                values.body, rows: 8, maxLength: 4_000))\
            \(buttons(
                button(reader(Catalogue.EveryPage.register)),
                id == nil
                    ? .empty
                    : button(reader(Words.remove), .quiet, name: "remove", value: "1", skipChecks: true)))
            """
        let action: Address = id.map { "/templates/\($0)" } ?? "/templates/new"
        return """
            \(backLink("/templates", reader(Words.back)))\
            <h1>\(title(reader))</h1>
            \(frame.form(action, class: "sheet", fields))
            """
    }
}

/// `/templates/{t}/remove` by GET or after the button: asks before a template goes.
struct RemoveTemplatePage: Page {
    /// The template's identifier.
    let id: String
    /// Its name.
    let name: String

    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.Templates.removeTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Templates
        let reader = frame.reader
        return """
            \(heading(reader(Words.removeHeading), HTML(escaping: reader(Words.removeText))))\
            \(frame.form(
                "/templates/\(id)/remove", class: "sheet",
                """
                \(facts([Fact(reader(Words.name), HTML(escaping: name))]))\
                \(buttons(
                    button(reader(Words.remove), .grave),
                    quietLink(reader(Catalogue.EveryPage.back), "/templates/\(id)")))
                """))
            """
    }
}
