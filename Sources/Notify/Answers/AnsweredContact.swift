import Database
import Domain
import Profiles
import Tenants

/// Whoever answers by a contact was reached at it: it counts as verified, and whatever came back from it is forgotten, unless
/// it was changed since it was asked.
enum AnsweredContact {
    /// What was noted within a day is not written again.
    private static let pause = Duration.seconds(86_400)

    /// - Parameter channel: How the attempt asked: by mail or by a call.
    static func note(
        _ key: AttemptKey, _ channel: Channel, at now: Instant, _ transaction: Transaction
    ) throws {
        let kind = channel == .mail ? ContactKind.mail : .phone
        try transaction.execute(
            """
            UPDATE contact SET verified_at = \(now), failed_at = NULL, failing_since = NULL, failure = NULL
            WHERE tenant_id = \(key.tenant) AND person_id = \(key.person) AND kind = \(kind)
              AND (verified_at IS NULL OR verified_at < \(now - pause) OR failed_at IS NOT NULL)
              AND EXISTS (
                SELECT 1 FROM attempt a WHERE a.tenant_id = contact.tenant_id AND a.broadcast_id = \(key.broadcast)
                  AND a.person_id = contact.person_id AND a.round = \(key.round) AND a.step = \(key.step)
                  AND a.channel = \(channel) AND a.position = contact.position
                  AND contact.changed_at <= a.changed_at)
            """)
    }
}
