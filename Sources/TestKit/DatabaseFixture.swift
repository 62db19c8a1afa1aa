package import Database
import Domain
import Foundation

/// An engine to run a storage test on.
package enum DatabaseKind: String, Sendable, CaseIterable {
    /// A SQLite file in a folder of its own.
    case sqlite
    /// A database of its own on the server that `ANPI_TEST_POSTGRES` names.
    case postgres

    /// The engines that this run has; `make test` has both.
    package static var available: [DatabaseKind] {
        PostgresTestServer.owner == nil ? [.sqlite] : allCases
    }
}

/// Gives `body` an empty, migrated database on one engine, and removes it afterwards.
///
/// On PostgreSQL it is connected as a role that owns nothing, as in production.
@discardableResult
package func withDatabase<Value>(
    _ kind: DatabaseKind, _ migrations: [Migration],
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Database) async throws -> Value
) async throws -> Value {
    let migrator = Migrator(migrations, applicationRole: PostgresTestServer.applicationRole)
    switch kind {
    case .sqlite:
        return try await withTemporaryFolder { folder in
            let database = try Database.sqlite(path: "\(folder)/anpi.db")
            return try await closing(database) {
                try await migrator.migrate(database, now: migrationTime)
                return try await body(database)
            }
        }
    case .postgres:
        return try await withPostgres { owner, application in
            let ownersDatabase = try await Database.postgres(conninfo: owner, connections: 1)
            try await closing(ownersDatabase) {
                _ = try await migrator.migrate(ownersDatabase, now: migrationTime)
            }
            let database = try await Database.postgres(conninfo: application)
            return try await closing(database) { try await body(database) }
        }
    }
}

/// Gives `body` connection strings for an empty PostgreSQL database: one of its owner, one of the role that owns
/// nothing. For tests of the connection itself; all others use `withDatabase`.
@discardableResult
package func withPostgres<Value>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (_ owner: String, _ application: String) async throws -> Value
) async throws -> Value {
    try await PostgresTestServer.withEmptyDatabase(body)
}

/// Gives `body` the path of a folder of its own, and removes it afterwards.
@discardableResult
package func withTemporaryFolder<Value>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (String) async throws -> Value
) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.path + "/anpi-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// When the fixtures' schemas were made.
private let migrationTime = Instant(milliseconds: 1_704_067_200_000)

@discardableResult
private func closing<Value>(
    _ database: Database, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
) async throws -> Value {
    do {
        let value = try await body()
        await database.close()
        return value
    } catch {
        await database.close()
        throw error
    }
}
