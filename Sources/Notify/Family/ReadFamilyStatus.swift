package import Database
package import Domain
package import Tenants

/// How an employee is, as the family may know: 家族状況確認.
package struct FamilyStatus: Hashable, Sendable {
    /// The employee's name.
    package let name: String
    /// The safety check that was answered last, without its comment; nil if there is none.
    package let answered: OwnRequest?
    /// The newest safety check that still waits for an answer; nil if there is none.
    package let waiting: OwnRequest?
}

/// How the family is, as the employee may know.
package struct FamilyOverview: Hashable, Sendable {
    /// A family user, with what they last said of themselves.
    package struct Member: Hashable, Sendable {
        /// The identifier.
        package let id: FamilyMemberID
        /// 家族コード.
        package let code: FamilyCode
        /// 氏名.
        package let name: String
        /// How they are; nil if they never said.
        package let status: AnswerChoice?
        /// When they said so.
        package let at: Instant?
    }

    /// By family code.
    package let members: [Member]
    /// Employees who are linked as family.
    package let relatives: [FamilyStatus]
}

/// Shows a family user how the employee is, and the employee how the family is.
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
            let person = try transaction.value(
                PersonID.self,
                "SELECT person_id FROM family_member WHERE tenant_id = \(tenant) AND id = \(member)")
            guard let person, let status = try Self.status(of: person, in: tenant, now, transaction) else {
                throw NotFound("person")
            }
            return status
        }
    }

    /// How the family of the scope's person is; requires `viewOwnProfile`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` where the contract has no families, or `DatabaseError`.
    package func overview(_ scope: TenantScope) async throws -> FamilyOverview {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        let (tenant, now) = (scope.tenant, clock.now())
        let members = try await database.read(scope) { transaction in
            _ = try FamilySeat.take(scope, .viewOwnProfile, transaction)
            return try Self.members(of: person, in: tenant, now, transaction)
        }
        var relatives: [FamilyStatus] = []
        for link in try await FamiliesAcrossTenants(database: database).links(of: tenant, person) {
            let status = try await database.read(.tenant(link.otherTenant)) { transaction in
                try Self.status(of: link.other, in: link.otherTenant, now, transaction)
            }
            if let status { relatives.append(status) }
        }
        return FamilyOverview(members: members, relatives: relatives)
    }

    /// How an employee is; nil if there is no such person.
    private static func status(
        of person: PersonID, in tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws -> FamilyStatus? {
        let name = try transaction.value(
            String.self, "SELECT name FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
        guard let name else { return nil }
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

    private static func members(
        of person: PersonID, in tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws -> [FamilyOverview.Member] {
        // The last word of each, however much the others said since.
        let oldest = now - PruneFamilyNews.life
        let said = try FamilyMessage.some(
            """
            m.id IN (SELECT MAX(s.id) FROM family_message s
                     WHERE s.tenant_id = \(tenant) AND s.person_id = \(person) AND s.member_id IS NOT NULL
                       AND s.status IS NOT NULL AND s.removed_at IS NULL AND s.created_at >= \(oldest)
                     GROUP BY s.member_id)
            """, 1_000, of: person, in: tenant, since: oldest, transaction)
        return try transaction.all(
            """
            SELECT id, code, name FROM family_member
            WHERE tenant_id = \(tenant) AND person_id = \(person) ORDER BY code
            """
        ) { row in
            let id = try row.next(FamilyMemberID.self)
            let last = said.first { $0.member == id }
            return FamilyOverview.Member(
                id: id, code: try row.next(), name: try row.next(), status: last?.status, at: last?.at)
        }
    }
}
