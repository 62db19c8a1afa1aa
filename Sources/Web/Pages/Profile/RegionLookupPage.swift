import Domain

/// One municipality that fits the search, with the region it lies in.
struct RegionHit: Hashable, Sendable {
    /// What the form carries if it is chosen: prefecture and region code, `17-390`.
    let value: String
    /// The municipality's name.
    let municipality: LocalizedText
    /// Its prefecture, and district where it has one: 広島県 安芸郡.
    let place: LocalizedText
    /// The JMA region that contains it.
    let region: LocalizedText
    /// What the form's field shows if it is chosen: 広島県 府中市（広島県南東部）.
    let name: LocalizedText
    /// Which former name found it and where that lies now; nil where its own name did.
    var former: LocalizedText?
}

/// The address that a lookup is for, and the form it stands in.
struct LookupGoal: Hashable, Sendable {
    /// The address as the form's button names it.
    let value: String
    /// What a person calls it.
    let name: LocalizedText
    /// The form.
    let form: Address
    /// The form's field.
    let field: String

    /// Where the lookup is.
    var lookup: Address { form.appending("region") }

    /// An address of one's own profile.
    static func profile(_ kind: AddressKind) -> LookupGoal {
        LookupGoal(
            value: kind.rawValue, name: Catalogue.Profile.addressName(kind), form: "/me/profile",
            field: ProfileField.region(kind))
    }
}

/// `…/region` below a form: finds the region of an address by municipality or prefecture (R-147–R-151).
///
/// Reached by POST with the half-filled form, which it carries along. Fields: `q`, `prefecture`; the button `choose`
/// posts to the form with the region's value, or a prefecture's where that is enough.
struct RegionLookupPage: Page {
    /// For which address.
    let goal: LookupGoal
    /// What was typed.
    var query = ""
    /// The prefectures, one of them chosen or none.
    let prefectures: [Choice]
    /// What fits, best first; up to fifty.
    let hits: [RegionHit]
    /// How many fit in all.
    let total: Int
    /// Whether what fits merely contains the whole name that was typed.
    var isOnlyPart = false
    /// Whether anything was asked yet.
    let wasAsked: Bool
    /// Whether the prefecture alone may be registered (R-148, R-150).
    let allowsPrefecture: Bool
    /// The half-filled form.
    let sealed: [HiddenField]

    var typedPlace: Address? { goal.lookup }
    var takesEdit: Bool { false }
    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String {
        reader(Catalogue.Lookup.title(goal.name))
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Lookup
        let reader = frame.reader
        return lookupDialog(
            goal, sealed, title: title(reader), lead: reader(Words.lead), search: search(reader),
            results: results(reader), frame)
    }

    private func search(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Lookup
        let form = Form(reader: reader, errors: [])
        let all = Choice(
            value: "", words: reader(Words.allPrefectures), isChosen: !prefectures.contains(where: \.isChosen))
        let query = form.text(
            Field(name: "q", label: Words.query, hint: Words.queryHint), query,
            TextControl(type: "search", maxLength: 40, autocomplete: "off", beside: button(reader(Words.find), .small)))
        let prefecture = form.select(
            Field(name: "prefecture", label: Words.prefecture), [all] + prefectures, width: .full,
            beside: button(reader(Words.list), .small))
        return """
            \(query)\(prefecture)\
            \(when: !allowsPrefecture, #"<p class="hint">\#(reader(Words.regionNeeded))</p>"#)
            """
    }

    private func results(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Lookup
        let chosen = prefectures.first(where: \.isChosen)
        let prefectureAlone: HTML =
            chosen.map { prefecture in
                """
                <button class="btn quiet" name="choose" value="\(prefecture.value)" data-name="\(prefecture.words)" \
                formnovalidate>\(reader(Words.prefectureAlone(prefecture.words)))</button>
                """
            } ?? .empty
        let list: [HTML] = hits.map { hit in
            """
            <li><button name="choose" value="\(hit.value)" data-name="\(reader(hit.name))"><span>\
            <b>\(marked(reader(hit.municipality)))</b> <small>\(reader(hit.place))</small>\
            \(hit.former.map { "<br><small>\(reader($0))</small>" } ?? .empty)</span>\
            <span class="to"><small>\(reader(Words.region))</small> \(reader(hit.region))</span></button></li>

            """
        }
        return """
            <p role="status" id="lookup-count"><b>\(reader(summary(chosen?.words, reader)))</b></p>
            \(when: allowsPrefecture, prefectureAlone)\
            \(when: !hits.isEmpty, #"<ul class="hits" aria-labelledby="lookup-count">\#(list)</ul>"#)\
            \(when: hits.count < total, #"<p class="hint">\#(reader(Words.more(reader.number(total - hits.count))))</p>"#)\
            \(when: !hits.isEmpty, #"<p class="hint">\#(reader(Words.sameNames))</p>"#)
            """
    }

    private func summary(_ prefecture: String?, _ reader: Reader) -> LocalizedText {
        typealias Words = Catalogue.Lookup
        if !wasAsked { return Words.ask }
        if total == 0 { return query.isEmpty ? Words.ask : Words.nothing(query) }
        let count = reader.number(total)
        if isOnlyPart { return Words.foundPart(query, count) }
        return query.isEmpty ? Words.foundIn(prefecture ?? "", count) : Words.found(query, count)
    }

    /// The part of a name that was typed, marked.
    private func marked(_ name: String) -> HTML {
        let letters = Array(name)
        let wanted = Array(query)
        guard !wanted.isEmpty, letters.count >= wanted.count else { return HTML(escaping: name) }
        for start in 0...(letters.count - wanted.count)
        where Array(letters[start..<(start + wanted.count)]) == wanted {
            let end = start + wanted.count
            return """
                \(String(letters[..<start]))<mark>\(String(wanted))</mark>\(String(letters[end...]))
                """
        }
        return HTML(escaping: name)
    }
}
