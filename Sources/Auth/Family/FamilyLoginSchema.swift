import Database

/// Passwords, logins and sessions of family users.
enum FamilyLoginSchema {
    /// Numbers 262 to 264.
    static let migrations: [Migration] = [
        Migration(
            262, "logins of family users", tenantTables: ["family_credential", "family_login_record"],
            [
                """
                CREATE TABLE family_credential (
                    tenant_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    hash TEXT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, member_id),
                    FOREIGN KEY (tenant_id, member_id) REFERENCES family_member (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE family_login_record (
                    tenant_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    last_at BIGINT NOT NULL,
                    previous_at BIGINT,
                    PRIMARY KEY (tenant_id, member_id),
                    FOREIGN KEY (tenant_id, member_id) REFERENCES family_member (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
            ]),
        Migration(
            263, "sessions of family users", tenantTables: ["family_session"],
            [
                """
                CREATE TABLE family_session (
                    tenant_id BIGINT NOT NULL,
                    token_hash BYTEA NOT NULL,
                    member_id BIGINT NOT NULL,
                    created_at BIGINT NOT NULL,
                    seen_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, token_hash),
                    FOREIGN KEY (tenant_id, member_id) REFERENCES family_member (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX family_session_member ON family_session (tenant_id, member_id)",
            ]),
        Migration(
            264, "wrong tries at families, sessions of one code and password", tenantTables: ["family_failure"],
            [
                """
                CREATE TABLE family_failure (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    failures BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, member_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "ALTER TABLE family_session ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE family_login_record ADD COLUMN told_at BIGINT",
            ]),
    ]
}
