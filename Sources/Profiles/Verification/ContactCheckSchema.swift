import Database

/// The tables of contacts that were checked: numbers 320 to 329, and 390.
enum ContactCheckSchema {
    static let migrations: [Migration] = [
        Migration(
            320, "since when contacts work, or do not",
            [
                "ALTER TABLE contact ADD COLUMN verified_at BIGINT",
                "ALTER TABLE contact ADD COLUMN failing_since BIGINT",
            ]),
        Migration(
            321, "mails that check a contact", tenantTables: ["contact_check"],
            [
                """
                CREATE TABLE contact_check (
                    tenant_id BIGINT NOT NULL,
                    token_hash BYTEA NOT NULL,
                    person_id BIGINT NOT NULL,
                    value TEXT NOT NULL,
                    reason TEXT NOT NULL,
                    asked_at BIGINT NOT NULL,
                    confirmed_at BIGINT,
                    message_id BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, token_hash),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX contact_check_person ON contact_check (tenant_id, person_id, asked_at)",
                "CREATE INDEX contact_check_age ON contact_check (asked_at)",
            ]),
        // Of all organizations together, and without the address: an address may be a stranger's.
        Migration(
            322, "how many test mails went to an address in a day", sharedTables: ["test_mail_count"],
            [
                """
                CREATE TABLE test_mail_count (
                    day BIGINT NOT NULL,
                    address_hash BYTEA NOT NULL,
                    mails BIGINT NOT NULL,
                    PRIMARY KEY (day, address_hash))
                    WITHOUT ROWID
                """
            ]),
        // What is marked already came back, as far as anybody knows.
        Migration(
            390, "whether what a contact fails with came back later",
            ["ALTER TABLE contact ADD COLUMN came_back BIGINT NOT NULL DEFAULT 1"]),
    ]
}
