package import Database

/// The tables of this room, numbers 400 to 449: broadcasts, whom they reach, each attempt, each answer.
///
/// Written for a million recipients of one broadcast: rows of one broadcast lie together, the engine finds due attempts by
/// an index that holds nothing but claimable rows, and results are counted inside one index.
package enum NotifySchema {
    /// Numbers 400 to 449, 470 and, of families, 455 to 456; the triggers' own tables have the others from 450 on.
    package static let migrations: [Migration] =
        [
            broadcasts, dispatch, answers, mailPurposes, howLearned, unfinished, afterwards, proofs,
            inspection, sealedTexts, listing,
        ] + TallySchema.migrations + InboundSchema.migrations + CallInSchema.migrations
        + FamilyNewsSchema.migrations + FamilyBoardSchema.migrations + WatchSchema.migrations
        + TallyPauseSchema.migrations + AttemptIndexes.migrations

    private static let sealedTexts = Migration(
        431, "sealed texts of the service's messages", ["ALTER TABLE service_mail ADD COLUMN sealed_body BYTEA"])

    private static let listing = Migration(
        470, "rounds that list whom they reach",
        ["CREATE INDEX broadcast_round_listing ON broadcast_round (tenant_id, broadcast_id) WHERE cursor IS NOT NULL"])

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

    /// What the proof that nobody is lost needs, which answer of a person counts, and which broadcasts are yet to be pruned.
    private static let proofs = Migration(
        420, "people of a round, the answer that counts, broadcasts to prune",
        [
            "ALTER TABLE broadcast_round ADD COLUMN people BIGINT",
            "ALTER TABLE recipient ADD COLUMN counted_answer BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE recipient ADD COLUMN is_late BIGINT NOT NULL DEFAULT 0",
            """
            UPDATE recipient SET counted_answer = COALESCE(
                (SELECT MAX(a.seq) FROM answer a
                 WHERE a.tenant_id = recipient.tenant_id AND a.broadcast_id = recipient.broadcast_id
                   AND a.person_id = recipient.person_id AND a.via <> 'proxy'), answers)
            """,
            """
            UPDATE recipient SET is_late = COALESCE(
                (SELECT a.is_late FROM answer a
                 WHERE a.tenant_id = recipient.tenant_id AND a.broadcast_id = recipient.broadcast_id
                   AND a.person_id = recipient.person_id AND a.seq = recipient.counted_answer), 0)
            """,
            "DROP INDEX recipient_level",
            """
            CREATE INDEX recipient_level ON recipient
                (tenant_id, broadcast_id, level, department_id, prefecture, region, answer_status, is_late,
                 was_handed_on, person_id)
            """,
            "ALTER TABLE broadcast ADD COLUMN is_pruned BIGINT NOT NULL DEFAULT 0",
            "CREATE INDEX broadcast_over ON broadcast (ended_at) WHERE is_pruned < 2 AND ended_at IS NOT NULL",
        ])

    /// Indexes of what must not be: they are empty, cost nothing to keep, and show at once what is stuck.
    private static let inspection = Migration(
        430, "what must not be in the ledger",
        [
            """
            CREATE INDEX attempt_strange ON attempt (tenant_id)
            WHERE state NOT IN ('planned', 'claimed', 'handingOff', 'inDoubt', 'ringing', 'accepted', 'completed',
                'noAnswer', 'failed', 'unknown', 'cancelled', 'expired')
            """,
            """
            CREATE INDEX attempt_held ON attempt (tenant_id)
            WHERE lease_token IS NULL AND state IN ('claimed', 'handingOff')
            """,
            "CREATE INDEX recipient_lost ON recipient (tenant_id) WHERE end_reason IS NULL AND open_attempts <= 0",
        ])

    private static let mailPurposes = Migration(
        403, "what mails of the service are about",
        [
            "ALTER TABLE service_mail ADD COLUMN purpose TEXT NOT NULL DEFAULT 'other'",
            "CREATE INDEX service_mail_person ON service_mail (tenant_id, person_id)",
        ])

    /// What the first broadcasts did not keep: which channels the installation had then, up to which round a recipient's
    /// sequences were ended from outside, and where an earthquake was.
    private static let afterwards = Migration(
        412, "channels of a round, ended rounds, place of an incident",
        [
            "ALTER TABLE broadcast_round ADD COLUMN channels TEXT NOT NULL DEFAULT 'mail voice'",
            "ALTER TABLE recipient ADD COLUMN ended_rounds BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE incident ADD COLUMN place_ja TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE incident ADD COLUMN place_en TEXT NOT NULL DEFAULT ''",
        ])
}
