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
        ProcessInfo.processInfo.environment["ANPI_TEST_POSTGRES"] == nil ? [.sqlite] : allCases
    }
}

/// Gives `body` an empty, migrated database on one engine, and removes it afterwards.
package func withDatabase<Value>(
    _ kind: DatabaseKind, _ migrations: [Migration],
    isolation: isolated (any Actor)? = #isolation,
    _ body: (Database) async throws -> Value
) async throws -> Value {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("anpi-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database: Database
    switch kind {
    case .sqlite: database = try Database.sqlite(path: folder.appendingPathComponent("anpi.db").path)
    case .postgres: throw DatabaseError(.connection, "not reached yet")
    }
    do {
        try await Migrator(migrations).migrate(database, now: Instant(milliseconds: 1_704_067_200_000))
        let value = try await body(database)
        await database.close()
        return value
    } catch {
        await database.close()
        throw error
    }
}
