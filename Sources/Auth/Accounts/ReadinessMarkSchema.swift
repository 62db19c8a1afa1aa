import Database

/// Marks people for the readiness report when they log in for the first time, or set or lose a further proof. Tables that
/// change at each login are looked at only when a row comes or goes.
enum ReadinessMarkSchema {
    /// Number 268.
    static let migrations: [Migration] = [
        Migration(
            268, "first logins and further proofs are marked for the readiness report", [],
            own: [.sqlite: sqlite, .postgres: postgres])
    ]

    private static let sqlite: [StaticString] = [
        """
        CREATE TRIGGER login_record_added_to_readiness AFTER INSERT ON login_record BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER app_factor_added_to_readiness AFTER INSERT ON app_factor BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER app_factor_gone_from_readiness AFTER DELETE ON app_factor BEGIN
            INSERT INTO readiness_due VALUES (OLD.tenant_id, OLD.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER code_factor_added_to_readiness AFTER INSERT ON code_factor BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER code_factor_gone_from_readiness AFTER DELETE ON code_factor BEGIN
            INSERT INTO readiness_due VALUES (OLD.tenant_id, OLD.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER passkey_added_to_readiness AFTER INSERT ON passkey BEGIN
            INSERT INTO readiness_due VALUES (NEW.tenant_id, NEW.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
        """
        CREATE TRIGGER passkey_gone_from_readiness AFTER DELETE ON passkey BEGIN
            INSERT INTO readiness_due VALUES (OLD.tenant_id, OLD.person_id, 0) ON CONFLICT DO NOTHING;
        END
        """,
    ]

    private static let postgres: [StaticString] = [
        """
        CREATE TRIGGER login_record_in_readiness AFTER INSERT ON login_record
        FOR EACH ROW EXECUTE FUNCTION mark_owner_for_readiness()
        """,
        """
        CREATE TRIGGER app_factor_in_readiness AFTER INSERT OR DELETE ON app_factor
        FOR EACH ROW EXECUTE FUNCTION mark_owner_for_readiness()
        """,
        """
        CREATE TRIGGER code_factor_in_readiness AFTER INSERT OR DELETE ON code_factor
        FOR EACH ROW EXECUTE FUNCTION mark_owner_for_readiness()
        """,
        """
        CREATE TRIGGER passkey_in_readiness AFTER INSERT OR DELETE ON passkey
        FOR EACH ROW EXECUTE FUNCTION mark_owner_for_readiness()
        """,
    ]
}
