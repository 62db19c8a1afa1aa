package import Database
package import Domain
package import Tenants

/// One broadcast that the logged-in person was asked by, with the person's own answer.
package struct OwnRequest: Hashable, Sendable {
    /// The broadcast.
    package let broadcast: BroadcastID
    /// Safety check or announcement.
    package let kind: BroadcastKind
    /// 訓練.
    package let isDrill: Bool
    /// 件名, as readers of each language get it.
    package let subject: LocalizedText
    /// When the person was first asked.
    package let askedAt: Instant
    /// Why the person is asked.
    package let because: AskedBecause
    /// When the person answered last; nil without an answer.
    package let answeredAt: Instant?
    /// The status of that answer, as the broadcast worded it; nil for announcements.
    package let status: AnswerChoice?
    /// Whether an answer is still waited for.
    package let isOpen: Bool
    /// Whether an answer would be recorded.
    package let takesAnswers: Bool
}

/// Shows a person what they were asked (安否情報登録, R-014).
package struct ListOwnRequests: Sendable {
    /// Some of the requests, newest first.
    package struct Page: Sendable, Hashable {
        /// The requests.
        package let requests: [OwnRequest]
        /// How many there are in all.
        package let total: Int
    }

    private let database: Database
    private let clock: WallClock

    /// The use case on one installation.
    package init(database: Database, clock: WallClock) {
        self.database = database
        self.clock = clock
    }

    /// What still waits for an answer, newest first, up to 20; requires `answerOwn`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func open(_ scope: TenantScope) async throws -> [OwnRequest] {
        let now = clock.now()
        return try await page(scope, Self.waits(at: now), offset: 0, limit: 20, now: now).requests
    }

    /// What still waits for an answer.
    static func waits(at now: Instant) -> SQL {
        """
        r.answered_at IS NULL AND b.status IN ('open', 'stopped') AND (b.closes_at IS NULL OR b.closes_at > \(now))
        """
    }

    /// Everything the person was asked, newest first; requires `answerOwn`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, offset: Int, limit: Int) async throws -> Page {
        try await page(
            scope, "b.status NOT IN ('draft', 'calledOff')", offset: max(0, offset), limit: min(max(1, limit), 100),
            now: clock.now())
    }

    private func page(
        _ scope: TenantScope, _ condition: SQL, offset: Int, limit: Int, now: Instant
    ) async throws -> Page {
        try scope.require(.answerOwn)
        guard let person = scope.person else { throw NotAllowed(capability: .answerOwn) }
        return try await database.read(scope) { transaction in
            let source = Self.source(of: person, in: scope.tenant, condition)
            return Page(
                requests: try Self.requests(
                    of: person, in: scope.tenant, condition, order: "b.id DESC", offset: offset, limit: limit, now: now,
                    transaction),
                total: try transaction.value(Int.self, "SELECT COUNT(*) \(source)") ?? 0)
        }
    }

    private static func source(of person: PersonID, in tenant: TenantID, _ condition: SQL) -> SQL {
        """
        FROM broadcast b
        JOIN recipient r ON r.tenant_id = b.tenant_id AND r.broadcast_id = b.id AND r.person_id = \(person)
        WHERE b.tenant_id = \(tenant) AND \(condition)
        """
    }

    /// Some of what a person was asked.
    static func requests(
        of person: PersonID, in tenant: TenantID, _ condition: SQL, order: SQL, offset: Int, limit: Int, now: Instant,
        _ transaction: Transaction
    ) throws -> [OwnRequest] {
        try transaction.all(
            """
            SELECT b.id, b.kind, b.is_drill, b.subject, b.body, b.answer_form, r.created_at, r.reason, r.reason_place,
                   r.reason_note, r.answered_at, r.answer_status, b.status, b.closes_at, b.ended_at
            \(source(of: person, in: tenant, condition)) ORDER BY \(order) LIMIT \(limit) OFFSET \(offset)
            """
        ) { row in try request(&row, now) }
    }

    private static func request(_ row: inout Row, _ now: Instant) throws -> OwnRequest {
        let broadcast = try row.next(BroadcastID.self)
        let kind = try row.next(BroadcastKind.self)
        let isDrill = try row.next(Bool.self)
        let subject = OwnLanguage.subject(try row.next(), of: try row.next())
        let form = AnswerForm(stored: try row.next()) ?? AnswerForm()
        let askedAt = try row.next(Instant.self)
        let because = try AskedBecause(row: &row)
        let answeredAt = try row.next(Instant?.self)
        let status = try row.next(String?.self)
        let window = try AnswerWindow(row: &row)
        let takesAnswers = window.takesAnswers(at: now)
        return OwnRequest(
            broadcast: broadcast, kind: kind, isDrill: isDrill, subject: subject, askedAt: askedAt, because: because,
            answeredAt: answeredAt, status: form.choices.first { $0.code == status },
            isOpen: answeredAt == nil && takesAnswers && !window.isOver(at: now), takesAnswers: takesAnswers)
    }
}
