import Database
import Domain
import Foundation
import Tenants

/// Where calls stand between two requests of the gateway. What was typed and who calls is sealed.
struct IncomingCalls: Sendable {
    /// A call is over after this without a word.
    static let life = Duration.seconds(1_800)
    /// Rows that are forgotten at a time.
    private static let chunk = 50

    let database: Database
    let sealer: SecretSealer
    let randomness: Randomness
    let failpoints: Failpoints

    /// A call after its last request.
    struct Entry: Sendable {
        /// How many requests there were.
        let step: Int
        /// The last request, what was said, and where the call stands.
        let content: Content
    }

    /// What is sealed.
    struct Content: Sendable, Codable {
        /// The report that led here: if it comes again, the same is said.
        let event: String
        /// What is waited for.
        let state: CallInState
        /// What was said.
        let reply: CallInReply
    }

    /// Where a call stands; nil if it is new, or over for long.
    func find(_ call: String, now: Instant) async throws -> Entry? {
        let found = try await database.read(InstallationScope(purpose: "find a call that came in")) { transaction in
            try transaction.first(
                """
                SELECT step, sealed FROM incoming_call
                WHERE call_id = \(call) AND changed_at > \(now - Self.life)
                """
            ) { row in (step: try row.next(Int.self), sealed: try row.next([UInt8].self)) }
        }
        guard let found, let opened = sealer.open(found.sealed, for: Self.use(call)),
            let content = try? JSONDecoder().decode(Content.self, from: Data(opened))
        else { return nil }
        return Entry(step: found.step, content: content)
    }

    /// Notes where a call stands after its next request; false if another request of the same call was faster.
    func store(_ content: Content, of call: String, after step: Int?, now: Instant) async throws -> Bool {
        let sealed = sealer.seal(
            Array(try JSONEncoder().encode(content)), for: Self.use(call), randomness: randomness)
        let isNoted = try await database.write(
            InstallationScope(purpose: "note a call that came in"), urgent: true
        ) { [failpoints] transaction in
            defer { failpoints.reach(.callInUncommitted) }
            if let step {
                return try transaction.execute(
                    """
                    UPDATE incoming_call SET step = step + 1, sealed = \(sealed), changed_at = \(now)
                    WHERE call_id = \(call) AND step = \(step)
                    """) == 1
            }
            try transaction.execute(
                """
                DELETE FROM incoming_call WHERE call_id IN
                    (SELECT call_id FROM incoming_call WHERE changed_at <= \(now - Self.life) LIMIT \(Self.chunk))
                """)
            return try transaction.execute(
                """
                INSERT INTO incoming_call (call_id, step, sealed, changed_at) VALUES (\(call), 1, \(sealed), \(now))
                ON CONFLICT (call_id) DO NOTHING
                """) == 1
        }
        failpoints.reach(.callInCommitted)
        return isNoted
    }

    private static func use(_ call: String) -> String { "incoming call:\(call)" }
}
