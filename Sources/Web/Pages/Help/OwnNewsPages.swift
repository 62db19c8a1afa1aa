import Domain
import Tenants

/// `/office/news`: what the office has posted for its clients (R-191, R-192).
struct OwnNewsPage: Page {
    /// The news, the newest first, each with who reads it.
    let posted: [(item: NewsItem, readers: LocalizedText)]

    var tab: Tab? { .news }

    func title(_ reader: Reader) -> String { reader(Catalogue.Help.ownNews) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Help
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.titleJa), Column(title: Words.period), Column(title: Words.readers),
                Column(title: Words.withdraw, isSilent: true),
            ],
            rows: posted.map { item, readers in
                [
                    "\(reader(item.title))",
                    "\(reader(Words.days(reader.date(item.from), reader.date(item.until - .seconds(1)))))",
                    "\(reader(readers))",
                    #"<a href="\#("/office/news/\(item.id.description)/withdraw" as Address)">\#(reader(Words.withdraw))\#(HTML.heard(reader(item.title)))</a>"#,
                ]
            }, isCards: true)
        return """
            \(backLink("/news", reader(Words.backToNews)))\
            <div class="row"><h1>\(reader(Words.ownNews))</h1>\
            <p class="btns">\(linkButton(reader(Words.write), "/office/news/new", .main))\
            \(linkButton(reader(Words.desk), "/office/help-desk"))</p></div>
            <p>\(reader(Words.ownNewsLead))</p>
            <section class="sheet">\
            \(posted.isEmpty ? "<p>\(reader(Words.nothingPosted))</p>" : table.html(reader))</section>
            """
    }
}

/// What is in the fields of a piece of news.
struct NewsValues: Hashable, Sendable {
    /// Who reads it, as the form says it.
    enum Readers: String, Sendable, CaseIterable {
        case all, chosen, office

        /// In words.
        var words: LocalizedText {
            switch self {
            case .all: Catalogue.Help.everyClient
            case .chosen: Catalogue.Help.chosenClients
            case .office: Catalogue.Help.officeOnly
            }
        }
    }

    var titleJa = ""
    var titleEn = ""
    var bodyJa = ""
    var bodyEn = ""
    /// The first day.
    var from = ""
    /// The last day.
    var until = ""
    var readers = Readers.all
    /// Codes of clients, with spaces between.
    var codes = ""
}

/// `/office/news/new`. Fields: `titleJa`, `bodyJa`, `titleEn`, `bodyEn`, `from`, `until`, `readers`, `codes`.
struct WriteNewsPage: Page {
    /// What is in the fields.
    let values: NewsValues
    var errors: [FieldError] = []

    var typedPlace: Address? { "/office/news/new" }
    var tab: Tab? { .news }

    func title(_ reader: Reader) -> String { reader(Catalogue.Help.write) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Help
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let title = TextControl(maxLength: NewsDraft.longestTitle)
        let day = TextControl(width: .w12, maxLength: 20)
        let readers: [HTML] = NewsValues.Readers.allCases.map {
            tick(
                .radio, name: "readers", value: $0.rawValue, checked: $0 == values.readers, "\(reader($0.words))")
        }
        let fields: HTML = """
            \(form.text(Field(name: "titleJa", label: Words.titleJa, required: true), values.titleJa, title))\
            \(form.area(
                Field(name: "bodyJa", label: Words.bodyJa, required: true), values.bodyJa, rows: 6,
                maxLength: NewsDraft.longestBody))\
            \(form.text(
                Field(name: "titleEn", label: Words.titleEn, hint: Words.englishHint), values.titleEn, title))\
            \(form.area(
                Field(name: "bodyEn", label: Words.bodyEn), values.bodyEn, rows: 6, maxLength: NewsDraft.longestBody))\
            \(form.text(
                Field(name: "from", label: Words.from, hint: Words.dayHint, required: true), values.from, day))\
            \(form.text(
                Field(name: "until", label: Words.until, hint: Words.dayHint, required: true), values.until, day))\
            \(form.group(Words.readers, name: "readers", "\(readers)"))\
            \(form.area(
                Field(name: "codes", label: Words.codes, hint: Words.codesHint), values.codes, rows: 3,
                maxLength: nil, mono: true))\
            \(buttons(button(reader(Catalogue.EveryPage.toConfirm)), quietLink(reader(Words.backToOwn), "/office/news")))
            """
        return """
            \(backLink("/office/news", reader(Words.backToOwn)))\
            <h1>\(reader(Words.write))</h1>
            \(frame.form("/office/news/new", class: "sheet", fields))
            """
    }
}

/// `/office/news/{news}/withdraw`: asks before a piece of news goes (R-050).
struct WithdrawNewsPage: Page {
    /// The news.
    let item: NewsItem

    var tab: Tab? { .news }

    func title(_ reader: Reader) -> String { reader(Catalogue.Help.withdrawTitle) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Help
        let reader = frame.reader
        return """
            \(heading(reader(Words.withdrawHeading), HTML(escaping: reader(Words.withdrawText))))\
            \(frame.form(
                "/office/news/\(item.id.description)/withdraw", class: "sheet",
                """
                \(facts([
                    Fact(reader(Words.titleJa), "\(reader(item.title))"),
                    Fact(reader(Words.bodyJa), HTML.lines(reader(item.body))),
                ]))\
                \(buttons(
                    button(reader(Words.withdraw), .grave),
                    quietLink(reader(Catalogue.EveryPage.back), "/office/news")))
                """))
            """
    }
}

/// `/office/help-desk`: whom the clients' people ask (R-189). Fields: `name`, `phone`, `hours`.
struct HelpDeskPage: Page {
    /// What is in the fields.
    let desk: HelpDesk
    var errors: [FieldError] = []

    var typedPlace: Address? { "/office/help-desk" }
    var tab: Tab? { .news }

    func title(_ reader: Reader) -> String { reader(Catalogue.Help.desk) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Help
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        let fields: HTML = """
            \(form.text(Field(name: "name", label: Words.deskName), desk.name, TextControl(maxLength: 60)))\
            \(form.text(
                Field(name: "phone", label: Words.phone), desk.phone,
                TextControl(type: "tel", width: .w20, maxLength: 40)))\
            \(form.text(Field(name: "hours", label: Words.hours), desk.hours, TextControl(maxLength: 60)))\
            \(buttons(button(reader(Catalogue.EveryPage.toConfirm)), quietLink(reader(Words.backToOwn), "/office/news")))
            """
        return """
            \(backLink("/office/news", reader(Words.backToOwn)))\
            \(heading(reader(Words.desk), HTML(escaping: reader(Words.deskLead))))\
            \(frame.form("/office/help-desk", class: "sheet", fields))
            """
    }
}
