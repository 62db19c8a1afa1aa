import Domain

/// What is chosen on a ``PickPage``.
enum PickKind: String, CaseIterable, Sendable {
    case region, department, location

    /// The words above the choices, and on the button that leads to them; `byPrefecture` where regions are not used
    /// (R-150).
    func title(byPrefecture: Bool) -> LocalizedText {
        switch self {
        case .region: byPrefecture ? Catalogue.Compose.pickPrefectures : Catalogue.Compose.pickRegions
        case .department: Catalogue.Compose.pickDepartments
        case .location: Catalogue.Compose.pickLocations
        }
    }
}

/// Which form a ``PickPage`` belongs to.
enum PickPurpose: Hashable, Sendable {
    /// The targets of a broadcast; nil for a new draft.
    case broadcast(id: String?)
    /// The regions of the trigger rule.
    case triggers

    fileprivate var form: Address {
        switch self {
        case .broadcast(let id?): "/b/\(id)/edit"
        case .broadcast(nil): "/b/new"
        case .triggers: "/triggers"
        }
    }
}

/// Choices that belong together, such as the regions of one prefecture.
struct PickGroup: Hashable, Sendable {
    /// The group's name; empty for a single group.
    let title: String
    /// The prefecture whose regions they are, 1…47.
    var prefecture: Int?
    /// The choice of everything in it; nil where only its parts can be chosen.
    var whole: Choice?
    /// The choices.
    let choices: [Choice]
    /// Why a choice was found, by its value.
    var notes: [String: String] = [:]
}

/// Chooses regions, departments or locations; posts back to the form it belongs to, which keeps the rest.
///
/// Fields: the kind's name for each tick, and `picked` with the kind's name.
struct PickPage: Page {
    /// What is chosen.
    let kind: PickKind
    /// Which form it belongs to.
    let purpose: PickPurpose
    /// The choices in groups.
    let groups: [PickGroup]
    /// What was searched for; nil for nothing.
    var query: String?
    /// The rest of the form.
    let sealed: [HiddenField]

    var typedPlace: Address? { purpose.form }
    var takesEdit: Bool { false }
    var tab: Tab? { purpose == .triggers ? .maintenance : .administration }

    func title(_ reader: Reader) -> String { reader(kind.title(byPrefecture: isByPrefecture)) }

    /// Whether prefectures are chosen and nothing more exact (R-150).
    private var isByPrefecture: Bool { kind == .region && groups.allSatisfy { $0.prefecture == nil } }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Compose
        let reader = frame.reader
        let content: HTML = """
            \(when: kind == .region, search(reader))\(map(reader))<div class="sheet">\(groups.map { list($0, reader) })</div>\
            \(buttons(
                button(reader(purpose == .triggers ? Words.usePickedRegions : Words.usePicked), name: "picked", value: kind.rawValue),
                button(reader(Catalogue.EveryPage.backToInput), .quiet, name: "edit", value: kind.rawValue)))
            """
        return """
            \(heading(title(reader), HTML(escaping: reader(purpose == .triggers ? Words.pickForTriggers : Words.pickLead))))\
            \(frame.form(purpose.form, hidden: sealed, content))
            """
    }

    private func map(_ reader: Reader) -> HTML {
        let chosen: [(Int, Int)] = groups.flatMap { group in
            guard let prefecture = group.prefecture else {
                return group.choices.compactMap { choice in
                    self.prefecture(choice).map { ($0, choice.isChosen ? 1 : 0) }
                }
            }
            return [(prefecture, (group.choices + [group.whole].compactMap(\.self)).count(where: \.isChosen))]
        }
        guard !chosen.isEmpty else { return .empty }
        let tiles = tileIndex(chosen: Dictionary(chosen) { $0 + $1 }, reader)
        let hint = isByPrefecture ? Catalogue.Compose.pickPrefectureMapHint : Catalogue.Compose.pickMapHint
        return """
            <div class="sheet">\(tiles)<p class="hint">\(reader(hint))</p></div>

            """
    }

    /// The prefecture that a choice is the whole of, 1…47.
    private func prefecture(_ choice: Choice) -> Int? {
        kind == .region && choice.value.hasPrefix("p") ? Int(choice.value.dropFirst()) : nil
    }

    /// Where a tile of the map leads to.
    private func mark(_ prefecture: Int) -> String { "r\(prefecture < 10 ? "0" : "")\(prefecture)" }

    private func list(_ group: PickGroup, _ reader: Reader) -> HTML {
        typealias Words = Catalogue.Compose
        let ticks: [HTML] = group.choices.map { choice in
            let note = group.notes[choice.value].map { "<small>\($0)</small>" as HTML }
            return tick(
                .checkbox, name: kind.rawValue, value: choice.value, checked: choice.isChosen,
                "\(choice.words)\(note)", id: prefecture(choice).map(mark) ?? "")
        }
        if group.title.isEmpty { return #"<div class="cols">\#(ticks)</div>"# + "\n" }
        let chosen = group.choices.count(where: \.isChosen)
        let isOpen = chosen > 0 || !group.notes.isEmpty
        let whole = group.whole.map { choice in
            tick(
                .checkbox, name: kind.rawValue, value: choice.value, checked: choice.isChosen,
                "\(reader(Words.wholeTick))\(HTML.heard(reader(Catalogue.EveryPage.heard(choice.words))))")
        }
        // A browser opens what a link leads into.
        let anchor: HTML = group.prefecture.map { #" id="\#(mark($0))""# } ?? .empty
        return """
            <div class="picks2"><details\(when: isOpen, " open")><summary>\(group.title)\
            \(when: chosen > 0, #" <span class="meta">\#(reader(Words.chosen(chosen)))</span>"#)</summary>\
            <div class="cols"\(anchor)>\(ticks)</div></details>\(whole)</div>

            """
    }

    /// Stands first in the form, so that the enter key searches.
    private func search(_ reader: Reader) -> HTML {
        typealias Words = Catalogue.Compose
        let form = Form(reader: reader, errors: [])
        let nothing = query.map { !$0.isEmpty } == true && groups.allSatisfy(\.notes.isEmpty)
        return """
            <div class="sheet">\(form.text(
                Field(name: PickSearch.field, label: Catalogue.Lookup.query, hint: Catalogue.Lookup.queryHint), query ?? "",
                TextControl(
                    type: "search", width: .w20, maxLength: 40, autocomplete: "off",
                    beside: button(reader(Catalogue.Lookup.find), .small, name: "pick", value: kind.rawValue))))\
            \(when: nothing, #"<p role="status">\#(reader(Catalogue.Lookup.nothing(query ?? "")))</p>"#)</div>

            """
    }
}
