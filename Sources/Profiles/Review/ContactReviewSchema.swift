import Database

/// The tables of contacts that are asked again in peacetime.
enum ContactReviewSchema {
    /// Number 360. A row is an address that was asked; `due_at` is when something follows, and nothing does for one that
    /// lapsed.
    static let migrations: [Migration] = [
        Migration(
            360, "contacts that are asked again", tenantTables: ["contact_review", "contact_review_day"],
            [
                """
                CREATE TABLE contact_review (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    value TEXT NOT NULL,
                    verified_at BIGINT NOT NULL,
                    asked_at BIGINT NOT NULL,
                    reminded_at BIGINT,
                    lapsed_at BIGINT,
                    due_at BIGINT,
                    PRIMARY KEY (tenant_id, person_id, value),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX contact_review_due ON contact_review (tenant_id, due_at) WHERE due_at IS NOT NULL",
                """
                CREATE TABLE contact_review_day (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    day BIGINT NOT NULL,
                    mails BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, day))
                    WITHOUT ROWID
                """,
                """
                CREATE INDEX contact_verified ON contact (tenant_id, verified_at)
                WHERE verified_at IS NOT NULL AND failed_at IS NULL AND kind = 'mail'
                """,
            ])
    ]
}
