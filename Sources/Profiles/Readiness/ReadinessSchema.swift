import Database

/// One number for each person who has not left: what the readiness report knows of them. A report over a million people
/// reads one index; the marks in `readiness_due` say whose row is to be made again.
enum ReadinessSchema {
    /// Numbers 330, 331, 382 and 395.
    static let migrations: [Migration] = [
        Migration(
            330, "how well each person could be reached", tenantTables: ["readiness"],
            [
                """
                CREATE TABLE readiness (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    department_id BIGINT,
                    facts BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX readiness_counts ON readiness (tenant_id, department_id, facts)",
            ], own: [.sqlite: sqlite, .postgres: postgres]),
        Migration(
            331, "readiness day by day, and who was reminded", tenantTables: ["readiness_day", "readiness_reminder"],
            [
                """
                CREATE TABLE readiness_day (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    day TEXT NOT NULL,
                    measure TEXT NOT NULL,
                    people BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, day, measure))
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE readiness_reminder (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    flag TEXT NOT NULL,
                    broadcast_id BIGINT NOT NULL,
                    made_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, flag))
                    WITHOUT ROWID
                """,
            ]),
        // One row for a department and a day, whatever is counted; 0 stands for people without a department.
        Migration(
            382, "readiness of departments day by day", tenantTables: ["readiness_department_day"],
            [
                """
                CREATE TABLE readiness_department_day (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    day TEXT NOT NULL,
                    department_id BIGINT NOT NULL,
                    figures TEXT NOT NULL,
                    PRIMARY KEY (tenant_id, day, department_id))
                    WITHOUT ROWID
                """
            ]),
        Migration(
            395, "who lacks one of the two addresses is looked at again",
            [
                """
                INSERT INTO readiness_due SELECT DISTINCT tenant_id, person_id, 0 FROM address WHERE 1 = 1
                ON CONFLICT DO NOTHING
                """
            ]),
    ]

    private static let sqlite: [StaticString] = [
        """
        CREATE TRIGGER contact_added_to_readiness AFTER INSERT ON contact BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER contact_changed_in_readiness AFTER UPDATE ON contact BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER contact_gone_from_readiness AFTER DELETE ON contact BEGIN
            INSERT INTO readiness_due VALUES (OLD.tenant_id, OLD.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER address_added_to_readiness AFTER INSERT ON address BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER address_changed_in_readiness AFTER UPDATE ON address BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER address_gone_from_readiness AFTER DELETE ON address BEGIN
            INSERT INTO readiness_due VALUES (OLD.tenant_id, OLD.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
    ]

    private static let postgres: [StaticString] = [
        """
        CREATE TRIGGER contact_added_to_readiness AFTER INSERT ON contact REFERENCING NEW TABLE AS touched
        FOR EACH STATEMENT EXECUTE FUNCTION mark_owners_for_readiness()
        """,
        """
        CREATE TRIGGER contact_changed_in_readiness AFTER UPDATE ON contact REFERENCING NEW TABLE AS touched
        FOR EACH STATEMENT EXECUTE FUNCTION mark_owners_for_readiness()
        """,
        """
        CREATE TRIGGER contact_gone_from_readiness AFTER DELETE ON contact REFERENCING OLD TABLE AS touched
        FOR EACH STATEMENT EXECUTE FUNCTION mark_owners_for_readiness()
        """,
        """
        CREATE TRIGGER address_added_to_readiness AFTER INSERT ON address REFERENCING NEW TABLE AS touched
        FOR EACH STATEMENT EXECUTE FUNCTION mark_owners_for_readiness()
        """,
        """
        CREATE TRIGGER address_changed_in_readiness AFTER UPDATE ON address REFERENCING NEW TABLE AS touched
        FOR EACH STATEMENT EXECUTE FUNCTION mark_owners_for_readiness()
        """,
        """
        CREATE TRIGGER address_gone_from_readiness AFTER DELETE ON address REFERENCING OLD TABLE AS touched
        FOR EACH STATEMENT EXECUTE FUNCTION mark_owners_for_readiness()
        """,
    ]
}
