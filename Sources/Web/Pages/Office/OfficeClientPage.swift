import Domain

/// `/office/orgs/{o}`: one client, its name in kana (R-068) and the ways to what can be done for it.
struct OfficeClientPage: Page {
    /// The client.
    let client: ClientLine
    /// Its policy in one sentence.
    let policy: LocalizedText
    /// What is in the field.
    let kana: String
    var errors: [FieldError] = []

    var tab: Tab? { .officeClients }
    var typedPlace: Address? { here }
    private var here: Address { "/office/orgs/\(client.id)" }

    func title(_ reader: Reader) -> String { "\(client.code) \(client.name)" }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Office
        let reader = frame.reader
        let form = Form(reader: reader, errors: errors)
        return """
            \(backLink("/office/orgs", reader(Words.tabClients)))<h1>\(client.name)</h1>
            <section class="sheet">\(facts([
                Fact(reader(Words.clientCode), #"<span class="mono">\#(client.code)</span>"#),
                Fact(reader(Words.factor), "\(reader(policy))"),
                Fact(reader(Words.ahead), "\(reader(client.ahead ?? Words.nothingAhead))"),
            ], isColumn: true))\(buttons(linkButton(reader(Words.logins), here.appending("accounts"))))</section>
            \(frame.form(here, class: "sheet", """
                \(form.text(
                    Field(name: "kana", label: Words.clientKana, hint: Words.clientKanaHint), kana,
                    TextControl(width: .w20, maxLength: 64, autocomplete: "off")))\
                \(buttons(button(reader(Words.register))))
                """ as HTML))
            """
    }
}
