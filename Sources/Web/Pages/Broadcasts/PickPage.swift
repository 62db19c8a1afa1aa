import Domain

/// What is chosen on a ``PickPage``.
enum PickKind: String, CaseIterable, Sendable {
    case region, department, location

    fileprivate var title: LocalizedText {
        switch self {
        case .region: Catalogue.Compose.pickRegions
        case .department: Catalogue.Compose.pickDepartments
        case .location: Catalogue.Compose.pickLocations
        }
    }
}

/// Choices that belong together, such as the regions of one prefecture.
struct PickGroup: Hashable, Sendable {
    /// The group's name; empty for a single group.
    let title: String
    /// The choices.
    let choices: [Choice]
}

/// Chooses regions, departments or locations for a broadcast; posts back to the compose page, which keeps the rest.
///
/// Fields: the kind's name for each tick, and `picked` with the kind's name.
struct PickPage: Page {
    /// What is chosen.
    let kind: PickKind
    /// The draft's identifier; nil for a new one.
    var id: String?
    /// The choices in groups.
    let groups: [PickGroup]
    /// The rest of the compose form.
    let sealed: [HiddenField]

    var tab: Tab? { .administration }

    func title(_ reader: Reader) -> String { reader(kind.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Compose
        let reader = frame.reader
        let action: Address = id.map { "/b/\($0)/edit" } ?? "/b/new"
        let lists: [HTML] = groups.map { group in
            let ticks: [HTML] = group.choices.map { choice in
                tick(
                    .checkbox, name: kind.rawValue, value: choice.value, checked: choice.isChosen,
                    HTML(escaping: choice.words))
            }
            let chosen = group.choices.count(where: \.isChosen)
            if group.title.isEmpty { return #"<div class="cols">\#(ticks)</div>"# + "\n" }
            return """
                <details\(when: chosen > 0, " open")><summary>\(group.title)\
                \(when: chosen > 0, #" <span class="meta">\#(reader(Words.chosen(chosen)))</span>"#)</summary>\
                <div class="cols">\(ticks)</div></details>

                """
        }
        let content: HTML = """
            <div class="sheet">\(lists)</div>\
            \(buttons(
                button(reader(Words.usePicked), name: "picked", value: kind.rawValue),
                button(reader(Catalogue.Common.backToInput), .quiet, name: "edit", value: kind.rawValue)))
            """
        return """
            \(heading(reader(kind.title), HTML(escaping: reader(Words.pickLead))))\
            \(frame.form(action, hidden: sealed, content))
            """
    }
}
