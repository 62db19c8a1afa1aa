import Glibc

/// Jobs that wait for a thread: urgent ones first, then in the order they came.
///
/// While both kinds wait, each eighth job taken is an ordinary one, so that no flood of urgent jobs stops the others
/// for ever.
///
/// Proof for `@unchecked Sendable`: every access to the mutable state happens between `lock` and `unlock` of the mutex
/// that this object owns.
final class WorkQueue<Job: Sendable>: @unchecked Sendable {
    private static var urgentRun: Int { 7 }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    /// For threads that take any job, for those that take urgent ones only, and for pauses that `close` ends.
    private let anyJob: UnsafeMutablePointer<pthread_cond_t>
    private let urgentJob: UnsafeMutablePointer<pthread_cond_t>
    private let closing: UnsafeMutablePointer<pthread_cond_t>
    private var urgent = Fifo<Job>()
    private var ordinary = Fifo<Job>()
    private var urgentInARow = 0
    private var closed = false

    init() {
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        anyJob = .allocate(capacity: 1)
        urgentJob = .allocate(capacity: 1)
        closing = .allocate(capacity: 1)
        for condition in [anyJob, urgentJob, closing] { pthread_cond_init(condition, &attributes) }
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        for condition in [anyJob, urgentJob, closing] {
            pthread_cond_destroy(condition)
            condition.deallocate()
        }
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// How many jobs wait at this moment.
    var waiting: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return urgent.count + ordinary.count
    }

    /// Adds a job; false if the queue is closed and the job will never run.
    func add(_ job: Job, urgent isUrgent: Bool) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if closed { return false }
        if isUrgent {
            urgent.append(job)
            pthread_cond_signal(urgentJob)
        } else {
            ordinary.append(job)
        }
        pthread_cond_signal(anyJob)
        return true
    }

    /// Waits for a job and takes it; nil means that the queue is closed and drained.
    ///
    /// - Parameter urgentOnly: Leaves ordinary jobs to other threads.
    func take(urgentOnly: Bool = false) -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let job = urgentOnly ? urgent.popFirst() : next() { return job }
            if closed { return nil }
            pthread_cond_wait(urgentOnly ? urgentJob : anyJob, mutex)
        }
    }

    /// Takes a job that waits already, or nil if there is none.
    func takeNow() -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return next()
    }

    /// Lets the calling thread rest for this long; false, and at once, if the queue is closed.
    func pause(_ duration: Duration) -> Bool {
        var end = timespec()
        clock_gettime(CLOCK_MONOTONIC, &end)
        let (seconds, attoseconds) = duration.components
        end.tv_nsec += Int(attoseconds / 1_000_000_000)
        end.tv_sec += Int(seconds) + end.tv_nsec / 1_000_000_000
        end.tv_nsec %= 1_000_000_000
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !closed {
            if pthread_cond_timedwait(closing, mutex, &end) == ETIMEDOUT { break }
        }
        return !closed
    }

    /// Lets the threads finish what waits and then stop.
    func close() {
        pthread_mutex_lock(mutex)
        closed = true
        for condition in [anyJob, urgentJob, closing] { pthread_cond_broadcast(condition) }
        pthread_mutex_unlock(mutex)
    }

    private func next() -> Job? {
        if urgentInARow < Self.urgentRun || ordinary.isEmpty, let job = urgent.popFirst() {
            urgentInARow = ordinary.isEmpty ? 0 : urgentInARow + 1
            return job
        }
        urgentInARow = 0
        return ordinary.popFirst()
    }
}
