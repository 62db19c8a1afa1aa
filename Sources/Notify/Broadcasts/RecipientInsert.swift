import Database
import Domain
import Profiles

/// Writes new recipients of a round with their first attempt, or with the reason why they cannot be asked.
///
/// Whoever is found after the sending was stopped or closed is written too, with an attempt that was never made: a total
/// that leaves people out would say that fewer were meant.
struct RecipientInsert: Sendable {
    let tenant: TenantID
    let context: BroadcastContext
    let round: BroadcastContext.Round
    let tokens: AnswerTokens
    let now: Instant

    /// Inserts the people whom the broadcast does not have yet.
    func insert(_ people: [TargetedPerson], _ transaction: Transaction) throws {
        guard !people.isEmpty else { return }
        var contacts: [PersonID: SendingContacts] = [:]
        for piece in people.map(\.id).paddedPieces {
            contacts.merge(try SendingContacts.load(of: piece, in: tenant, transaction)) { first, _ in first }
        }
        let wanted = people.map { Wanted($0, contacts[$0.id] ?? SendingContacts(), round.settings) }
        try TallyFold.count(people.count, of: context.id, in: tenant, at: now, transaction) { fold in
            try insert(wanted, &fold, transaction)
        }
    }

    private func insert(_ wanted: [Wanted], _ fold: inout TallyFold, _ transaction: Transaction) throws {
        var asked: Set<PersonID> = []
        for piece in wanted.inFewShapes {
            asked.formUnion(
                try transaction.insert(
                    """
                    INSERT INTO recipient
                        (tenant_id, broadcast_id, person_id, level, department_id, prefecture, region, reason,
                         reason_place, reason_note, token_hash, paths, open_attempts, was_handed_on, handed_on_group,
                         handed_on_at, is_unclear, dead_contacts, fetched_at, answered_at, answer_status, attendance,
                         answers, end_reason, created_at)
                    VALUES \(rows: piece.map(row))
                    ON CONFLICT (tenant_id, broadcast_id, person_id) DO NOTHING
                    """, returning: "person_id", at: 2))
        }
        var new = asked
        var firsts: [ContactPath: PlannedAttempt?] = [:]
        var attempts: [Channel: [[DatabaseValue]]] = [:]
        for wanted in wanted where new.remove(wanted.person.id) != nil {
            fold.recipient(to: standing(wanted))
            let known = firsts[wanted.path] ?? plan(along: wanted.path, settings: round.settings).first
            firsts[wanted.path] = known
            guard let attempt = known else { continue }
            attempts[attempt.channel, default: []].append(
                AttemptInsert.values(
                    tenant: tenant, broadcast: context.id, person: wanted.person.id, round: round.number,
                    lane: Lane(context.class, step: 0), attempt, rule: attempt.rule, due: round.startedAt, stop: stop,
                    now: now))
        }
        for (channel, rows) in attempts {
            var count = 0
            for piece in rows.inFewShapes { count += try AttemptInsert.run(piece, transaction).count }
            let state = stop == nil ? AttemptState.planned : .cancelled
            fold.attempts(count, to: AttemptStanding(channel, state, reason: ""))
        }
        // The audit holds this number against the recipients.
        try transaction.execute(
            """
            UPDATE broadcast_round SET people = people + \(asked.count)
            WHERE tenant_id = \(tenant) AND broadcast_id = \(context.id) AND round = \(round.number)
            """)
    }

    /// Lets people who are asked once more, though their region was taken back, read why they are asked now.
    func renewReasons(of people: [TargetedPerson], _ transaction: Transaction) throws {
        for person in people {
            try transaction.execute(
                """
                UPDATE recipient
                SET reason = \(person.because.kind.rawValue), reason_place = \(person.because.place),
                    reason_note = \(person.because.intensity), prefecture = \(person.prefecture),
                    region = \(person.region)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(context.id) AND person_id = \(person.id)
                """)
        }
    }

    private var stop: StopReason? { context.stopReason(at: now, round: round.number) }

    /// A person with what follows from the contacts.
    private struct Wanted {
        let person: TargetedPerson
        let path: ContactPath
        let unreachable: CannotBeAsked?

        init(_ person: TargetedPerson, _ contacts: SendingContacts, _ settings: DispatchSettings) {
            self.person = person
            path = ContactPath(of: contacts, settings)
            unreachable = path.stops.isEmpty ? CannotBeAsked(contacts, settings) : nil
        }
    }

    private func standing(_ wanted: Wanted) -> RecipientStanding {
        let person = wanted.person
        let level = wanted.unreachable != nil ? RecipientLevel.noPath : stop == nil ? .planned : .failed
        return RecipientStanding(
            department: person.department, prefecture: person.prefecture, region: person.region, level: level,
            endReason: wanted.unreachable?.rawValue ?? stop?.rawValue)
    }

    private func row(_ wanted: Wanted) -> [DatabaseValue] {
        let person = wanted.person
        let unreachable = wanted.unreachable
        var paths = RecipientPaths()
        if unreachable == nil { paths[round.number] = wanted.path }
        let token = tokens.token(tenant: tenant, broadcast: context.id, person: person.id)
        let standing = standing(wanted)
        let endReason = standing.endReason
        return [
            tenant.databaseValue, context.id.databaseValue, person.id.databaseValue, standing.level.databaseValue,
            person.department.databaseValue, person.prefecture.databaseValue, person.region.databaseValue,
            .text(person.because.kind.rawValue), .text(person.because.place), .text(person.because.intensity),
            .blob(token.hash), .text(paths.text), .integer(endReason == nil ? 1 : 0), .integer(0), .null, .null,
            .integer(0), .integer(0), .null, .null, .null, .null, .integer(0),
            endReason.map { .text($0) } ?? .null, now.databaseValue,
        ]
    }
}
