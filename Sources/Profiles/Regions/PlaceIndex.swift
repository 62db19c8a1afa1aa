import Domain

/// What `RegionSearch` reads: the keys of all places, and how well each fits what was typed.
struct PlaceIndex: Sendable {
    private let places: [RegionSearch.Match]
    private let formerNames: [FoundFormerName]
    private let today: NameTable
    private let formerly: NameTable

    init(_ table: RegionTable) {
        places = table.municipalities.compactMap { municipality in
            guard let region = table[municipality.region], let prefecture = table[municipality.prefecture]
            else {
                return nil
            }
            return RegionSearch.Match(municipality: municipality, region: region, prefecture: prefecture)
        }
        let cities = PlaceNames.cityReadings(in: table)
        let prefectures = table.prefectures
        today = NameTable(
            places.map { place in
                let city = place.municipality.parentCity.map { cities[$0, default: ""] }
                return (place.municipality.prefecture, PlaceNames(of: place.municipality, cityKana: city))
            }, prefectures)
        let numbers = Dictionary(
            uniqueKeysWithValues: places.enumerated().map { ($0.element.municipality.code, $0.offset) })
        let gone = table.formerNames.compactMap { FoundFormerName($0, numbers, table) }
        formerNames = gone
        formerly = NameTable(
            gone.map { former in
                let city = former.city.flatMap { former.name.name[.japanese].hasPrefix($0) ? $0 : nil }
                let kana = city.map { cities[$0, default: ""] }
                return (former.name.prefecture, PlaceNames(of: former.name, city: city, cityKana: kana))
            }, prefectures)
    }

    func places(
        _ typed: some StringProtocol, in prefecture: PrefectureCode?, limit: Int
    ) -> RegionSearch.Result {
        var ranks = [Rank](repeating: .none, count: places.count)
        var told: [Int: Int] = [:]
        if typed.allSatisfy(\.isWhitespace), prefecture != nil {
            ranks = ranks.map { _ in .contains }
        } else if typed.unicodeScalars.count <= RegionSearch.longestKey {
            // As it was typed, and if nothing is called so, with its words in another order: 七尾市 石川.
            for key in Self.keys(typed) where !ranks.contains(where: { $0 != .none }) {
                ranks = today.ranks(key)
                told = successors(formerly.ranks(key), &ranks)
            }
        }
        // Each rank twice: names of today, then what a former name found.
        var found = [[Int]](repeating: [], count: Int(Rank.none.rawValue) * 2)
        for (index, rank) in ranks.enumerated() where rank != .none {
            guard prefecture == nil || places[index].municipality.prefecture == prefecture else {
                continue
            }
            found[Int(rank.rawValue) * 2 + (told[index] == nil ? 0 : 1)].append(index)
        }
        let ordered = found.joined()
        let matches = ordered.prefix(max(0, limit)).map { index in
            var match = places[index]
            match.formerly = told[index].map { formerNames[$0].words }
            return match
        }
        let isOnlyPart = Self.isWholeName(typed) && ranks.min() == .contains
        return RegionSearch.Result(matches: matches, total: ordered.count, isOnlyPart: isOnlyPart)
    }

    /// What is looked up for what was typed: all of it, then its words in every order, if they are few.
    private static func keys(_ typed: some StringProtocol) -> [String] {
        let words = typed.split(whereSeparator: \.isWhitespace).map { TextFolding.searchKey($0) }
        let all = TextFolding.searchKey(typed)
        guard (2...3).contains(words.count) else { return [all] }
        return [all] + orders(words).map { $0.joined() }.filter { $0 != all }
    }

    private static func orders(_ words: [String]) -> [[String]] {
        if words.count < 2 { return [words] }
        return words.indices.flatMap { first in
            var rest = words
            let word = rest.remove(at: first)
            return orders(rest).map { [word] + $0 }
        }
    }

    /// Whether it ends as the name of a municipality does, and is more than that ending.
    private static func isWholeName(_ typed: some StringProtocol) -> Bool {
        let key = TextFolding.searchKey(typed)
        return key.count > 2 && (key.last.map { "市区町村".contains($0) } ?? false)
    }

    /// Raises the ranks of places whose former name fits better than their own, and answers which name that is.
    private func successors(_ former: [Rank], _ ranks: inout [Rank]) -> [Int: Int] {
        var told: [Int: Int] = [:]
        // A name that only contains the key would bury the places of today.
        for (index, rank) in former.enumerated() where rank < .contains {
            for place in formerNames[index].successors where rank < ranks[place] {
                ranks[place] = rank
                told[place] = index
            }
        }
        return told
    }
}

/// A former name with its successors as numbers of places.
private struct FoundFormerName: Sendable {
    let name: FormerName
    let successors: [Int]
    /// The designated city that all of them are wards of.
    let city: String?
    let words: RegionSearch.Formerly

    /// Nil for a name that stands still, as a ward's that kept its name and got another code.
    init?(_ name: FormerName, _ numbers: [MunicipalityCode: Int], _ table: RegionTable) {
        self.name = name
        successors = name.successors.compactMap { numbers[$0] }
        let now = name.successors.compactMap { table[$0] }
        guard let first = now.first, first.name[.japanese] != name.name[.japanese] else { return nil }
        city = now.allSatisfy { $0.parentCity == first.parentCity } ? first.parentCity : nil
        words = table.formerly(name)
    }
}

/// The keys of places in both scripts.
private struct NameTable: Sendable {
    private let japanese: NameIndex
    private let latin: NameIndex
    private let prefectures: [PrefectureCode]
    private let japanesePrefectures: [(PrefectureCode, PrefectureNames)]
    private let latinPrefectures: [(PrefectureCode, PrefectureNames)]

    init(_ places: [(PrefectureCode, PlaceNames)], _ prefectures: [Prefecture]) {
        japanese = NameIndex(places.map(\.1.japanese))
        latin = NameIndex(places.map(\.1.latin))
        self.prefectures = places.map(\.0)
        japanesePrefectures = prefectures.map { ($0.code, .japanese(of: $0)) }
        latinPrefectures = prefectures.map { ($0.code, .latin(of: $0)) }
    }

    /// How well each place fits the key.
    func ranks(_ key: String) -> [Rank] {
        var ranks = [Rank](repeating: .none, count: prefectures.count)
        let isLatin = key.utf8.allSatisfy { $0 < 0x80 }
        // An input method shows the last syllable in Latin letters while it is typed: ふちゅうs.
        let spelled = isLatin ? Romaji.key(key) : String(key.trimmingTrailing { $0.isASCII })
        guard !spelled.isEmpty else { return ranks }
        let index = isLatin ? latin : japanese
        index.find(spelled) { place, rank in ranks[place] = min(ranks[place], rank) }
        for (prefecture, names) in isLatin ? latinPrefectures : japanesePrefectures {
            guard let rest = names.rest(of: spelled) else { continue }
            if rest.isEmpty {
                for (place, code) in prefectures.enumerated() where code == prefecture {
                    ranks[place] = min(ranks[place], .contains)
                }
            } else {
                index.find(rest) { place, rank in
                    guard rank < .contains, prefectures[place] == prefecture else { return }
                    ranks[place] = min(ranks[place], rank)
                }
            }
        }
        return ranks
    }
}

extension String {
    fileprivate func trimmingTrailing(while condition: (Character) -> Bool) -> Substring {
        var rest = self[...]
        while let last = rest.last, condition(last) { rest.removeLast() }
        return rest
    }
}
