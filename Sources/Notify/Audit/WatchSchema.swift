import Database

/// What the watch over the dispatch keeps and needs.
enum WatchSchema {
    /// Numbers 490 to 499.
    static let migrations: [Migration] = [doubts, watch]

    private static let doubts = Migration(
        490, "how often an attempt was in doubt", ["ALTER TABLE attempt ADD COLUMN doubts BIGINT NOT NULL DEFAULT 0"])

    private static let watch = Migration(
        491, "when somebody looked last, broadcasts whose people may be asked", sharedTables: ["watch"],
        [
            "CREATE TABLE watch (id BIGINT NOT NULL PRIMARY KEY, looked_at BIGINT NOT NULL)",
            "CREATE INDEX broadcast_open ON broadcast (tenant_id, id) WHERE status IN ('open', 'stopped')",
        ])
}
