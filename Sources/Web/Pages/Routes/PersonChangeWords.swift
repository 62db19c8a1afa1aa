import Domain
import Tenants

/// The lists that a person is sorted by.
struct PersonCodeLists: Sendable {
    let departments: [CodeList<DepartmentKind>.Entry]
    let locations: [CodeList<LocationKind>.Entry]
    let userCodes: [CodeList<UserCodeKind>.Entry]
}

/// Says what changes about a person in words, for the confirm page.
struct PersonChangeWords: Sendable {
    let lists: PersonCodeLists
    let days: DayFormat
    let language: Language

    /// The fields in which the two differ; for a new person all that are filled.
    func changes(from old: PersonDetails?, to new: PersonDetails) -> [Change] {
        typealias Words = Catalogue.People
        // Whoever is added is employed, which goes without saying.
        let state = new.employment == .left || old?.employment == .left
        let all = [
            change("loginID", Words.loginID, old?.loginID.description, new.loginID.description),
            change("name", Words.name, old?.name.description, new.name.description),
            change("kana", Words.kana, old?.kana.description, new.kana.description),
            change(
                "department", Words.department, old.map { name($0.department, lists.departments) },
                name(new.department, lists.departments)),
            change(
                "location", Catalogue.Profile.location, old.map { name($0.location, lists.locations) },
                name(new.location, lists.locations)),
            change(
                "userCode", Catalogue.Profile.userCode, old.map { name($0.userCode, lists.userCodes) },
                name(new.userCode, lists.userCodes)),
            change("role", Words.role, old.map { $0.role.label[language] }, new.role.label[language]),
            change(
                "retired", Words.state, state ? old?.employment.label[language] : nil,
                state ? new.employment.label[language] : ""),
            change("leftOn", Words.leftOn, old.map { day($0.leftAt) }, day(new.leftAt)),
            change("removeOn", Words.removeOn, old.map { day($0.removeAt) }, day(new.removeAt)),
        ]
        return all.filter { $0.before != $0.after }
    }

    private func day(_ instant: Instant?) -> String { instant.map(days.text) ?? "" }

    private func change(_ field: String, _ label: LocalizedText, _ before: String?, _ after: String) -> Change {
        Change(field: field, label: label, before: before ?? "", after: after)
    }

    private func name<Kind>(_ id: Identifier<Kind>?, _ entries: [CodeList<Kind>.Entry]) -> String {
        guard let id else { return "" }
        return entries.first { $0.id == id }?.name ?? id.description
    }
}

/// An entry of any code list, to choose from.
protocol CodeListChoice {
    var value: String { get }
    var words: String { get }
}

extension CodeList.Entry: CodeListChoice {
    var value: String { id.description }
    var words: String { name }
}

extension Array where Element: CodeListChoice {
    /// The entries with one for nothing before them; none at all if the list is empty.
    func choices(_ chosen: String, none language: Language) -> [Choice] {
        if isEmpty { return [] }
        return [Choice(value: "", words: Catalogue.EveryPage.notSelected[language], isChosen: chosen.isEmpty)]
            + map { Choice(value: $0.value, words: $0.words, isChosen: $0.value == chosen) }
    }
}
