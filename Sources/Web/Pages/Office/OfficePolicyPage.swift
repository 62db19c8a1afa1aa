import Domain

/// What is about to be applied to the chosen clients.
struct PolicyFields: Hashable, Sendable {
    /// `yes` or `no`.
    var use = "yes"
    /// Whether one's own status is seen without a code (R-056).
    var viewsOwn = true
    /// The name of what of answering works without a code (R-056).
    var answering = "answer"
    /// The day from which it holds; empty for at once.
    var effective = ""

    /// As a form carries it along.
    var hidden: [HiddenField] {
        [
            HiddenField(name: "policy", value: use), HiddenField(name: "view", value: viewsOwn ? "1" : ""),
            HiddenField(name: "answering", value: answering), HiddenField(name: "effective", value: effective),
        ]
    }
}

/// `/office/policy`: the clients of an office with their policies, and what to apply (R-051 to R-068).
///
/// The form carries the chosen rows in their order (`order`), the rows it shows (`shown`) and the ticks (`org`); the
/// button `do` is `one`, `many`, `on`, `off`, or the number of another page.
struct OfficePolicyPage: ListPage {
    /// The office's name.
    let office: String
    /// Whether the office uses second factors; clients cannot be set without (R-052).
    let isUsed: Bool
    /// What is known of the day from which everybody must; nil for nothing.
    var mandatory: (title: LocalizedText, text: LocalizedText)?
    /// The clients shown.
    let clients: [ClientLine]
    let part: ListPart
    var search = ClientSearch()
    var order = SelectionOrder()
    /// All that the search finds, where all of it is chosen.
    var found: [String] = []
    var fields = PolicyFields()
    var errors: [FieldError] = []

    var typedPlace: Address? { "/office/policy" }
    var takesEdit: Bool { false }
    var tab: Tab? { .officePolicy }

    func title(_ reader: Reader) -> String { reader(Catalogue.Office.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Office
        let reader = frame.reader
        let hidden =
            search.items + [
                HiddenField(name: "order", value: order.text),
                HiddenField(name: "shown", value: clients.map(\.id).joined(separator: " ")),
                HiddenField(name: FormName.page, value: String(part.page)),
            ]
        let form = frame.form(
            "/office/policy", hidden: hidden,
            #"<div class="two"><section class="sheet">\#(list(reader))</section>\#(settings(reader))</div>"#)
        return """
            \(heading(
                reader(Words.title),
                "\(reader(Words.stands(isUsed)))　<a href=\"/office/settings\">\(reader(Words.change))</a>"))\
            \(mandatory.map { message(.plain, reader($0.title), .paragraphs([reader($0.text)])) })\
            \(isUsed ? search.form("/office/policy", office: office, reader) : off(reader))\
            \(when: isUsed, clients.isEmpty ? "<p>\(reader(Words.noClient))</p>" : form)
            """
    }

    private func off(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Office
        return message(
            .warn, reader(Words.officeOff),
            """
            <p>\(reader(Words.officeOffText))</p>\
            <p>\(linkButton(reader(Words.switchTitle), "/office/settings"))</p>
            """)
    }

    private func list(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Office
        let picked = order.picked(of: found)
        let table = Table(
            columns: [
                Column(title: Words.client), Column(title: Words.factor), Column(title: Words.view),
                Column(title: Words.answer),
            ],
            rows: clients.map { row($0, reader) },
            picks: clients.map { client in
                """
                <label><input type="checkbox" name="org" value="\(client.id)"\
                \(when: order.holds(client.id), " checked")>\
                \(HTML.heard(reader(Words.pick(client.name))))</label>
                """
            }, marked: clients.map { $0.id == picked.last }, isCards: true)
        return """
            <div class="row"><p class="live">\(reader(Words.picked)) <b data-picked>\(picked.count)</b></p>\
            <p class="btns"><button class="link" name="do" value="on">\(reader(Words.allOn))</button>\
            <button class="link" name="do" value="off">\(reader(Words.allOff))</button></p></div>
            \(table.html(reader))\(pages(reader))
            <p class="btns">\(linkButton(reader(Words.export), search.at("/office/policy.csv"), .small))\
            \(linkButton(reader(Words.toImport), "/office/policy/import", .small))</p>
            """
    }

    private func row(_ client: ClientLine, _ reader: Reader) -> [HTML] {
        func words(_ text: LocalizedText) -> HTML { text[reader.language].isEmpty ? "—" : "\(reader(text))" }
        return [
            """
            <span class="mono">\(client.code)</span>　\(client.name)　\
            <span class="tag last">\(reader(Catalogue.Office.lastPicked))</span>
            """,
            "\(reader(client.use))\(client.ahead.map { #"<br><span class="meta">\#(reader($0))</span>"# as HTML })",
            words(client.view), words(client.answer),
        ]
    }

    /// Pages are turned by buttons, because the ticks go along.
    private func pages(_ reader: Reader) -> HTML {
        guard part.pages > 1 else { return pager(part, at: "/office/policy", reader) }
        let near = Set([1, part.page - 1, part.page, part.page + 1, part.pages]).filter {
            (1...part.pages).contains($0)
        }
        let from = (part.page - 1) * part.size + 1
        let words = Catalogue.Counts.slice(
            total: reader.number(part.total), from: reader.number(from),
            to: reader.number(min(part.page * part.size, part.total)))
        let items: [HTML] = near.sorted().map { page in
            page == part.page
                ? #"<li><b aria-current="page">\#(page)</b></li>"#
                : #"<li><button class="btn quiet small" name="do" value="\#(page)">\#(page)</button></li>"#
        }
        return """
            <div class="pager" role="group" aria-label="\(reader(Catalogue.EveryPage.pages))"><p>\(reader(words))</p>\
            <ul>\(items)</ul></div>
            """
    }

    private func settings(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Office
        let form = Form(reader: reader, errors: errors)
        let uses: [HTML] = [("yes", true), ("no", false)].map { value, isUsed in
            tick(
                .radio, name: "policy", value: value, checked: fields.use == value,
                "\(reader(PolicyWords.use(isUsed)))")
        }
        let answers: [HTML] = ["answer", "answerAndEdit", "none"].map { name in
            tick(
                .radio, name: "answering", value: name, checked: fields.answering == name,
                "\(reader(Words.answering(name)))")
        }
        let view = tick(
            .checkbox, name: "view", value: "1", checked: fields.viewsOwn, "\(reader(Words.viewTick))")
        return """
            <div class="sheet stick"><h2>\(reader(Words.toApply))</h2>\
            \(form.group(Words.factor, name: "policy", "\(uses)"))\
            \(form.group(Words.withoutCode, name: "view", view))\
            \(form.group(Words.answer, name: "answering", "\(answers)"))\
            <p class="hint">\(reader(Words.always))</p>\
            \(form.text(
                Field(name: "effective", label: Words.effective), fields.effective,
                TextControl(type: "date", width: .w12)))\
            \(buttons(
                // Without a row there is no one to count.
                """
                <button class="btn quiet" name="do" value="one"><span>\(reader(Words.one))<span class="if-row\
                \(when: !order.picked(of: found).isEmpty, " on")"> (1\(reader(Words.counted)))</span></span></button>
                """,
                """
                <button class="btn" name="do" value="many"><span>\(reader(Words.many))<span class="live"> (<span data-picked>\
                \(order.picked(of: found).count)</span>\(reader(Words.counted)))</span></span></button>
                """))\
            <p class="hint">\(reader(Words.oneNote))<br>\(reader(Words.manyNote))</p></div>
            """
    }
}
