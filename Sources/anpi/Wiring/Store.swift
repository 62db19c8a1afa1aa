import Auth
import Database
import Domain
import Notify
import Profiles
import Tenants
import Web

/// Opens the database that the settings name.
enum Store {
    /// The steps of all rooms.
    static let migrations: [Migration] =
        TenantsSchema.migrations + AuthSchema.migrations + ProfilesSchema.migrations + NotifySchema.migrations
        + TriggersSchema.migrations + WebSchema.migrations + KeyMark.migrations

    /// The role of the server on PostgreSQL; it owns nothing.
    static let applicationRole = "anpi_app"

    /// The database as the server uses it; on PostgreSQL the role is checked to be a powerless one.
    static func open(_ settings: Settings, for use: SQLiteUse) async throws -> Database {
        switch settings.database {
        case .sqlite(let path): return try Database.sqlite(path: path, use: use, readers: settings.databaseConnections)
        case .postgres(let address):
            return try await Database.postgres(conninfo: address, connections: settings.databaseConnections)
        }
    }

    /// The database as its owner, for migrations.
    static func openAsOwner(_ settings: Settings) async throws -> Database {
        switch settings.database {
        case .sqlite(let path): return try Database.sqlite(path: path, readers: 1)
        case .postgres:
            guard let owner = settings.databaseOwner else {
                throw SettingsError(
                    reason: "ANPI_DATABASE_OWNER is not set. It takes the address of the tables' owner.")
            }
            return try await Database.postgres(conninfo: owner, connections: 1)
        }
    }

    /// Brings the schema to this program's version.
    static func migrator(for settings: Settings) -> Migrator {
        switch settings.database {
        case .sqlite: Migrator(migrations)
        case .postgres: Migrator(migrations, applicationRole: applicationRole)
        }
    }
}
