import Database

/// The table of announcements about policies, and indexes: numbers 250 to 259, and 294.
enum PolicySchema {
    static let migrations: [Migration] = [
        Migration(
            250, "announcements of policies", tenantTables: ["policy_notice"],
            [
                """
                CREATE TABLE policy_notice (
                    tenant_id BIGINT NOT NULL PRIMARY KEY,
                    effective_at BIGINT NOT NULL,
                    stage TEXT NOT NULL,
                    after_person BIGINT NOT NULL)
                """
            ]),
        Migration(
            251, "what is over is found without looking at all of it",
            [
                "CREATE INDEX session_created ON session (created_at)",
                "CREATE INDEX pending_login_end ON pending_login (expires_at)",
                "CREATE INDEX open_id_trip_end ON open_id_trip (expires_at)",
                "CREATE INDEX app_candidate_shown ON app_candidate (shown_at)",
                "CREATE INDEX code_sends_last ON code_sends (last_at)",
            ]),
        Migration(
            294, "decisions that not every administrator was told of yet", tenantTables: ["policy_telling"],
            [
                """
                CREATE TABLE policy_telling (
                    tenant_id BIGINT NOT NULL,
                    id BIGINT NOT NULL,
                    sentence_ja TEXT NOT NULL,
                    sentence_en TEXT NOT NULL,
                    after_person BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, id))
                """
            ]),
    ]
}
