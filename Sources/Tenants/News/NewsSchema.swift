import Database

/// The table of お知らせ. It is shared: one row is read by all organizations of an office, or by everybody.
enum NewsSchema {
    /// Numbers 115, 120 and 121.
    static let migrations: [Migration] = [
        Migration(
            115, "news", sharedTables: ["news"],
            [
                """
                CREATE TABLE news (
                    id BIGINT NOT NULL PRIMARY KEY,
                    audience BIGINT NOT NULL,
                    title_ja TEXT NOT NULL,
                    title_en TEXT NOT NULL,
                    body_ja TEXT NOT NULL,
                    body_en TEXT NOT NULL,
                    from_at BIGINT NOT NULL,
                    until_at BIGINT NOT NULL)
                """,
                "CREATE INDEX news_shown ON news (audience, until_at)",
            ]),
        Migration(
            120, "news for chosen clients of an office", tenantTables: ["news_reader"],
            [
                "ALTER TABLE news ADD COLUMN is_chosen BIGINT NOT NULL DEFAULT 0",
                """
                CREATE TABLE news_reader (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    news_id BIGINT NOT NULL REFERENCES news (id) ON DELETE CASCADE,
                    PRIMARY KEY (tenant_id, news_id))
                """,
                "CREATE INDEX news_reader_news ON news_reader (news_id)",
            ]),
        Migration(
            121, "help desks of offices",
            [
                "ALTER TABLE office ADD COLUMN help_name TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE office ADD COLUMN help_phone TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE office ADD COLUMN help_hours TEXT NOT NULL DEFAULT ''",
            ]),
    ]
}
