package import Domain
import Synchronization

/// A clock that stands still until a test moves it.
package final class TestClock: Sendable {
    private let instant: Mutex<Instant>

    /// A clock that shows this instant; 2024-01-01 16:10 in Japan unless the test says otherwise.
    package init(_ start: Instant = Instant(milliseconds: 1_704_093_000_000)) {
        instant = Mutex(start)
    }

    /// What the clock shows.
    package var now: Instant { instant.withLock { $0 } }

    /// Moves the clock forward (or back, by a negative duration).
    package func advance(by duration: Duration) {
        instant.withLock { $0 = $0 + duration }
    }

    /// The clock as the capability that shells take.
    package var wallClock: WallClock { WallClock { self.now } }
}
