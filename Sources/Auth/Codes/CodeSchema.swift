import Database

/// The tables of codes by mail and phone: numbers 210 to 219, 253 and 286.
enum CodeSchema {
    static let migrations: [Migration] = [
        Migration(
            210, "factors by mail and phone, codes that were sent, how often",
            tenantTables: ["code_factor", "sent_code", "code_sends"],
            [
                """
                CREATE TABLE code_factor (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    target TEXT NOT NULL,
                    set_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, kind),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE sent_code (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    purpose TEXT NOT NULL,
                    binding BYTEA NOT NULL,
                    mark BYTEA NOT NULL,
                    target TEXT NOT NULL,
                    way TEXT NOT NULL,
                    delivery BIGINT NOT NULL,
                    sent_at BIGINT NOT NULL,
                    expires_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, kind),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX sent_code_over ON sent_code (expires_at)",
                """
                CREATE TABLE code_sends (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    window_start BIGINT NOT NULL,
                    sends BIGINT NOT NULL,
                    last_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
            ]),
        Migration(
            253, "when the last codes were sent",
            [
                "ALTER TABLE code_sends ADD COLUMN times TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE code_sends DROP COLUMN window_start",
                "ALTER TABLE code_sends DROP COLUMN sends",
            ]),
        Migration(
            286, "by which code an address or number was set",
            ["ALTER TABLE code_factor ADD COLUMN mark BYTEA", "ALTER TABLE code_factor ADD COLUMN binding BYTEA"]),
    ]
}
