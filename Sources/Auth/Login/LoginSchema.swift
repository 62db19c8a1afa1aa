import Database

/// The tables of logins in steps, of locks and of authenticator apps: numbers 201 to 209.
enum LoginSchema {
    static let migrations: [Migration] = [
        Migration(
            201, "modes of sessions, steps of logins",
            [
                "ALTER TABLE session ADD COLUMN mode TEXT NOT NULL DEFAULT 'full'",
                "ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT 'pc'",
                "ALTER TABLE session ADD COLUMN factor TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE session ADD COLUMN opened_by TEXT NOT NULL DEFAULT 'password'",
                "ALTER TABLE session ADD COLUMN label TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE session ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE pending_login ADD COLUMN device TEXT NOT NULL DEFAULT 'pc'",
                "ALTER TABLE pending_login ADD COLUMN factor TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE pending_login ADD COLUMN opened_by TEXT NOT NULL DEFAULT 'password'",
                "ALTER TABLE pending_login ADD COLUMN label TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE pending_login ADD COLUMN started_at BIGINT NOT NULL DEFAULT 0",
            ]),
        Migration(
            202, "counts of wrong codes", tenantTables: ["factor_lock"],
            [
                """
                CREATE TABLE factor_lock (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    failures BIGINT NOT NULL,
                    failed_in_a_row BIGINT NOT NULL,
                    locked_until BIGINT NOT NULL,
                    window_start BIGINT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, kind),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ]),
        Migration(
            203, "authenticator apps", tenantTables: ["app_factor", "app_candidate"],
            [
                """
                CREATE TABLE app_factor (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    secret BYTEA NOT NULL,
                    last_step BIGINT NOT NULL,
                    set_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE app_candidate (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    id BIGINT NOT NULL,
                    binding BYTEA NOT NULL,
                    secret BYTEA NOT NULL,
                    shown_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
            ]),
        Migration(
            204, "where a login leads",
            ["ALTER TABLE pending_login ADD COLUMN leads_to TEXT NOT NULL DEFAULT ''"]),
        Migration(
            292, "which codes of an app were used, and when wrong ones were tried",
            [
                "ALTER TABLE app_factor ADD COLUMN steps TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE factor_lock ADD COLUMN times TEXT NOT NULL DEFAULT ''",
            ]),
        Migration(
            293, "when a password was last handed out",
            ["ALTER TABLE credential ADD COLUMN issued_at BIGINT NOT NULL DEFAULT 0"]),
    ]
}
