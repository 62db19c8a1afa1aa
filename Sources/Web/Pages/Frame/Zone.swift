import Domain

/// A time zone as a value: how far its clocks are ahead of UTC at an instant.
struct Zone: Sendable {
    /// Seconds east of UTC.
    let seconds: @Sendable (Instant) -> Int

    /// Asia/Tokyo, where clocks never change: the default of every organization.
    static let tokyo = Zone { _ in 9 * 3_600 }

    /// The wall clock's reading at an instant.
    func clock(at instant: Instant) -> ClockReading {
        ClockReading(localMilliseconds: instant.milliseconds + Int64(seconds(instant)) * 1_000)
    }
}

/// What a wall clock and a calendar show.
struct ClockReading: Hashable, Sendable {
    /// The year of the Gregorian calendar.
    let year: Int
    /// 1…12.
    let month: Int
    /// 1…31.
    let day: Int
    /// 0…23.
    let hour: Int
    /// 0…59.
    let minute: Int
    /// 0…59.
    let second: Int

    /// Cuts milliseconds of local time into a date and a time of day (proleptic Gregorian calendar).
    init(localMilliseconds: Int64) {
        let milliseconds = Int(localMilliseconds)
        let days = (milliseconds - (milliseconds < 0 ? 86_399_999 : 0)) / 86_400_000
        let rest = (milliseconds - days * 86_400_000) / 1_000
        hour = rest / 3_600
        minute = rest % 3_600 / 60
        second = rest % 60
        // Years are counted from 1 March, so that the leap day is a year's last day.
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}
