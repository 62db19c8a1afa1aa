import Database
import Domain

/// Counts a broadcast's recipients and attempts one by one, and holds that against the results as numbers (`TallySchema`).
struct Tallies {
    let tenant: TenantID
    let broadcast: BroadcastID

    /// How many of the numbers are wrong.
    func wrong(_ transaction: Transaction) throws -> Int {
        let said: SQL = "COALESCE(CASE level WHEN 6 THEN answer_status WHEN 0 THEN end_reason END, '')"
        let own: SQL = "tenant_id = \(tenant) AND broadcast_id = \(broadcast)"
        let people = try transaction.value(
            Int.self,
            """
            SELECT COUNT(*) FROM (
                SELECT part, place, level, word, is_late, was_handed_on FROM (
                    SELECT 'department' AS part, COALESCE(CAST(department_id AS TEXT), '') AS place, level,
                           \(said) AS word, is_late, was_handed_on, 1 AS people
                    FROM recipient WHERE \(own)
                    UNION ALL
                    SELECT 'area', COALESCE(prefecture, '') || ' ' || COALESCE(region, ''), level, \(said), is_late,
                           was_handed_on, 1
                    FROM recipient WHERE \(own)
                    UNION ALL
                    SELECT part, place, level, word, is_late, was_handed_on, -people FROM recipient_tally WHERE \(own)) AS b
                GROUP BY part, place, level, word, is_late, was_handed_on HAVING SUM(people) <> 0) AS d
            """)
        let attempts = try transaction.value(
            Int.self,
            """
            SELECT COUNT(*) FROM (
                SELECT channel, state, word FROM (
                    SELECT channel, CASE WHEN state IN ('claimed', 'handingOff') THEN 'planned' ELSE state END AS state,
                           CASE WHEN state = 'planned' THEN reason ELSE '' END AS word, 1 AS attempts
                    FROM attempt WHERE \(own)
                    UNION ALL
                    SELECT channel, state, word, -attempts FROM attempt_tally WHERE \(own)) AS b
                GROUP BY channel, state, word HAVING SUM(attempts) <> 0) AS d
            """)
        return (people ?? 0) + (attempts ?? 0)
    }
}
