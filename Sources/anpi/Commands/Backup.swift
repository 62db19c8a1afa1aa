import Database
import Domain
import Foundation

extension Commands {
    /// `anpi backup FILE`
    static let backup = Command(
        "backup", "FILE", "copies a SQLite database while it is being served",
        details: """
            The copy is one file, checked, that only its owner may read. It leaves the key file out: keep that one
            elsewhere, because a restored database is of no use without it. PostgreSQL has pg_dump.
            """
    ) { arguments in
        let settings = try Settings(environment: ProcessInfo.processInfo.environment)
        let target = try arguments.word(0, "FILE")
        guard case .sqlite(let path) = settings.database else {
            throw SettingsError(reason: "ANPI_DATABASE names PostgreSQL; back it up with pg_dump.")
        }
        try await Database.backUp(from: path, to: target)
        print("Copied to \(target). The key file is not in it.")
        return 0
    }

    /// `anpi restore FILE`
    static let restore = Command(
        "restore", "FILE", "puts a backup in the place of the SQLite database",
        details: """
            The server must not be running. What was there is kept beside it, with “.replaced” at the end of its name.
            The key file must be the one that the backup was made with.
            """
    ) { arguments in
        let settings = try Settings(environment: ProcessInfo.processInfo.environment)
        let source = try arguments.word(0, "FILE")
        guard case .sqlite(let path) = settings.database else {
            throw SettingsError(reason: "ANPI_DATABASE names PostgreSQL; restore it with pg_restore.")
        }
        let keys = try InstallationKeys(file: settings.keyFile)
        try await Database.restore(
            from: source, to: path, schema: Store.migrator(for: settings), inspect: KeyMark.inspect(keys))
        print("Restored from \(source). Run `anpi migrate` if the backup is of an older version.")
        return 0
    }
}
