package import Database

/// The tables of this room, numbers 400 to 449: broadcasts, whom they reach, each attempt, each answer.
///
/// Written for a million recipients of one broadcast: rows of one broadcast lie together, the engine finds due attempts by
/// an index that holds nothing but claimable rows, and results are counted inside one index.
package enum NotifySchema {
    /// Numbers 400 to 449; the triggers' own tables follow from 450.
    package static let migrations: [Migration] = [broadcasts, dispatch, answers, mailPurposes, howLearned, unfinished]

    private static let howLearned = Migration(
        410, "how an answer for somebody was learned", ["ALTER TABLE answer ADD COLUMN learned TEXT"])

    private static let unfinished = Migration(
        411, "drafts that are not complete yet", ["ALTER TABLE broadcast ADD COLUMN unfinished TEXT"])

    private static let broadcasts = Migration(
        400, "incidents, broadcasts, targets, templates",
        tenantTables: ["incident", "broadcast", "broadcast_round", "broadcast_target", "template"],
        [
            """
            CREATE TABLE incident (
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                id BIGINT NOT NULL,
                event_key TEXT NOT NULL,
                title TEXT NOT NULL,
                occurred_at BIGINT NOT NULL,
                created_at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, event_key))
            """,
            """
            CREATE TABLE broadcast (
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                id BIGINT NOT NULL,
                incident_id BIGINT,
                kind TEXT NOT NULL,
                is_drill BIGINT NOT NULL,
                is_urgent BIGINT NOT NULL,
                status TEXT NOT NULL,
                subject TEXT NOT NULL,
                body TEXT NOT NULL,
                answer_form TEXT NOT NULL,
                created_by TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                changed_at BIGINT NOT NULL,
                starts_at BIGINT,
                closes_at BIGINT,
                ended_at BIGINT,
                rounds BIGINT NOT NULL,
                has_work BIGINT NOT NULL,
                sweep_cursor BIGINT,
                answer_period BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, id))
            """,
            "CREATE INDEX broadcast_work ON broadcast (tenant_id, id) WHERE has_work = 1",
            """
            CREATE TABLE broadcast_round (
                tenant_id BIGINT NOT NULL,
                broadcast_id BIGINT NOT NULL,
                round BIGINT NOT NULL,
                kind TEXT NOT NULL,
                subject TEXT,
                body TEXT,
                started_at BIGINT NOT NULL,
                cursor BIGINT,
                uses_mail BIGINT NOT NULL,
                uses_voice BIGINT NOT NULL,
                mail_retries BIGINT NOT NULL,
                mail_interval BIGINT NOT NULL,
                voice_retries BIGINT NOT NULL,
                voice_interval BIGINT NOT NULL,
                slot_interval BIGINT NOT NULL,
                give_up_after BIGINT NOT NULL,
                stops_after_answer BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, broadcast_id, round))
            """,
            """
            CREATE TABLE broadcast_target (
                tenant_id BIGINT NOT NULL,
                broadcast_id BIGINT NOT NULL,
                round BIGINT NOT NULL,
                seq BIGINT NOT NULL,
                kind TEXT NOT NULL,
                value TEXT NOT NULL,
                addresses TEXT NOT NULL,
                note TEXT NOT NULL,
                PRIMARY KEY (tenant_id, broadcast_id, round, seq))
            """,
            """
            CREATE TABLE template (
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                id BIGINT NOT NULL,
                name TEXT NOT NULL,
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                body TEXT NOT NULL,
                changed_at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, name))
            """,
        ])

    private static let dispatch = Migration(
        401, "recipients, attempts, leases, mails of the service",
        tenantTables: ["recipient", "attempt", "attempt_event", "lease", "service_mail"],
        [
            """
            CREATE TABLE recipient (
                tenant_id BIGINT NOT NULL,
                broadcast_id BIGINT NOT NULL,
                person_id BIGINT NOT NULL,
                level BIGINT NOT NULL,
                department_id BIGINT,
                prefecture TEXT,
                region TEXT,
                reason TEXT NOT NULL,
                reason_place TEXT NOT NULL,
                reason_note TEXT NOT NULL,
                token_hash BYTEA NOT NULL,
                paths TEXT NOT NULL,
                open_attempts BIGINT NOT NULL,
                was_handed_on BIGINT NOT NULL,
                handed_on_group BIGINT,
                handed_on_at BIGINT,
                is_unclear BIGINT NOT NULL,
                dead_contacts BIGINT NOT NULL,
                fetched_at BIGINT,
                answered_at BIGINT,
                answer_status TEXT,
                attendance TEXT,
                answers BIGINT NOT NULL,
                end_reason TEXT,
                created_at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, broadcast_id, person_id))
                WITHOUT ROWID
            """,
            "CREATE UNIQUE INDEX recipient_token ON recipient (token_hash)",
            """
            CREATE INDEX recipient_level ON recipient
                (tenant_id, broadcast_id, level, department_id, prefecture, region, answer_status, person_id)
            """,
            """
            CREATE TABLE attempt (
                tenant_id BIGINT NOT NULL,
                broadcast_id BIGINT NOT NULL,
                person_id BIGINT NOT NULL,
                round BIGINT NOT NULL,
                step BIGINT NOT NULL,
                lane BIGINT NOT NULL,
                channel TEXT NOT NULL,
                slot BIGINT NOT NULL,
                position BIGINT NOT NULL,
                try_number BIGINT NOT NULL,
                rule TEXT NOT NULL,
                state TEXT NOT NULL,
                reason TEXT NOT NULL,
                due_at BIGINT NOT NULL,
                hand_offs BIGINT NOT NULL,
                went_on BIGINT NOT NULL,
                lease_token BIGINT,
                created_at BIGINT NOT NULL,
                changed_at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, broadcast_id, person_id, round, step))
                WITHOUT ROWID
            """,
            "CREATE INDEX attempt_ready ON attempt (channel, lane, tenant_id, step, due_at) WHERE state = 'planned'",
            "CREATE INDEX attempt_leased ON attempt (tenant_id, lease_token) WHERE lease_token IS NOT NULL",
            "CREATE INDEX attempt_waiting ON attempt (due_at) WHERE state IN ('inDoubt', 'ringing')",
            """
            CREATE TABLE attempt_event (
                tenant_id BIGINT NOT NULL,
                broadcast_id BIGINT NOT NULL,
                person_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                round BIGINT NOT NULL,
                step BIGINT NOT NULL,
                kind TEXT NOT NULL,
                reason TEXT NOT NULL,
                reference TEXT NOT NULL,
                started_at BIGINT,
                at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, broadcast_id, person_id, id))
                WITHOUT ROWID
            """,
            """
            CREATE TABLE lease (
                tenant_id BIGINT NOT NULL,
                token BIGINT NOT NULL,
                instance BIGINT NOT NULL,
                lease_until BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, token))
            """,
            "CREATE INDEX lease_over ON lease (lease_until)",
            """
            CREATE TABLE service_mail (
                tenant_id BIGINT NOT NULL,
                id BIGINT NOT NULL,
                person_id BIGINT NOT NULL,
                address TEXT NOT NULL,
                subject TEXT NOT NULL,
                body TEXT NOT NULL,
                language TEXT NOT NULL,
                created_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, id))
            """,
        ])

    private static let answers = Migration(
        402, "answers", tenantTables: ["answer"],
        [
            """
            CREATE TABLE answer (
                tenant_id BIGINT NOT NULL,
                broadcast_id BIGINT NOT NULL,
                person_id BIGINT NOT NULL,
                seq BIGINT NOT NULL,
                at BIGINT NOT NULL,
                status TEXT,
                attendance TEXT,
                comment TEXT NOT NULL,
                replies TEXT NOT NULL,
                via TEXT NOT NULL,
                answered_by TEXT NOT NULL,
                is_late BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, broadcast_id, person_id, seq))
                WITHOUT ROWID
            """
        ])

    private static let mailPurposes = Migration(
        403, "what mails of the service are about",
        [
            "ALTER TABLE service_mail ADD COLUMN purpose TEXT NOT NULL DEFAULT 'other'",
            "CREATE INDEX service_mail_person ON service_mail (tenant_id, person_id)",
        ])
}
