import Database

/// Ends what is open of somebody who leaves: sessions, logins on their way, codes and questions that wait for an answer, a
/// first password that nobody has used, a login let through once, a reset that waits for a colleague, and the sessions of
/// their family. The database itself does it with the change of the employment, so that a way of leaving that forgot it
/// cannot exist.
///
/// It does so again when they come back: a login that was ending while they left may have been written after them. The
/// password that they chose, their second factors and their family's passwords stay, and the organization's API tokens.
enum LeavingSchema {
    /// Number 283.
    static let migrations: [Migration] = [
        Migration(
            283, "what is open of somebody ends when they leave", [], own: [.sqlite: sqlite, .postgres: postgres])
    ]

    private static let sqlite: [StaticString] = [
        """
        CREATE TRIGGER person_shut_out AFTER UPDATE OF employment ON person
        WHEN (OLD.employment = 'left') <> (NEW.employment = 'left') BEGIN
            DELETE FROM session WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM pending_login WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM app_candidate WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM sent_code WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM passkey_question WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM factor_reset_proposal WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            UPDATE login_bypass SET expires_at = NEW.changed_at
            WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id AND expires_at > NEW.changed_at;
            UPDATE credential SET expires_at = NEW.changed_at
            WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id AND state = 'temporary'
              AND expires_at > NEW.changed_at;
            DELETE FROM family_session WHERE tenant_id = NEW.tenant_id AND member_id IN
                (SELECT id FROM family_member WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id);
        END
        """
    ]

    private static let postgres: [StaticString] = [
        """
        CREATE FUNCTION shut_person_out() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            DELETE FROM session WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM pending_login WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM app_candidate WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM sent_code WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM passkey_question WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            DELETE FROM factor_reset_proposal WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id;
            UPDATE login_bypass SET expires_at = NEW.changed_at
            WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id AND expires_at > NEW.changed_at;
            UPDATE credential SET expires_at = NEW.changed_at
            WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id AND state = 'temporary'
              AND expires_at > NEW.changed_at;
            DELETE FROM family_session WHERE tenant_id = NEW.tenant_id AND member_id IN
                (SELECT id FROM family_member WHERE tenant_id = NEW.tenant_id AND person_id = NEW.id);
            RETURN NULL;
        END $$
        """,
        """
        CREATE TRIGGER person_shut_out AFTER UPDATE OF employment ON person FOR EACH ROW
        WHEN ((OLD.employment = 'left') <> (NEW.employment = 'left')) EXECUTE FUNCTION shut_person_out()
        """,
    ]
}
