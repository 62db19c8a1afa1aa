package import Database
package import Domain
package import Profiles
package import Tenants

/// A broadcast as pages and programs see it.
package struct Broadcast: Sendable, Hashable {
    /// Its number.
    package let id: BroadcastID
    /// The event that it belongs to, if any.
    package let incident: IncidentID?
    /// Safety check or announcement.
    package let kind: BroadcastKind
    /// 訓練.
    package let isDrill: Bool
    /// Whether it goes before everything that can wait.
    package let isUrgent: Bool
    /// Where it stands.
    package let status: BroadcastStatus
    /// 件名.
    package let subject: String
    /// 本文.
    package let body: String
    /// What it asks.
    package let form: AnswerForm
    /// Who wrote it, in the audit chain's form.
    package let createdBy: String
    /// When it was written.
    package let createdAt: Instant
    /// When the first message leaves; nil for a draft.
    package let startsAt: Instant?
    /// When answers begin to count as late; nil for a draft.
    package let closesAt: Instant?
    /// When it ended.
    package let endedAt: Instant?
    /// Rounds of sending so far.
    package let rounds: Int
    /// How long answers count as in time, from the start.
    package let answerPeriod: Duration
    /// Whether it is a draft that is not complete; what was typed is with `SaveDraft`.
    package let isUnfinished: Bool
    /// Who was asked by the first round.
    package internal(set) var targets: [Target] = []

    /// What it is called to readers of a language, where it was written in both.
    package func subject(for language: Language) -> String { OwnLanguage.words(subject, body, for: language).subject }
}

/// Reads broadcasts.
package struct ReadBroadcasts: Sendable {
    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// One broadcast with its targets.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `DatabaseError`.
    package func callAsFunction(_ id: BroadcastID, _ scope: TenantScope) async throws -> Broadcast {
        try scope.require(.viewResults)
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            let found = try transaction.first(
                "\(Self.selection) WHERE tenant_id = \(tenant) AND id = \(id)"
            ) { try Broadcast(row: &$0) }
            guard var broadcast = found else { throw NotFound("broadcast") }
            broadcast.targets = try TargetStore.load(of: id, round: 1, in: tenant, transaction)
            return broadcast
        }
    }

    /// The regions that a draft names and JMA does not have any more.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func goneRegions(
        of broadcast: Broadcast, from table: RegionTable, _ scope: TenantScope
    ) async throws -> [GoneRegion] {
        try scope.require(.viewResults)
        let named = Set(broadcast.targets.compactMap { if case .region(let code, _, _) = $0 { code } else { nil } })
        guard named.contains(where: { table[$0] == nil }) else { return [] }
        return try await database.read(scope) { try RegionVersions.gone(named, from: table, $0) }
    }

    /// What a draft names and the organization does not have any more, but for regions.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func goneTargets(of broadcast: Broadcast, _ scope: TenantScope) async throws -> GoneTargets {
        try scope.require(.viewResults)
        return try await database.read(scope) { try GoneTargets.load(of: broadcast.targets, in: scope.tenant, $0) }
    }

    /// Who or what made a broadcast.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func author(of broadcast: Broadcast, _ scope: TenantScope) async throws -> BroadcastAuthor? {
        try scope.require(.viewResults)
        return try await database.read(scope) { transaction in
            try BroadcastAuthor.load(of: [broadcast], in: scope.tenant, transaction)[broadcast.id]
        }
    }

    /// The broadcasts before `cursor`, newest first, without their targets.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func list(
        before cursor: BroadcastID? = nil, limit: Int = 50, _ scope: TenantScope
    ) async throws -> [Broadcast] {
        try scope.require(.viewResults)
        let tenant = scope.tenant
        let last = cursor ?? BroadcastID(rawValue: .max)
        return try await database.read(scope) { transaction in
            try transaction.all(
                """
                \(Self.selection) WHERE tenant_id = \(tenant) AND id < \(last)
                ORDER BY id DESC LIMIT \(min(max(limit, 1), 1_000))
                """
            ) { try Broadcast(row: &$0) }
        }
    }

    /// The broadcasts that ask a logged-in person, newest first, with what the person answered last.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func own(
        limit: Int = 20, _ scope: TenantScope
    ) async throws -> [(broadcast: Broadcast, status: String?, answeredAt: Instant?)] {
        try scope.require(.answerOwn)
        guard let person = scope.person else { throw NotAllowed(capability: .answerOwn) }
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            let broadcasts = try transaction.all(
                """
                \(Self.selection) WHERE tenant_id = \(tenant) AND status IN ('open', 'stopped', 'closed')
                  AND EXISTS (SELECT 1 FROM recipient r WHERE r.tenant_id = \(tenant) AND r.broadcast_id = broadcast.id
                              AND r.person_id = \(person))
                ORDER BY id DESC LIMIT \(min(max(limit, 1), 100))
                """
            ) { try Broadcast(row: &$0) }
            return try broadcasts.map { broadcast in
                let answer = try transaction.first(
                    """
                    SELECT answer_status, answered_at FROM recipient
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast.id) AND person_id = \(person)
                    """
                ) { (try $0.next(String?.self), try $0.next(Instant?.self)) }
                return (broadcast: broadcast, status: answer?.0, answeredAt: answer?.1)
            }
        }
    }

    private static let selection: SQL = "SELECT \(columns) FROM broadcast"

    /// The columns that a broadcast is made of, in their order.
    static let columns: SQL = "\(own), \(isUnfinished)"

    /// One column that both engines read alike.
    static let isUnfinished: SQL = "CASE WHEN unfinished IS NULL THEN 0 ELSE 1 END"

    private static let own: SQL = """
        id, incident_id, kind, is_drill, is_urgent, status, subject, body, answer_form, created_by, created_at,
        starts_at, closes_at, ended_at, rounds, answer_period
        """
}

extension Broadcast: RowDecodable {
    /// Takes the columns of `ReadBroadcasts`.
    package init(row: inout Row) throws {
        id = try row.next()
        incident = try row.next()
        kind = try row.next()
        isDrill = try row.next()
        isUrgent = try row.next()
        status = try row.next()
        subject = try row.next()
        body = try row.next()
        form = AnswerForm(stored: try row.next()) ?? AnswerForm()
        createdBy = try row.next()
        createdAt = try row.next()
        startsAt = try row.next()
        closesAt = try row.next()
        endedAt = try row.next()
        rounds = try row.next()
        answerPeriod = try row.next()
        isUnfinished = try row.next()
    }
}
