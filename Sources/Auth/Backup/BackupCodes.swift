package import Database
package import Domain
import Tenants

/// A person's set of backup codes: made, counted, used and thrown away as rows.
package struct BackupCodes: Sendable {
    /// How a person's set stands; the codes themselves are shown once and never again.
    package struct Status: Sendable, Hashable {
        /// When the set was made.
        package let madeAt: Instant
        /// How many of its codes still work.
        package let unused: Int
    }

    /// A set that is about to be stored: what is shown, and what is kept of it.
    package struct FreshSet: Sendable {
        /// The ten codes, to be shown once.
        package let codes: [BackupCode]
        let rows: [(selector: String, hash: String)]
    }

    private let hasher: PasswordHasher

    /// The use case with what it needs.
    package init(hasher: PasswordHasher) {
        self.hasher = hasher
    }

    /// Ten new codes with their hashes: ten runs of Argon2id, so never within a transaction.
    ///
    /// - Throws: `PasswordHasher.Busy`.
    package func fresh(randomness: Randomness) async throws -> FreshSet {
        let codes = BackupCode.set(randomness: randomness)
        var rows: [(selector: String, hash: String)] = []
        for code in codes {
            rows.append((code.selector, try await hasher.hash(code.password)))
        }
        return FreshSet(codes: codes, rows: rows)
    }

    /// Stores a fresh set in place of whatever the person had; the old codes stop working.
    ///
    /// - Parameter areKept: Whether nobody asks for the person's word that they are kept.
    /// - Throws: `DatabaseError`.
    package static func replace(
        with set: FreshSet, of person: PersonID, tenant: TenantID, areKept: Bool = true, now: Instant,
        in transaction: Transaction
    ) throws {
        try removeAll(of: person, tenant: tenant, in: transaction)
        for row in set.rows {
            try transaction.execute(
                """
                INSERT INTO backup_code (tenant_id, person_id, selector, hash, made_at, used_at, is_kept)
                VALUES (\(tenant), \(person), \(row.selector), \(row.hash), \(now), \(nil as Instant?), \(areKept))
                """)
        }
    }

    /// Throws the person's set away. Returns the number of codes that still worked.
    ///
    /// - Throws: `DatabaseError`.
    @discardableResult
    package static func removeAll(
        of person: PersonID, tenant: TenantID, in transaction: Transaction
    ) throws -> Int {
        let unused = try status(of: person, tenant: tenant, in: transaction)?.unused ?? 0
        try transaction.execute("DELETE FROM backup_code WHERE tenant_id = \(tenant) AND person_id = \(person)")
        return unused
    }

    /// How the person's set stands; nil if there is none.
    ///
    /// - Throws: `DatabaseError`.
    package static func status(
        of person: PersonID, tenant: TenantID, in transaction: Transaction
    ) throws -> Status? {
        try transaction.first(
            """
            SELECT MAX(made_at), COUNT(*) - COUNT(used_at) FROM backup_code
            WHERE tenant_id = \(tenant) AND person_id = \(person)
            """
        ) { row -> Status? in
            guard let madeAt = try row.next(Instant?.self) else { return nil }
            return Status(madeAt: madeAt, unused: try row.next())
        }.flatMap { $0 }
    }

    /// Whether the person has a set and said that it is kept, or used a code of it.
    static func areKept(by person: PersonID, tenant: TenantID, in transaction: Transaction) throws -> Bool {
        try transaction.value(
            Int.self,
            """
            SELECT 1 FROM backup_code
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND (is_kept = 1 OR used_at IS NOT NULL) LIMIT 1
            """) != nil
    }

    /// Takes the person's word that the set is kept.
    static func keep(by person: PersonID, tenant: TenantID, in transaction: Transaction) throws {
        try transaction.execute(
            "UPDATE backup_code SET is_kept = 1 WHERE tenant_id = \(tenant) AND person_id = \(person)")
    }

    /// Whether these ten are the person's set: by how they begin, which is different in each set, and is no secret.
    static func areStored(
        _ codes: [BackupCode], of person: PersonID, tenant: TenantID, in transaction: Transaction
    ) throws -> Bool {
        let stored = try transaction.values(
            String.self, "SELECT selector FROM backup_code WHERE tenant_id = \(tenant) AND person_id = \(person)")
        return !stored.isEmpty && Set(stored) == Set(codes.map(\.selector))
    }

    /// How ten codes begin, in order and in one text: different for each set, and no secret.
    static func beginnings(of codes: [BackupCode]) -> String {
        codes.map(\.selector).sorted().joined(separator: " ")
    }

    /// Whether the person's set begins like this.
    static func areStored(
        beginningLike text: String, of person: PersonID, tenant: TenantID, in transaction: Transaction
    ) throws -> Bool {
        let stored = try transaction.values(
            String.self, "SELECT selector FROM backup_code WHERE tenant_id = \(tenant) AND person_id = \(person)")
        return !stored.isEmpty && stored.sorted().joined(separator: " ") == text
    }

    /// The stored hash that a typed code may be measured by, used or not; nil if none begins like it.
    static func hash(
        for code: BackupCode?, of person: PersonID, tenant: TenantID, in transaction: Transaction
    ) throws -> String? {
        guard let code else { return nil }
        return try transaction.value(
            String.self,
            """
            SELECT hash FROM backup_code
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND selector = \(code.selector)
            """)
    }

    /// Whether the typed code is the one behind a stored hash. One Argon2id run, also if there is nothing to compare with.
    func matches(_ code: BackupCode?, hash: String?, in place: PasswordHasher.Place) async -> Bool {
        let isRight = await hasher.verify(code?.password ?? PasswordText(""), against: hash, in: place)
        return isRight && code != nil
    }

    /// Uses a code up; false if somebody else was faster or the set was replaced meanwhile.
    static func use(
        _ code: BackupCode, hash: String, of person: PersonID, tenant: TenantID, now: Instant,
        in transaction: Transaction
    ) throws -> Bool {
        let changed = try transaction.execute(
            """
            UPDATE backup_code SET used_at = \(now)
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND selector = \(code.selector) AND hash = \(hash)
              AND used_at IS NULL
            """)
        return changed == 1
    }

    /// Whether the code behind a stored hash was used.
    static func isUsed(
        hash: String, of person: PersonID, tenant: TenantID, in transaction: Transaction
    ) throws -> Bool {
        try transaction.value(
            Int.self,
            """
            SELECT 1 FROM backup_code
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND hash = \(hash) AND used_at IS NOT NULL
            """) != nil
    }
}
