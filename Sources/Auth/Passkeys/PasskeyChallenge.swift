import CSodium
import Database
import Domain

/// A challenge that a browser answers once, within five minutes, for one login or session. Each page that asks has its own,
/// so that the same login in another tab takes none away.
enum PasskeyChallenge {
    private static let lifetime = Duration.seconds(300)
    /// How long it is known afterwards, so that an answer that comes late is told from one that is none.
    static let remembered = Duration.seconds(3_600)
    /// How many of one login or session can be answered.
    private static let kept = 5

    /// Stores a new one; the oldest of the same login or session give way.
    static func make(
        _ purpose: CodePurpose, _ subject: FactorSubject, now: Instant, randomness: Randomness,
        in transaction: Transaction
    ) throws -> [UInt8] {
        let challenge = randomness.bytes(32)
        try transaction.execute(
            """
            DELETE FROM passkey_question
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND binding = \(subject.binding)
              AND challenge NOT IN (SELECT newest.challenge FROM passkey_question AS newest
                WHERE newest.tenant_id = \(subject.tenant) AND newest.person_id = \(subject.person)
                  AND newest.binding = \(subject.binding)
                ORDER BY newest.expires_at DESC LIMIT \(kept - 1))
            """)
        try transaction.execute(
            """
            INSERT INTO passkey_question (tenant_id, person_id, binding, challenge, purpose, expires_at)
            VALUES (\(subject.tenant), \(subject.person), \(subject.binding), \(challenge), \(purpose),
                    \(now + lifetime))
            ON CONFLICT (tenant_id, person_id, binding, challenge)
                DO UPDATE SET purpose = excluded.purpose, expires_at = excluded.expires_at
            """)
        return challenge
    }

    /// Uses it up, and says until when it could be answered; nil if it is none of ours, or somebody was faster.
    static func take(
        _ challenge: [UInt8], _ purpose: CodePurpose, _ subject: FactorSubject, in transaction: Transaction
    ) throws -> Instant? {
        try transaction.first(
            """
            DELETE FROM passkey_question
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND purpose = \(purpose)
              AND binding = \(subject.binding) AND challenge = \(challenge)
            RETURNING expires_at
            """
        ) { try $0.next(Instant.self) }
    }
}
