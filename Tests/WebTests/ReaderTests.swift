import Domain
import Foundation
import Testing

@testable import Web

@Suite("What readers see of numbers and times")
struct ReaderTests {
    private let japanese = Reader(language: .japanese)
    private let english = Reader(language: .english)

    @Test(
        "Dates and times follow the reader's language and clock",
        arguments: [
            (1_704_093_000_000, "2024年1月1日 16:10", "1 January 2024 16:10"),
            (0, "1970年1月1日 09:00", "1 January 1970 09:00"),
            (951_782_399_000, "2000年2月29日 08:59", "29 February 2000 08:59"),
            (-32_400_001, "1969年12月31日 23:59", "31 December 1969 23:59"),
            (4_107_542_399_999, "2100年3月1日 08:59", "1 March 2100 08:59"),
        ] as [(Int64, String, String)])
    func dates(milliseconds: Int64, japaneseWords: String, englishWords: String) {
        let instant = Instant(milliseconds: milliseconds)
        #expect(japanese.dateTime(instant) == japaneseWords)
        #expect(english.dateTime(instant) == englishWords)
    }

    @Test("Every day of four hundred years is the day after the one before")
    func calendar() {
        var previous = ClockReading(localMilliseconds: -86_400_000 * 135_140)
        for day in -135_139...11_000 {
            let next = ClockReading(localMilliseconds: Int64(day) * 86_400_000)
            let isNextDay = next.year == previous.year && next.month == previous.month && next.day == previous.day + 1
            let isNextMonth = next.day == 1 && previous.day >= 28 && next.month == previous.month % 12 + 1
            guard isNextDay || isNextMonth, next.hour == 0 else {
                Issue.record("\(previous) is followed by \(next)")
                return
            }
            previous = next
        }
    }

    @Test("A zone whose clocks change shows each instant by its own offset")
    func zones() {
        let change = Instant(milliseconds: 1_711_846_800_000)
        let zone = Zone { $0 < change ? 3_600 : 7_200 }
        let reader = Reader(language: .english, zone: zone)
        #expect(reader.seconds(change - .seconds(1)) == "01:59:59")
        #expect(reader.seconds(change) == "03:00:00")
    }

    @Test("Counts are grouped, and one person is not people")
    func counts() {
        #expect(japanese.people(1_248) == "1,248人")
        #expect(english.people(1_248) == "1,248 people")
        #expect(english.people(1) == "1 person")
        #expect(english.number(1_000_000) == "1,000,000" && english.number(-1_234) == "-1,234")
        #expect(english.number(999) == "999" && english.number(0) == "0")
        #expect(japanese.percent(1_247, of: 1_248) == "99%")
        #expect(japanese.percent(0, of: 0) == "0%")
    }

    @Test("Lengths are said the way people say them")
    func lengths() {
        #expect(japanese.about(.milliseconds(999)) == "1秒未満" && english.about(.zero) == "under 1 s")
        #expect(japanese.about(.seconds(30)) == "30秒")
        #expect(japanese.about(.seconds(960)) == "約16分")
        #expect(english.about(.seconds(6 * 3_600)) == "about 6 h")
        #expect(japanese.exactly(.seconds(180)) == "3分")
        #expect(japanese.exactly(.seconds(86_400)) == "24時間")
        #expect(english.exactly(.seconds(90)) == "90 s")
    }

    @Test("An address can't leave its path, its query or this site")
    func addresses() {
        let segment = "../x?y=1#z//evil.example/\"<>"
        #expect(("/b/\(segment)" as Address).text == "/b/..%2Fx%3Fy%3D1%23z%2F%2Fevil.example%2F%22%3C%3E")
        #expect(("/b" as Address).adding("q", "a&b=c").adding("p", "2").text == "/b?q=a%26b%3Dc&p=2")
    }

    @Test("The levels of reach always add up, and the bar has no gap")
    func reach() {
        let counts = ReachCounts(
            answered: 852, opened: 84, handedOn: 230, unclear: 6, planned: 18, failed: 27, noPath: 31)
        #expect(counts.total == 1_248)
        #expect(counts.answered + counts.waiting + counts.unreached == counts.total)
        let bar = reachBar(counts, japanese).text
        #expect(bar.contains(#"class="f3" x="0.00%" width="68.26%""#))
        #expect(bar.contains(#"class="f2" x="68.26%" width="6.74%""#))
        #expect(bar.contains(#"class="fv" x="97.51%" width="2.49%""#))
        #expect(!reachBar(ReachCounts(), japanese).text.contains("class=\"f"))
    }

    @Test("The sequence shows each slot once filled, its repeats hollow")  // R-173 R-176 R-178
    func sequence() {
        let preview = Samples(language: .japanese).sequence
        let html = sequenceRail(preview, japanese).text
        #expect(html.contains("全部で6回、最後の連絡は開始から約16分後。"))
        #expect(html.components(separatedBy: "dot fill").count == 4)
        #expect(html.contains(#"<span class="at">8分後</span><span class="dot">2</span>"#))
    }
}
