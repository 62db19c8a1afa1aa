package import Database

/// The tables of this room.
package enum ProfilesSchema {
    /// Numbers 300 to 399.
    package static let migrations =
        base + ContactCheckSchema.migrations + RegionVersionSchema.migrations + FamilyContactSchema.migrations
        + ReadinessSchema.migrations + ContactReviewSchema.migrations + FamilyPlaceSchema.migrations
        + DirectoryContactSchema.migrations + FamilyCheckSchema.migrations

    private static let base: [Migration] = [
        Migration(
            300, "contacts and addresses", tenantTables: ["contact", "address"],
            [
                """
                CREATE TABLE contact (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    position BIGINT NOT NULL,
                    value TEXT NOT NULL,
                    contact_order BIGINT,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, kind, position),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE address (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    prefecture TEXT NOT NULL,
                    region TEXT,
                    municipality TEXT,
                    city TEXT NOT NULL,
                    street TEXT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, kind),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX address_region ON address (tenant_id, region, kind, person_id)",
                "CREATE INDEX address_prefecture ON address (tenant_id, prefecture, kind, person_id)",
            ]),
        Migration(
            310, "contacts that turned out not to work",
            ["ALTER TABLE contact ADD COLUMN failed_at BIGINT", "ALTER TABLE contact ADD COLUMN failure TEXT"]),
    ]
}
