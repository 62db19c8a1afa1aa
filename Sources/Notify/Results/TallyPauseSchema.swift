import Database

/// On SQLite the triggers of the results (`TallySchema`) leave the counting to whoever writes many rows (`TallyFold`):
/// as long as the broadcast has a row of the part `paused`, which is there within one transaction only.
enum TallyPauseSchema {
    /// Number 496.
    static let migrations: [Migration] = [
        Migration(496, "results counted for many rows at once", [], own: [.sqlite: sqlite])
    ]

    private static let sqlite: [StaticString] = [
        "DROP TRIGGER recipient_counted",
        "DROP TRIGGER recipient_recounted",
        "DROP TRIGGER attempt_counted",
        "DROP TRIGGER attempt_recounted",
        """
        CREATE TRIGGER recipient_counted AFTER INSERT ON recipient
        WHEN NOT EXISTS (
            SELECT 1 FROM recipient_tally
            WHERE tenant_id = NEW.tenant_id AND broadcast_id = NEW.broadcast_id AND part = 'paused')
        BEGIN
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
        WHEN (OLD.level <> NEW.level OR OLD.is_late <> NEW.is_late OR OLD.was_handed_on <> NEW.was_handed_on
              OR OLD.answer_status IS NOT NEW.answer_status
              OR NEW.level = 0 AND OLD.end_reason IS NOT NEW.end_reason
              OR OLD.department_id IS NOT NEW.department_id OR OLD.prefecture IS NOT NEW.prefecture
              OR OLD.region IS NOT NEW.region)
            AND NOT EXISTS (
                SELECT 1 FROM recipient_tally
                WHERE tenant_id = NEW.tenant_id AND broadcast_id = NEW.broadcast_id AND part = 'paused')
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
        CREATE TRIGGER attempt_counted AFTER INSERT ON attempt
        WHEN NEW.lane BETWEEN 1 AND 4
            AND NOT EXISTS (
                SELECT 1 FROM recipient_tally
                WHERE tenant_id = NEW.tenant_id AND broadcast_id = NEW.broadcast_id AND part = 'paused')
        BEGIN
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
            AND NOT EXISTS (
                SELECT 1 FROM recipient_tally
                WHERE tenant_id = NEW.tenant_id AND broadcast_id = NEW.broadcast_id AND part = 'paused')
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
    ]
}
