import Glibc

/// What time it is. The shells read it and pass the `Instant` on; rules never see it.
package struct WallClock: Sendable {
    /// The present instant.
    package let now: @Sendable () -> Instant

    /// A clock from a function; tests pass one that they move.
    package init(now: @escaping @Sendable () -> Instant) {
        self.now = now
    }

    /// The machine's clock.
    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
