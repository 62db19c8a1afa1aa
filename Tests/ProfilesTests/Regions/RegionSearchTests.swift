import Domain
import Testing

@testable import Profiles

@Suite("Looking up a region")
struct RegionSearchTests {
    static let table = Result { try RegionTable.embedded() }
    static let search = table.map { RegionSearch(table: $0) }

    private func names(_ key: String, limit: Int = 50) throws -> [String] {
        try Self.search.get().places(key, limit: limit).matches.map {
            "\($0.prefecture.name[.japanese]) \($0.municipality.name[.japanese])"
        }
    }

    @Test(
        "Every one of the 1,894 municipalities is found by its name in kanji, kana and English, among the best (R-149)")
    func everyMunicipality() throws {
        let search = try Self.search.get()
        for place in try Self.table.get().municipalities {
            for key in [place.name[.japanese], place.kana, place.name[.english], place.bulletinName] {
                let found = search.places(key)
                #expect(
                    found.matches.contains { $0.municipality == place && $0.region.code == place.region },
                    "\(key) should find \(place.name[.japanese])")
                // Nothing that merely contains the key stands before the place that has the name.
                let sameName = found.matches.prefix { $0.municipality != place }
                #expect(sameName.count < 20, "\(key): \(sameName.count) others first")
            }
        }
    }

    @Test(
        "A name that stands several times finds all of them",
        arguments: [
            ("府中市", ["東京都 府中市", "広島県 府中市"]),
            ("伊達市", ["北海道 伊達市", "福島県 伊達市"]),
            ("川崎町", ["宮城県 川崎町", "福岡県 川崎町"]),
            ("佐世保市", ["長崎県 佐世保市", "長崎県 佐世保市宇久島"]),
            ("薩摩川内市", ["鹿児島県 薩摩川内市", "鹿児島県 薩摩川内市甑島"]),
            ("府中", ["東京都 府中市", "広島県 府中市", "広島県 府中町"]),
            ("府中町", ["広島県 府中町"]),
        ])
    func sameNames(key: String, expected: [String]) throws {
        #expect(try names(key) == expected)
    }

    @Test(
        "However it is written, the place is first",
        arguments: [
            ("輪島", "石川県 輪島市"), ("わじま", "石川県 輪島市"), ("ワジマ", "石川県 輪島市"), ("ﾜｼﾞﾏ", "石川県 輪島市"),
            ("wajima", "石川県 輪島市"), ("WAJIMA CITY", "石川県 輪島市"), ("ｗａｊｉｍａ", "石川県 輪島市"),
            ("wajima-shi", "石川県 輪島市"), ("わじまし", "石川県 輪島市"), ("わしﾞま", "石川県 輪島市"),
            ("か\u{3099}まこ\u{3099}おり", "愛知県 蒲郡市"), ("輪島s", "石川県 輪島市"), (" 輪島　市 ", "石川県 輪島市"),
            ("札幌市中央区", "北海道 札幌市中央区"), ("北海道札幌市中央区", "北海道 札幌市中央区"),
            ("札幌中央区", "北海道 札幌市中央区"), ("Chuo-ku, Sapporo", "北海道 札幌市中央区"),
            ("Sapporo-shi Chuo-ku", "北海道 札幌市中央区"), ("chuo sapporo", "北海道 札幌市中央区"),
            ("東京府中市", "東京都 府中市"), ("東京都府中市", "東京都 府中市"), ("広島府中市", "広島県 府中市"),
            ("広島県府中市", "広島県 府中市"), ("Fuchu City, Hiroshima", "広島県 府中市"), ("fuchu hiroshima", "広島県 府中市"),
            ("とうきょうとふちゅうし", "東京都 府中市"), ("Tokyo-to Fuchu-shi", "東京都 府中市"), ("胆振伊達市", "北海道 伊達市"), ("福島伊達市", "福島県 伊達市"),
            ("tyuuouku", "北海道 札幌市中央区"), ("Chūō-ku", "北海道 札幌市中央区"), ("sinzyuku", "東京都 新宿区"),
            ("shinjuku", "東京都 新宿区"), ("Ōtsu", "滋賀県 大津市"), ("ootsu", "滋賀県 大津市"), ("otsu", "滋賀県 大津市"),
            ("otu", "滋賀県 大津市"), ("ohtawara", "栃木県 大田原市"), ("otawara", "栃木県 大田原市"),
            ("kounosu", "埼玉県 鴻巣市"), ("konosu", "埼玉県 鴻巣市"), ("龍ヶ崎", "茨城県 龍ケ崎市"), ("竜ケ崎市", "茨城県 龍ケ崎市"),
            ("四条畷", "大阪府 四條畷市"), ("塩釜", "宮城県 塩竈市"), ("駒ケ根", "長野県 駒ヶ根市"), ("nanyo", "山形県 南陽市"),
            ("西の島", "島根県 西ノ島町"), ("梼原", "高知県 檮原町"), ("kyotango", "京都府 京丹後市"),
        ])
    func spellings(key: String, first: String) throws {
        #expect(try names(key).first == first)
    }

    @Test("中央区 finds every one there is, with its prefecture and region")
    func chuo() throws {
        let found = try Self.search.get().places("中央区")
        let expected = try Self.table.get().municipalities.filter { $0.name[.japanese].hasSuffix("中央区") }
        #expect(expected.count >= 10)
        #expect(found.matches.map(\.municipality) == expected)
        #expect(found.total == expected.count)
        #expect(Set(found.matches.map(\.prefecture)).count >= 8)
    }

    @Test(
        "The prefecture may stand behind as a word of its own",
        arguments: [
            ("七尾市 石川", "石川県 七尾市"), ("七尾市　石川県", "石川県 七尾市"), ("石川 七尾市", "石川県 七尾市"), ("ななお いしかわ", "石川県 七尾市"),
            ("府中市 広島", "広島県 府中市"), ("中央区 新潟市", "新潟県 新潟市中央区"), ("中央区 新潟市 新潟県", "新潟県 新潟市中央区"),
            ("fuchu hiroshima", "広島県 府中市"), ("hiroshima fuchu", "広島県 府中市"),
        ])
    func words(key: String, only: String) throws {
        #expect(try names(key).first == only)
        #expect(try names("七尾市 石川") == names("石川県七尾市"))
    }

    @Test("A whole city finds its wards and stands before cities whose names contain it")
    func wholeCity() throws {
        let found = try Self.search.get().places("大阪市")
        #expect(found.matches.prefix(24).allSatisfy { $0.municipality.parentCity == "大阪市" })
        #expect(found.matches.dropFirst(24).map(\.municipality.name).map { $0[.japanese] } == ["東大阪市"])
    }

    @Test("A prefecture lists all of its municipalities, by choice or by name")
    func wholePrefecture() throws {
        let table = try Self.table.get()
        let search = try Self.search.get()
        for prefecture in table.prefectures {
            let chosen = search.places("", in: prefecture.code, limit: .max)
            #expect(chosen.matches.map(\.municipality) == table.municipalities(of: prefecture.code))
            for key in [prefecture.name[.japanese], prefecture.kana, prefecture.name[.english]] {
                let typed = search.places(key, limit: .max).matches.map(\.municipality.code)
                let missing = Set(table.municipalities(of: prefecture.code).map(\.code)).subtracting(typed)
                #expect(missing.isEmpty, "\(key)")
            }
        }
    }

    @Test("A prefecture narrows the search")
    func narrowed() throws {
        let hiroshima = try #require(PrefectureCode("34"))
        let found = try Self.search.get().places("府中", in: hiroshima)
        #expect(found.matches.map(\.municipality.name).map { $0[.japanese] } == ["府中市", "府中町"])
    }

    @Test(
        "Nonsense finds nothing",
        arguments: ["", " ", "　", "ぬぬぬ", "qqqq", "龘", "\0", "\u{1}", "%", "'; --", "市市市", "ー", "、", "🏠", "123"])
    func nonsense(key: String) throws {
        #expect(try Self.search.get().places(key) == RegionSearch.Result(matches: [], total: 0))
    }

    @Test("A key of any length is answered; one that no name can have finds nothing")
    func longKeys() throws {
        #expect(try names(String(repeating: "あ", count: 100_000)).isEmpty)
    }

    @Test("The limit holds and the total counts all")
    func limit() throws {
        let found = try Self.search.get().places("市", limit: 10)
        #expect(found.matches.count == 10)
        #expect(found.total > 700)
        #expect(try Self.search.get().places("市", limit: 0).matches.isEmpty)
        #expect(try Self.search.get().places("市", limit: -1).matches.isEmpty)
    }

    @Test("Typing a name letter by letter never loses the place")
    func letterByLetter() throws {
        let search = try Self.search.get()
        for typed in ["wajimashi", "わじまし", "輪島市", "shinjuku", "tyuuouku"] {
            for length in 1...typed.count {
                let found = search.places(String(typed.prefix(length)), limit: .max)
                #expect(!found.matches.isEmpty, "\(typed.prefix(length))")
            }
        }
    }
}
