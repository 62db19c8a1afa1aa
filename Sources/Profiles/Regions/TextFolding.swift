/// Makes texts comparable that a person would call the same: width, script of the kana, case, marks, old kanji.
///
/// These are own tables and not Unicode's NFKC: the standard library has none, and half of what counts here (ひらがな
/// and カタカナ, ヶ and ケ, 龍 and 竜) is outside of it.
package enum TextFolding {
    /// Full-width letters, digits, signs and spaces in their half-width form: ０３－１２３４ becomes 03-1234.
    ///
    /// For what is typed into fields that take ASCII, such as phone numbers and addresses of mail.
    package static func halfWidthASCII(_ text: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(narrow(scalar)) }
        return String(result)
    }

    /// The key under which a name is looked up: usual width, hiragana, lower case without marks, joined voicing marks,
    /// today's kanji, and nothing between the words.
    package static func searchKey(_ text: some StringProtocol) -> String {
        var result = String.UnicodeScalarView()
        for original in text.unicodeScalars {
            let scalar = HalfWidthKatakana.wide(narrow(original))
            if let last = result.last, let joined = KanaVoicing.join(last, scalar) {
                result.removeLast()
                result.append(joined)
            } else if let folded = fold(scalar) {
                result.append(folded)
            }
        }
        return String(result)
    }

    private static func narrow(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x3000: " "
        // What an input method writes for the hyphen of a number: － is above; these are −, ‐, –, ―.
        case 0x2212, 0x2010, 0x2013, 0x2015: "-"
        default: scalar
        }
    }

    private static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0x41...0x5A: Unicode.Scalar(scalar.value + 0x20)
        case 0x30...0x39, 0x61...0x7A: scalar
        case 0...0x7F: nil
        // ヶ and ヵ are read as the large letters they stand for; other small kana keep their sound.
        case 0x3095, 0x30F5: "か"
        case 0x3096, 0x30F6: "け"
        case 0x30A1...0x30F4: Unicode.Scalar(scalar.value - 0x60)
        // Voicing marks that found no letter, middle dots, quotes, variation selectors, combining accents.
        case 0x3099...0x309C, 0x30FB, 0xB7, 0x2018...0x201F, 0xFE00...0xFE0F, 0xE0100...0xE01EF, 0x300...0x36F: nil
        // 、。「」【】〜（） and the like.
        case 0x3001...0x3004, 0x3008...0x3011, 0x301C: nil
        default: letters[scalar] ?? scalar
        }
    }

    /// Letters with marks as their letter, and forms of kanji that people type for the one in a place's name.
    private static let letters: [Unicode.Scalar: Unicode.Scalar] = [
        "ā": "a", "â": "a", "ī": "i", "î": "i", "ū": "u", "û": "u", "ē": "e", "ê": "e", "ō": "o", "ô": "o",
        "Ā": "a", "Â": "a", "Ī": "i", "Î": "i", "Ū": "u", "Û": "u", "Ē": "e", "Ê": "e", "Ō": "o", "Ô": "o",
        "檮": "梼", "龍": "竜", "竈": "釜", "條": "条", "澤": "沢", "邊": "辺", "邉": "辺", "嶋": "島", "嶌": "島",
        "濱": "浜", "廣": "広", "國": "国", "櫻": "桜", "會": "会", "曾": "曽", "瀨": "瀬", "眞": "真", "靜": "静",
        "藝": "芸", "豐": "豊", "榮": "栄", "驒": "騨", "礪": "砺", "鷗": "鴎",
        "惠": "恵", "縣": "県", "區": "区", "鄕": "郷", "德": "徳", "祿": "禄", "穗": "穂",
        "之": "の", "蘆": "芦", "齋": "斎", "齊": "斉", "彌": "弥",
    ]
}
