import Domain
import HTTPServer
import Profiles

extension RegionLookupPage {
    /// Most places that the lookup shows.
    private static let mostHits = 50

    /// What the lookup finds for what was typed.
    init(
        _ goal: LookupGoal, _ fields: FormData, _ language: Language, _ services: PageServices, _ rules: ProfileRules,
        sealed: [HiddenField]
    ) {
        let prefecture = fields["prefecture"].flatMap { PrefectureCode($0) }
        let query = fields["q"] ?? ""
        let found =
            query.isEmpty && prefecture == nil
            ? nil : services.regionSearch.places(query, in: prefecture, limit: Self.mostHits)
        self.init(
            goal: goal, query: query,
            prefectures: services.regions.prefectures.map { each in
                Choice(value: each.code.description, words: each.name[language], isChosen: each.code == prefecture)
            },
            hits: (found?.matches ?? []).map { match in
                let place = AddressRegion(municipality: match.municipality.code, in: services.regions)
                return RegionHit(
                    value: place?.place ?? "", municipality: match.municipality.name, place: match.prefecture.name,
                    region: match.region.name,
                    former: match.formerly.map { Catalogue.Lookup.isNow($0.name, $0.now) })
            },
            total: found?.total ?? 0, wasAsked: found != nil, allowsPrefecture: rules.precision == .prefecture,
            sealed: sealed)
    }
}
