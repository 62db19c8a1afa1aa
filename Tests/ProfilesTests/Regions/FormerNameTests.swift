import Domain
import Testing

@testable import Profiles

@Suite("Looking up a name that is gone")
struct FormerNameTests {
    private func found(_ key: String, in prefecture: String? = nil) throws -> RegionSearch.Result {
        try RegionSearchTests.search.get().places(key, in: prefecture.flatMap { PrefectureCode($0) }, limit: .max)
    }

    private func names(_ key: String) throws -> [String] {
        try found(key).matches.map(\.municipality.name).map { $0[.japanese] }
    }

    @Test(
        "Every former name leads to its successors, each told where it lies now unless its own name fits as well (R-149)"
    )
    func everyName() throws {
        for (number, former) in try RegionSearchTests.table.get().formerNames.enumerated() {
            let keys = [(former.district ?? "") + former.name[.japanese], former.name[.japanese], former.kana]
            let key = keys[number % 3]
            let codes = Set(try found(key).matches.map(\.municipality.code))
            #expect(codes.isSuperset(of: former.successors), "\(key) should find its successors")
        }
    }

    @Test(
        "A former name in any writing says where it is now",
        arguments: [
            ("浜松市中区", ["浜松市中央区"], "浜松市中区", "浜松市中央区"),
            ("静岡県浜松市中区", ["浜松市中央区"], "浜松市中区", "浜松市中央区"),
            ("はまきたく", ["浜松市浜名区"], "浜松市浜北区", "浜松市浜名区"),
            ("Naka Ward, Hamamatsu City", ["浜松市中央区"], "浜松市中区", "浜松市中央区"),
            ("hamamatsu-shi naka-ku", ["浜松市中央区"], "浜松市中区", "浜松市中央区"),
            ("浜松市北区", ["浜松市中央区", "浜松市浜名区"], "浜松市北区", "浜松市中央区か浜松市浜名区"),
            ("天竜市", ["浜松市中央区", "浜松市浜名区", "浜松市天竜区"], "天竜市", "浜松市"),
            ("篠山市", ["丹波篠山市"], "篠山市", "丹波篠山市"), ("浜岡町", ["御前崎市"], "小笠郡浜岡町", "御前崎市"),
            ("小笠郡浜岡町", ["御前崎市"], "小笠郡浜岡町", "御前崎市"), ("静岡県浜岡町", ["御前崎市"], "小笠郡浜岡町", "御前崎市"),
            ("ハマオカ", ["御前崎市"], "小笠郡浜岡町", "御前崎市"), ("hamaoka-cho", ["御前崎市"], "小笠郡浜岡町", "御前崎市"),
            ("富谷町", ["富谷市"], "黒川郡富谷町", "富谷市"), ("上九一色村", ["甲府市", "富士河口湖町"], "西八代郡上九一色村", "甲府市か富士河口湖町"),
            ("清水市", ["静岡市清水区"], "清水市", "静岡市清水区"), ("静岡県 清水市", ["静岡市清水区"], "清水市", "静岡市清水区"),
            ("しみずし", ["静岡市清水区"], "清水市", "静岡市清水区"), ("中新田町", ["加美町"], "加美郡中新田町", "加美町"),
            ("与野市", ["さいたま市中央区"], "与野市", "さいたま市中央区"),
            ("浦和市", ["さいたま市桜区", "さいたま市浦和区", "さいたま市南区", "さいたま市緑区"], "浦和市", "さいたま市桜区かさいたま市浦和区かさいたま市南区かさいたま市緑区"),
            ("保谷市", ["西東京市"], "保谷市", "西東京市"), ("田無市 東京", ["西東京市"], "田無市", "西東京市"),
            ("篠山町", ["丹波篠山市"], "多紀郡篠山町", "丹波篠山市"), ("北条市", ["松山市"], "北条市", "松山市"),
            ("勝田市", ["ひたちなか市"], "勝田市", "ひたちなか市"), ("hoya-shi", ["西東京市"], "保谷市", "西東京市"),
            ("長野県山口村", ["中津川市"], "木曽郡山口村", "中津川市"),
        ])
    func writings(key: String, expected: [String], former: String, now: String) throws {
        let result = try found(key)
        #expect(!result.isOnlyPart)
        let all = result.matches
        #expect(Array(all.map(\.municipality.name).map { $0[.japanese] }.prefix(expected.count)) == expected)
        // What merely contains the name stands behind, as 土佐清水市 behind 清水市.
        #expect(
            all.dropFirst(expected.count).allSatisfy {
                $0.formerly == nil
                    && ($0.municipality.name[.japanese].hasSuffix(key) || $0.municipality.kana.hasSuffix(key))
            })
        let matches = all.prefix(expected.count)
        #expect(matches.allSatisfy { $0.formerly?.name[.japanese] == former })
        #expect(matches.allSatisfy { $0.formerly?.now[.japanese] == now })
        #expect(matches.allSatisfy { !($0.formerly?.now[.english] ?? "").isEmpty })
    }

    @Test("北区 finds every ward of today first, and only then those that a 北区 of the past became")
    func livingFirst() throws {
        let living = try RegionSearchTests.table.get().municipalities.filter {
            $0.name[.japanese].hasSuffix("市北区") || $0.name[.japanese] == "北区"
        }
        #expect(living.count >= 10)
        let matches = try found("北区").matches
        #expect(Array(matches.prefix(living.count).map(\.municipality)) == living)
        #expect(matches.prefix(living.count).allSatisfy { $0.formerly == nil })
        let gone = matches.dropFirst(living.count).prefix(2)
        #expect(gone.map(\.municipality.name).map { $0[.japanese] } == ["浜松市中央区", "浜松市浜名区"])
        #expect(gone.allSatisfy { $0.formerly?.name[.japanese] == "浜松市北区" })
    }

    @Test("A place that its own name finds as well is found once, without a word of its past")
    func ownName() throws {
        #expect(try found("伊達").matches.prefix(2).map(\.formerly) == [nil, nil])
        let hamamatsu = try found("浜松市").matches
        #expect(hamamatsu.map(\.municipality.name).map { $0[.japanese] } == ["浜松市中央区", "浜松市浜名区", "浜松市天竜区"])
        #expect(hamamatsu.allSatisfy { $0.formerly == nil })
        #expect(try found("浜松市天竜区").matches.map(\.formerly) == [nil])
    }

    @Test("A name that merely contains what was typed finds nothing of the past, and a prefecture narrows it")
    func narrowed() throws {
        #expect(try names("岡町").allSatisfy { $0 != "御前崎市" })
        let east = try found("東村", in: "10").matches.filter { $0.formerly != nil }
        #expect(Set(east.map(\.municipality.name).map { $0[.japanese] }) == ["東吾妻町", "みどり市", "伊勢崎市"])
        #expect(try names("東村").first == "東村")
    }

    @Test("大宮市 leads to its four wards before 常陸大宮市, and a name that nothing bears is said to be none")
    func partsOfNames() throws {
        let omiya = try found("大宮市")
        #expect(
            omiya.matches.map(\.municipality.name).map { $0[.japanese] } == [
                "さいたま市西区", "さいたま市北区", "さいたま市大宮区", "さいたま市見沼区", "常陸大宮市",
            ])
        #expect(omiya.matches.map { $0.formerly != nil } == [true, true, true, true, false] && !omiya.isOnlyPart)
        for (key, isOnlyPart) in [
            ("陸大宮市", true), ("佐清水市", true), ("土佐清水市", false), ("東京都", false), ("市", false), ("府中市", false),
            ("ぬぬ市", false), ("京都市", false), ("大宮", false),
        ] {
            #expect(try found(key).isOnlyPart == isOnlyPart, "\(key)")
        }
    }

    @Test("In English, a list is one too")
    func english() throws {
        let match = try #require(try found("浜松市北区").matches.first?.formerly)
        #expect(match.name[.english] == "Kita Ward, Hamamatsu City")
        #expect(match.now[.english] == "Chuo Ward, Hamamatsu City or Hamana Ward, Hamamatsu City")
        #expect(try found("天竜市").matches.first?.formerly?.now[.english] == "Hamamatsu City")
    }
}
