import Database

/// The conditions of the indexes that hold a part of the attempts; a statement uses such an index only if it says the same.
///
/// They are chains of comparisons and not lists: SQLite makes a table of each list of more than two values whenever a row
/// is written, once for the old row and once for the new one.
enum AttemptIndexes {
    /// Attempts that are not over.
    static let open: SQL = """
        (state = 'planned' OR state = 'claimed' OR state = 'handingOff' OR state = 'inDoubt' OR state = 'ringing')
        """

    /// Attempts in a state that this program does not know.
    static let strange: SQL = """
        state <> 'planned' AND state <> 'claimed' AND state <> 'handingOff' AND state <> 'accepted'
            AND state <> 'completed' AND state <> 'noAnswer' AND state <> 'inDoubt' AND state <> 'ringing'
            AND state <> 'failed' AND state <> 'unknown' AND state <> 'cancelled' AND state <> 'expired'
        """

    /// Number 499.
    static let migrations: [Migration] = [
        Migration(
            499, "conditions of indexes without lists",
            [
                "DROP INDEX attempt_open",
                """
                CREATE INDEX attempt_open ON attempt (tenant_id, broadcast_id, person_id)
                WHERE (state = 'planned' OR state = 'claimed' OR state = 'handingOff' OR state = 'inDoubt'
                    OR state = 'ringing')
                """,
                "DROP INDEX attempt_strange",
                """
                CREATE INDEX attempt_strange ON attempt (tenant_id)
                WHERE state <> 'planned' AND state <> 'claimed' AND state <> 'handingOff' AND state <> 'accepted'
                    AND state <> 'completed' AND state <> 'noAnswer' AND state <> 'inDoubt' AND state <> 'ringing'
                    AND state <> 'failed' AND state <> 'unknown' AND state <> 'cancelled' AND state <> 'expired'
                """,
            ])
    ]
}
