import Domain

/// The keys under which one place is found, each in the one spelling of `TextFolding` or `Romaji`.
struct PlaceNames: Sendable {
    /// Kanji and hiragana.
    let japanese: [String]
    /// ASCII.
    let latin: [String]

    /// A municipality; `cityKana` is the reading of the designated city that a ward belongs to.
    init(of place: Municipality, cityKana: String?) {
        self.init(
            name: place.name, kana: place.kana, city: place.parentCity, cityKana: cityKana,
            others: [place.bulletinName], otherReadings: [place.bulletinKana])
    }

    /// A name that is gone; `city` is the designated city that a ward belonged to.
    init(of former: FormerName, city: String?, cityKana: String?) {
        self.init(
            name: former.name, kana: former.kana, city: city, cityKana: cityKana,
            others: former.district.map { [$0 + former.name[.japanese]] } ?? [], otherReadings: [])
    }

    private init(
        name: LocalizedText, kana: String, city: String?, cityKana: String?, others: [String], otherReadings: [String]
    ) {
        let english = name[.english]
        let name = name[.japanese]
        let part = city.flatMap { name.hasPrefix($0) ? String(name.dropFirst($0.count)) : nil }
        let partKana = cityKana.flatMap { kana.hasPrefix($0) ? String(kana.dropFirst($0.count)) : nil }
        let kinds = Self.kindReadings(of: name)
        let names = [name, part].compactMap { $0 } + others
        let readings = [kana, partKana].compactMap { $0 } + otherReadings
        japanese = Self.distinct(
            (names + names.map { kinds.isEmpty ? $0 : String($0.dropLast()) }
                + readings + readings.map { Self.without(kinds, $0) }).map { TextFolding.searchKey($0) })

        let words = english.split(separator: ", ").map(String.init)
        let bare = words.map { Self.withoutEnglishKind($0) }
        let romaji = readings.compactMap { Romaji.key(kana: $0) }
        // Chuo-ku, Sapporo.
        let wardOfCity = partKana.flatMap { Romaji.key(kana: $0) }.flatMap { ward in
            bare.dropFirst().first.map { ward + Romaji.key(TextFolding.searchKey($0)) }
        }
        latin = Self.distinct(
            [english, words.reversed().joined(), words[0], bare.joined(), bare.reversed().joined(), bare[0]]
                .map { Romaji.key(TextFolding.searchKey($0)) } + romaji + [wardOfCity].compactMap { $0 })
    }

    /// The readings of the designated cities, by their names: what the readings of all of its wards begin with.
    static func cityReadings(in table: RegionTable) -> [String: String] {
        var result: [String: String] = [:]
        for place in table.municipalities {
            guard let city = place.parentCity else { continue }
            let shared = zip(result[city] ?? place.kana, place.kana).prefix { $0 == $1 }
            result[city] = String(shared.map(\.0))
        }
        // Wards whose names begin alike share more than the city's name, which ends in し.
        return result.mapValues { shared in
            shared.lastIndex(of: "し").map { String(shared[...$0]) } ?? shared
        }
    }

    /// How the last kanji of a municipality's name may be read; empty where it is not its kind.
    private static func kindReadings(of name: String) -> [String] {
        switch name.last {
        case "市": ["し"]
        case "区": ["く"]
        case "町": ["ちょう", "まち"]
        case "村": ["むら", "そん"]
        default: []
        }
    }

    static func without(_ kinds: [String], _ reading: String) -> String {
        for kind in kinds where reading.hasSuffix(kind) { return String(reading.dropLast(kind.count)) }
        return reading
    }

    static func withoutEnglishKind(_ name: String) -> String {
        for kind in [" City", " Ward", " Town", " Village", " Prefecture"] where name.hasSuffix(kind) {
            return String(name.dropLast(kind.count))
        }
        return name
    }

    private static func distinct(_ keys: [String]) -> [String] {
        keys.enumerated().filter { $0.offset == keys.firstIndex(of: $0.element) && !$0.element.isEmpty }.map(\.element)
    }
}
