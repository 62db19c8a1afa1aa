import Database

/// IDs and passwords of those who call in to report.
enum VoiceSchema {
    /// Number 270. An ID is unlike any other of the installation: those of people and of family users differ by their
    /// first digit.
    static let migrations: [Migration] = [
        Migration(
            270, "IDs and passwords for calling in", tenantTables: ["voice_login", "family_voice_login"],
            [
                """
                CREATE TABLE voice_login (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    voice_id TEXT NOT NULL,
                    hash TEXT,
                    changed_at BIGINT,
                    failures BIGINT NOT NULL DEFAULT 0,
                    failed_in_a_row BIGINT NOT NULL DEFAULT 0,
                    locked_until BIGINT NOT NULL DEFAULT 0,
                    window_start BIGINT NOT NULL DEFAULT 0,
                    PRIMARY KEY (tenant_id, person_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE UNIQUE INDEX voice_login_id ON voice_login (voice_id)",
                """
                CREATE TABLE family_voice_login (
                    tenant_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    voice_id TEXT NOT NULL,
                    hash TEXT,
                    changed_at BIGINT,
                    failures BIGINT NOT NULL DEFAULT 0,
                    failed_in_a_row BIGINT NOT NULL DEFAULT 0,
                    locked_until BIGINT NOT NULL DEFAULT 0,
                    window_start BIGINT NOT NULL DEFAULT 0,
                    PRIMARY KEY (tenant_id, member_id),
                    FOREIGN KEY (tenant_id, member_id) REFERENCES family_member (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE UNIQUE INDEX family_voice_login_id ON family_voice_login (voice_id)",
            ])
    ]
}
