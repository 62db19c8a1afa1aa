import Database

/// Where family users are reached and where they live.
enum FamilyContactSchema {
    /// Number 350.
    static let migrations: [Migration] = [
        Migration(
            350, "contacts and addresses of family users", tenantTables: ["family_contact", "family_address"],
            [
                """
                CREATE TABLE family_contact (
                    tenant_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    position BIGINT NOT NULL,
                    value TEXT NOT NULL,
                    PRIMARY KEY (tenant_id, member_id, kind, position),
                    FOREIGN KEY (tenant_id, member_id) REFERENCES family_member (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE family_address (
                    tenant_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    prefecture TEXT NOT NULL,
                    region TEXT,
                    municipality TEXT,
                    city TEXT NOT NULL,
                    street TEXT NOT NULL,
                    PRIMARY KEY (tenant_id, member_id),
                    FOREIGN KEY (tenant_id, member_id) REFERENCES family_member (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
            ])
    ]
}
