package import Database
import Foundation

/// Holds a SQLite writer (or a PostgreSQL store with one connection, or the rows that a statement changed) inside a
/// transaction until the test opens it.
package struct Gate: Sendable {
    private let database: Database
    private let semaphore = DispatchSemaphore(value: 0)

    /// Returns once the thread stands still, after `statement` if there is one.
    package init(closing database: Database, after statement: SQL? = nil) async {
        self.database = database
        let (held, holding) = AsyncStream.makeStream(of: Void.self)
        Task { [semaphore] in
            try? await database.write(.installation) { transaction in
                if let statement { try transaction.execute(statement) }
                holding.finish()
                semaphore.wait()
            }
        }
        for await _ in held {}
    }

    /// Returns once this many transactions wait behind the gate.
    package func waitForWaiting(_ count: Int) async {
        while database.waiting < count { await Task.yield() }
    }

    /// Lets the thread go on.
    package func open() {
        semaphore.signal()
    }
}
