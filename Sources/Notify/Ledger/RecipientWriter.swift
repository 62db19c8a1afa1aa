import Database
import Domain

/// Writes recipients, one statement for all that get the same values; the level always comes from the values beside it.
struct RecipientWriter {
    private struct Values: Hashable {
        let level: RecipientLevel
        let openAttempts: Int
        let wasHandedOn: Bool
        let handedOnGroup: Int?
        let handedOnAt: Instant?
        let isUnclear: Bool
        let deadContacts: ContactSet
        let endReason: String?
        let endedRounds: Int
    }

    let tenant: TenantID
    let broadcast: BroadcastID

    /// Writes recipients as they were read, with their new values, and tells the results.
    func write(_ recipients: [RecipientRow], _ fold: inout TallyFold, _ transaction: Transaction) throws {
        try write(recipients, transaction)
        for recipient in recipients {
            var standing = recipient.standing
            standing.level = recipient.progress.level
            standing.endReason = recipient.endReason
            standing.wasHandedOn = recipient.wasHandedOn
            fold.recipient(from: recipient.standing, to: standing)
        }
    }

    /// Writes recipients; the results are told by the triggers.
    func write(_ recipients: [RecipientRow], _ transaction: Transaction) throws {
        let groups = Dictionary(grouping: recipients) { recipient in
            Values(
                level: recipient.progress.level, openAttempts: recipient.openAttempts,
                wasHandedOn: recipient.wasHandedOn, handedOnGroup: recipient.handedOnGroup,
                handedOnAt: recipient.handedOnAt, isUnclear: recipient.isUnclear,
                deadContacts: recipient.deadContacts, endReason: recipient.endReason,
                endedRounds: recipient.endedRounds)
        }
        for (values, people) in groups {
            try transaction.execute(
                """
                UPDATE recipient
                SET level = \(values.level), open_attempts = \(values.openAttempts),
                    was_handed_on = \(values.wasHandedOn), handed_on_group = \(values.handedOnGroup),
                    handed_on_at = \(values.handedOnAt), is_unclear = \(values.isUnclear),
                    dead_contacts = \(values.deadContacts), end_reason = \(values.endReason),
                    ended_rounds = \(values.endedRounds)
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast)
                  AND person_id \(each: people.map(\.person).sorted())
                """)
        }
    }
}
