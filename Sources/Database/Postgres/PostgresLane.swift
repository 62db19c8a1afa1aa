import Domain

/// One thread's connection: kept open, opened again when it is lost, used for one transaction after the other.
final class PostgresLane {
    private static let attempts = 5
    /// How long a transaction waits for a server that went away, before it fails.
    private static let patience = Duration.seconds(15)
    private static let longestWait = Duration.seconds(2)

    /// What a transaction may do.
    enum Use {
        case read
        case write(Durability)
    }

    private let server: PostgresServer
    /// Rests; false, and at once, when the store is being closed.
    private let pause: (Duration) -> Bool
    private var connection: PostgresConnection?
    private var unreachableSince: ContinuousClock.Instant?

    init(server: PostgresServer, pause: @escaping (Duration) -> Bool) {
        self.server = server
        self.pause = pause
    }

    /// Connects now, with one try.
    ///
    /// - Throws: `DatabaseError` of kind `connection`.
    func connect() throws {
        connection = try PostgresConnection(server: server)
    }

    /// Runs one transaction; again if it collided with another one, or if the connection was lost before its commit was
    /// sent.
    ///
    /// - Throws: `DatabaseError`, or what `body` throws; kind `connection` also when nobody knows whether the commit
    ///   arrived.
    func transaction<Value>(
        _ rows: RowScope, _ use: Use, _ body: (Transaction) throws -> Value
    ) throws -> Value {
        var attempt = 1
        while true {
            let connection = try connected()
            switch attemptOnce(on: connection, rows, use, body) {
            case .done(let result):
                return try result.get()
            case .mayRunAgain(let reason):
                guard attempt < Self.attempts else { throw reason }
                if reason.code == .conflict { _ = pause(.milliseconds(attempt * attempt * 2)) }
                attempt += 1
            }
        }
    }

    private enum Ending<Value> {
        case done(Result<Value, any Error>)
        /// Nothing of it was kept, and the reason may be gone by now.
        case mayRunAgain(DatabaseError)
    }

    private func attemptOnce<Value>(
        on connection: PostgresConnection, _ rows: RowScope, _ use: Use, _ body: (Transaction) throws -> Value
    ) -> Ending<Value> {
        defer { if connection.isLost || !connection.isIdle { self.connection = nil } }
        do {
            try connection.command(Self.begin(rows, use))
        } catch {
            return Self.ending(error, lost: connection.isLost)
        }
        let transaction =
            switch use {
            case .read: Transaction(connection: connection)
            case .write(let durability): Transaction(connection: connection, durability: durability)
            }
        let result = Result { try transaction.run(body) }
        guard case .success = result else {
            if let failure = transaction.failure {
                if connection.isLost { return .mayRunAgain(failure) }
                try? connection.command("ROLLBACK")
                if failure.code == .conflict {
                    // The reason may be a plan that the schema has outgrown.
                    try? connection.forgetStatements()
                    return .mayRunAgain(failure)
                }
            } else {
                try? connection.command("ROLLBACK")
            }
            return .done(result)
        }
        do {
            try connection.commit()
        } catch {
            if case .read = use { return .done(result) }
            if connection.isLost {
                return .done(
                    .failure(DatabaseError(.connection, "the connection was lost while the transaction was committed")))
            }
            return Self.ending(error, lost: false)
        }
        return .done(result)
    }

    private static func ending<Value>(_ error: any Error, lost: Bool) -> Ending<Value> {
        guard let error = error as? DatabaseError, lost || error.code == .conflict else {
            return .done(.failure(error))
        }
        return .mayRunAgain(error)
    }

    /// Begins, names the tenant and says what the commit outlasts in one round trip; all come from closed types, not from
    /// text.
    private static func begin(_ rows: RowScope, _ use: Use) -> String {
        let tenant =
            switch rows {
            case .tenant(let tenant): String(tenant.rawValue)
            case .installation: "*"
            }
        let tenantOnly = "SET LOCAL anpi.tenant = '\(tenant)'"
        return switch use {
        case .read: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \(tenantOnly)"
        case .write(.disk): "BEGIN; \(tenantOnly)"
        case .write(.process): "BEGIN; \(tenantOnly); SET LOCAL synchronous_commit = off"
        }
    }

    /// The connection, opened again if need be, with growing waits. While an outage is known to last, callers are
    /// refused after one try instead of queueing up behind it.
    private func connected() throws -> PostgresConnection {
        if let connection { return connection }
        var wait = Duration.milliseconds(50)
        while true {
            do {
                let opened = try PostgresConnection(server: server)
                connection = opened
                unreachableSince = nil
                return opened
            } catch {
                let since = unreachableSince ?? .now
                unreachableSince = since
                if ContinuousClock.now - since > Self.patience || !pause(wait) { throw error }
                wait = min(wait * 2, Self.longestWait)
            }
        }
    }
}
