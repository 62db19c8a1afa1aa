package import Database

/// The tables of this room.
package enum WebSchema {
    /// Numbers 500 to 599.
    package static let migrations: [Migration] = [
        Migration(
            500, "answers kept for repeated API calls", tenantTables: ["idempotency"],
            [
                """
                CREATE TABLE idempotency (
                    tenant_id BIGINT NOT NULL,
                    key_hash BYTEA NOT NULL,
                    request_hash BYTEA NOT NULL,
                    status BIGINT,
                    response BYTEA,
                    created_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, key_hash))
                    WITHOUT ROWID
                """,
                "CREATE INDEX idempotency_created ON idempotency (tenant_id, created_at)",
            ]),
        Migration(
            510, "reports of the voice gateway that were done", tenantTables: ["voice_event"],
            [
                """
                CREATE TABLE voice_event (
                    tenant_id BIGINT NOT NULL,
                    event_id TEXT NOT NULL,
                    seen_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, event_id))
                    WITHOUT ROWID
                """,
                "CREATE INDEX voice_event_seen ON voice_event (tenant_id, seen_at)",
            ]),
    ]
}
