import Glibc

/// Jobs that wait for a thread: urgent ones first, then in the order they came.
///
/// While both kinds wait, each eighth job taken is an ordinary one, so that no flood of urgent jobs stops the others
/// for ever.
///
/// Proof for `@unchecked Sendable`: every access to the mutable state happens between `lock` and `unlock` of the mutex
/// that this object owns.
package final class WorkQueue<Job: Sendable>: @unchecked Sendable {
    private static var urgentRun: Int { 7 }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    /// For threads that take any job, and for those that take urgent ones only.
    private let anyJob: UnsafeMutablePointer<pthread_cond_t>
    private let urgentJob: UnsafeMutablePointer<pthread_cond_t>
    private var urgent = Fifo<Job>()
    private var ordinary = Fifo<Job>()
    private var urgentInARow = 0
    private var urgentInAll = 0
    private var closed = false

    /// An empty queue.
    package init() {
        mutex = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        anyJob = .allocate(capacity: 1)
        pthread_cond_init(anyJob, nil)
        urgentJob = .allocate(capacity: 1)
        pthread_cond_init(urgentJob, nil)
    }

    deinit {
        for condition in [anyJob, urgentJob] {
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

    /// Whether no job waits at this moment.
    package var isEmpty: Bool { waiting == 0 }

    /// How many urgent jobs were ever added.
    var urgentAdded: Int {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return urgentInAll
    }

    /// Adds a job; false if the queue is closed and the job will never run.
    package func add(_ job: Job, urgent isUrgent: Bool) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if closed { return false }
        if isUrgent {
            urgent.append(job)
            urgentInAll += 1
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
    package func take(urgentOnly: Bool = false) -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let job = urgentOnly ? urgent.popFirst() : next() { return job }
            if closed { return nil }
            pthread_cond_wait(urgentOnly ? urgentJob : anyJob, mutex)
        }
    }

    /// Takes a job that waits already, or nil if there is none.
    ///
    /// - Parameter urgentOnly: Leaves ordinary jobs waiting; the urgent ones count towards their next turn.
    func takeNow(urgentOnly: Bool = false) -> Job? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        guard urgentOnly else { return next() }
        guard let job = urgent.popFirst() else { return nil }
        urgentInARow += 1
        return job
    }

    /// Lets the calling thread rest for this long; false, and soon, if the queue is closed.
    func pause(_ duration: Duration) -> Bool {
        let end = ContinuousClock.now + duration
        while !isClosed {
            let left = ContinuousClock.now.duration(to: end)
            if left <= .zero { return true }
            poll(nil, 0, left < .milliseconds(20) ? 1 : 20)
        }
        return false
    }

    private var isClosed: Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return closed
    }

    /// Lets the threads finish what waits and then stop.
    package func close() {
        pthread_mutex_lock(mutex)
        closed = true
        pthread_cond_broadcast(anyJob)
        pthread_cond_broadcast(urgentJob)
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
