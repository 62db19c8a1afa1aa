package import Database
package import Domain
package import Tenants

/// How the employee is, as the family may know: 家族状況確認.
package struct FamilyStatus: Hashable, Sendable {
    /// The employee's name.
    package let name: String
    /// The safety check that was answered last, without its comment; nil if there is none.
    package let answered: OwnRequest?
    /// The newest safety check that still waits for an answer; nil if there is none.
    package let waiting: OwnRequest?
}

/// Shows a family user how the employee is.
package struct ReadFamilyStatus: Sendable {
    private let database: Database
    private let clock: WallClock

    /// The use case on one installation.
    package init(database: Database, clock: WallClock) {
        self.database = database
        self.clock = clock
    }

    /// What the family of the scope's actor may know; requires `viewFamily`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope) async throws -> FamilyStatus {
        try scope.require(.viewFamily)
        guard let member = scope.familyMember else { throw NotAllowed(capability: .viewFamily) }
        let (tenant, now) = (scope.tenant, clock.now())
        return try await database.read(scope) { transaction in
            let found = try transaction.first(
                """
                SELECT person.id, person.name FROM family_member member
                JOIN person ON person.tenant_id = member.tenant_id AND person.id = member.person_id
                WHERE member.tenant_id = \(tenant) AND member.id = \(member)
                """
            ) { row in (try row.next(PersonID.self), try row.next(String.self)) }
            guard let (person, name) = found else { throw NotFound("person") }
            // What an announcement asks is not whether somebody is safe.
            func newest(_ condition: SQL) throws -> OwnRequest? {
                try ListOwnRequests.requests(
                    of: person, in: tenant, "b.kind = \(BroadcastKind.safetyCheck) AND \(condition)",
                    order: "COALESCE(r.answered_at, 0) DESC, b.id DESC", offset: 0, limit: 1, now: now, transaction
                ).first
            }
            return FamilyStatus(
                name: name,
                answered: try newest("b.status NOT IN ('draft', 'calledOff') AND r.answer_status IS NOT NULL"),
                waiting: try newest(ListOwnRequests.waits(at: now)))
        }
    }
}
