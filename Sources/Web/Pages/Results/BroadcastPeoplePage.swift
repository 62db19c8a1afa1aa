import Domain

/// One person of a broadcast.
struct BroadcastPerson: Hashable, Sendable {
    /// The person's identifier.
    let id: String
    /// The name.
    let name: String
    /// The login ID.
    let loginID: String
    /// The department's name.
    let department: String
    /// How far the message came.
    let level: ReachLevel
    /// The answer, if there is one.
    let answer: AnswerBadge?
    /// What the person added; empty for nothing.
    var comment = ""
    /// The last thing that happened.
    let lastAt: Instant?
    /// What that was, in words; nil if there is no word for it.
    var last: LocalizedText?
}

/// `/b/{b}/people`: everybody of a broadcast, filtered. Query: `s` (a level's raw value, or `waiting`, `unreached`,
/// `help`, or an answer's value), `dept`, `pref`, `reg`, `q`, `p`.
struct BroadcastPeoplePage: ListPage {
    /// The broadcast's identifier.
    let id: String
    /// The subject.
    let subject: String
    /// Whether it is a drill.
    let drill: Bool
    /// The people shown.
    let people: [BroadcastPerson]
    /// Which part of the list is shown.
    let part: ListPart
    /// The states to filter by, one of them chosen or none: answers of this organization after the levels.
    let answers: [Choice]
    /// The level, or the sum of levels, filtered by; empty for all.
    var state = ""
    /// The departments of the targets, one of them chosen or none.
    let departments: [Choice]
    /// The prefecture filtered by, 1…47.
    var prefecture: Int?
    /// The region of it filtered by.
    var region: String?
    /// How the regions of the prefecture stand; empty if none is filtered by.
    var regions: [RegionResult] = []
    /// The words searched for in name, kana and ID.
    var query = ""

    var tab: Tab? { .administration }
    var isDrill: Bool { drill }

    func title(_ reader: Reader) -> String { reader(Catalogue.Results.peopleTitle(subject)) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Results
        let reader = frame.reader
        let table = Table(
            columns: [
                Column(title: Words.name), Column(title: Words.department), Column(title: Words.howFar),
                Column(title: Words.answer), Column(title: Words.lastRecord),
            ],
            rows: people.map { row($0, reader) }, isCards: true)
        return """
            \(backLink("/b/\(id)", reader(Words.backTo(subject))))\
            <div class="row"><h1>\(reader(Words.peopleHeading))</h1>\
            <a href="\(filtered("/b/\(id)/people.csv"))">\(reader(Words.listCSV))</a></div>
            <section class="sheet">\(filter(reader))\
            \(regionList(reader))\
            \(people.isEmpty ? "<p>\(reader(Words.nobody))</p>" : table.html(reader))\
            \(when: !people.isEmpty, pager(part, at: filtered("/b/\(id)/people"), reader))</section>
            """
    }

    private func filtered(_ address: Address) -> Address {
        var address = address
        if !state.isEmpty { address = address.adding("s", state) }
        if let department = departments.first(where: \.isChosen) { address = address.adding("dept", department.value) }
        if let prefecture { address = address.adding("pref", String(prefecture)) }
        if prefecture != nil, let region { address = address.adding("reg", region) }
        if !query.isEmpty { address = address.adding("q", query) }
        return address
    }

    /// What the tile of a prefecture leads to: its regions, each a filter of the list below.
    private func regionList(_ reader: Reader) -> HTML {
        guard let prefecture, !regions.isEmpty else { return .empty }
        let whole = ("/b/\(id)/people" as Address).adding("pref", String(prefecture))
        let items: [HTML] = regions.map { result in
            let name: HTML =
                result.code.map { code in
                    code == region
                        ? #"<b aria-current="true">\#(result.name)</b>"#
                        : #"<a href="\#(whole.adding("reg", code))">\#(result.name)</a>"#
                } ?? "\(result.name)"
            return """
                <li>\(name) <b>\(reader.percent(result.answered, of: result.asked))</b> <span class="meta num">\
                \(reader.number(result.answered)) / \(reader.number(result.asked))</span>\
                \(when: result.hasGrave, " \(status(.bad, reader(Catalogue.Results.someoneHurt)))")</li>

                """
        }
        let back: HTML =
            region == nil ? .empty : #"<p><a href="\#(whole)">\#(reader(Catalogue.Results.allRegions))</a></p>"#
        return """
            <h2>\(reader(Catalogue.Results.byRegion))</h2><ul class="prefs">\(items)</ul>\(back)

            """
    }

    private func filter(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Results
        let form = Form(reader: reader, errors: [])
        let all = Choice(value: "", words: reader(Catalogue.EveryPage.all))
        let sums: [(String, LocalizedText)] = [
            ("unreached", Words.unreached), ("help", Words.hurt), ("waiting", Words.waiting),
        ]
        let states =
            sums.map { Choice(value: $0.0, words: reader($0.1), isChosen: $0.0 == state) }
            + ReachLevel.allCases.map {
                Choice(value: $0.rawValue, words: reader($0.words), isChosen: $0.rawValue == state)
            } + answers
        let prefectures = Prefecture.all.map {
            Choice(value: String($0.code), words: reader($0.name), isChosen: $0.code == prefecture)
        }
        return filterForm(
            "/b/\(id)/people",
            """
            \(form.text(
                Field(name: "q", label: Words.query), query, TextControl(type: "search", maxLength: 64)))\
            \(form.select(Field(name: "s", label: Words.state), [all] + states, width: .full))\
            \(form.select(Field(name: "dept", label: Words.department), [all] + departments, width: .full))\
            \(form.select(Field(name: "pref", label: Words.prefecture), [all] + prefectures, width: .full))
            """, reader)
    }

    private func answer(of person: BroadcastPerson, _ reader: Reader) -> HTML {
        let badge = person.answer?.html(reader) ?? "\(reader(Catalogue.EveryPage.dash))"
        return person.comment.isEmpty ? badge : #"\#(badge)<br><span class="meta">\#(person.comment)</span>"#
    }

    private func last(of person: BroadcastPerson, _ reader: Reader) -> HTML {
        guard let at = person.lastAt else { return "\(reader(Catalogue.EveryPage.dash))" }
        return #"\#(person.last.map { "\(reader($0))<br>" as HTML })<span class="num">\#(reader.dayTime(at))</span>"#
    }

    private func row(_ person: BroadcastPerson, _ reader: Reader) -> [HTML] {
        let link: Address = "/b/\(id)/p/\(person.id)"
        return [
            #"<a class="big" href="\#(link)">\#(person.name)</a> <span class="meta mono">\#(person.loginID)</span>"#,
            "\(person.department)",
            status(person.level.shape, reader(person.level.words)),
            answer(of: person, reader),
            last(of: person, reader),
        ]
    }
}
