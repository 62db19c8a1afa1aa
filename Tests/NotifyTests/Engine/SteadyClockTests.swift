import Domain
import Notify
import Synchronization
import Testing

private let start = Instant(milliseconds: 1_711_850_340_000)  // 31 March 2024, 01:59 UTC
private let hour = Duration.seconds(3_600)
private let day = Duration.seconds(86_400)

/// A machine whose two clocks a test moves.
private final class Machine: Sendable {
    private let reading = Mutex(SteadyClock.Reading(wall: start, running: .seconds(77)))

    var clock: SteadyClock { SteadyClock { self.reading.withLock { $0 } } }

    func pass(_ time: Duration) {
        reading.withLock { $0 = SteadyClock.Reading(wall: $0.wall + time, running: $0.running + time) }
    }

    func set(_ jump: Duration) {
        reading.withLock { $0 = SteadyClock.Reading(wall: $0.wall + jump, running: $0.running) }
    }
}

@Suite("A clock that nobody can set")
struct SteadyClockTests {
    @Test(
        "Whatever the machine's clock is set to, a minute stays a minute, and the gap is known",
        arguments: [hour, .zero - hour, day, .zero - day, .seconds(-1), .seconds(20 * 365 * 86_400)])
    func jumps(jump: Duration) {
        let machine = Machine()
        let clock = machine.clock
        machine.pass(.seconds(60))
        #expect(clock.now == start + .seconds(60) && clock.gap == .zero)
        machine.set(jump)
        #expect(clock.now == start + .seconds(60) && clock.gap == jump)
        machine.pass(.seconds(60))
        #expect(clock.now == start + .seconds(120) && clock.gap == jump)
        // Somebody sees the mistake and sets it right.
        machine.set(.zero - jump)
        #expect(clock.now == start + .seconds(120) && clock.gap == .zero)
    }

    @Test("What was set is taken over when it is adopted, and not before")
    func adopting() {
        let machine = Machine()
        let clock = machine.clock
        machine.set(day)
        machine.pass(.seconds(1))
        clock.adopt()
        #expect(clock.now == start + day + .seconds(1) && clock.gap == .zero)
        machine.pass(hour)
        #expect(clock.now == start + day + .seconds(1) + hour)
    }

    @Test("Through a leap second that the machine's clock repeats, time goes on by one second a second")
    func leapSecond() {
        let machine = Machine()
        let clock = machine.clock
        var seen: [Instant] = []
        for second in 0..<10 {
            if second == 5 { machine.set(.seconds(-1)) }
            seen.append(clock.now)
            machine.pass(.seconds(1))
        }
        #expect(seen == (0..<10).map { start + .seconds($0) })
    }
}
