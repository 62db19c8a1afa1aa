import Database
import Foundation
import Synchronization

/// Holds a SQLite writer (or a PostgreSQL store with one connection) inside a transaction until the test opens it.
struct Gate: Sendable {
    private let database: Database
    private let semaphore = DispatchSemaphore(value: 0)

    /// Returns once the thread stands still.
    init(closing database: Database) async {
        self.database = database
        let (held, holding) = AsyncStream.makeStream(of: Void.self)
        Task { [semaphore] in
            try? await database.write(.installation) { _ in
                holding.finish()
                semaphore.wait()
            }
        }
        for await _ in held {}
    }

    /// Returns once this many transactions wait behind the gate.
    func waitForWaiting(_ count: Int) async {
        while database.waiting < count { await Task.yield() }
    }

    /// Lets the thread go on.
    func open() {
        semaphore.signal()
    }
}

/// Words in the order in which transactions wrote them.
final class Recorder: Sendable {
    private let held = Mutex<[String]>([])

    var words: [String] { held.withLock { $0 } }

    func append(_ word: String) {
        held.withLock { $0.append(word) }
    }
}
