import Database

/// What families were told, and what they write to each other.
///
/// Whom a row of `…_told` is about: a family user by `member_id`; an employee with 0 there; one who reads of another
/// employee by the number of their link in `link_id`, 0 for one's own family.
enum FamilyNewsSchema {
    /// Numbers 455, 456 and 480.
    static let migrations: [Migration] = [
        Migration(
            455, "what families were told of answers and earthquakes",
            tenantTables: ["family_answer_told", "family_quake"],
            [
                """
                CREATE TABLE family_answer_told (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    link_id BIGINT NOT NULL,
                    broadcast_id BIGINT NOT NULL,
                    status TEXT NOT NULL,
                    at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, member_id, link_id, broadcast_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX family_answer_told_at ON family_answer_told (at)",
                """
                CREATE TABLE family_quake (
                    tenant_id BIGINT NOT NULL,
                    event TEXT NOT NULL,
                    member_id BIGINT NOT NULL,
                    prefecture TEXT NOT NULL,
                    region TEXT,
                    is_withdrawn BIGINT NOT NULL,
                    at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, event, member_id),
                    FOREIGN KEY (tenant_id, member_id) REFERENCES family_member (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX family_quake_member ON family_quake (tenant_id, member_id)",
                "CREATE INDEX family_quake_event ON family_quake (event, tenant_id)",
                "CREATE INDEX family_quake_at ON family_quake (at)",
            ]),
        Migration(
            456, "message boards of families", tenantTables: ["family_board", "family_message", "family_message_told"],
            [
                """
                CREATE TABLE family_board (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    last_number BIGINT NOT NULL,
                    due_at BIGINT,
                    PRIMARY KEY (tenant_id, person_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX family_board_due ON family_board (due_at) WHERE due_at IS NOT NULL",
                """
                CREATE TABLE family_message (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    id BIGINT NOT NULL,
                    member_id BIGINT,
                    number BIGINT NOT NULL,
                    status TEXT,
                    text TEXT NOT NULL,
                    is_shared BIGINT NOT NULL,
                    created_at BIGINT NOT NULL,
                    removed_at BIGINT,
                    PRIMARY KEY (tenant_id, person_id, id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE,
                    FOREIGN KEY (tenant_id, member_id) REFERENCES family_member (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX family_message_member ON family_message (tenant_id, member_id)",
                "CREATE INDEX family_message_age ON family_message (created_at)",
                """
                CREATE TABLE family_message_told (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    link_id BIGINT NOT NULL,
                    number BIGINT NOT NULL,
                    at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, member_id, link_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
            ]),
        // A mail about an employee who is linked waits no longer than the link holds.
        Migration(
            480, "who was told of links, and when messages were told", tenantTables: ["family_link_told"],
            [
                """
                CREATE TABLE family_link_told (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    link_id BIGINT NOT NULL,
                    at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, link_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX family_link_told_at ON family_link_told (at)",
                "CREATE INDEX family_message_told_at ON family_message_told (at)",
                "ALTER TABLE service_mail ADD COLUMN family_link BIGINT",
            ]),
    ]
}
