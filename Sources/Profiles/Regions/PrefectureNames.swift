import Domain

/// What a key may say about a prefecture before (in romaji also after) the name of a place.
struct PrefectureNames: Sendable {
    /// 東京都, とうきょうと.
    let full: [String]
    /// 東京, とうきょう. These are names of places, too (石川, 福島), so alone they do not stand for the prefecture.
    let short: [String]

    /// The kanji and kana of a prefecture.
    static func japanese(of prefecture: Prefecture) -> PrefectureNames {
        let full = [prefecture.name[.japanese], prefecture.kana].map { TextFolding.searchKey($0) }
        guard !full[0].hasSuffix("道") else { return PrefectureNames(full: full, short: []) }
        let short = [String(full[0].dropLast()), PlaceNames.without(["けん", "ふ", "と"], full[1])]
        return PrefectureNames(full: full, short: short)
    }

    /// The romaji of a prefecture: Tokyo, Tokyo-to and Tokyo Prefecture, of which the first is the short form.
    static func latin(of prefecture: Prefecture) -> PrefectureNames {
        func key(_ name: String) -> String { Romaji.key(TextFolding.searchKey(name)) }
        let name = prefecture.name[.english]
        let short = PlaceNames.withoutEnglishKind(name)
        let full = [name, short + " Prefecture"].map(key) + [Romaji.key(kana: prefecture.kana)].compactMap { $0 }
        return PrefectureNames(full: full, short: [key(short)])
    }

    /// What is left of 東京都府中市 without 東京都, or of fuchutokyo without tokyo; nil without the prefecture's name,
    /// and empty if the key is its full name.
    func rest(of key: String) -> String? {
        if full.contains(key) { return "" }
        // The longest name first, or 東京 would leave 都府中市 of 東京都府中市.
        for name in (full + short).sorted(by: { $0.utf8.count > $1.utf8.count }) where key != name {
            if key.hasPrefix(name) { return String(key.dropFirst(name.count)) }
            if name.utf8.allSatisfy({ $0 < 0x80 }), key.hasSuffix(name) { return String(key.dropLast(name.count)) }
        }
        return nil
    }
}
