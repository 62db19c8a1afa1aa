import Foundation
import Synchronization

/// A place where a thread, such as that of a transaction, waits until the test lets it go.
final class Gate: Sendable {
    private let here = Hold()
    private let passage = DispatchSemaphore(value: 0)
    private let state = Mutex(false)

    var isOpen: Bool { state.withLock { $0 } }

    /// Waits here, on the thread of the caller.
    func wait() {
        Task { await here.wait() }
        passage.wait()
    }

    /// Returns when somebody has come.
    func arrival() async {
        await here.arrivals(1)
    }

    /// Lets whoever waits go.
    func open() {
        state.withLock { $0 = true }
        here.open()
        passage.signal()
    }
}
