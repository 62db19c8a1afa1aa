/// One spelling for what Hepburn, Kunrei and input methods write in different ways: Chūō, Chuo, tyuuou.
///
/// The result is a search key and never shown.
enum Romaji {
    /// The one spelling of a key that consists of lower-case ASCII letters and digits. The key of a beginning is the
    /// beginning of the key, so half-typed words find their places.
    static func key(_ text: String) -> String {
        let spelled = spelledAlike(Array(text.utf8))
        var result: [UInt8] = []
        for (index, letter) in spelled.enumerated() {
            let next = index + 1 < spelled.count ? spelled[index + 1] : nil
            if let last = result.last {
                if letter == last, isVowel(letter) || letter == n { continue }
                if letter == u, last == o { continue }
                // Ohta, Ohno: an h that only makes the o long.
                if letter == h, last == o, next.map({ !isVowel($0) && $0 != y }) ?? true { continue }
            }
            result.append(letter)
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The same key of a reading in hiragana; nil if the text is not one.
    static func key(kana: String) -> String? {
        var result = ""
        var doubled = false
        let letters = Array(kana)
        var index = 0
        while index < letters.count {
            if letters[index] == "っ" {
                doubled = true
                index += 1
                continue
            }
            let pair = index + 1 < letters.count ? String(letters[index...(index + 1)]) : ""
            guard let sound = syllables[pair] ?? syllables[String(letters[index])] else { return nil }
            index += syllables[pair] == nil ? 1 : 2
            if doubled, let first = sound.first { result.append(first) }
            doubled = false
            result += sound
        }
        return key(result)
    }

    private static let h = UInt8(ascii: "h"), n = UInt8(ascii: "n"), o = UInt8(ascii: "o")
    private static let u = UInt8(ascii: "u"), y = UInt8(ascii: "y")

    private static func isVowel(_ letter: UInt8) -> Bool {
        letter == UInt8(ascii: "a") || letter == UInt8(ascii: "i") || letter == u || letter == UInt8(ascii: "e")
            || letter == o
    }

    /// Hepburn's consonants in Kunrei: shi si, sha sya, chi ti, cha tya, tsu tu, fu hu, ji zi, ja zya, mb nb.
    private static func spelledAlike(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        func letter(_ offset: Int) -> Unicode.Scalar? {
            index + offset < text.count ? Unicode.Scalar(text[index + offset]) : nil
        }
        func write(_ consonant: Unicode.Scalar, skipping count: Int = 1) {
            result.append(UInt8(ascii: consonant))
            index += count
        }
        /// Writes the consonant; before a, u and o with the y that Kunrei writes.
        func writeSoft(_ consonant: Unicode.Scalar, skipping count: Int) {
            write(consonant, skipping: count)
            if index < text.count, text[index] != UInt8(ascii: "i"), isVowel(text[index]) { result.append(y) }
        }
        while index < text.count {
            switch (letter(0), letter(1)) {
            case ("s", "h"): writeSoft("s", skipping: 2)
            case ("c", "h"): writeSoft("t", skipping: 2)
            case ("j", _): writeSoft("z", skipping: 1)
            case ("c", "c") where letter(2) == "h": write("t")
            case ("t", "s"): write("t", skipping: 2)
            case ("f", "u"), ("f", nil): write("h")
            case ("m", "b"), ("m", "m"), ("m", "p"): write("n")
            default:
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static let syllables: [String: String] = {
        let rows: [(String, String)] = [
            ("", "あいうえお"), ("k", "かきくけこ"), ("s", "さしすせそ"), ("t", "たちつてと"), ("n", "なにぬねの"),
            ("h", "はひふへほ"), ("m", "まみむめも"), ("r", "らりるれろ"), ("g", "がぎぐげご"), ("z", "ざじずぜぞ"),
            ("d", "だぢづでど"), ("b", "ばびぶべぼ"), ("p", "ぱぴぷぺぽ"),
        ]
        var result = ["や": "ya", "ゆ": "yu", "よ": "yo", "わ": "wa", "を": "o", "ん": "n", "ー": ""]
        for (consonant, letters) in rows {
            for (vowel, letter) in zip(["a", "i", "u", "e", "o"], letters) {
                result[String(letter)] = consonant + vowel
            }
            guard let i = letters.dropFirst().first, !consonant.isEmpty else { continue }
            for (small, vowel) in [("ゃ", "a"), ("ゅ", "u"), ("ょ", "o")] {
                result["\(i)\(small)"] = consonant + "y" + vowel
            }
        }
        result["ぢ"] = "zi"
        result["づ"] = "zu"
        return result
    }()
}
