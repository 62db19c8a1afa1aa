import Domain
import HTTPServer
import Profiles

extension APIServices {
    /// The 47 prefectures with JMA's 188 regions, and the look-up of places.
    var regionOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/prefectures", .bearerOrFamily) { _ in .json(prefectureList) },
            APIOperation(
                .get, "/api/v1/regions", .bearerOrFamily, query: ["q", "prefecture", "limit"], findRegions),
        ]
    }

    private var prefectureList: JSON {
        let items = regions.prefectures.map { prefecture -> JSON in
            let regions = regions.regions(of: prefecture.code).map { region -> JSON in
                [
                    "code": .text(region.code.description), "name": JSON(region.name), "kana": .text(region.kana),
                    "place": .text("\(prefecture.code)-\(region.code)"),
                ]
            }
            return [
                "code": .text(prefecture.code.description), "name": JSON(prefecture.name),
                "kana": .text(prefecture.kana), "regions": .array(regions),
            ]
        }
        return ["items": .array(items)]
    }

    private func findRegions(_ visit: Visit) throws -> HTTPResponse {
        let prefecture = try visit.prefecture()
        let found = regionSearch.places(visit.text("q"), in: prefecture, limit: try visit.limit())
        let items = found.matches.map { match -> JSON in
            [
                "place": .text("\(match.prefecture.code)-\(match.region.code)-\(match.municipality.code)"),
                "municipality": Self.json(match.municipality.code.description, match.municipality.name),
                "kana": .text(match.municipality.kana),
                "region": Self.json(match.region.code.description, match.region.name),
                "prefecture": Self.json(match.prefecture.code.description, match.prefecture.name),
                "formerly": match.formerly.map(Self.json) ?? .null,
            ]
        }
        return .json(["items": .array(items), "total": JSON(found.total), "isOnlyPart": .bool(found.isOnlyPart)])
    }

    private static func json(_ former: RegionSearch.Formerly) -> JSON {
        ["name": JSON(former.name), "now": JSON(former.now)]
    }

    private static func json(_ code: String, _ name: LocalizedText) -> JSON {
        ["code": .text(code), "name": JSON(name)]
    }
}

extension Visit {
    /// The prefecture that a call is about; nil if it names none.
    ///
    /// - Throws: `ProblemError`.
    func prefecture() throws -> PrefectureCode? {
        guard let text = request.query("prefecture") else { return nil }
        guard let code = PrefectureCode(text) else {
            throw Self.refusal(
                "prefecture", "format", ja: "「prefecture」は01から47までの2桁にしてください。",
                en: "“prefecture” must be two digits from 01 to 47.")
        }
        return code
    }
}
