import Glibc

/// Jobs that wait for a thread: urgent ones first, then in the order they came.
///
/// Proof for `@unchecked Sendable`: every access to the mutable state happens between `lock` and `unlock` of the mutex
/// that this object owns.
final class WorkQueue<Job: Sendable>: @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>
    private var urgent: [Job] = []
    private var ordinary: [Job] = []
    private var closed = false

    init() {
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(condition)
        mutex.deallocate()
        condition.deallocate()
    }

    /// Adds a job; false if the queue is closed and the job will never run.
    func add(_ job: Job, urgent isUrgent: Bool) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if closed { return false }
        if isUrgent { urgent.append(job) } else { ordinary.append(job) }
        pthread_cond_signal(condition)
        return true
    }

    /// Waits for jobs and takes up to `limit` of them; an empty list means that the queue is closed and drained.
    func take(upTo limit: Int) -> [Job] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while urgent.isEmpty && ordinary.isEmpty && !closed { pthread_cond_wait(condition, mutex) }
        return takeWaiting(upTo: limit)
    }

    /// Takes up to `limit` jobs that wait already, without waiting for more.
    func takeNow(upTo limit: Int) -> [Job] {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return takeWaiting(upTo: limit)
    }

    /// Lets the threads finish what waits and then stop.
    func close() {
        pthread_mutex_lock(mutex)
        closed = true
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    private func takeWaiting(upTo limit: Int) -> [Job] {
        if urgent.count + ordinary.count <= limit {
            let jobs = urgent + ordinary
            urgent.removeAll(keepingCapacity: true)
            ordinary.removeAll(keepingCapacity: true)
            return jobs
        }
        let first = Array(urgent.prefix(limit))
        urgent.removeFirst(first.count)
        let second = Array(ordinary.prefix(limit - first.count))
        ordinary.removeFirst(second.count)
        return first + second
    }
}
