import Testing

@testable import Profiles

@Suite("Widths and scripts")
struct TextFoldingTests {
    @Test(
        "Half-width katakana is seen and offered in full width (R-130)",
        arguments: [
            ("ﾔﾏﾀﾞ", "ヤマダ"), ("ﾊﾟﾋﾟﾌﾟﾍﾟﾎﾟ", "パピプペポ"), ("ｳﾞｧ", "ヴァ"), ("ｱﾊﾟｰﾄ｢ﾊｲﾂ｣", "アパート「ハイツ」"),
            ("東京ﾀﾜｰ 1", "東京タワー 1"), ("ｯｬｭｮ", "ッャュョ"), ("ﾀﾅｶﾞﾜ", "タナガワ"), ("ﾞ", "゛"), ("ｱﾞ", "ア゛"), ("ﾂﾞﾃﾞﾄﾞ", "ヅデド"),
        ])
    func halfWidth(text: String, full: String) {
        #expect(HalfWidthKatakana.occurs(in: text))
        let widened = HalfWidthKatakana.widened(text)
        #expect(Array(widened.utf8) == Array(full.utf8))
        #expect(!HalfWidthKatakana.occurs(in: widened))
    }

    @Test("Every half-width letter has a full-width one, and voicing joins exactly where Japanese has it")
    func everyLetter() {
        for value in UInt32(0xFF61)...0xFF9F {
            guard let scalar = Unicode.Scalar(value) else { continue }
            #expect(HalfWidthKatakana.wide(scalar).value < 0x3100)
            #expect(HalfWidthKatakana.wide(scalar).value >= 0x3001)
        }
        let plain = "ウカキクケコサシスセソタチツテトハヒフヘホ"
        let voiced = "ヴガギグゲゴザジズゼゾダヂヅデドバビブベボ"
        let letters = (UInt32(0x30A1)...0x30F4).compactMap(Unicode.Scalar.init)
        let joined = letters.filter { KanaVoicing.join($0, "゛") != nil }
        #expect(String(String.UnicodeScalarView(joined)).sorted() == plain.sorted())
        #expect(
            String(String.UnicodeScalarView(plain.unicodeScalars.compactMap { KanaVoicing.join($0, "゛") })) == voiced)
        #expect(letters.filter { KanaVoicing.join($0, "゜") != nil }.map(String.init).joined() == "ハヒフヘホ")
    }

    @Test(
        "Text without half-width katakana stays as it is",
        arguments: ["", "山田", "ヤマダ", "yamada", "ＡＢＣ", "が", "か\u{3099}"])
    func untouched(text: String) {
        #expect(!HalfWidthKatakana.occurs(in: text))
        #expect(Array(HalfWidthKatakana.widened(text).utf8) == Array(text.utf8))
    }

    @Test(
        "What was typed in full width into a field of ASCII is understood (R-136)",
        arguments: [
            ("０９０－１２３４－５６７８", "090-1234-5678"), ("０３−１２３４", "03-1234"), ("ＡＢＣ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ABC@example.com"),
            ("０３　１２３４", "03 1234"), ("090", "090"), ("山田", "山田"),
        ])
    func halfWidthASCII(text: String, expected: String) {
        #expect(TextFolding.halfWidthASCII(text) == expected)
    }

    @Test(
        "Texts a person would call the same have the same key",
        arguments: [
            ("ヤマダ", "やまだ"), ("ﾔﾏﾀﾞ", "やまだ"), ("やまた\u{3099}", "やまだ"), ("ＡＢＣ", "abc"), ("A-b c", "abc"), ("Ōtsu", "otsu"),
            ("O\u{304}tsu", "otsu"), ("関ヶ原", "関け原"), ("関ケ原", "関け原"), ("檮原", "梼原"), ("山梨・東京", "山梨東京"),
            ("辻\u{E0100}", "辻"),
        ])
    func searchKeys(text: String, key: String) {
        #expect(Array(TextFolding.searchKey(text).utf8) == Array(key.utf8))
    }

    @Test(
        "Schools of romaji meet in one spelling",
        arguments: [
            ["shinjuku", "sinzyuku", "shinjyuku"], ["chuo", "tyuuou", "chuuou", "tyuo"], ["fuchu", "hutyuu", "fuchuu"],
            ["ohno", "ono", "oono", "ouno"], ["gumma", "gunma"], ["namba", "nanba", "nannba"], ["matsue", "matue"],
            ["itchu", "icchu", "ittyu"],
        ])
    func romaji(spellings: [String]) {
        #expect(Set(spellings.map(Romaji.key)).count == 1, "\(spellings.map(Romaji.key))")
    }

    @Test(
        "A reading in kana has the key of its romaji",
        arguments: [
            ("ちゅうおう", "chuo"), ("さっぽろ", "sapporo"), ("しんじゅく", "shinjuku"), ("おおつ", "otsu"), ("なんよう", "nanyo"),
            ("みやづ", "miyazu"),
        ])
    func kanaKeys(kana: String, romaji: String) {
        #expect(Romaji.key(kana: kana) == Romaji.key(romaji))
        #expect(Romaji.key(kana: "漢字") == nil)
    }
}
