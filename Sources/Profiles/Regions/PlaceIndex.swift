import Domain

/// What `RegionSearch` reads: the keys of all places, and how well each fits what was typed.
struct PlaceIndex: Sendable {
    private let places: [RegionSearch.Match]
    private let japanese: NameIndex
    private let latin: NameIndex
    private let japanesePrefectures: [(PrefectureCode, PrefectureNames)]
    private let latinPrefectures: [(PrefectureCode, PrefectureNames)]

    init(_ table: RegionTable) {
        places = table.municipalities.compactMap { municipality in
            guard let region = table[municipality.region], let prefecture = table[municipality.prefecture] else {
                return nil
            }
            return RegionSearch.Match(municipality: municipality, region: region, prefecture: prefecture)
        }
        let cities = PlaceNames.cityReadings(in: table)
        let names = places.map { place in
            let city = place.municipality.parentCity.map { cities[$0, default: ""] }
            return PlaceNames(of: place.municipality, cityKana: city)
        }
        japanese = NameIndex(names.map(\.japanese))
        latin = NameIndex(names.map(\.latin))
        japanesePrefectures = table.prefectures.map { ($0.code, .japanese(of: $0)) }
        latinPrefectures = table.prefectures.map { ($0.code, .latin(of: $0)) }
    }

    func places(
        _ typed: some StringProtocol, in prefecture: PrefectureCode?, limit: Int
    ) -> RegionSearch.Result {
        var ranks = [Rank](repeating: .none, count: places.count)
        if typed.unicodeScalars.count <= RegionSearch.longestKey {
            rank(TextFolding.searchKey(typed), typed.allSatisfy(\.isWhitespace) && prefecture != nil, &ranks)
        }
        var found: [[Int]] = [[], [], [], []]
        for (index, rank) in ranks.enumerated() where rank != .none {
            guard prefecture == nil || places[index].municipality.prefecture == prefecture else { continue }
            found[Int(rank.rawValue)].append(index)
        }
        let ordered = found.joined()
        return RegionSearch.Result(matches: ordered.prefix(max(0, limit)).map { places[$0] }, total: ordered.count)
    }

    private func rank(_ key: String, _ everything: Bool, _ ranks: inout [Rank]) {
        if everything {
            ranks = ranks.map { _ in .contains }
            return
        }
        let isLatin = key.utf8.allSatisfy { $0 < 0x80 }
        // An input method shows the last syllable in Latin letters while it is typed: ふちゅうs.
        let spelled = isLatin ? Romaji.key(key) : String(key.trimmingTrailing { $0.isASCII })
        guard !spelled.isEmpty else { return }
        let index = isLatin ? latin : japanese
        index.find(spelled) { place, rank in ranks[place] = min(ranks[place], rank) }
        for (prefecture, names) in isLatin ? latinPrefectures : japanesePrefectures {
            guard let rest = names.rest(of: spelled) else { continue }
            if rest.isEmpty {
                for (place, match) in places.enumerated() where match.municipality.prefecture == prefecture {
                    ranks[place] = min(ranks[place], .contains)
                }
            } else {
                index.find(rest) { place, rank in
                    guard rank < .contains, places[place].municipality.prefecture == prefecture else { return }
                    ranks[place] = min(ranks[place], rank)
                }
            }
        }
    }
}

extension String {
    fileprivate func trimmingTrailing(while condition: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, condition(last) { rest.removeLast() }
        return rest
    }
}
