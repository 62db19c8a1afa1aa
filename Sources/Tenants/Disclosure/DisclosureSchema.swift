import Database

/// Whose contacts somebody may see whole for a short while.
enum DisclosureSchema {
    /// Number 166. `actor` is the name that the audit chain has.
    static let migrations: [Migration] = [
        Migration(
            166, "contacts that are shown for a while", tenantTables: ["contact_disclosure"],
            [
                """
                CREATE TABLE contact_disclosure (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    actor TEXT NOT NULL,
                    until BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, actor),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ])
    ]
}
