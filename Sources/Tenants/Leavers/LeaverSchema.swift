import Database

/// From when on the data of people who have left are removed.
enum LeaverSchema {
    /// Number 151. Whoever had left before has no day: nobody decided one.
    static let migrations: [Migration] = [
        Migration(
            151, "days on which the data of people who have left are removed",
            [
                "ALTER TABLE person ADD COLUMN remove_at BIGINT",
                "CREATE INDEX person_remove_at ON person (remove_at) WHERE remove_at IS NOT NULL",
                """
                CREATE INDEX person_leaving ON person (left_at) WHERE left_at IS NOT NULL AND employment <> 'left'
                """,
            ])
    ]
}
