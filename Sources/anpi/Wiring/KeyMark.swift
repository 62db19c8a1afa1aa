import Database
import Domain

/// Remembers in the database which key file it belongs to, by a mark that says nothing of the key.
enum KeyMark {
    /// The table of the mark.
    static let migrations = [
        Migration(
            600, "the mark of the key file", sharedTables: ["installation_mark"],
            ["CREATE TABLE installation_mark (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)"])
    ]

    private static let name = "key"

    /// Refuses a database that was made with another key file; marks one that has no mark yet.
    ///
    /// - Throws: `SettingsError` or `DatabaseError`.
    static func check(_ database: Database, _ keys: InstallationKeys) async throws {
        let current = keys.current.mark
        let query: SQL = "SELECT value FROM installation_mark WHERE name = \(name)"
        var stored = try await database.read(.installation) { try $0.value(String.self, query) }
        // Mostly there is nothing to write, and a command that only looks must not wait for the writer.
        if stored == nil || stored != current && keys.masters.contains(where: { $0.mark == stored }) {
            stored = try await database.write(.installation) { transaction -> String? in
                let stored = try transaction.value(String.self, query)
                if stored == nil || keys.masters.contains(where: { $0.mark == stored }) {
                    try transaction.execute(
                        """
                        INSERT INTO installation_mark (name, value) VALUES (\(name), \(current))
                        ON CONFLICT (name) DO UPDATE SET value = excluded.value
                        """)
                }
                return stored
            }
        }
        try compare(stored, keys)
    }

    /// Refuses a backup that was made with another key file.
    ///
    /// - Throws: `SettingsError` or `DatabaseError`.
    static func inspect(_ keys: InstallationKeys) -> @Sendable (Transaction) throws -> Void {
        { transaction in
            let stored = try transaction.value(
                String.self, "SELECT value FROM installation_mark WHERE name = \(name)")
            try compare(stored, keys)
        }
    }

    private static func compare(_ stored: String?, _ keys: InstallationKeys) throws {
        guard let stored, !keys.masters.contains(where: { $0.mark == stored }) else { return }
        throw SettingsError(
            reason: "This database belongs to another key file. Point ANPI_KEY_FILE at the one it was made with.")
    }
}
