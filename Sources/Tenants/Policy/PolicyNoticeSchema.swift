import Database

/// When policies were decided, and who has been told.
enum PolicyNoticeSchema {
    /// Numbers 117 to 119.
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
    ]
}
