import Glibc

/// A value behind a lock, with threads that sleep until it is what they wait for.
///
/// Only threads of our own sleep here, never the cooperative pool.
///
/// `@unchecked Sendable`: `state` is read and written only between `pthread_mutex_lock` and `pthread_mutex_unlock` of
/// `mutex`; the two pthread objects live at fixed addresses from `init` to `deinit` and are made for sharing.
final class Monitor<State>: @unchecked Sendable {
    /// What a sleeper found.
    enum Look<Result> {
        /// What it waited for.
        case found(Result)
        /// Not yet; look again when somebody wakes it, or at this time.
        case sleep(until: ContinuousClock.Instant?)
    }

    private var state: State
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    /// A monitor of this first value.
    init(_ state: State) {
        self.state = state
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        let results = (pthread_mutex_init(mutex, nil), pthread_cond_init(condition, &attributes))
        precondition(results == (0, 0), "Default locks can always be made on Linux")
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Reads or changes the value.
    func withLock<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return body(&state)
    }

    /// Lets every sleeper look again.
    func wake() {
        pthread_mutex_lock(mutex)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Blocks the calling thread until `look` finds what it waits for.
    func wait<Result>(_ look: (inout State) -> Look<Result>) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            switch look(&state) {
            case .found(let result): return result
            case .sleep(until: nil): pthread_cond_wait(condition, mutex)
            case .sleep(until: let time?):
                var alarm = Self.alarm(at: time)
                pthread_cond_timedwait(condition, mutex, &alarm)
            }
        }
    }

    private static func alarm(at time: ContinuousClock.Instant) -> timespec {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let left = max(.zero, ContinuousClock.now.duration(to: time)).components
        let nanoseconds = now.tv_nsec + Int(left.attoseconds / 1_000_000_000) + 1
        return timespec(
            tv_sec: now.tv_sec + Int(left.seconds) + nanoseconds / 1_000_000_000, tv_nsec: nanoseconds % 1_000_000_000)
    }
}
