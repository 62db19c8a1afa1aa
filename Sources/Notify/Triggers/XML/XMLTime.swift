import Domain

/// Times as XML writes them, such as 2024-01-01T16:13:00+09:00.
enum XMLTime {
    /// The instant, or nil if the text is no time, names no such day, or has no zone.
    static func read(_ text: String) -> Instant? {
        let letters = Array(text.utf8)
        guard letters.count >= 20, letters[4] == dash, letters[7] == dash, letters[10] == UInt8(ascii: "T"),
            letters[13] == colon, letters[16] == colon,
            let year = number(letters[0..<4]), let month = number(letters[5..<7]), let day = number(letters[8..<10]),
            let hour = number(letters[11..<13]), let minute = number(letters[14..<16]),
            let second = number(letters[17..<19]),
            (1...12).contains(month), day >= 1, day <= lastDay(of: month, in: year), hour <= 23, minute <= 59,
            second <= 60
        else { return nil }
        var rest = letters[19...]
        var milliseconds = 0
        if rest.first == UInt8(ascii: ".") {
            let digits = rest.dropFirst().prefix { isDigit($0) }
            guard !digits.isEmpty, let read = number((digits + Array(repeating: zero, count: 3)).prefix(3)) else {
                return nil
            }
            milliseconds = read
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let zone = zone(rest) else { return nil }
        let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - zone * 60
        return Instant(milliseconds: Int64(seconds) * 1_000 + Int64(milliseconds))
    }

    /// Hour and minute in Japan: 16:10.
    static func clock(_ instant: Instant) -> String {
        let minutes = (instant.milliseconds / 60_000 + 9 * 60) % (24 * 60)
        let day = minutes < 0 ? minutes + 24 * 60 : minutes
        return "\(day / 60):\(day % 60 < 10 ? "0" : "")\(day % 60)"
    }

    private static let dash = UInt8(ascii: "-"), colon = UInt8(ascii: ":"), zero = UInt8(ascii: "0")

    /// Minutes east of Greenwich.
    private static func zone(_ letters: ArraySlice<UInt8>) -> Int? {
        let letters = Array(letters)
        if letters == [UInt8(ascii: "Z")] { return 0 }
        guard letters.count == 6, letters[3] == colon, let hours = number(letters[1..<3]),
            let minutes = number(letters[4..<6]), hours <= 14, minutes <= 59
        else { return nil }
        switch letters[0] {
        case UInt8(ascii: "+"): return hours * 60 + minutes
        case dash: return -(hours * 60 + minutes)
        default: return nil
        }
    }

    private static func isDigit(_ letter: UInt8) -> Bool { letter >= zero && letter <= UInt8(ascii: "9") }

    private static func number(_ letters: some Sequence<UInt8>) -> Int? {
        var result = 0
        for letter in letters {
            guard isDigit(letter) else { return nil }
            result = result * 10 + Int(letter - zero)
        }
        return result
    }

    private static func lastDay(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days from 1970-01-01 in the Gregorian calendar; the year begins in March, so leap days come last.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
