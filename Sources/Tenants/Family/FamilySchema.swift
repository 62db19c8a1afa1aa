import Database

/// The table of family users. They are no people of the organization: nobody asks them whether they are safe, and no list
/// of people holds them.
enum FamilySchema {
    /// Number 130.
    static let migrations: [Migration] = [
        Migration(
            130, "family users", tenantTables: ["family_member"],
            [
                """
                CREATE TABLE family_member (
                    tenant_id BIGINT NOT NULL,
                    id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    code TEXT NOT NULL,
                    name TEXT NOT NULL,
                    name_kana TEXT NOT NULL,
                    language TEXT NOT NULL,
                    created_at BIGINT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, id),
                    UNIQUE (tenant_id, person_id, code),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ])
    ]
}
