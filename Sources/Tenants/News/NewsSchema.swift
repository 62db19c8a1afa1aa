import Database

/// The table of お知らせ. It is shared: one row is read by all organizations of an office, or by everybody.
enum NewsSchema {
    /// Numbers 115 to 119.
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
            ])
    ]
}
