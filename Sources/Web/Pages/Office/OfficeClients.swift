import Domain

/// One client as the office's pages show it.
struct ClientLine: Hashable, Sendable {
    /// Its identifier.
    let id: String
    /// 事業所コード with its leading zeros.
    let code: String
    /// 事業所名.
    let name: String
    /// 事業所名カナ; may be empty.
    var kana = ""
    /// What holds now, in the words of columns; blank where nothing is allowed (R-062).
    let use: LocalizedText
    /// Whether one's own status is seen without a code.
    let view: LocalizedText
    /// What of answering works without a code.
    let answer: LocalizedText
    /// What was decided for later.
    var ahead: LocalizedText?
}

/// What the office's lists are searched by (R-061, R-068).
struct ClientSearch: Hashable, Sendable {
    /// From this code on.
    var from = ""
    /// Up to this code.
    var to = ""
    /// Part of the name.
    var name = ""
    /// Part of the kana name.
    var kana = ""
    /// `used`, `unused`, or nothing for all.
    var use = ""

    /// The search as it stands in an address or a form.
    var items: [HiddenField] {
        [("from", from), ("to", to), ("name", name), ("kana", kana), ("use", use)]
            .filter { !$0.1.isEmpty }.map { HiddenField(name: $0.0, value: $0.1) }
    }

    /// A place with the search in its query.
    func at(_ place: Address) -> Address {
        items.reduce(place) { $0.adding($1.name, $1.value) }
    }

    /// The form that searches, with 検索 and 条件クリア.
    func form(_ place: Address, office: String, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Office
        let form = Form(reader: reader, errors: [])
        let uses = [("", Catalogue.EveryPage.all), ("used", Words.used), ("unused", Words.unused)].map {
            Choice(value: $0.0, words: reader($0.1), isChosen: $0.0 == use)
        }
        return filterForm(
            place,
            """
            \(form.select(
                Field(name: "office", label: Words.office), [Choice(value: "", words: office, isChosen: true)],
                width: .full))\
            \(form.text(Field(name: "from", label: Words.codeFrom), from, TextControl(maxLength: 32, mono: true)))\
            \(form.text(Field(name: "to", label: Words.codeTo), to, TextControl(maxLength: 32, mono: true)))\
            \(form.text(Field(name: "name", label: Words.name), name, TextControl(maxLength: 64)))\
            \(form.text(Field(name: "kana", label: Words.kana), kana, TextControl(maxLength: 64)))\
            \(form.select(Field(name: "use", label: Words.use), uses, width: .full))
            """, reader)
    }
}
