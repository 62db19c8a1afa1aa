import CSodium
import Database
import Domain

/// A challenge that a browser answers once, within five minutes, for one login or session.
enum PasskeyChallenge {
    private static let lifetime = Duration.seconds(300)

    /// Stores a new one; the one before it is answered no more.
    static func make(
        _ purpose: CodePurpose, _ subject: FactorSubject, now: Instant, randomness: Randomness,
        in transaction: Transaction
    ) throws -> [UInt8] {
        let challenge = randomness.bytes(32)
        try transaction.execute(
            """
            INSERT INTO passkey_challenge (tenant_id, person_id, purpose, binding, challenge, expires_at)
            VALUES (\(subject.tenant), \(subject.person), \(purpose), \(subject.binding), \(challenge),
                    \(now + lifetime))
            ON CONFLICT (tenant_id, person_id, purpose) DO UPDATE SET
                binding = excluded.binding, challenge = excluded.challenge, expires_at = excluded.expires_at
            """)
        return challenge
    }

    /// Uses it up; false if it is none of ours, somebody was faster, or its time is over.
    static func take(
        _ challenge: [UInt8], _ purpose: CodePurpose, _ subject: FactorSubject, now: Instant,
        in transaction: Transaction
    ) throws -> Bool {
        try transaction.execute(
            """
            DELETE FROM passkey_challenge
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND purpose = \(purpose)
              AND binding = \(subject.binding) AND challenge = \(challenge) AND expires_at > \(now)
            """) == 1
    }
}
