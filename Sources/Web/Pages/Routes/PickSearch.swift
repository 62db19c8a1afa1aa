import Domain
import HTTPServer
import Profiles

/// The search on a page that chooses regions: what was asked for stands on top and open, and every tick stays.
struct PickSearch: Sendable {
    /// The field of the search.
    static let field = "find"
    /// The most places that are looked at; every region of Japan has fewer.
    private static let mostPlaces = 400
    /// The most places that a region names as its reason.
    private static let mostNames = 3

    /// What was typed; nil where nobody searched.
    let query: String?
    /// What was chosen before the page was opened, to go back to.
    private let kept: [String]
    /// The places that were found, by the code of their region, and by that of their prefecture.
    private let places: [String: [String]]

    /// What a browser sent.
    init(_ fields: FormData, _ search: RegionSearch, _ language: Language) {
        query = fields[Self.field]
        kept = fields.all("kept")
        let found = query.map { search.places($0, limit: Self.mostPlaces).matches } ?? []
        let regions = Dictionary(grouping: found) { "\($0.region.code)" }
        let prefectures = Dictionary(grouping: found) { "p\($0.prefecture.code)" }
        places = regions.merging(prefectures) { first, _ in first }
            .mapValues { $0.map { Self.name(of: $0)[language] } }
    }

    private static func name(of match: RegionSearch.Match) -> LocalizedText {
        let name = match.municipality.name
        return match.formerly.map { Catalogue.Lookup.formerly(name, $0.name) } ?? name
    }

    /// The groups with what was found, those that have something first.
    func found(_ groups: [PickGroup]) -> [PickGroup] {
        guard !places.isEmpty else { return groups }
        let marked = groups.map { group in
            var group = group
            for choice in group.choices {
                guard let names = places[choice.value] else { continue }
                group.notes[choice.value] = names.prefix(Self.mostNames).joined(separator: " ")
            }
            return group
        }
        return marked.filter { !$0.notes.isEmpty } + marked.filter(\.notes.isEmpty)
    }

    /// The rest of the form; while somebody searches, what was chosen before stays what it was.
    func sealed(_ fields: [HiddenField]) -> [HiddenField] {
        guard query != nil else { return fields }
        return fields.filter { $0.name != "kept" } + kept.map { HiddenField(name: "kept", value: $0) }
    }
}
