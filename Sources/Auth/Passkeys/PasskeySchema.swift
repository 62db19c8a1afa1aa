import Database

/// The tables of passkeys: numbers 220 to 229, and 291.
enum PasskeySchema {
    static let migrations: [Migration] = [
        Migration(
            220, "passkeys and their challenges", tenantTables: ["passkey", "passkey_challenge"],
            [
                """
                CREATE TABLE passkey (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    id BIGINT NOT NULL,
                    credential_id BYTEA NOT NULL,
                    public_key BYTEA NOT NULL,
                    algorithm BIGINT NOT NULL,
                    sign_count BIGINT NOT NULL,
                    name TEXT NOT NULL,
                    set_at BIGINT NOT NULL,
                    used_at BIGINT,
                    PRIMARY KEY (tenant_id, person_id, id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE UNIQUE INDEX passkey_credential ON passkey (tenant_id, credential_id)",
                """
                CREATE TABLE passkey_challenge (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    purpose TEXT NOT NULL,
                    binding BYTEA NOT NULL,
                    challenge BYTEA NOT NULL,
                    expires_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, purpose),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX passkey_challenge_over ON passkey_challenge (expires_at)",
            ]),
        Migration(
            291, "a challenge for each page that asks for a passkey", tenantTables: ["passkey_question"],
            [
                "DROP TABLE passkey_challenge",
                """
                CREATE TABLE passkey_question (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    binding BYTEA NOT NULL,
                    challenge BYTEA NOT NULL,
                    purpose TEXT NOT NULL,
                    expires_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, binding, challenge),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX passkey_question_over ON passkey_question (expires_at)",
            ]),
    ]
}
