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
        var firsts: [ContactPath: PlannedAttempt?] = [:]
        let first = wanted.compactMap { wanted -> [DatabaseValue]? in
            let known = firsts[wanted.path] ?? plan(along: wanted.path, settings: round.settings).first
            firsts[wanted.path] = known
            guard let attempt = known, asked.contains(wanted.person.id) else { return nil }
            return AttemptInsert.values(
                tenant: tenant, broadcast: context.id, person: wanted.person.id, round: round.number,
                lane: Lane(context.class, step: 0), attempt, rule: attempt.rule, due: round.startedAt, stop: stop,
                now: now)
        }
        for piece in first.inFewShapes { _ = try AttemptInsert.run(piece, transaction) }
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

    private func row(_ wanted: Wanted) -> [DatabaseValue] {
        let person = wanted.person
        let unreachable = wanted.unreachable
        var paths = RecipientPaths()
        if unreachable == nil { paths[round.number] = wanted.path }
        let token = tokens.token(tenant: tenant, broadcast: context.id, person: person.id)
        let level = unreachable != nil ? RecipientLevel.noPath : stop == nil ? .planned : .failed
        let endReason = unreachable?.rawValue ?? stop?.rawValue
        return [
            tenant.databaseValue, context.id.databaseValue, person.id.databaseValue, level.databaseValue,
            person.department.databaseValue, person.prefecture.databaseValue, person.region.databaseValue,
            .text(person.because.kind.rawValue), .text(person.because.place), .text(person.because.intensity),
            .blob(token.hash), .text(paths.text), .integer(endReason == nil ? 1 : 0), .integer(0), .null, .null,
            .integer(0), .integer(0), .null, .null, .null, .null, .integer(0),
            endReason.map { .text($0) } ?? .null, now.databaseValue,
        ]
    }
}
