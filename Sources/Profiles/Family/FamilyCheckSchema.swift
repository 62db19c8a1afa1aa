import Database

/// Whether the owners of family users' addresses confirmed them.
///
/// `is_older` marks addresses from before anybody was asked: their owners heard of answers and earthquakes so far, and an
/// update of the program must not end that on the eve of an earthquake. They go on hearing, and are asked.
enum FamilyCheckSchema {
    /// Numbers 380 and 381.
    static let migrations: [Migration] = [
        Migration(
            380, "whether addresses of family users were confirmed",
            [
                "ALTER TABLE family_contact ADD COLUMN verified_at BIGINT",
                "ALTER TABLE family_contact ADD COLUMN failed_at BIGINT",
                "ALTER TABLE family_contact ADD COLUMN failing_since BIGINT",
                "ALTER TABLE family_contact ADD COLUMN failure TEXT",
                "ALTER TABLE family_contact ADD COLUMN asked_at BIGINT",
                "ALTER TABLE family_contact ADD COLUMN is_older BIGINT NOT NULL DEFAULT 0",
                "UPDATE family_contact SET is_older = 1 WHERE kind = 'mail'",
                """
                CREATE INDEX family_contact_unasked ON family_contact (tenant_id, member_id, position)
                WHERE asked_at IS NULL AND verified_at IS NULL AND kind = 'mail'
                """,
            ]),
        // No key to the family user: whoever removes one and adds it again has sent as many mails as before.
        Migration(
            381, "mails that ask family users to confirm an address", tenantTables: ["family_check"],
            [
                """
                CREATE TABLE family_check (
                    tenant_id BIGINT NOT NULL,
                    token_hash BYTEA NOT NULL,
                    person_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    value TEXT NOT NULL,
                    asked_at BIGINT NOT NULL,
                    confirmed_at BIGINT,
                    message_id BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, token_hash),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX family_check_person ON family_check (tenant_id, person_id, asked_at)",
                "CREATE INDEX family_check_age ON family_check (asked_at)",
            ]),
    ]
}
