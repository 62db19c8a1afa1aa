import Domain

/// Finds municipalities, and with each its region and prefecture, by what a person types.
///
/// Kanji, hiragana, katakana of both widths and romaji of any school find a place, with or without 市, 区, 町, 村
/// (City, Ward, -shi, -ku …), with its prefecture in front or, in romaji, behind, and by the name JMA uses for it.
/// 府中市 finds both, 中央区 all of them. The index is built once; a search reads it through in well under a
/// millisecond.
package struct RegionSearch: Sendable {
    /// One place that was found, with what tells it from others of the same name.
    package struct Match: Hashable, Sendable {
        /// The place.
        package let municipality: Municipality
        /// The region that choosing it registers.
        package let region: Region
        /// The prefecture, to be shown beside the name.
        package let prefecture: Prefecture
    }

    /// What was found.
    package struct Result: Hashable, Sendable {
        /// The best ones first: the exact name, then names that begin with the key, then names that contain it; among
        /// equals from north to south.
        package let matches: [Match]
        /// How many there are in all, of which `matches` may show the first ones only.
        package let total: Int
    }

    /// Longer keys find nothing; the longest name has 15 letters in Japanese and 35 in English.
    package static let longestKey = 80

    private let places: [Match]
    private let japanese: NameIndex
    private let latin: NameIndex
    private let japanesePrefectures: [(PrefectureCode, PrefectureNames)]
    private let latinPrefectures: [(PrefectureCode, PrefectureNames)]

    /// A search over this table.
    package init(table: RegionTable) {
        places = table.municipalities.compactMap { municipality in
            guard let region = table[municipality.region], let prefecture = table[municipality.prefecture] else {
                return nil
            }
            return Match(municipality: municipality, region: region, prefecture: prefecture)
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

    /// The places that this key finds, at most `limit` of them; `prefecture` narrows the search to one.
    ///
    /// An empty key finds nothing, or with a prefecture all of its municipalities.
    package func places(
        _ typed: some StringProtocol, in prefecture: PrefectureCode? = nil, limit: Int = 50
    ) -> Result {
        var ranks = [Rank](repeating: .none, count: places.count)
        if typed.unicodeScalars.count <= Self.longestKey {
            rank(TextFolding.searchKey(typed), typed.allSatisfy(\.isWhitespace) && prefecture != nil, &ranks)
        }
        var found: [[Int]] = [[], [], [], []]
        for (index, rank) in ranks.enumerated() where rank != .none {
            guard prefecture == nil || places[index].municipality.prefecture == prefecture else { continue }
            found[Int(rank.rawValue)].append(index)
        }
        let ordered = found.joined()
        return Result(matches: ordered.prefix(max(0, limit)).map { places[$0] }, total: ordered.count)
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
