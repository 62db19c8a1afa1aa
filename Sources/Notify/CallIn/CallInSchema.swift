import Database

/// The table of calls by which people report.
enum CallInSchema {
    /// Number 454. A row belongs to a call and to no organization: whose it is stands sealed in it, once that is known.
    static let migrations: [Migration] = [
        Migration(
            454, "calls by which people report", sharedTables: ["incoming_call"],
            [
                """
                CREATE TABLE incoming_call (
                    call_id TEXT NOT NULL PRIMARY KEY,
                    step BIGINT NOT NULL,
                    sealed BYTEA NOT NULL,
                    changed_at BIGINT NOT NULL)
                """,
                "CREATE INDEX incoming_call_changed ON incoming_call (changed_at)",
            ])
    ]
}
