package import Domain
import Synchronization

/// The machine's time as a running program lives it: whoever sets the machine's clock forward or back, an hour stays an
/// hour. Otherwise a clock set forward by a day would end every sequence that has just begun, and one set back would keep
/// the next contact waiting for a day.
///
/// The time that was set is taken over by `adopt`, in a moment in which nothing is under way.
package final class SteadyClock: Sendable {
    /// One look at the machine's two clocks.
    package struct Reading: Hashable, Sendable {
        /// What the machine says the time is; people and programs can set it.
        package let wall: Instant
        /// How much time has passed since some moment, whether the machine slept or not; nobody can set it.
        package let running: Duration

        /// A reading of these two.
        package init(wall: Instant, running: Duration) {
            self.wall = wall
            self.running = running
        }
    }

    private let read: @Sendable () -> Reading
    private let anchor: Mutex<Reading>

    /// A clock that begins with the wall's time and goes on by the time that has passed.
    package init(reading: @escaping @Sendable () -> Reading) {
        read = reading
        anchor = Mutex(reading())
    }

    /// The time by this clock; never earlier than at the last look, unless it was adopted in between.
    package var now: Instant { time(of: read()) }

    /// How far the machine's clock is ahead of this one since somebody set it; negative if it is behind.
    package var gap: Duration {
        let reading = read()
        return reading.wall - time(of: reading)
    }

    /// Takes over the machine's time.
    package func adopt() {
        anchor.withLock { $0 = read() }
    }

    /// The clock as the capability that shells take.
    package var wallClock: WallClock { WallClock { self.now } }

    private func time(of reading: Reading) -> Instant {
        anchor.withLock { $0.wall + (reading.running - $0.running) }
    }
}
