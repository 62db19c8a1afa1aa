import Domain

/// `…/region` below a form where the organization asks only for prefectures (R-148, R-150): the same dialog as
/// `RegionLookupPage`, and nothing more exact to choose.
///
/// Fields: `q`; the button `choose` posts to the form with the prefecture's code.
struct PrefectureLookupPage: Page {
    /// For which address.
    let goal: LookupGoal
    /// What was typed.
    let query: String
    /// The prefectures that fit, from north to south; all of them before anything is typed.
    let hits: [Choice]
    /// The half-filled form.
    let sealed: [HiddenField]

    var typedPlace: Address? { goal.lookup }
    var takesEdit: Bool { false }
    var tab: Tab? { .personal }

    func title(_ reader: Reader) -> String {
        reader(Catalogue.Lookup.prefectureTitle(goal.name))
    }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Lookup
        let reader = frame.reader
        return lookupDialog(
            goal, sealed, title: title(reader), lead: reader(Words.prefectureLead), search: search(reader),
            results: results(reader), frame)
    }

    private func search(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Lookup
        let form = Form(reader: reader, errors: [])
        let query = form.text(
            Field(name: "q", label: Words.prefectureQuery, hint: Words.prefectureQueryHint), query,
            TextControl(type: "search", autocomplete: "off", beside: button(reader(Words.find), .small)))
        // The dialog empties whichever of its two fields is not used.
        return #"\#(query)<input type="hidden" id="prefecture">"#
    }

    private func results(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Lookup
        let list: [HTML] = hits.map { hit in
            """
            <li><button name="choose" value="\(hit.value)" data-name="\(hit.words)"><span><b>\(hit.words)</b></span>\
            </button></li>

            """
        }
        let count = hits.isEmpty ? Words.noPrefecture(query) : Words.foundPrefectures(reader.number(hits.count))
        return """
            <p role="status" id="lookup-count"><b>\(reader(count))</b></p>
            \(when: !hits.isEmpty, #"<ul class="hits" aria-labelledby="lookup-count">\#(list)</ul>"#)
            """
    }
}
