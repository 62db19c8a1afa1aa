import Domain

/// The results of one prefecture.
struct PrefectureResult: Hashable, Sendable {
    /// 1…47, in the order of JIS X 0401.
    let code: Int
    /// Those who answered.
    let answered: Int
    /// Those who were asked; at least one.
    let asked: Int
    /// Whether somebody there needs help.
    let hasGrave: Bool
}

/// The results of one region, or of those people of a prefecture whose region is not known.
struct RegionResult: Hashable, Sendable {
    /// The region's code; nil for people without a region.
    let code: String?
    /// Its name in the reader's language.
    let name: String
    /// Those who answered.
    let answered: Int
    /// Those who were asked; at least one.
    let asked: Int
    /// Whether somebody there needs help.
    let hasGrave: Bool
}

/// The prefectures as tiles; only those in the target carry a number and lead to their people.
func tileMap(_ results: [PrefectureResult], people: Address, _ reader: Reader) -> HTML {
    let byCode = Dictionary(results.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    let tiles: [HTML] = Prefecture.all.map { prefecture in
        let place: HTML = "p\(prefecture.code < 10 ? "0" : "")\(prefecture.code)"
        guard let result = byCode[prefecture.code] else {
            return
                #"<li class="\#(place)" title="\#(reader(prefecture.name))"><span>\#(prefecture.tile(reader))</span></li>"#
        }
        let rate = reader.percent(result.answered, of: result.asked)
        let isLow = result.answered * 10 < result.asked * 7
        let spoken = Catalogue.Results.tile(
            reader(prefecture.name), rate, reader.people(result.asked), hasGrave: result.hasGrave)
        return """
            <li class="\(place) on\(when: isLow, " hi")\(when: result.hasGrave, " hurt")" title="\(reader(prefecture.name))">\
            <a href="\(people.adding("pref", String(result.code)))" aria-label="\(reader(spoken))">\
            <span>\(prefecture.tile(reader))</span><b>\(rate)</b></a></li>
            """
    }
    return
        #"<ul class="map" id="map" data-live aria-label="\#(reader(Catalogue.Results.map))">\#(tiles)</ul>"#
        + "\n"
}

/// The prefectures as tiles that lead to what can be chosen of each further down, `#r17`; a tile says how much is chosen.
func tileIndex(chosen: [Int: Int], _ reader: Reader) -> HTML {
    let tiles: [HTML] = Prefecture.all.compactMap { prefecture in
        guard let count = chosen[prefecture.code] else { return nil }
        let number = "\(prefecture.code < 10 ? "0" : "")\(prefecture.code)"
        let words = "\(reader(prefecture.name)) \(reader(Catalogue.Compose.chosen(count)))"
        return """
            <li class="p\(number) on\(when: count > 0, " hi")" title="\(words)">\
            <a href="#r\(number)" aria-label="\(words)"><span>\(prefecture.tile(reader))</span>\
            \(when: count > 0, "<b>\(count)</b>")</a></li>
            """
    }
    return #"<ul class="map" aria-label="\#(reader(Catalogue.Compose.pickMap))">\#(tiles)</ul>"#
        + "\n"
}

/// The same numbers as a list, for whom a map says nothing.
func prefectureList(_ results: [PrefectureResult], people: Address, _ reader: Reader) -> HTML {
    let items: [HTML] = results.compactMap { result in
        guard let prefecture = Prefecture.all.first(where: { $0.code == result.code }) else {
            return nil
        }
        return """
            <li><a href="\(people.adding("pref", String(result.code)))">\(reader(prefecture.name))</a> \
            <b>\(reader.percent(result.answered, of: result.asked))</b> <span class="meta num">\
            \(reader.number(result.answered)) / \(reader.number(result.asked))</span></li>

            """
    }
    return #"<ul class="prefs" id="prefs" data-live>\#(items)</ul>"# + "\n"
}

/// A prefecture as a tile shows it: short, because a tile is 27 px wide on a phone.
struct Prefecture: Sendable {
    /// 1…47, in the order of JIS X 0401.
    let code: Int
    /// The short name.
    let name: LocalizedText

    /// The letters on the tile: the third character stands below the others on a phone; English names are told apart by three letters.
    fileprivate func tile(_ reader: Reader) -> HTML {
        let words = reader(name)
        switch reader.language {
        case .japanese:
            guard words.count == 3, code != 1 else { return HTML(escaping: words) }
            return "\(String(words.prefix(2)))<i>\(String(words.suffix(1)))</i>"
        case .english: return HTML(escaping: Self.letters[code - 1])
        }
    }

    /// Three letters for each, because the first three of many names are the same.
    private static let letters = [
        "Hkd", "Aom", "Iwt", "Mgi", "Akt", "Ygt", "Fks", "Ibr", "Tcg", "Gnm", "Stm", "Chb",
        "Tky", "Kng", "Ngt", "Tym", "Isk", "Fki", "Yns", "Ngn", "Gif", "Szk", "Aic", "Mie",
        "Shg", "Kyt", "Osk", "Hyg", "Nra", "Wky", "Ttr", "Smn", "Oky", "Hrs", "Ygc", "Tks",
        "Kgw", "Ehm", "Koc", "Fko", "Sga", "Nsk", "Kmm", "Oit", "Mzk", "Kgs", "Okn",
    ]

    /// All 47, from north to south.
    static let all: [Prefecture] = [
        ("北海道", "Hokkaido"), ("青森", "Aomori"), ("岩手", "Iwate"), ("宮城", "Miyagi"), ("秋田", "Akita"),
        ("山形", "Yamagata"), ("福島", "Fukushima"), ("茨城", "Ibaraki"), ("栃木", "Tochigi"), ("群馬", "Gunma"),
        ("埼玉", "Saitama"), ("千葉", "Chiba"), ("東京", "Tokyo"), ("神奈川", "Kanagawa"), ("新潟", "Niigata"),
        ("富山", "Toyama"), ("石川", "Ishikawa"), ("福井", "Fukui"), ("山梨", "Yamanashi"), ("長野", "Nagano"),
        ("岐阜", "Gifu"), ("静岡", "Shizuoka"), ("愛知", "Aichi"), ("三重", "Mie"), ("滋賀", "Shiga"),
        ("京都", "Kyoto"), ("大阪", "Osaka"), ("兵庫", "Hyogo"), ("奈良", "Nara"), ("和歌山", "Wakayama"),
        ("鳥取", "Tottori"), ("島根", "Shimane"), ("岡山", "Okayama"), ("広島", "Hiroshima"),
        ("山口", "Yamaguchi"),
        ("徳島", "Tokushima"), ("香川", "Kagawa"), ("愛媛", "Ehime"), ("高知", "Kochi"), ("福岡", "Fukuoka"),
        ("佐賀", "Saga"), ("長崎", "Nagasaki"), ("熊本", "Kumamoto"), ("大分", "Oita"), ("宮崎", "Miyazaki"),
        ("鹿児島", "Kagoshima"), ("沖縄", "Okinawa"),
    ].enumerated().map { Prefecture(code: $0 + 1, name: LocalizedText(ja: $1.0, en: $1.1)) }
}
