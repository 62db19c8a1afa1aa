import Domain

/// Who reads a page: in which language, and by which clock.
struct Reader: Sendable {
    /// The language every word of ours is in.
    let language: Language
    /// The organization's time zone.
    let zone: Zone

    /// The reader of one page.
    init(language: Language, zone: Zone = .tokyo) {
        self.language = language
        self.zone = zone
    }

    /// A sentence in the reader's language.
    func callAsFunction(_ text: LocalizedText) -> String {
        text[language]
    }

    /// Digits in groups of three: 1,248.
    func number(_ number: Int) -> String {
        var digits = Array(String(number.magnitude))
        var position = digits.count - 3
        while position > 0 {
            digits.insert(",", at: position)
            position -= 3
        }
        return (number < 0 ? "-" : "") + String(digits)
    }

    /// 1,248人 or 1,248 people.
    func people(_ count: Int) -> String {
        self(Catalogue.Counts.people(number(count), one: count == 1))
    }

    /// The word after a large number of people: 人, people, person.
    func peopleUnit(_ count: Int) -> String {
        self(Catalogue.Counts.peopleUnit(one: count == 1))
    }

    /// Whole percent, cut off so that 100% means everybody; 0% of nobody.
    func percent(_ part: Int, of whole: Int) -> String {
        "\(whole > 0 ? part * 100 / whole : 0)%"
    }

    /// 2024年1月1日 or 1 January 2024.
    func date(_ instant: Instant) -> String {
        let clock = zone.clock(at: instant)
        return self(Catalogue.Dates.date(year: clock.year, month: clock.month, day: clock.day))
    }

    /// 1月1日 or 1 January.
    func day(_ instant: Instant) -> String {
        let clock = zone.clock(at: instant)
        return self(Catalogue.Dates.day(month: clock.month, day: clock.day))
    }

    /// 16:10.
    func time(_ instant: Instant) -> String {
        let clock = zone.clock(at: instant)
        return "\(twoDigits(clock.hour)):\(twoDigits(clock.minute))"
    }

    /// 16:10:08, where seconds tell what came first.
    func seconds(_ instant: Instant) -> String {
        "\(time(instant)):\(twoDigits(zone.clock(at: instant).second))"
    }

    /// 2024年1月1日 16:10 or 1 January 2024 16:10.
    func dateTime(_ instant: Instant) -> String {
        "\(date(instant)) \(time(instant))"
    }

    /// 1月1日 16:10 or 1 January 16:10, where the year goes without saying.
    func dayTime(_ instant: Instant) -> String {
        "\(day(instant)) \(time(instant))"
    }

    /// A rounded length: 1秒未満, 30秒, 約16分, 約3時間.
    func about(_ duration: Duration) -> String {
        if duration < .seconds(1) { return self(Catalogue.Dates.underASecond) }
        let seconds = Int(duration.inMilliseconds / 1_000)
        if seconds < 60 { return self(Catalogue.Dates.seconds(seconds)) }
        let minutes = (seconds + 30) / 60
        if minutes < 180 { return self(Catalogue.Dates.aboutMinutes(minutes)) }
        return self(Catalogue.Dates.aboutHours((minutes + 30) / 60))
    }

    /// An exact length for settings and rules: 3分, 24時間, 7日.
    func exactly(_ duration: Duration) -> String {
        let seconds = Int(duration.inMilliseconds / 1_000)
        if seconds % 86_400 == 0, seconds > 86_400 { return self(Catalogue.Dates.days(seconds / 86_400)) }
        if seconds % 3_600 == 0, seconds > 0 { return self(Catalogue.Dates.hours(seconds / 3_600)) }
        if seconds % 60 == 0 { return self(Catalogue.Dates.minutes(seconds / 60)) }
        return self(Catalogue.Dates.seconds(seconds))
    }

    private func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
