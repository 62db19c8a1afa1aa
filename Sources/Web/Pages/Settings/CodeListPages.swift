import Domain

/// Which list of codes a page is about.
enum CodeListSubject: Sendable {
    /// `/departments` (部門).
    case departments
    /// `/locations` (R-132).
    case locations
    /// `/user-codes` (R-128).
    case userCodes

    /// Where the list is.
    var address: Address {
        switch self {
        case .departments: "/departments"
        case .locations: "/locations"
        case .userCodes: "/user-codes"
        }
    }

    /// The name of the list.
    var title: LocalizedText {
        typealias Words = Catalogue.CodeLists
        return switch self {
        case .departments: Words.departments
        case .locations: Words.locations
        case .userCodes: Words.userCodes
        }
    }
}

/// One line of a list of codes.
struct CodeLine: Hashable, Sendable {
    /// Its identifier.
    let id: String
    /// Its code.
    let code: String
    /// Its name.
    let name: String
    /// How many people have it.
    let people: Int
}

/// A list of codes with a form that adds one. Fields: `code`, `name`.
struct CodeListPage: Page {
    let subject: CodeListSubject
    /// The lines, by code.
    let lines: [CodeLine]
    /// The code typed before.
    var code = ""
    /// The name typed before.
    var name = ""
    var errors: [FieldError] = []

    var typedPlace: Address? { subject.address }
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(subject.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.CodeLists
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.name), Column(title: Words.code), Column(title: Words.people, isNumeric: true),
            ],
            rows: lines.map { line in
                [
                    #"<a class="big" href="\#(subject.address.appending(line.id))">\#(line.name)</a>"#,
                    #"<span class="mono">\#(line.code)</span>"#, "\(reader.people(line.people))",
                ]
            }, isCards: true)
        let fields: HTML = """
            <h2>\(reader(Words.addHeading))</h2>\(codeFields(code, name, errors, reader))\
            \(buttons(button(reader(Words.add))))
            """
        return """
            \(backLink("/maintenance", reader(Catalogue.Settings.back)))\
            <h1>\(title(reader))</h1>
            <section class="sheet">\(lines.isEmpty ? "<p>\(reader(Words.nothingYet))</p>" : table.html(reader))</section>
            \(frame.form(subject.address, class: "sheet", fields))
            """
    }
}

/// One line of a list of codes, to be changed. Fields: `code`, `name`; the button `remove` asks first.
struct CodePage: Page {
    let subject: CodeListSubject
    /// The line's identifier.
    let id: String
    /// What is in the fields.
    let code: String
    let name: String
    var errors: [FieldError] = []

    var typedPlace: Address? { subject.address.appending(id) }
    var tab: Tab? { .maintenance }

    func title(_ reader: Reader) -> String { reader(Catalogue.CodeLists.change) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.CodeLists
        let reader = frame.reader
        let fields: HTML = """
            \(codeFields(code, name, errors, reader))\
            \(buttons(
                button(reader(Catalogue.EveryPage.register)),
                button(reader(Words.remove), .quiet, name: "remove", value: "1", skipChecks: true)))
            """
        return """
            \(backLink(subject.address, reader(Words.back(reader(subject.title)))))\
            <h1>\(title(reader))</h1>
            \(frame.form(subject.address.appending(id), class: "sheet", fields))\
            \(when: subject == .departments, """
                <p class="btns">\(linkButton(
                    reader(Catalogue.Departments.merge), subject.address.appending(id).appending("merge")))</p>
                """)
            """
    }
}

/// Asks before a line of a list of codes goes, or says why it cannot go yet.
struct RemoveCodePage: Page {
    let subject: CodeListSubject
    /// The line.
    let line: CodeLine
    /// How many drafts go to it.
    let drafts: Int
    var errors: [FieldError] = []

    var tab: Tab? { .maintenance }

    private var isInUse: Bool { line.people > 0 }

    func title(_ reader: Reader) -> String {
        reader(isInUse ? Catalogue.CodeLists.inUseHeading : Catalogue.CodeLists.removeHeading)
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.CodeLists
        let reader = frame.reader
        let one = subject.address.appending(line.id)
        let about = facts([
            Fact(reader(Words.code), #"<span class="mono">\#(line.code)</span>"#),
            Fact(reader(Words.name), HTML(escaping: line.name)),
            Fact(reader(Words.people), "\(reader.people(line.people))"),
        ])
        let used = message(.warn, reader(Words.usedByDrafts(drafts)), .paragraphs([reader(Words.usedByDraftsText)]))
        if isInUse {
            let why = reader(Words.inUse(reader.people(line.people)))
            return """
                \(heading(title(reader), HTML(escaping: why)))\
                \(when: drafts > 0, used)\
                <section class="sheet">\(about)\
                \(buttons(
                    linkButton(reader(Words.toPeople), "/people", .main),
                    quietLink(reader(Catalogue.EveryPage.back), one)))\
                </section>
                """
        }
        return """
            \(heading(title(reader), HTML(escaping: reader(Words.removeText))))\
            \(when: drafts > 0, used)\
            \(frame.form(
                one.appending("remove"), class: "sheet",
                """
                \(about)\(buttons(
                    button(reader(Words.remove), .grave), quietLink(reader(Catalogue.EveryPage.back), one)))
                """))
            """
    }
}

private func codeFields(_ code: String, _ name: String, _ errors: [FieldError], _ reader: Reader) -> HTML {
    typealias Words = Catalogue.CodeLists
    let form = Form(reader: reader, errors: errors)
    return """
        \(form.text(
            Field(name: "code", label: Words.code, hint: Words.codeHint, required: true), code,
            TextControl(width: .w12, maxLength: 32, mono: true)))\
        \(form.text(
            Field(name: "name", label: Words.name, required: true), name, TextControl(width: .w20, maxLength: 64)))
        """
}
