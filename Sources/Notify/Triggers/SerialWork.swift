import Dispatch

/// A line of work that may block: files and XML. It has a thread of its own whenever there is something to do, so that
/// the cooperative pool never waits for it.
package final class SerialWork: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Called by the runtime.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
