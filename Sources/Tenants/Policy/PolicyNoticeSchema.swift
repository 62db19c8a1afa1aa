import Database

/// When policies were decided, and who has been told.
enum PolicyNoticeSchema {
    /// Numbers 117 to 119, and 132.
    static let migrations: [Migration] = [
        // What was decided before is not told any more.
        Migration(
            117, "when policies were decided",
            [
                "ALTER TABLE access_policy ADD COLUMN decided_at BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE access_policy ADD COLUMN is_told BIGINT NOT NULL DEFAULT 1",
                "ALTER TABLE office_policy ADD COLUMN decided_at BIGINT NOT NULL DEFAULT 0",
                "ALTER TABLE office_policy ADD COLUMN is_told BIGINT NOT NULL DEFAULT 1",
                "ALTER TABLE installation_policy ADD COLUMN decided_at BIGINT NOT NULL DEFAULT 0",
            ]),
        // Migration 108 has taken it over into access_policy.
        Migration(
            118, "second factors decided in one place", ["ALTER TABLE tenant DROP COLUMN second_factor_required"]),
        // The office 0 is the installation.
        Migration(
            132, "decisions on their way to those below", sharedTables: ["higher_decision"],
            [
                """
                CREATE TABLE higher_decision (
                    office_id BIGINT NOT NULL,
                    decided_at BIGINT NOT NULL,
                    person_id BIGINT,
                    request_id TEXT NOT NULL,
                    held TEXT NOT NULL,
                    after_tenant BIGINT NOT NULL,
                    PRIMARY KEY (office_id, decided_at))
                """
            ]),
    ]
}
