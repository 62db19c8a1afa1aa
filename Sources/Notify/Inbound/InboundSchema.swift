import Database

/// The tables of mails that come in, numbers 440, 441 and 444.
enum InboundSchema {
    static let migrations = [mails, replies, registrations]

    /// One row for each file, so that it is taken once.
    private static let mails = Migration(
        440, "mails that came in", sharedTables: ["inbound_mail"],
        [
            """
            CREATE TABLE inbound_mail (
                file TEXT NOT NULL PRIMARY KEY,
                seen_at BIGINT NOT NULL,
                tries BIGINT NOT NULL,
                outcome TEXT NOT NULL)
            """,
            "CREATE INDEX inbound_mail_seen ON inbound_mail (seen_at)",
        ])

    /// Addresses that a blank mail wants to register, and who was replied to lately. Nobody knows yet whose they are.
    private static let registrations = Migration(
        444, "addresses to be registered by a mail", sharedTables: ["mail_registration", "inbound_reply"],
        [
            """
            CREATE TABLE mail_registration (
                token_hash BYTEA NOT NULL PRIMARY KEY,
                sealed BYTEA NOT NULL,
                made_at BIGINT NOT NULL,
                expires_at BIGINT NOT NULL,
                used_at BIGINT,
                reply_due_at BIGINT)
            """,
            "CREATE INDEX mail_registration_due ON mail_registration (reply_due_at) WHERE reply_due_at IS NOT NULL",
            "CREATE INDEX mail_registration_over ON mail_registration (expires_at)",
            """
            CREATE TABLE inbound_reply (
                sender_hash BYTEA NOT NULL PRIMARY KEY,
                at BIGINT NOT NULL)
            """,
        ])

    /// What people wrote that is no answer, and where replies to a message of the service go.
    private static let replies = Migration(
        441, "replies that could mean anything", tenantTables: ["unclear_reply"],
        [
            """
            CREATE TABLE unclear_reply (
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                broadcast_id BIGINT NOT NULL,
                person_id BIGINT NOT NULL,
                seq BIGINT NOT NULL,
                at BIGINT NOT NULL,
                text TEXT NOT NULL,
                PRIMARY KEY (tenant_id, broadcast_id, person_id, seq))
                WITHOUT ROWID
            """,
            "ALTER TABLE service_mail ADD COLUMN reply_to TEXT",
        ])
}
