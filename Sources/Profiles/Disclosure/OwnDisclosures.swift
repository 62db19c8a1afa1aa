package import Database
package import Domain
package import Tenants

/// What people read on their own page about their contacts having been seen, so that whoever has no mail hears of it too.
/// It stays until they say that they read it, and for thirty days at most.
package struct OwnDisclosures: Sendable {
    /// For how long it is shown.
    package static let life = Duration.seconds(30 * 86_400)
    /// So many at once; the next ones follow when these were read.
    package static let most = 20

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// What the person has not read yet, the oldest first; requires `viewOwnProfile`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, at now: Instant) async throws -> [Disclosure] {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotAllowed(capability: .viewOwnProfile) }
        return try await database.read(scope) { transaction in
            let found = try transaction.all(
                """
                SELECT told.at, told.actor, told.way, COALESCE(audit_reason.reason, '')
                FROM contact_disclosure_told AS told
                LEFT JOIN audit_reason ON audit_reason.tenant_id = told.tenant_id
                     AND audit_reason.person_id = told.person_id AND audit_reason.mark = told.mark
                WHERE told.tenant_id = \(scope.tenant) AND told.person_id = \(person) AND told.at > \(now - Self.life)
                ORDER BY told.at, told.actor, told.way LIMIT \(Self.most)
                """
            ) { row in
                (
                    at: try row.next(Instant.self), actor: Actor(auditName: try row.next()),
                    way: Disclosure.Way(rawValue: try row.next()) ?? .seen, reason: try row.next(String.self)
                )
            }
            return try found.map { line in
                Disclosure(
                    at: line.at, who: try Self.who(line.actor, in: scope.tenant, transaction), way: line.way,
                    reason: line.reason)
            }
        }
    }

    /// Takes away what the person has read: all up to the last one that was shown; requires `viewOwnProfile`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func read(_ scope: TenantScope, until last: Instant) async throws {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotAllowed(capability: .viewOwnProfile) }
        try await database.write(scope) { transaction in
            try transaction.execute(
                """
                DELETE FROM contact_disclosure_told
                WHERE tenant_id = \(scope.tenant) AND person_id = \(person) AND at <= \(last)
                """)
        }
    }

    /// Keeps for a person what they are told, with its reason beside the audit chain; what is over goes.
    static func keep(
        _ disclosure: Disclosure, by actor: Actor, of person: PersonID, in tenant: TenantID, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            DELETE FROM contact_disclosure_told
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND at <= \(disclosure.at - life)
            """)
        try TypedReasons.keep(disclosure.reason, of: person, in: tenant, now: disclosure.at, transaction)
        try transaction.execute(
            """
            INSERT INTO contact_disclosure_told (tenant_id, person_id, at, actor, way, mark)
            VALUES (\(tenant), \(person), \(disclosure.at), \(actor.auditName), \(disclosure.way.rawValue),
                    \(TypedReasons.mark(disclosure.reason)))
            ON CONFLICT (tenant_id, person_id, at, actor, way) DO UPDATE SET mark = excluded.mark
            """)
    }

    /// Role and name of whoever it was.
    static func who(_ actor: Actor?, in tenant: TenantID, _ transaction: Transaction) throws -> LocalizedText {
        guard case .person(let person) = actor else { return Disclosure.who(actor, name: nil) }
        let name = try transaction.value(
            String.self, "SELECT name FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
        return Disclosure.who(actor, name: name)
    }
}
