package import Database
package import Domain
package import Tenants

/// The tables of regions that an operator gave this installation; the newest that was applied is the one in use.
package struct RegionVersions: Sendable {
    /// One table.
    package struct Version: Sendable {
        /// Counted from 1.
        package let id: Int
        /// When it was given; of the table inside the program, how new that is.
        package let madeAt: Instant
        /// The files.
        package let files: RegionFiles
        /// Whether all addresses were moved to it: from then on programs that start use it.
        package let isApplied: Bool
        /// Whether addresses were moved once more after the server that knew the table before had ended.
        package let isSettled: Bool
    }

    private let database: Database

    /// Of one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The version that is in use; nil where none was ever given.
    ///
    /// - Throws: `DatabaseError`.
    package func applied(_ scope: InstallationScope) async throws -> Version? {
        try await database.read(scope) { transaction in
            try transaction.first(
                "\(Self.all) WHERE applied_at IS NOT NULL ORDER BY id DESC LIMIT 1", Self.version)
        }
    }

    /// The version that was given last, in use or not.
    ///
    /// - Throws: `DatabaseError`.
    package func newest(_ scope: InstallationScope) async throws -> Version? {
        try await database.read(scope) { transaction in
            try transaction.first("\(Self.all) ORDER BY id DESC LIMIT 1", Self.version)
        }
    }

    /// The version that was in use before another one; nil for the first.
    ///
    /// - Throws: `DatabaseError`.
    package func inUse(before id: Int, _ scope: InstallationScope) async throws -> Version? {
        try await database.read(scope) { transaction in
            try transaction.first(
                "\(Self.all) WHERE id < \(id) AND applied_at IS NOT NULL ORDER BY id DESC LIMIT 1", Self.version)
        }
    }

    /// Those of some regions that a table does not have, with the names of the newest table that knew them.
    ///
    /// - Throws: `DatabaseError`.
    package static func gone(
        _ codes: Set<JMARegionCode>, from table: RegionTable, _ transaction: Transaction
    ) throws -> [GoneRegion] {
        let gone = codes.filter { table[$0] == nil }.sorted()
        if gone.isEmpty { return [] }
        let tables = try transaction.all("\(all) ORDER BY id DESC LIMIT 20", version).lazy.compactMap {
            try? RegionTable($0.files)
        }
        return gone.map { code in
            GoneRegion(code: code, name: tables.compactMap { $0[code]?.name }.first)
        }
    }

    /// Keeps a table, which nobody reads before `apply`. One of the same files as the newest is that one: unfinished it goes
    /// on, and once applied it is no new one.
    ///
    /// - Throws: `DatabaseError`.
    package func keep(_ files: RegionFiles, _ scope: InstallationScope, madeAt: Instant) async throws
        -> Int
    {
        try await database.write(scope) { transaction in
            let newest = try transaction.first("\(Self.all) ORDER BY id DESC LIMIT 1", Self.version)
            if let newest, newest.files == files { return newest.id }
            let id = (newest?.id ?? 0) + 1
            try transaction.execute(
                """
                INSERT INTO region_version (id, made_at, prefectures, regions, municipalities, former_names)
                VALUES (\(id), \(madeAt), \(files.prefectures), \(files.regions), \(files.municipalities),
                        \(files.formerNames))
                """)
            return id
        }
    }

    /// Puts a version into use, after all addresses were moved.
    ///
    /// - Throws: `DatabaseError`.
    package func apply(_ id: Int, _ scope: InstallationScope, at now: Instant) async throws {
        try await database.write(scope) { transaction in
            try transaction.execute(
                "UPDATE region_version SET applied_at = \(now) WHERE id = \(id) AND applied_at IS NULL")
        }
    }

    /// Says that no address of the table before can be stored any more.
    ///
    /// - Throws: `DatabaseError`.
    package func settle(_ id: Int, _ scope: InstallationScope, at now: Instant) async throws {
        try await database.write(scope) { transaction in
            try transaction.execute("UPDATE region_version SET settled_at = \(now) WHERE id = \(id)")
        }
    }

    private static let all: SQL = """
        SELECT id, made_at, prefectures, regions, municipalities, former_names,
               CASE WHEN applied_at IS NULL THEN 0 ELSE 1 END, CASE WHEN settled_at IS NULL THEN 0 ELSE 1 END
        FROM region_version
        """

    @Sendable private static func version(_ row: inout Row) throws -> Version {
        Version(
            id: try row.next(), madeAt: try row.next(),
            files: RegionFiles(
                prefectures: try row.next(), regions: try row.next(), municipalities: try row.next(),
                formerNames: try row.next()),
            isApplied: try row.next(Int.self) == 1, isSettled: try row.next(Int.self) == 1)
    }
}
