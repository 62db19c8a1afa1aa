import Channels
import Database
import Domain
import Profiles

/// What one transaction's results say about contacts themselves: whose address or number does not exist is told so, until
/// the contact is changed or something gets through.
struct ContactMarks {
    private struct Place: Hashable {
        let at: RoundStep
        let kind: ContactKind
        let position: Int
        /// What was said; nil clears the mark.
        let failure: String?
    }

    private var people: [Place: [PersonID]] = [:]
    /// Whose mail of the service came back, with the reason: its address is known, its place among the contacts is not.
    private var returned: [PersonID: String] = [:]

    /// Learns from what happened to an attempt.
    mutating func take(_ change: AttemptChange, _ row: AttemptRow) {
        guard let failure = Self.failure(change.event) else { return }
        // Most contacts have no mark, and whoever hands off has seen whether there is one.
        if failure == nil && !change.mayClearMark { return }
        let place = Place(
            at: RoundStep(round: row.round, step: row.step), kind: row.channel == .mail ? .mail : .phone,
            position: row.position, failure: failure)
        people[place, default: []].append(row.person)
    }

    /// Learns from what happened to a message of the service.
    mutating func takeService(_ change: AttemptChange, _ row: AttemptRow) {
        guard row.channel == .mail, let failure = Self.failure(change.event), let failure else { return }
        returned[row.person] = failure
    }

    /// What an event says about the contact: nil for nothing, and nil inside for "it works".
    private static func failure(_ event: AttemptEvent) -> String?? {
        switch event {
        case .handOff(.permanent(let reason)), .report(.invalidNumber(let reason)):
            let code = FailureCode(rawValue: String(reason.prefix { $0 != " " }))
            return code?.fault == .destination ? .some(reason) : nil
        case .bounced(let reason, let isLasting): return isLasting ? .some(reason) : nil
        case .handOff(.accepted(_, awaitsReport: false)), .report(.completed), .report(.noAnswer), .report(.busy):
            return .some(nil)
        default: return nil
        }
    }

    /// Writes the marks; before the attempts, whose last change still is the hand-off. A contact that was changed since
    /// then is another one.
    func write(of broadcast: BroadcastID, _ tenant: TenantID, at now: Instant, _ transaction: Transaction) throws {
        for (person, failure) in returned.sorted(by: { $0.key < $1.key }) {
            try transaction.execute(
                """
                UPDATE contact SET failed_at = \(now), failure = \(failure),
                    failing_since = COALESCE(failing_since, failed_at, \(now))
                WHERE tenant_id = \(tenant) AND person_id = \(person) AND value = (
                    SELECT m.address FROM service_mail m
                    WHERE m.tenant_id = contact.tenant_id AND m.id = \(broadcast) AND m.person_id = contact.person_id)
                """)
            // The same mailbox, or one of the person's family.
            try transaction.execute(
                """
                UPDATE family_contact SET failed_at = \(now), failure = \(failure),
                    failing_since = COALESCE(failing_since, failed_at, \(now))
                WHERE tenant_id = \(tenant) AND kind = 'mail'
                  AND member_id IN (SELECT id FROM family_member WHERE tenant_id = \(tenant) AND person_id = \(person))
                  AND value = (
                    SELECT m.address FROM service_mail m
                    WHERE m.tenant_id = family_contact.tenant_id AND m.id = \(broadcast) AND m.person_id = \(person))
                """)
        }
        for (place, people) in people {
            let failedAt = place.failure == nil ? nil : now
            let since: SQL = place.failure == nil ? "NULL" : "COALESCE(failing_since, failed_at, \(now))"
            for piece in people.sorted().paddedPieces {
                try transaction.execute(
                    """
                    UPDATE contact SET failed_at = \(failedAt), failure = \(place.failure), failing_since = \(since)
                    WHERE tenant_id = \(tenant) AND person_id IN \(list: piece) AND kind = \(place.kind)
                      AND position = \(place.position)
                      AND changed_at <= (
                          SELECT a.changed_at FROM attempt a
                          WHERE a.tenant_id = contact.tenant_id AND a.broadcast_id = \(broadcast)
                            AND a.person_id = contact.person_id AND a.round = \(place.at.round)
                            AND a.step = \(place.at.step))
                    """)
            }
        }
    }
}
