import Database

/// The table of family users. They are no people of the organization: nobody asks them whether they are safe, and no list
/// of people holds them.
enum FamilySchema {
    /// Numbers 130 and 131.
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
            ]),
        // Whether the program made the code, and how often code or password were changed.
        Migration(
            131, "family codes that were made, and how often they changed",
            [
                "ALTER TABLE family_member ADD COLUMN code_made BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE family_member ADD COLUMN login_epoch BIGINT NOT NULL DEFAULT 0",
            ]),
    ]
}
