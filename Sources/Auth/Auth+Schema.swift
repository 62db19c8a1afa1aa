package import Database

/// The tables of this room.
package enum AuthSchema {
    /// Numbers 200 to 299.
    package static let migrations: [Migration] =
        base + LoginSchema.migrations + CodeSchema.migrations + PasskeySchema.migrations + CareSchema.migrations
        + OpenIDSchema.migrations + ResetSchema.migrations + PolicySchema.migrations + FamilyLoginSchema.migrations
        + ReadinessMarkSchema.migrations + VoiceSchema.migrations + LeavingSchema.migrations

    private static let base: [Migration] = [
        Migration(
            200, "credentials, sessions, pending logins, waits",
            tenantTables: ["credential", "session", "pending_login", "login_record"],
            sharedTables: ["login_throttle"],
            [
                """
                CREATE TABLE credential (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    state TEXT NOT NULL,
                    hash TEXT,
                    temporary_hash BYTEA,
                    expires_at BIGINT,
                    consecutive_failures BIGINT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE login_record (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    last_at BIGINT NOT NULL,
                    previous_at BIGINT,
                    PRIMARY KEY (tenant_id, person_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE session (
                    tenant_id BIGINT NOT NULL,
                    token_hash BYTEA NOT NULL,
                    person_id BIGINT NOT NULL,
                    created_at BIGINT NOT NULL,
                    seen_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, token_hash),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX session_person ON session (tenant_id, person_id)",
                """
                CREATE TABLE pending_login (
                    tenant_id BIGINT NOT NULL,
                    token_hash BYTEA NOT NULL,
                    person_id BIGINT NOT NULL,
                    step TEXT NOT NULL,
                    expires_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, token_hash),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE login_throttle (
                    account_hash BYTEA NOT NULL PRIMARY KEY,
                    failures BIGINT NOT NULL,
                    wait_until BIGINT NOT NULL,
                    changed_at BIGINT NOT NULL)
                """,
                "CREATE INDEX login_throttle_changed ON login_throttle (changed_at)",
            ])
    ]
}
