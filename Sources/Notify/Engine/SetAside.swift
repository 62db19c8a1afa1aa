import Database
import Domain
import Synchronization

/// Pieces of work that failed by themselves are left alone for a while, loudly, so that one bad row holds up nobody else.
final class SetAside: Sendable {
    /// How long a piece of work is left alone after it failed.
    static let time = Duration.seconds(60)

    private let clock: WallClock
    private let log: Log
    private let until = Mutex<[String: Instant]>([:])

    init(clock: WallClock, log: Log) {
        self.clock = clock
        self.log = log
    }

    /// How many pieces of work are left alone now.
    var count: Int {
        let now = clock.now()
        return until.withLock { $0.values.count { $0 > now } }
    }

    /// Whether a piece of work is left alone now.
    func holds(_ name: String) -> Bool {
        let now = clock.now()
        return until.withLock { $0[name].map { $0 > now } ?? false }
    }

    /// Leaves a piece of work alone for a while, and says so.
    func put(_ name: String, _ reason: String) {
        if !holds(name) { log.error("a piece of work failed and is set aside", ("work", name), ("reason", reason)) }
        let end = clock.now() + Self.time
        until.withLock { $0[name] = end }
    }

    /// Does a piece of work unless it failed a short time ago. Returns whether it was done.
    ///
    /// - Throws: What concerns the whole database and not this piece.
    func attempt(_ name: String, _ work: () async throws -> Void) async throws -> Bool {
        if holds(name) { return false }
        do {
            try await work()
            until.withLock { $0[name] = nil }
            return true
        } catch let error where error.isOfWholeDatabase && !error.isLock {
            throw error
        } catch {
            // A row that another program holds stops its own piece, and nobody behind it.
            put(name, "\(error)")
            return false
        }
    }
}

extension Error {
    /// Whether something waited too long for a row, or lost it to another transaction.
    fileprivate var isLock: Bool {
        guard let error = self as? DatabaseError else { return false }
        return error.code == .busy || error.code == .conflict
    }

    /// Whether nothing can be written at present, whatever it is.
    var isOfWholeDatabase: Bool {
        guard let error = self as? DatabaseError else { return false }
        return [.connection, .full, .busy, .conflict, .readOnly].contains(error.code)
    }
}
