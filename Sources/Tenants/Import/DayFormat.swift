package import Domain
import Foundation

/// Days as people write them (`2024-04-01`), in one zone. Instants lie at the start of their day.
package struct DayFormat: Sendable {
    private let zone: TimeZone

    /// Days in the zone of this IANA name; UTC if there is no such zone.
    package init(timeZone: String) {
        zone = TimeZone(identifier: timeZone) ?? .gmt
    }

    /// The start of the day, or nil if the text is not a day: year, month and day, with `-` or `/` between.
    package func instant(_ text: String) -> Instant? {
        let parts = WidthFolding.halfWidth(text).split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "-" || $0 == "/" })
        guard parts.count == 3, parts[0].count == 4, let year = Int(parts[0]), let month = Int(parts[1]),
            let day = Int(parts[2]), (1900...2199).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let days = Self.days(year, month, day)
        // A day that the month does not have comes back as another one.
        guard Self.date(days) == (year, month, day) else { return nil }
        let midnight = days * 86_400
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(midnight)))
        let start = midnight - Int64(offset)
        // The zone's offset may differ between the two midnights.
        let exact = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(start)))
        return Instant(milliseconds: (midnight - Int64(exact)) * 1_000)
    }

    /// The day that the instant lies in, as `2024-04-01`.
    package func text(_ instant: Instant) -> String {
        let seconds = Int64((Double(instant.milliseconds) / 1_000).rounded(.down))
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
        let local = seconds + Int64(offset)
        let (year, month, day) = Self.date(local >= 0 ? local / 86_400 : (local - 86_399) / 86_400)
        return "\(year)-" + (month < 10 ? "0" : "") + "\(month)-" + (day < 10 ? "0" : "") + "\(day)"
    }

    /// Day and time of the instant, as `2024-04-01 09:05`.
    package func minute(_ instant: Instant) -> String {
        let local =
            instant.milliseconds / 1_000
            + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000)))
        let minutes = (local % 86_400 + 86_400) % 86_400 / 60
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + "\(number)" }
        return "\(text(instant)) \(two(minutes / 60)):\(two(minutes % 60))"
    }

    /// The start of the day that the instant lies in.
    package func startOfDay(_ instant: Instant) -> Instant {
        self.instant(text(instant)) ?? instant
    }

    /// Days since 1970-01-01 of a date of the Gregorian calendar.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return Int64(era * 146_097 + dayOfEra - 719_468)
    }

    private static func date(_ days: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(days) + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
