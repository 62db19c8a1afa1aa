import Database

/// Whose contacts somebody may see whole for a short while, and what their people have not read about it.
enum DisclosureSchema {
    /// Numbers 166 and 169. `actor` is the name that the audit chain has, `mark` the one of the reason.
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
            ]),
        Migration(
            169, "what people are told of their contacts having been seen", tenantTables: ["contact_disclosure_told"],
            [
                """
                CREATE TABLE contact_disclosure_told (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    at BIGINT NOT NULL,
                    actor TEXT NOT NULL,
                    way TEXT NOT NULL,
                    mark TEXT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, at, actor, way),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ]),
    ]
}
