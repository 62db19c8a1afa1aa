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
                let attempts = try Self.attempts(piece, transaction)
                let answers = try Self.answers(piece, transaction)
                for recipient in recipients {
                    let person = recipient.row.person
                    walk.take(recipient.row, attempts[person] ?? [], &audit)
                    if recipient.answers != answers[person] ?? 0 { audit.add(.answers, person) }
                }
                try Self.findUnheld(piece, transaction, &audit)
                try Self.findWithoutEvidence(piece, transaction, &audit)
                cursor = last.row.person
            }
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

    private static func attempts(_ piece: Piece, _ transaction: Transaction) throws -> [PersonID: [AttemptRow]] {
        Dictionary(
            grouping: try transaction.all(
                AttemptRow.self,
                """
                SELECT \(AttemptRow.columns) FROM attempt
                WHERE tenant_id = \(piece.tenant) AND broadcast_id = \(piece.broadcast)
                  AND person_id >= \(piece.first) AND person_id <= \(piece.last)
                ORDER BY person_id, round, step
                """), by: \.person)
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

    private static func findWithoutEvidence(
        _ piece: Piece, _ transaction: Transaction, _ audit: inout DispatchAudit
    ) throws {
        try transaction.forEach(
            """
            SELECT a.person_id, a.round, a.step FROM attempt a
            WHERE a.tenant_id = \(piece.tenant) AND a.broadcast_id = \(piece.broadcast)
              AND a.person_id >= \(piece.first) AND a.person_id <= \(piece.last)
              AND a.state IN ('accepted', 'completed', 'noAnswer', 'failed', 'ringing')
              AND NOT EXISTS (
                SELECT 1 FROM attempt_event e
                WHERE e.tenant_id = a.tenant_id AND e.broadcast_id = a.broadcast_id AND e.person_id = a.person_id
                  AND e.round = a.round AND e.step = a.step)
            """
        ) { row in
            let person = try row.next(PersonID.self)
            audit.add(.noEvidence, person, "round \(try row.next(Int.self)) step \(try row.next(Int.self))")
        }
    }
}

/// Holds the record of one person after the other against the plan.
private struct AuditWalk {
    let context: BroadcastContext
    private var plans: [String: [Int: [PlannedAttempt]]] = [:]

    init(context: BroadcastContext) {
        self.context = context
    }

    mutating func take(_ recipient: RecipientRow, _ attempts: [AttemptRow], _ audit: inout DispatchAudit) {
        audit.recipients += 1
        audit.levels[recipient.level, default: 0] += 1
        if recipient.level != recipient.progress.level { audit.add(.level, recipient.person) }
        let open = attempts.filter { !$0.state.isFinal }
        if open.count != recipient.openAttempts {
            audit.add(.openCount, recipient.person, "\(recipient.openAttempts) counted, \(open.count) found")
        }
        if recipient.endReason == nil && open.isEmpty { audit.add(.noNextAttempt, recipient.person) }
        let plans = plans(of: recipient)
        let byRound = Dictionary(grouping: attempts, by: \.round)
        for (round, plan) in plans { count(plan, byRound[round] ?? [], recipient.person, &audit) }
        for attempt in attempts where plans[attempt.round] == nil {
            audit.add(.notInPlan, attempt.person, "round \(attempt.round) step \(attempt.step)")
        }
    }

    /// A step is final if it ended or if its round has nothing under way any more; otherwise it is still to come.
    private func count(
        _ plan: [PlannedAttempt], _ rows: [AttemptRow], _ person: PersonID, _ audit: inout DispatchAudit
    ) {
        var matched = 0
        var open = 0
        for row in rows {
            let planned = plan.indices.contains(row.step) ? plan[row.step] : nil
            let isSame =
                planned.map {
                    $0.slot == row.slot && $0.channel == row.channel && $0.position == row.position
                        && $0.tryNumber == row.tryNumber
                } ?? false
            if isSame { matched += 1 } else { audit.add(.notInPlan, person, "round \(row.round) step \(row.step)") }
            if !row.state.isFinal { open += 1 }
        }
        audit.planned += plan.count
        let toCome = plan.count - matched
        audit.final += rows.count - open + (open == 0 ? toCome : 0)
        audit.open += open + (open == 0 ? 0 : toCome)
    }

    private mutating func plans(of recipient: RecipientRow) -> [Int: [PlannedAttempt]] {
        if let known = plans[recipient.paths] { return known }
        var made: [Int: [PlannedAttempt]] = [:]
        for (number, path) in RecipientPaths(text: recipient.paths).byRound {
            guard let round = context.rounds[number] else { continue }
            made[number] = plan(along: path, settings: round.settings)
        }
        plans[recipient.paths] = made
        return made
    }
}
