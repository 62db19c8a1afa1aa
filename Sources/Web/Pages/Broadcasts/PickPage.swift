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
    /// The choices.
    let choices: [Choice]
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
    /// The rest of the form.
    let sealed: [HiddenField]

    var tab: Tab? { purpose == .triggers ? .maintenance : .administration }

    func title(_ reader: Reader) -> String { reader(kind.title) }

    func content(in frame: Frame) -> HTML {
        typealias Words = Catalogue.Compose
        let reader = frame.reader
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
            \(frame.form(purpose.form, hidden: sealed, content))
            """
    }
}
