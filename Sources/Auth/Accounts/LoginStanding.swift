package import Database
package import Domain

/// What the readiness report needs to know of somebody's login.
package struct LoginStanding: Hashable, Sendable {
    /// Whether the person has ever logged in.
    package private(set) var hasLoggedIn = false
    /// The further proofs that are set.
    package private(set) var factors: Set<FactorKind> = []

    /// How the logins of these people stand; whoever never logged in and has no further proof is missing. At most some
    /// hundred people at a time.
    ///
    /// - Throws: `DatabaseError`.
    package static func load(
        of people: [PersonID], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID: LoginStanding] {
        var standings: [PersonID: LoginStanding] = [:]
        try transaction.forEach(
            "SELECT person_id FROM login_record WHERE tenant_id = \(tenant) AND person_id IN \(list: people)"
        ) { row in standings[try row.next(), default: LoginStanding()].hasLoggedIn = true }
        for (kind, table) in FactorTables.all {
            try transaction.forEach(
                """
                SELECT DISTINCT person_id FROM \(table) AS proof
                WHERE tenant_id = \(tenant) AND person_id IN \(list: people)
                """
            ) { row in standings[try row.next(), default: LoginStanding()].factors.insert(kind) }
        }
        return standings
    }
}
