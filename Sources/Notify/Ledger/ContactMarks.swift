import Channels
import Database
import Domain
import Profiles

/// What one transaction's results say about contacts themselves: whose address or number does not exist is told so, until
/// the contact is changed, its owner confirms it or answers by it, or something gets through.
///
/// A relay that takes a message says only that it would not refuse it itself. What came back from behind it stays: the next
/// report may need days, or never come.
struct ContactMarks {
    private struct Place: Hashable {
        let at: RoundStep
        let kind: ContactKind
        let position: Int
        let word: Word
    }

    /// What an event says about the contact.
    private enum Word: Hashable {
        /// There is no such address or number: said at once, or later by a report.
        case fails(String, cameBack: Bool)
        /// Whoever carries messages there took one.
        case taken
        /// Somebody was at the other end, or could have been.
        case works
    }

    private var people: [Place: [PersonID]] = [:]
    /// Whose mail of the service came back, with the reason: its address is known, its place among the contacts is not.
    private var returned: [PersonID: (reason: String, word: Word)] = [:]

    /// Learns from what happened to an attempt.
    mutating func take(_ change: AttemptChange, _ row: AttemptRow) {
        guard let word = Self.word(change.event) else { return }
        // Most contacts have no mark, and whoever hands off has seen whether there is one.
        if case .fails = word {} else if !change.mayClearMark { return }
        let place = Place(
            at: RoundStep(round: row.round, step: row.step), kind: row.channel == .mail ? .mail : .phone,
            position: row.position, word: word)
        people[place, default: []].append(row.person)
    }

    /// Learns from what happened to a message of the service.
    mutating func takeService(_ change: AttemptChange, _ row: AttemptRow) {
        guard row.channel == .mail, let word = Self.word(change.event), case .fails(let reason, _) = word else {
            return
        }
        returned[row.person] = (reason, word)
    }

    private static func word(_ event: AttemptEvent) -> Word? {
        switch event {
        case .handOff(.permanent(let reason)): isOfContact(reason) ? .fails(reason, cameBack: false) : nil
        case .report(.invalidNumber(let reason)): isOfContact(reason) ? .fails(reason, cameBack: true) : nil
        case .bounced(let reason, let isLasting): isLasting ? .fails(reason, cameBack: true) : nil
        case .handOff(.accepted(_, awaitsReport: false)): .taken
        case .report(.completed), .report(.noAnswer), .report(.busy): .works
        default: nil
        }
    }

    private static func isOfContact(_ reason: String) -> Bool {
        FailureCode(rawValue: String(reason.prefix { $0 != " " }))?.fault == .destination
    }

    /// Writes the marks; before the attempts, whose last change still is the hand-off. A contact that was changed since
    /// then is another one.
    func write(of broadcast: BroadcastID, _ tenant: TenantID, at now: Instant, _ transaction: Transaction) throws {
        for (person, failure) in returned.sorted(by: { $0.key < $1.key }) {
            try transaction.execute(
                """
                UPDATE contact SET \(Self.mark(failure.word, at: now).columns)
                WHERE tenant_id = \(tenant) AND person_id = \(person) AND value = (
                    SELECT m.address FROM service_mail m
                    WHERE m.tenant_id = contact.tenant_id AND m.id = \(broadcast) AND m.person_id = contact.person_id)
                """)
            // The same mailbox, or one of the person's family.
            try transaction.execute(
                """
                UPDATE family_contact SET failed_at = \(now), failure = \(failure.reason),
                    failing_since = COALESCE(failing_since, failed_at, \(now))
                WHERE tenant_id = \(tenant) AND kind = 'mail'
                  AND member_id IN (SELECT id FROM family_member WHERE tenant_id = \(tenant) AND person_id = \(person))
                  AND value = (
                    SELECT m.address FROM service_mail m
                    WHERE m.tenant_id = family_contact.tenant_id AND m.id = \(broadcast) AND m.person_id = \(person))
                """)
        }
        for (place, people) in people {
            let (mark, most) = Self.mark(place.word, at: now)
            for piece in people.sorted().paddedPieces {
                try transaction.execute(
                    """
                    UPDATE contact SET \(mark)
                    WHERE tenant_id = \(tenant) AND person_id IN \(list: piece) AND kind = \(place.kind)
                      AND position = \(place.position) AND came_back <= \(most)
                      AND changed_at <= (
                          SELECT a.changed_at FROM attempt a
                          WHERE a.tenant_id = contact.tenant_id AND a.broadcast_id = \(broadcast)
                            AND a.person_id = contact.person_id AND a.round = \(place.at.round)
                            AND a.step = \(place.at.step))
                    """)
            }
        }
    }

    /// What a word makes of the columns of a contact, and whether of one whose trouble came back (1), or of others only (0).
    private static func mark(_ word: Word, at now: Instant) -> (columns: SQL, most: Int) {
        let cleared: SQL = "failed_at = NULL, failure = NULL, failing_since = NULL"
        switch word {
        case .fails(let reason, let cameBack):
            let kept: SQL = cameBack ? "1" : "CASE WHEN failed_at IS NULL THEN 0 ELSE came_back END"
            return (
                """
                failed_at = \(now), failure = \(reason), failing_since = COALESCE(failing_since, failed_at, \(now)),
                came_back = \(kept)
                """, 1
            )
        case .taken: return (cleared, 0)
        case .works: return (cleared, 1)
        }
    }
}
