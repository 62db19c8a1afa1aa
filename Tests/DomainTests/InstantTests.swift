import Domain
import Testing

@Suite("Instants and durations")
struct InstantTests {
    @Test(
        "A duration in milliseconds is cut off, not rounded",
        arguments: [
            (Duration.zero, 0),
            (.milliseconds(1), 1),
            (.milliseconds(-1), -1),
            (.seconds(90), 90_000),
            (.microseconds(999), 0),
            (.microseconds(1_999), 1),
            (.microseconds(-1_999), -1),
            (.nanoseconds(1), 0),
            (.seconds(1) + .microseconds(500), 1_000),
            (.seconds(365 * 24 * 3_600), 31_536_000_000),
        ] as [(Duration, Int64)])
    func inMilliseconds(_ duration: Duration, _ expected: Int64) {
        #expect(duration.inMilliseconds == expected)
    }

    @Test(
        "An instant moves by a duration and back",
        arguments: [Int64.zero, 1, -1, 1_704_093_000_000, -62_135_596_800_000],
        [Duration.zero, .milliseconds(1), .seconds(30), .seconds(-30), .seconds(86_400)])
    func moves(_ start: Int64, _ duration: Duration) {
        let instant = Instant(milliseconds: start)
        #expect((instant + duration).milliseconds == start + duration.inMilliseconds)
        #expect(instant + duration - duration == instant)
        #expect((instant + duration) - instant == duration)
    }

    @Test("The time between two instants has a sign")
    func between() {
        let early = Instant(milliseconds: 1_000)
        let late = Instant(milliseconds: 3_500)
        #expect(late - early == .milliseconds(2_500))
        #expect(early - late == .milliseconds(-2_500))
        #expect(early < late)
        #expect([late, early].sorted() == [early, late])
    }

    @Test("The machine's clock shows a time after this test was written")
    func systemClock() {
        #expect(WallClock.system.now() > Instant(milliseconds: 1_735_689_600_000))
    }
}
