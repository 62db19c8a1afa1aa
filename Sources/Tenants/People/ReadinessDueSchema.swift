import Database

/// Whose kept row of the readiness report is out of date. The database itself marks people with each change that the report
/// tells of, so that a place that forgot to say so cannot exist; the rooms Auth and Profiles mark by their own tables.
///
/// On PostgreSQL each transaction marks in rows of its own: nobody waits for another's commit, and whoever takes a mark
/// away sees the change that it stands for.
enum ReadinessDueSchema {
    /// Number 135.
    static let migrations: [Migration] = [
        Migration(
            135, "people to look at again for the readiness report", tenantTables: ["readiness_due"],
            [
                """
                CREATE TABLE readiness_due (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    writer BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, writer))
                    WITHOUT ROWID
                """,
                "INSERT INTO readiness_due SELECT tenant_id, id, 0 FROM person WHERE employment <> 'left'",
            ], own: [.sqlite: sqlite, .postgres: postgres])
    ]

    private static let sqlite: [StaticString] = [
        """
        CREATE TRIGGER person_added_to_readiness AFTER INSERT ON person BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER person_moved_in_readiness AFTER UPDATE OF department_id, employment ON person BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.id, 0) ON CONFLICT DO NOTHING;
        END
        """,
    ]

    private static let postgres: [StaticString] = [
        """
        CREATE FUNCTION mark_person_for_readiness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.id, txid_current()) ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER person_in_readiness AFTER INSERT OR UPDATE OF department_id, employment ON person
        FOR EACH ROW EXECUTE FUNCTION mark_person_for_readiness()
        """,
        """
        CREATE FUNCTION mark_owner_for_readiness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN
                INSERT INTO readiness_due VALUES (OLD.tenant_id, OLD.person_id, txid_current()) ON CONFLICT DO NOTHING;
            ELSE
                INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.person_id, txid_current()) ON CONFLICT DO NOTHING;
            END IF;
            RETURN NULL;
        END $$
        """,
        """
        CREATE FUNCTION mark_owners_for_readiness() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO readiness_due SELECT DISTINCT tenant_id, person_id, txid_current() FROM touched
            ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$
        """,
    ]
}
