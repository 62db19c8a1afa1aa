import Database

/// What the organization's directory says of contacts, beside those that people arranged for themselves.
enum DirectoryContactSchema {
    /// Number 375.
    static let migrations: [Migration] = [
        Migration(
            375, "contacts that the organization's directory gave", tenantTables: ["directory_contact"],
            [
                """
                CREATE TABLE directory_contact (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    place BIGINT NOT NULL,
                    sent TEXT NOT NULL,
                    value TEXT NOT NULL,
                    type TEXT,
                    is_primary BIGINT,
                    slot BIGINT,
                    PRIMARY KEY (tenant_id, person_id, kind, place),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX directory_contact_value ON directory_contact (tenant_id, value)",
            ])
    ]
}
