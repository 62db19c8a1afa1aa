import Database

/// Tables that hold the results of broadcasts as numbers, kept by the database itself with each change of a recipient or an
/// attempt: whoever looks at a million people reads some hundred rows, and a place that forgot to count cannot exist.
///
/// - `recipient_tally`: people of a broadcast by department and, once more, by area. `word` is the answer of those who
///   answered and the reason of those who cannot be asked.
/// - `attempt_tally`: attempts by channel and state. What is claimed or being handed off counts as planned, because it is
///   so for a moment only. `word` is why those wait that were due before.
///
/// On PostgreSQL each connection counts in rows of its own, so that nobody waits for another's commit.
enum TallySchema {
    static let migrations = [
        Migration(
            433, "results as numbers", tenantTables: ["recipient_tally", "attempt_tally"],
            [
                """
                CREATE TABLE recipient_tally (
                    tenant_id BIGINT NOT NULL,
                    broadcast_id BIGINT NOT NULL,
                    part TEXT NOT NULL,
                    place TEXT NOT NULL,
                    level BIGINT NOT NULL,
                    word TEXT NOT NULL,
                    is_late BIGINT NOT NULL,
                    was_handed_on BIGINT NOT NULL,
                    writer BIGINT NOT NULL,
                    people BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, broadcast_id, part, place, level, word, is_late, was_handed_on, writer))
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE attempt_tally (
                    tenant_id BIGINT NOT NULL,
                    broadcast_id BIGINT NOT NULL,
                    channel TEXT NOT NULL,
                    state TEXT NOT NULL,
                    word TEXT NOT NULL,
                    writer BIGINT NOT NULL,
                    attempts BIGINT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, broadcast_id, channel, state, word, writer))
                    WITHOUT ROWID
                """,
                """
                INSERT INTO recipient_tally
                SELECT tenant_id, broadcast_id, 'department', COALESCE(CAST(department_id AS TEXT), ''), level,
                       COALESCE(CASE level WHEN 6 THEN answer_status WHEN 0 THEN end_reason END, '') AS said, is_late,
                       was_handed_on, 0, COUNT(*)
                FROM recipient
                GROUP BY tenant_id, broadcast_id, department_id, level, said, is_late, was_handed_on
                """,
                """
                INSERT INTO recipient_tally
                SELECT tenant_id, broadcast_id, 'area', COALESCE(prefecture, '') || ' ' || COALESCE(region, ''), level,
                       COALESCE(CASE level WHEN 6 THEN answer_status WHEN 0 THEN end_reason END, '') AS said, is_late,
                       was_handed_on, 0, COUNT(*)
                FROM recipient
                GROUP BY tenant_id, broadcast_id, prefecture, region, level, said, is_late, was_handed_on
                """,
                """
                INSERT INTO attempt_tally
                SELECT tenant_id, broadcast_id, channel,
                       CASE WHEN state IN ('claimed', 'handingOff') THEN 'planned' ELSE state END AS standing, '', 0,
                       COUNT(*), MAX(changed_at)
                FROM attempt WHERE lane BETWEEN 1 AND 4 AND NOT (state = 'planned' AND reason <> '')
                GROUP BY tenant_id, broadcast_id, channel, standing
                """,
                """
                INSERT INTO attempt_tally
                SELECT tenant_id, broadcast_id, channel, state, reason, 0, COUNT(*), MAX(changed_at)
                FROM attempt WHERE lane BETWEEN 1 AND 4 AND state = 'planned' AND reason <> ''
                GROUP BY tenant_id, broadcast_id, channel, state, reason
                """,
                // The results are counted in the tables above; lists need the level only, and a wide index is dear to keep.
                "DROP INDEX recipient_level",
                "CREATE INDEX recipient_level ON recipient (tenant_id, broadcast_id, level, person_id)",
                """
                CREATE INDEX attempt_open ON attempt (tenant_id, broadcast_id, person_id)
                WHERE state IN ('planned', 'claimed', 'handingOff', 'inDoubt', 'ringing')
                """,
                """
                CREATE INDEX attempt_put_off ON attempt (tenant_id, broadcast_id, channel, due_at)
                WHERE state = 'planned' AND reason <> ''
                """,
            ], own: [.sqlite: sqlite, .postgres: postgres])
    ]

    private static let sqlite: [StaticString] = [
        """
        CREATE TRIGGER recipient_counted AFTER INSERT ON recipient BEGIN
            INSERT INTO recipient_tally VALUES (
                NEW.tenant_id, NEW.broadcast_id, 'department', COALESCE(CAST(NEW.department_id AS TEXT), ''), NEW.level,
                COALESCE(CASE NEW.level WHEN 6 THEN NEW.answer_status WHEN 0 THEN NEW.end_reason END, ''), NEW.is_late,
                NEW.was_handed_on, 0, 1)
            ON CONFLICT DO UPDATE SET people = people + 1;
            INSERT INTO recipient_tally VALUES (
                NEW.tenant_id, NEW.broadcast_id, 'area', COALESCE(NEW.prefecture, '') || ' ' || COALESCE(NEW.region, ''),
                NEW.level, COALESCE(CASE NEW.level WHEN 6 THEN NEW.answer_status WHEN 0 THEN NEW.end_reason END, ''),
                NEW.is_late, NEW.was_handed_on, 0, 1)
            ON CONFLICT DO UPDATE SET people = people + 1;
        END
        """,
        """
        CREATE TRIGGER recipient_recounted
        AFTER UPDATE OF level, answer_status, end_reason, is_late, was_handed_on, department_id, prefecture, region
        ON recipient
        WHEN OLD.level <> NEW.level OR OLD.is_late <> NEW.is_late OR OLD.was_handed_on <> NEW.was_handed_on
            OR OLD.answer_status IS NOT NEW.answer_status
            OR NEW.level = 0 AND OLD.end_reason IS NOT NEW.end_reason
            OR OLD.department_id IS NOT NEW.department_id OR OLD.prefecture IS NOT NEW.prefecture
            OR OLD.region IS NOT NEW.region
        BEGIN
            INSERT INTO recipient_tally VALUES (
                OLD.tenant_id, OLD.broadcast_id, 'department', COALESCE(CAST(OLD.department_id AS TEXT), ''), OLD.level,
                COALESCE(CASE OLD.level WHEN 6 THEN OLD.answer_status WHEN 0 THEN OLD.end_reason END, ''), OLD.is_late,
                OLD.was_handed_on, 0, -1)
            ON CONFLICT DO UPDATE SET people = people - 1;
            INSERT INTO recipient_tally VALUES (
                OLD.tenant_id, OLD.broadcast_id, 'area', COALESCE(OLD.prefecture, '') || ' ' || COALESCE(OLD.region, ''),
                OLD.level, COALESCE(CASE OLD.level WHEN 6 THEN OLD.answer_status WHEN 0 THEN OLD.end_reason END, ''),
                OLD.is_late, OLD.was_handed_on, 0, -1)
            ON CONFLICT DO UPDATE SET people = people - 1;
            INSERT INTO recipient_tally VALUES (
                NEW.tenant_id, NEW.broadcast_id, 'department', COALESCE(CAST(NEW.department_id AS TEXT), ''), NEW.level,
                COALESCE(CASE NEW.level WHEN 6 THEN NEW.answer_status WHEN 0 THEN NEW.end_reason END, ''), NEW.is_late,
                NEW.was_handed_on, 0, 1)
            ON CONFLICT DO UPDATE SET people = people + 1;
            INSERT INTO recipient_tally VALUES (
                NEW.tenant_id, NEW.broadcast_id, 'area', COALESCE(NEW.prefecture, '') || ' ' || COALESCE(NEW.region, ''),
                NEW.level, COALESCE(CASE NEW.level WHEN 6 THEN NEW.answer_status WHEN 0 THEN NEW.end_reason END, ''),
                NEW.is_late, NEW.was_handed_on, 0, 1)
            ON CONFLICT DO UPDATE SET people = people + 1;
        END
        """,
        """
        CREATE TRIGGER recipient_discounted AFTER DELETE ON recipient BEGIN
            UPDATE recipient_tally SET people = people - 1
            WHERE tenant_id = OLD.tenant_id AND broadcast_id = OLD.broadcast_id AND level = OLD.level
                AND word = COALESCE(CASE OLD.level WHEN 6 THEN OLD.answer_status WHEN 0 THEN OLD.end_reason END, '')
                AND is_late = OLD.is_late AND was_handed_on = OLD.was_handed_on
                AND (part = 'department' AND place = COALESCE(CAST(OLD.department_id AS TEXT), '')
                     OR part = 'area' AND place = COALESCE(OLD.prefecture, '') || ' ' || COALESCE(OLD.region, ''));
        END
        """,
        """
        CREATE TRIGGER attempt_counted AFTER INSERT ON attempt WHEN NEW.lane BETWEEN 1 AND 4 BEGIN
            INSERT INTO attempt_tally VALUES (
                NEW.tenant_id, NEW.broadcast_id, NEW.channel,
                CASE WHEN NEW.state IN ('claimed', 'handingOff') THEN 'planned' ELSE NEW.state END,
                CASE WHEN NEW.state = 'planned' THEN NEW.reason ELSE '' END, 0, 1, NEW.changed_at)
            ON CONFLICT DO UPDATE SET attempts = attempts + 1, changed_at = MAX(changed_at, excluded.changed_at);
        END
        """,
        """
        CREATE TRIGGER attempt_recounted AFTER UPDATE OF state, reason ON attempt
        WHEN NEW.lane BETWEEN 1 AND 4
            AND (CASE WHEN OLD.state IN ('claimed', 'handingOff') THEN 'planned' ELSE OLD.state END
                 <> CASE WHEN NEW.state IN ('claimed', 'handingOff') THEN 'planned' ELSE NEW.state END
                 OR CASE WHEN OLD.state = 'planned' THEN OLD.reason ELSE '' END
                 <> CASE WHEN NEW.state = 'planned' THEN NEW.reason ELSE '' END)
        BEGIN
            INSERT INTO attempt_tally VALUES (
                OLD.tenant_id, OLD.broadcast_id, OLD.channel,
                CASE WHEN OLD.state IN ('claimed', 'handingOff') THEN 'planned' ELSE OLD.state END,
                CASE WHEN OLD.state = 'planned' THEN OLD.reason ELSE '' END, 0, -1, OLD.changed_at)
            ON CONFLICT DO UPDATE SET attempts = attempts - 1;
            INSERT INTO attempt_tally VALUES (
                NEW.tenant_id, NEW.broadcast_id, NEW.channel,
                CASE WHEN NEW.state IN ('claimed', 'handingOff') THEN 'planned' ELSE NEW.state END,
                CASE WHEN NEW.state = 'planned' THEN NEW.reason ELSE '' END, 0, 1, NEW.changed_at)
            ON CONFLICT DO UPDATE SET attempts = attempts + 1, changed_at = MAX(changed_at, excluded.changed_at);
        END
        """,
        """
        CREATE TRIGGER attempt_discounted AFTER DELETE ON attempt WHEN OLD.lane BETWEEN 1 AND 4 BEGIN
            UPDATE attempt_tally SET attempts = attempts - 1
            WHERE tenant_id = OLD.tenant_id AND broadcast_id = OLD.broadcast_id AND channel = OLD.channel
                AND state = CASE WHEN OLD.state IN ('claimed', 'handingOff') THEN 'planned' ELSE OLD.state END
                AND word = CASE WHEN OLD.state = 'planned' THEN OLD.reason ELSE '' END;
        END
        """,
    ]

    private static let postgres: [StaticString] = [
        """
        CREATE FUNCTION count_recipients() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO recipient_tally AS t
            SELECT r.tenant_id, r.broadcast_id, p.part, p.place, r.level,
                   COALESCE(CASE r.level WHEN 6 THEN r.answer_status WHEN 0 THEN r.end_reason END, '') AS said, r.is_late,
                   r.was_handed_on, pg_backend_pid(), COUNT(*)
            FROM added r CROSS JOIN LATERAL (VALUES
                ('department', COALESCE(CAST(r.department_id AS TEXT), '')),
                ('area', COALESCE(r.prefecture, '') || ' ' || COALESCE(r.region, ''))) AS p (part, place)
            GROUP BY r.tenant_id, r.broadcast_id, p.part, p.place, r.level, said, r.is_late, r.was_handed_on
            ON CONFLICT (tenant_id, broadcast_id, part, place, level, word, is_late, was_handed_on, writer)
            DO UPDATE SET people = t.people + excluded.people;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER recipient_counted AFTER INSERT ON recipient REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION count_recipients()
        """,
        """
        CREATE FUNCTION recount_recipients() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO recipient_tally AS t
            SELECT r.tenant_id, r.broadcast_id, p.part, p.place, r.level,
                   COALESCE(CASE r.level WHEN 6 THEN r.answer_status WHEN 0 THEN r.end_reason END, '') AS said, r.is_late,
                   r.was_handed_on, pg_backend_pid(), SUM(r.sign)
            FROM (SELECT removed.*, -1 AS sign FROM removed UNION ALL SELECT added.*, 1 FROM added) AS r
            CROSS JOIN LATERAL (VALUES
                ('department', COALESCE(CAST(r.department_id AS TEXT), '')),
                ('area', COALESCE(r.prefecture, '') || ' ' || COALESCE(r.region, ''))) AS p (part, place)
            GROUP BY r.tenant_id, r.broadcast_id, p.part, p.place, r.level, said, r.is_late, r.was_handed_on
            HAVING SUM(r.sign) <> 0
            ON CONFLICT (tenant_id, broadcast_id, part, place, level, word, is_late, was_handed_on, writer)
            DO UPDATE SET people = t.people + excluded.people;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER recipient_recounted AFTER UPDATE ON recipient REFERENCING OLD TABLE AS removed NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION recount_recipients()
        """,
        """
        CREATE FUNCTION count_attempts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO attempt_tally AS t
            SELECT tenant_id, broadcast_id, channel,
                   CASE WHEN state IN ('claimed', 'handingOff') THEN 'planned' ELSE state END AS standing,
                   CASE WHEN state = 'planned' THEN reason ELSE '' END AS why, pg_backend_pid(), COUNT(*), MAX(changed_at)
            FROM added WHERE lane BETWEEN 1 AND 4 GROUP BY tenant_id, broadcast_id, channel, standing, why
            ON CONFLICT (tenant_id, broadcast_id, channel, state, word, writer)
            DO UPDATE SET attempts = t.attempts + excluded.attempts,
                          changed_at = GREATEST(t.changed_at, excluded.changed_at);
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER attempt_counted AFTER INSERT ON attempt REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION count_attempts()
        """,
        """
        CREATE FUNCTION recount_attempts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO attempt_tally AS t
            SELECT tenant_id, broadcast_id, channel,
                   CASE WHEN state IN ('claimed', 'handingOff') THEN 'planned' ELSE state END AS standing,
                   CASE WHEN state = 'planned' THEN reason ELSE '' END AS why, pg_backend_pid(), SUM(sign), MAX(changed_at)
            FROM (SELECT removed.*, -1 AS sign FROM removed UNION ALL SELECT added.*, 1 FROM added) AS r
            WHERE lane BETWEEN 1 AND 4 GROUP BY tenant_id, broadcast_id, channel, standing, why HAVING SUM(sign) <> 0
            ON CONFLICT (tenant_id, broadcast_id, channel, state, word, writer)
            DO UPDATE SET attempts = t.attempts + excluded.attempts,
                          changed_at = GREATEST(t.changed_at, excluded.changed_at);
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER attempt_recounted AFTER UPDATE ON attempt REFERENCING OLD TABLE AS removed NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION recount_attempts()
        """,
        """
        CREATE FUNCTION discount_recipients() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO recipient_tally AS t
            SELECT r.tenant_id, r.broadcast_id, p.part, p.place, r.level,
                   COALESCE(CASE r.level WHEN 6 THEN r.answer_status WHEN 0 THEN r.end_reason END, '') AS said, r.is_late,
                   r.was_handed_on, pg_backend_pid(), -COUNT(*)
            FROM removed r CROSS JOIN LATERAL (VALUES
                ('department', COALESCE(CAST(r.department_id AS TEXT), '')),
                ('area', COALESCE(r.prefecture, '') || ' ' || COALESCE(r.region, ''))) AS p (part, place)
            GROUP BY r.tenant_id, r.broadcast_id, p.part, p.place, r.level, said, r.is_late, r.was_handed_on
            ON CONFLICT (tenant_id, broadcast_id, part, place, level, word, is_late, was_handed_on, writer)
            DO UPDATE SET people = t.people + excluded.people;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER recipient_discounted AFTER DELETE ON recipient REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION discount_recipients()
        """,
        """
        CREATE FUNCTION discount_attempts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO attempt_tally AS t
            SELECT tenant_id, broadcast_id, channel,
                   CASE WHEN state IN ('claimed', 'handingOff') THEN 'planned' ELSE state END AS standing,
                   CASE WHEN state = 'planned' THEN reason ELSE '' END AS why, pg_backend_pid(), -COUNT(*), 0
            FROM removed WHERE lane BETWEEN 1 AND 4 GROUP BY tenant_id, broadcast_id, channel, standing, why
            ON CONFLICT (tenant_id, broadcast_id, channel, state, word, writer)
            DO UPDATE SET attempts = t.attempts + excluded.attempts;
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER attempt_discounted AFTER DELETE ON attempt REFERENCING OLD TABLE AS removed
        FOR EACH STATEMENT EXECUTE FUNCTION discount_attempts()
        """,
    ]
}
