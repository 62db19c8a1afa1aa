package import Database
import Domain
package import Tenants

/// Proves for one broadcast that nobody fell between the rows: makes every plan again from what was stored with it, holds it
/// against the ledger, and counts. It reads one snapshot and changes nothing.
package struct AuditDispatch: Sendable {
    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// Audits a broadcast, running or over.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `DatabaseError`.
    package func callAsFunction(_ broadcast: BroadcastID, _ scope: TenantScope) async throws -> DispatchAudit {
        try scope.require(.viewAudit)
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            guard let context = try BroadcastContext.load(broadcast, of: tenant, transaction) else {
                throw NotFound("broadcast")
            }
            var audit = DispatchAudit(broadcast: broadcast)
            var walk = AuditWalk(context: context)
            var cursor = PersonID(rawValue: 0)
            while true {
                let recipients = try Self.recipients(of: broadcast, tenant, after: cursor, transaction)
                guard let last = recipients.last else { break }
                let piece = Piece(
                    tenant: tenant, broadcast: broadcast, first: recipients[0].row.person, last: last.row.person)
                let attempts = try Self.attempts(piece, transaction, &audit)
                let answers = try Self.answers(piece, transaction)
                for recipient in recipients {
                    let person = recipient.row.person
                    walk.take(recipient.row, attempts[person] ?? [], &audit)
                    if recipient.answers != answers[person] ?? 0 { audit.add(.answers, person) }
                }
                try Self.findUnheld(piece, transaction, &audit)
                cursor = last.row.person
            }
            try Self.countPeople(broadcast, tenant, transaction, &audit)
            return audit
        }
    }

    /// The rows of some neighbouring people.
    private struct Piece {
        let tenant: TenantID
        let broadcast: BroadcastID
        let first: PersonID
        let last: PersonID
    }

    private static func recipients(
        of broadcast: BroadcastID, _ tenant: TenantID, after cursor: PersonID, _ transaction: Transaction
    ) throws -> [(row: RecipientRow, answers: Int)] {
        try transaction.all(
            """
            SELECT \(RecipientRow.columns), answers FROM recipient
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND person_id > \(cursor)
            ORDER BY person_id LIMIT 500
            """
        ) { (row: try RecipientRow(row: &$0), answers: try $0.next(Int.self)) }
    }

    /// The attempts by person; each must have left the evidence that its state claims, and none may be gone whose evidence
    /// is still there.
    private static func attempts(
        _ piece: Piece, _ transaction: Transaction, _ audit: inout DispatchAudit
    ) throws -> [PersonID: [AuditedAttempt]] {
        var evidence: [AttemptPlace: Bool] = [:]
        try transaction.forEach(
            """
            SELECT person_id, round, step, MAX(CASE WHEN kind IN ('temporary', 'held', 'unclear') THEN 1 ELSE 0 END) FROM attempt_event
            WHERE tenant_id = \(piece.tenant) AND broadcast_id = \(piece.broadcast)
              AND person_id >= \(piece.first) AND person_id <= \(piece.last)
            GROUP BY person_id, round, step
            """
        ) { row in
            let place = AttemptPlace(person: try row.next(), round: try row.next(), step: try row.next())
            evidence[place] = try row.next(Bool.self)
        }
        var result: [PersonID: [AuditedAttempt]] = [:]
        try transaction.forEach(
            """
            SELECT \(AuditedAttempt.columns) FROM attempt
            WHERE tenant_id = \(piece.tenant) AND broadcast_id = \(piece.broadcast)
              AND person_id >= \(piece.first) AND person_id <= \(piece.last)
            ORDER BY person_id, round, step
            """
        ) { row in
            var attempt = try AuditedAttempt(row: &row)
            let place = AttemptPlace(person: attempt.row.person, round: attempt.row.round, step: attempt.row.step)
            let deferred = evidence.removeValue(forKey: place)
            attempt.wasDeferred = deferred ?? false
            if deferred == nil && attempt.row.state.needsEvidence {
                audit.add(.noEvidence, place.person, "round \(place.round) step \(place.step)")
            }
            result[place.person, default: []].append(attempt)
        }
        for place in evidence.keys {
            audit.add(.lostStep, place.person, "round \(place.round) step \(place.step): only evidence is left")
        }
        return result
    }

    private static func answers(_ piece: Piece, _ transaction: Transaction) throws -> [PersonID: Int] {
        var result: [PersonID: Int] = [:]
        try transaction.forEach(
            """
            SELECT person_id, COUNT(*) FROM answer
            WHERE tenant_id = \(piece.tenant) AND broadcast_id = \(piece.broadcast)
              AND person_id >= \(piece.first) AND person_id <= \(piece.last)
            GROUP BY person_id
            """
        ) { row in result[try row.next()] = try row.next() }
        return result
    }

    private static func findUnheld(
        _ piece: Piece, _ transaction: Transaction, _ audit: inout DispatchAudit
    ) throws {
        try transaction.forEach(
            """
            SELECT a.person_id, a.round, a.step FROM attempt a
            WHERE a.tenant_id = \(piece.tenant) AND a.broadcast_id = \(piece.broadcast)
              AND a.person_id >= \(piece.first) AND a.person_id <= \(piece.last)
              AND a.state IN ('claimed', 'handingOff')
              AND NOT EXISTS (SELECT 1 FROM lease l WHERE l.tenant_id = a.tenant_id AND l.token = a.lease_token)
            """
        ) { row in
            let person = try row.next(PersonID.self)
            audit.add(
                .heldByNobody, person, "round \(try row.next(Int.self)) step \(try row.next(Int.self))")
        }
    }

    /// Holds the people whom the rounds made recipients against the recipients there are. What was pruned is not missed.
    private static func countPeople(
        _ broadcast: BroadcastID, _ tenant: TenantID, _ transaction: Transaction, _ audit: inout DispatchAudit
    ) throws {
        let made = try transaction.first(
            """
            SELECT SUM(r.people), COUNT(*), COUNT(r.people), MAX(CASE WHEN b.is_pruned > 0 THEN 1 ELSE 0 END)
            FROM broadcast_round r
            JOIN broadcast b ON b.tenant_id = r.tenant_id AND b.id = r.broadcast_id
            WHERE r.tenant_id = \(tenant) AND r.broadcast_id = \(broadcast)
            """
        ) { row in
            (
                people: try row.next(Int?.self) ?? 0, rounds: try row.next(Int.self), counted: try row.next(Int.self),
                isPruned: try row.next(Bool?.self) ?? false
            )
        }
        guard let made, !made.isPruned else { return }
        let wrong = try Tallies(tenant: tenant, broadcast: broadcast).wrong(transaction)
        if wrong > 0 { audit.add(.tally, nil, "\(wrong) numbers of the results") }
        guard made.rounds == made.counted, made.people != audit.recipients else { return }
        audit.add(.people, nil, "\(made.people) were asked, \(audit.recipients) found")
    }
}

extension AttemptState {
    /// Whether an attempt comes into this state only by what a provider said.
    fileprivate var needsEvidence: Bool {
        switch self {
        case .accepted, .completed, .noAnswer, .failed, .ringing: true
        case .planned, .claimed, .handingOff, .inDoubt, .unknown, .cancelled, .expired: false
        }
    }
}
