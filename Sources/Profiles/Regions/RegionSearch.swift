package import Domain
import Synchronization

/// Finds municipalities, and with each its region and prefecture, by what a person types.
///
/// Kanji, hiragana, katakana of both widths and romaji of any school find a place, with or without 市, 区, 町, 村
/// (City, Ward, -shi, -ku …), with its prefecture in front, behind as another word or, in romaji, behind, and by the name
/// JMA uses for it.
/// 府中市 finds both, 中央区 all of them. A former name finds all of its successors. The index is built once, before the first search at the latest; a search
/// reads it through in well under a millisecond.
package final class RegionSearch: Sendable {
    /// One place that was found, with what tells it from others of the same name.
    package struct Match: Hashable, Sendable {
        /// The place.
        package let municipality: Municipality
        /// The region that choosing it registers.
        package let region: Region
        /// The prefecture, to be shown beside the name.
        package let prefecture: Prefecture
        /// The former name that found it; nil if one of its own did.
        package var formerly: Formerly?
    }

    /// A name that is gone, as a page tells it.
    package struct Formerly: Hashable, Sendable {
        /// 小笠郡浜岡町.
        package let name: LocalizedText
        /// Where all of it lies now: 御前崎市, or 浜松市中央区か浜松市浜名区.
        package let now: LocalizedText
    }

    /// What was found.
    package struct Result: Hashable, Sendable {
        /// The best ones first: the exact name, then names that begin with the key, then names that contain it; among
        /// equals names of today first, then from north to south.
        package let matches: [Match]
        /// How many there are in all, of which `matches` may show the first ones only.
        package let total: Int
        /// Whether a whole name was typed, such as 大宮市, and what was found merely contains it, as 常陸大宮市: none of them
        /// is, or was, the place of that name.
        package var isOnlyPart = false
    }

    /// Longer keys find nothing; the longest name has 15 letters in Japanese and 35 in English.
    package static let longestKey = 80

    private let table: RegionTable
    private let built = Mutex<PlaceIndex?>(nil)

    /// A search over this table.
    package init(table: RegionTable) {
        self.table = table
    }

    /// Builds the index, which takes some tens of milliseconds: a server does it when it answers already.
    package func prepare() {
        _ = index
    }

    /// The places that this key finds, at most `limit` of them; `prefecture` narrows the search to one.
    ///
    /// An empty key finds nothing, or with a prefecture all of its municipalities.
    package func places(
        _ typed: some StringProtocol, in prefecture: PrefectureCode? = nil, limit: Int = 50
    ) -> Result {
        index.places(typed, in: prefecture, limit: limit)
    }

    /// The prefectures that this key names or, if it names none, in which the places lie that it finds; all for an empty
    /// key. What fits best comes first, and among equals the north.
    package func prefectures(_ typed: some StringProtocol) -> [Prefecture] {
        let key = TextFolding.searchKey(typed)
        if key.isEmpty { return typed.allSatisfy(\.isWhitespace) ? table.prefectures : [] }
        // An input method shows the last syllable in Latin letters while it is typed: いしかw.
        let isLatin = key.utf8.allSatisfy { $0 < 0x80 }
        let spelled = isLatin ? Romaji.key(key) : String(key.filter { !$0.isASCII })
        let names = table.prefectures.map { prefecture in
            isLatin
                ? PrefectureNames.latin(of: prefecture).full : PrefectureNames.japanese(of: prefecture).full
        }
        // 京都 is first of all 京都府, and then 東京都 as well.
        let begins = names.map { $0.contains { $0.hasPrefix(spelled) } }
        let contains = names.map { $0.contains { $0.contains(spelled) } }
        let named =
            table.prefectures.indices.filter { begins[$0] }
            + table.prefectures.indices.filter { contains[$0] && !begins[$0] }
        if !named.isEmpty { return named.map { table.prefectures[$0] } }
        var found: [Prefecture] = []
        for match in places(typed, limit: table.municipalities.count).matches where !found.contains(match.prefecture) {
            found.append(match.prefecture)
        }
        return found
    }

    private var index: PlaceIndex {
        built.withLock { index in
            if let index { return index }
            let made = PlaceIndex(table)
            index = made
            return made
        }
    }
}
