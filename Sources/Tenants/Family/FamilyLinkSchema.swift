import Database

/// 社員家族: employees who are family to each other, also in two organizations.
///
/// A row is the consent of one of the two, in that one's own organization; both rows have the same number. Only two rows
/// that name each other are a link, so that it ends with either of them, whoever goes and however.
enum FamilyLinkSchema {
    /// Number 145.
    static let migrations: [Migration] = [
        Migration(
            145, "employees who are family", tenantTables: ["family_link"],
            [
                """
                CREATE TABLE family_link (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    id BIGINT NOT NULL,
                    state TEXT NOT NULL,
                    other_tenant BIGINT,
                    other_person BIGINT,
                    typed_code TEXT NOT NULL,
                    typed_login TEXT NOT NULL,
                    is_told BIGINT NOT NULL,
                    created_at BIGINT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX family_link_other ON family_link (other_tenant, other_person, created_at)",
                "CREATE INDEX family_link_untold ON family_link (id) WHERE is_told = 0",
                "CREATE INDEX family_link_changed ON family_link (changed_at)",
            ])
    ]
}
