import Database

/// 社員家族: employees who are family to each other, also in two organizations.
///
/// A row is the consent of one of the two, in that one's own organization; both rows have the same number. Only two rows
/// that name each other are a link, so that it ends with either of them, whoever goes and however.
enum FamilyLinkSchema {
    /// Numbers 145 and 171.
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
            ]),
        Migration(
            171, "the number of whoever is removed goes from the others' halves of links",
            [
                """
                UPDATE family_link SET other_tenant = NULL, other_person = NULL, is_told = 1,
                    state = CASE WHEN state = 'agreed' THEN 'over' ELSE state END
                WHERE other_person IS NOT NULL AND NOT EXISTS
                    (SELECT 1 FROM person
                     WHERE person.tenant_id = family_link.other_tenant AND person.id = family_link.other_person)
                """
            ],
            own: [.sqlite: [onSQLite], .postgres: onPostgreSQL]),
    ]

    // In the database, since a half may lie in another organization than the one whose rows a removal may see. What is
    // left looks like a request to nobody.
    private static let onSQLite: StaticString = """
        CREATE TRIGGER family_link_of_removed AFTER DELETE ON person BEGIN
            UPDATE family_link SET other_tenant = NULL, other_person = NULL, is_told = 1,
                state = CASE WHEN state = 'agreed' THEN 'over' ELSE state END
            WHERE other_tenant = OLD.tenant_id AND other_person = OLD.id;
        END
        """

    private static let onPostgreSQL: [StaticString] = [
        """
        CREATE FUNCTION forget_family_links() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE own TEXT := current_setting('anpi.tenant', true);
        BEGIN
            PERFORM set_config('anpi.tenant', '*', true);
            UPDATE family_link SET other_tenant = NULL, other_person = NULL, is_told = 1,
                state = CASE WHEN state = 'agreed' THEN 'over' ELSE state END
            WHERE other_tenant = OLD.tenant_id AND other_person = OLD.id;
            PERFORM set_config('anpi.tenant', COALESCE(own, ''), true);
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER family_link_of_removed AFTER DELETE ON person
        FOR EACH ROW EXECUTE FUNCTION forget_family_links()
        """,
    ]
}
