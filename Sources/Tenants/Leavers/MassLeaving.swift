package import Database
package import Domain

/// A program lets many people leave: nobody could ask it whether it means that, as a page asks, so administrators are told.
///
/// A directory whose connection was set up wrongly marks everybody as gone, and nobody of them would be asked whether they
/// are safe.
package enum MassLeaving {
    /// In how long a time people are counted, and how seldom administrators are told.
    package static let window = Duration.seconds(86_400)
    /// For how long the list of people says it.
    package static let shown = Duration.seconds(7 * 86_400)
    /// So few are never many.
    package static let fewest = 3

    /// What administrators see beside the list of people.
    package struct Told: Sendable, Hashable {
        /// When the first one of them left.
        package let since: Instant
        /// How many left since then, within the day in which it was told.
        package let people: Int
        /// The name of the token of the program that was the last one.
        package let program: String
    }

    /// Whether so many of all are many.
    package static func isMany(_ left: Int, of people: Int) -> Bool { left > fewest && left * 10 > people }

    /// Counts people who leave in the transaction in which they do, after their rows in the audit chain: its lock makes
    /// everybody count one after the other. Only a program's are counted.
    ///
    /// - Throws: `DatabaseError`.
    static func count(
        _ left: Int, by actor: Actor, requestID: String, in tenant: TenantID, _ notice: AppointmentNotice,
        at now: Instant, _ transaction: Transaction
    ) throws {
        guard left > 0, case .token(let token) = actor else { return }
        let toldAgain = try transaction.execute(
            """
            UPDATE program_leaving_watch SET people = people + \(left), token_id = \(token)
            WHERE tenant_id = \(tenant) AND told_at > \(now - window)
            """)
        if toldAgain > 0 { return }
        try transaction.execute(
            "DELETE FROM program_leaving WHERE tenant_id = \(tenant) AND at <= \(now - window)")
        try transaction.execute(
            """
            INSERT INTO program_leaving (tenant_id, at, people) VALUES (\(tenant), \(now), \(left))
            ON CONFLICT (tenant_id, at) DO UPDATE SET people = program_leaving.people + excluded.people
            """)
        let (all, since) = try counted(tenant, transaction)
        guard let since, let people = try people(besides: all, tenant, now, transaction), isMany(all, of: people) else {
            return
        }
        try transaction.execute(
            """
            INSERT INTO program_leaving_watch (tenant_id, at_least, counted_at, told_at, since, people, token_id)
            VALUES (\(tenant), 0, \(now), \(now), \(since), \(all), \(token))
            ON CONFLICT (tenant_id) DO UPDATE
            SET at_least = excluded.at_least, counted_at = excluded.counted_at, told_at = excluded.told_at,
                since = excluded.since, people = excluded.people, token_id = excluded.token_id
            """)
        // What comes now belongs to what was told, and after a day it is counted anew.
        try transaction.execute("DELETE FROM program_leaving WHERE tenant_id = \(tenant)")
        try AuditChain.append(
            AuditEvent("people.manyLeft", subject: "token:\(token)", reason: "left=\(all) of=\(people)"),
            tenant: tenant, actor: actor, requestID: requestID, at: now, in: transaction)
        let program = try name(of: token, tenant, transaction) ?? ""
        try notice.warn(sentence(all, of: people, program), advice, in: tenant, at: now, transaction)
    }

    /// What the list of people says of it; nil for nothing. Requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package static func told(
        _ scope: TenantScope, at now: Instant, in database: Database
    ) async throws -> Told? {
        try scope.require(.viewPeople)
        return try await database.read(scope) { transaction in
            let found = try transaction.first(
                """
                SELECT since, people, token_id FROM program_leaving_watch
                WHERE tenant_id = \(scope.tenant) AND told_at > \(now - shown)
                """
            ) { row in
                (since: try row.next(Instant.self), people: try row.next(Int.self), token: try row.next(Int64.self))
            }
            guard let found else { return nil }
            return Told(
                since: found.since, people: found.people,
                program: try name(of: found.token, scope.tenant, transaction) ?? "")
        }
    }

    private static func counted(
        _ tenant: TenantID, _ transaction: Transaction
    ) throws -> (left: Int, since: Instant?) {
        let found = try transaction.first(
            """
            SELECT CAST(COALESCE(SUM(people), 0) AS BIGINT), MIN(at) FROM program_leaving WHERE tenant_id = \(tenant)
            """
        ) { row in (try row.next(Int.self), try row.next(Instant?.self)) }
        return found ?? (0, nil)
    }

    /// How many people there were with those who left; nil where that was found out today already and is too many to count
    /// again for so few. A count of at most twenty times as many as left decides, so that in a large organization nobody
    /// waits for it each time that somebody leaves.
    private static func people(
        besides left: Int, _ tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws -> Int? {
        guard left > fewest else { return nil }
        let known = try transaction.value(
            Int.self,
            """
            SELECT at_least FROM program_leaving_watch
            WHERE tenant_id = \(tenant) AND counted_at > \(now - window)
            """)
        if let known, left * 10 <= known { return nil }
        let employed =
            try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM (
                    SELECT 1 FROM person WHERE tenant_id = \(tenant) AND employment <> \(Employment.left)
                    LIMIT \(left * 20)) AS employed
                """) ?? 0
        try transaction.execute(
            """
            INSERT INTO program_leaving_watch (tenant_id, at_least, counted_at, told_at, since, people, token_id)
            VALUES (\(tenant), \(employed + left), \(now), \(nil as Instant?), \(nil as Instant?), 0, \(nil as Int64?))
            ON CONFLICT (tenant_id) DO UPDATE SET at_least = excluded.at_least, counted_at = excluded.counted_at
            """)
        return employed + left
    }

    private static func name(of token: Int64, _ tenant: TenantID, _ transaction: Transaction) throws -> String? {
        try transaction.value(
            String.self, "SELECT name FROM api_token WHERE tenant_id = \(tenant) AND id = \(token)")
    }

    private static func sentence(_ left: Int, of people: Int, _ program: String) -> LocalizedText {
        LocalizedText(
            ja: "連携システム（APIトークン「\(program)」）が、24時間のうちに\(people)人中\(left)人を「退職」にしました。退職になった方には安否確認が届きません。",
            en:
                "A connected system (API token “\(program)”) marked \(left) of \(people) people as left within 24 hours. Nobody who has left is asked whether they are safe."
        )
    }

    private static let advice = LocalizedText(
        ja: "意図したものでない場合は、そのAPIトークンを停止し、社員の一覧で退職になった方を確かめて元に戻してください。続けて退職になっても、24時間は同じお知らせを送りません。",
        en:
            "If nobody means this, revoke the token, look at who has left in the list of people, and take them up again. Further people who leave within 24 hours are not told again."
    )
}
