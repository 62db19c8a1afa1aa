import Database

/// The tables of what offices decide for many clients at once.
enum PolicyBatchSchema {
    /// Number 167.
    static let migrations: [Migration] = [
        // `place` is 0 until a batch holds, then its place among those of its office; -1 if it never will. `revision` counts
        // whatever changes in an office's list of clients, `batches` numbers its batches.
        Migration(
            167, "policies for many clients in small steps", tenantTables: ["policy_batch_item"],
            sharedTables: ["policy_batch"],
            [
                "ALTER TABLE office ADD COLUMN revision BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE office ADD COLUMN batches BIGINT NOT NULL DEFAULT 0",
                """
                CREATE TABLE policy_batch (
                    office_id BIGINT NOT NULL REFERENCES office (id),
                    number BIGINT NOT NULL,
                    place BIGINT NOT NULL DEFAULT 0,
                    decided_at BIGINT NOT NULL,
                    actor TEXT NOT NULL,
                    request_id TEXT NOT NULL,
                    PRIMARY KEY (office_id, number))
                """,
                """
                CREATE TABLE policy_batch_item (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    office_id BIGINT NOT NULL,
                    number BIGINT NOT NULL,
                    effective_at BIGINT,
                    uses_second_factor BIGINT,
                    views_own BIGINT,
                    answering TEXT,
                    name_kana TEXT,
                    PRIMARY KEY (tenant_id, office_id, number),
                    FOREIGN KEY (office_id, number) REFERENCES policy_batch (office_id, number))
                    WITHOUT ROWID
                """,
                "CREATE INDEX policy_batch_item_batch ON policy_batch_item (office_id, number, tenant_id)",
            ])
    ]
}
