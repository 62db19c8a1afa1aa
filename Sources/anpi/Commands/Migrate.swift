import Database
import Domain
import Foundation

extension Commands {
    /// `anpi migrate`
    static let migrate = Command(
        "migrate", "", "brings the database to this program's version",
        details:
            "On PostgreSQL ANPI_DATABASE_OWNER names the owner of the tables; the server itself never has that right."
    ) { _ in
        let settings = try Settings(environment: ProcessInfo.processInfo.environment)
        let database = try await Store.openAsOwner(settings)
        let done = try await Store.migrator(for: settings).migrate(database, now: WallClock.system.now())
        await database.close()
        print(
            done.isEmpty ? "The database is up to date." : "Applied: \(done.map(String.init).joined(separator: ", "))")
        return 0
    }
}
