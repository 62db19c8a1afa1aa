package import Database
package import Domain
package import Tenants

/// The message board (伝言板) of one employee's family: the employee, the family users, and employees who are linked as
/// family read it. The organization does not, but for messages that the employee shares.
package struct FamilyBoard: Sendable {
    /// What one person may write in an hour, and a whole family in a day: removed messages count.
    private static let mostInAnHour = 20
    private static let mostInADay = 100

    /// Some of the messages, newest first.
    package struct Page: Hashable, Sendable {
        /// The messages.
        package let messages: [FamilyMessage]
        /// After which the next ones stand; nil if these are the last.
        package let next: FamilyMessageID?
        /// Who reads what the reader writes, by name.
        package let readers: [String]
    }

    private let database: Database
    private let clock: WallClock
    private let identifiers: IdentifierSource

    /// The use cases on one installation.
    package init(database: Database, clock: WallClock, identifiers: IdentifierSource) {
        self.database = database
        self.clock = clock
        self.identifiers = identifiers
    }

    /// The newest messages before another one, of one's own family and of employees who are linked; requires
    /// `viewOwnProfile`, or `useFamilyBoard` of a family user, who reads the own board only.
    ///
    /// - Throws: `NotAllowed`, `NotFound` where the contract has no families, or `DatabaseError`.
    package func read(
        _ scope: TenantScope, before: FamilyMessageID? = nil, limit: Int = 20
    ) async throws -> Page {
        let limit = min(max(1, limit), 100)
        let (tenant, now) = (scope.tenant, clock.now())
        let before = before ?? FamilyMessageID(rawValue: .max)
        let (seat, own, names) = try await database.read(scope) { transaction in
            let seat = try FamilySeat.take(scope, .viewOwnProfile, transaction)
            let own = try FamilyMessage.newest(
                limit + 1, before: before, of: seat.person, in: tenant, now, transaction)
            return (seat, own, try Self.names(of: seat, in: tenant, transaction))
        }
        var all = own.map { message in
            var message = message
            message.isMine = message.member == seat.member
            return message
        }
        var readers = names
        // Employees who are linked read what anybody writes here; what they write is read by the employee alone.
        for link in try await FamiliesAcrossTenants(database: database).links(of: tenant, seat.person) {
            let (theirs, name) = try await database.read(.tenant(link.otherTenant)) {
                transaction -> ([FamilyMessage], String) in
                let name = try FamilySeat.name(of: link.other, in: link.otherTenant, transaction)
                if seat.member != nil { return ([], name) }
                let theirs = try FamilyMessage.newest(
                    limit + 1, before: before, of: link.other, in: link.otherTenant, since: link.since, now,
                    transaction)
                return (theirs, name)
            }
            readers.append(name)
            all += theirs.map { message in
                var message = message
                message.isOwnBoard = false
                message.board = name
                return message
            }
        }
        all.sort { $0.id > $1.id }
        let shown = Array(all.prefix(limit))
        return Page(messages: shown, next: all.count > limit ? shown.last?.id : nil, readers: readers)
    }

    /// Who reads what this one writes, but for employees who are linked.
    private static func names(
        of seat: FamilySeat, in tenant: TenantID, _ transaction: Transaction
    ) throws -> [String] {
        let members = try transaction.values(
            String.self,
            """
            SELECT name FROM family_member
            WHERE tenant_id = \(tenant) AND person_id = \(seat.person) AND id <> \(seat.member ?? FamilyMemberID(rawValue: 0))
            ORDER BY code
            """)
        return seat.member == nil ? members : [try FamilySeat.name(of: seat.person, in: tenant, transaction)] + members
    }

    /// Writes a message; requires `editOwnProfile`, or `useFamilyBoard` of a family user. The others are told by mail soon.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` of `text` or `status`, or `DatabaseError`.
    @discardableResult
    package func post(_ scope: TenantScope, _ draft: FamilyMessageDraft) async throws -> FamilyMessageID {
        let (tenant, now) = (scope.tenant, clock.now())
        try FamilySeat.require(scope, .editOwnProfile)
        let checked = try draft.checked(byFamilyUser: scope.familyMember != nil)
        let id = identifiers.next(FamilyMessageID.self, now: now)
        try await database.write(scope) { transaction in
            let seat = try FamilySeat.take(scope, .editOwnProfile, transaction)
            try FamilyLock.take(seat.person, in: tenant, transaction)
            try Self.refuseTooMany(seat, tenant, now, transaction)
            let number = try transaction.value(
                Int.self,
                """
                INSERT INTO family_board (tenant_id, person_id, last_number, due_at)
                SELECT \(tenant), \(seat.person), COALESCE(MAX(number), 0) + 1, \(now) FROM family_message
                WHERE tenant_id = \(tenant) AND person_id = \(seat.person)
                ON CONFLICT (tenant_id, person_id)
                DO UPDATE SET last_number = family_board.last_number + 1, due_at = excluded.due_at
                RETURNING last_number
                """)
            let isShared = seat.member == nil && draft.isShared
            try transaction.execute(
                """
                INSERT INTO family_message
                    (tenant_id, person_id, id, member_id, number, status, text, is_shared, created_at, removed_at)
                VALUES (\(tenant), \(seat.person), \(id), \(seat.member), \(number ?? 1), \(checked.status?.code),
                        \(checked.text), \(isShared), \(now), \(nil as Instant?))
                """)
            if isShared { try Self.audit("family.messageShared", of: seat.person, scope, now, transaction) }
        }
        return id
    }

    private static func refuseTooMany(
        _ seat: FamilySeat, _ tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws {
        // By the key, and not through 90 days of messages while whoever answers waits for the writer.
        let dayAgo = now - .seconds(86_400)
        let (own, all) =
            try transaction.first(
                """
                SELECT CAST(COALESCE(SUM(CASE WHEN COALESCE(member_id, 0) = \(seat.number)
                                              AND created_at > \(now - .seconds(3_600))
                                         THEN 1 ELSE 0 END), 0) AS BIGINT), COUNT(*)
                FROM family_message
                WHERE tenant_id = \(tenant) AND person_id = \(seat.person) AND id >= \(FamilyMessageID.first(at: dayAgo))
                  AND created_at > \(dayAgo)
                """
            ) { (try $0.next(Int.self), try $0.next(Int.self)) } ?? (0, 0)
        if own >= mostInAnHour || all >= mostInADay {
            throw InvalidInput(
                field: "text", rule: "tooMany",
                message: LocalizedText(
                    ja: "短い時間にたくさんの伝言が書かれました。しばらくしてから、もう一度お試しください。",
                    en: "Many messages were written in a short time. Please try again later."))
        }
    }

    /// Removes a message that one wrote oneself; its text is gone at once.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, also for messages of others, or `DatabaseError`.
    package func remove(_ scope: TenantScope, _ id: FamilyMessageID) async throws {
        let (tenant, now) = (scope.tenant, clock.now())
        try await database.write(scope) { transaction in
            let seat = try FamilySeat.take(scope, .editOwnProfile, transaction)
            let removed = try transaction.execute(
                """
                UPDATE family_message SET text = '', status = NULL, is_shared = 0, removed_at = \(now)
                WHERE tenant_id = \(tenant) AND person_id = \(seat.person) AND id = \(id)
                  AND COALESCE(member_id, 0) = \(seat.number) AND removed_at IS NULL
                """)
            guard removed == 1 else { throw NotFound("message") }
        }
    }

    /// The employee shows a message of the own family's board to the organization, or hides it again; requires
    /// `editOwnProfile`.
    ///
    /// - Throws: `NotAllowed`, also for family users, `NotFound` or `DatabaseError`.
    package func share(_ scope: TenantScope, _ id: FamilyMessageID, _ isShared: Bool) async throws {
        try scope.require(.editOwnProfile)
        let (tenant, now) = (scope.tenant, clock.now())
        try await database.write(scope) { transaction in
            let seat = try FamilySeat.take(scope, .editOwnProfile, transaction)
            let before = try transaction.value(
                Bool.self,
                """
                SELECT is_shared FROM family_message
                WHERE tenant_id = \(tenant) AND person_id = \(seat.person) AND id = \(id) AND removed_at IS NULL\
                \(dialect: .forUpdate)
                """)
            guard let before else { throw NotFound("message") }
            if before == isShared { return }
            try transaction.execute(
                """
                UPDATE family_message SET is_shared = \(isShared)
                WHERE tenant_id = \(tenant) AND person_id = \(seat.person) AND id = \(id)
                """)
            try Self.audit(
                isShared ? "family.messageShared" : "family.messageHidden", of: seat.person, scope, now, transaction)
        }
    }

    /// What the organization reads is its business; everything else of a board is not.
    private static func audit(
        _ action: StaticString, of person: PersonID, _ scope: TenantScope, _ now: Instant, _ transaction: Transaction
    ) throws {
        try AuditChain.append(AuditEvent(action, subject: "person:\(person)"), by: scope, at: now, in: transaction)
    }
}

/// Whose family somebody belongs to, and as whom.
struct FamilySeat: Sendable {
    /// The employee whose family it is.
    let person: PersonID
    /// Nil for the employee.
    let member: FamilyMemberID?

    /// What stands for the member in a comparison; 0 for the employee.
    var number: FamilyMemberID { member ?? FamilyMemberID(rawValue: 0) }

    /// Refuses whoever may not: an employee needs the capability, a family user `useFamilyBoard`.
    static func require(_ scope: TenantScope, _ capability: Capability) throws(NotAllowed) {
        try scope.require(scope.familyMember == nil ? capability : .useFamilyBoard)
    }

    /// The seat of whoever acts.
    ///
    /// - Throws: `NotAllowed`, or `NotFound` where there is no such family or the contract has none.
    static func take(
        _ scope: TenantScope, _ capability: Capability, _ transaction: Transaction
    ) throws -> FamilySeat {
        try require(scope, capability)
        let seat: FamilySeat
        if let member = scope.familyMember {
            let person = try transaction.value(
                PersonID.self,
                "SELECT person_id FROM family_member WHERE tenant_id = \(scope.tenant) AND id = \(member)")
            guard let person else { throw NotFound("family") }
            seat = FamilySeat(person: person, member: member)
        } else {
            guard let person = scope.person else { throw NotFound("person") }
            seat = FamilySeat(person: person, member: nil)
        }
        guard try ReadOrganization.load(scope.tenant, in: transaction).contract.hasFamily else {
            throw NotFound("family")
        }
        return seat
    }

    /// The name of an employee.
    static func name(of person: PersonID, in tenant: TenantID, _ transaction: Transaction) throws -> String {
        try transaction.value(
            String.self, "SELECT name FROM person WHERE tenant_id = \(tenant) AND id = \(person)") ?? ""
    }
}

extension FamilyMessage {
    /// The newest messages of one board, newest first; of another's board those since the two are linked, because older
    /// ones were written for others.
    static func newest(
        _ limit: Int, before: FamilyMessageID, of person: PersonID, in tenant: TenantID, since link: Instant? = nil,
        _ now: Instant, _ transaction: Transaction
    ) throws -> [FamilyMessage] {
        let oldest = now - PruneFamilyNews.life
        return try some(
            "m.id < \(before)", limit, of: person, in: tenant, since: link.map { max($0, oldest) } ?? oldest,
            transaction)
    }

    /// Messages of one board that keep a condition, newest first.
    static func some(
        _ condition: SQL, _ limit: Int, of person: PersonID, in tenant: TenantID, since: Instant,
        _ transaction: Transaction
    ) throws -> [FamilyMessage] {
        try transaction.all(
            """
            SELECT m.id, m.number, m.member_id, COALESCE(f.name, p.name), m.status, m.text, m.created_at, m.is_shared
            FROM family_message m
            JOIN person p ON p.tenant_id = m.tenant_id AND p.id = m.person_id
            LEFT JOIN family_member f ON f.tenant_id = m.tenant_id AND f.id = m.member_id
            WHERE m.tenant_id = \(tenant) AND m.person_id = \(person) AND m.removed_at IS NULL
              AND m.created_at >= \(since) AND \(condition)
            ORDER BY m.id DESC LIMIT \(limit)
            """
        ) { row in
            FamilyMessage(
                id: try row.next(), number: try row.next(), member: try row.next(), author: try row.next(),
                status: try row.next(String?.self).flatMap { code in
                    FamilyMessageDraft.choices.first { $0.code == code }
                }, text: try row.next(), at: try row.next(), isShared: try row.next())
        }
    }
}

extension FamilyMessage {
    /// What an employee shows to the organization of the time in which it asked, oldest first.
    static func shared(
        by person: PersonID, in tenant: TenantID, during broadcast: BroadcastID, _ transaction: Transaction
    ) throws -> [FamilyMessage] {
        let time = try transaction.first(
            """
            SELECT COALESCE(starts_at, created_at), ended_at FROM broadcast
            WHERE tenant_id = \(tenant) AND id = \(broadcast)
            """
        ) { (start: try $0.next(Instant.self), end: try $0.next(Instant?.self)) }
        guard let time else { return [] }
        // As long as answers are taken.
        let end: SQL = time.end.map { "m.created_at <= \($0 + AnswerWindow.lateTime)" } ?? "1 = 1"
        return try some("m.is_shared = 1 AND \(end)", 100, of: person, in: tenant, since: time.start, transaction)
            .reversed()
    }
}
