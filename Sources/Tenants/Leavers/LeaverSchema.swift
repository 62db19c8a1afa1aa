import Database

/// From when on the data of people who have left are removed, and how many a program lets leave.
enum LeaverSchema {
    /// Number 151: whoever had left before has no day, as nobody decided one. Number 170 counts and names nobody.
    static let migrations: [Migration] = [
        Migration(
            151, "days on which the data of people who have left are removed",
            [
                "ALTER TABLE person ADD COLUMN remove_at BIGINT",
                "CREATE INDEX person_remove_at ON person (remove_at) WHERE remove_at IS NOT NULL",
                """
                CREATE INDEX person_leaving ON person (left_at) WHERE left_at IS NOT NULL AND employment <> 'left'
                """,
            ]),
        Migration(
            170, "how many people programs let leave", tenantTables: ["program_leaving", "program_leaving_watch"],
            [
                """
                CREATE TABLE program_leaving (
                    tenant_id BIGINT NOT NULL,
                    at BIGINT NOT NULL,
                    people BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, at))
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE program_leaving_watch (
                    tenant_id BIGINT NOT NULL PRIMARY KEY,
                    at_least BIGINT NOT NULL,
                    counted_at BIGINT NOT NULL,
                    told_at BIGINT,
                    since BIGINT,
                    people BIGINT NOT NULL,
                    token_id BIGINT)
                """,
            ]),
    ]
}
