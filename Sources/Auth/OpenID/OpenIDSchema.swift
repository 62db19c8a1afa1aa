import Database

/// The tables of other providers' logins: numbers 240 to 249, and 252.
enum OpenIDSchema {
    static let migrations: [Migration] = [
        Migration(
            240, "other providers' logins", tenantTables: ["open_id_provider", "open_id_link", "open_id_trip"],
            [
                """
                CREATE TABLE open_id_provider (
                    tenant_id BIGINT NOT NULL PRIMARY KEY REFERENCES tenant (id) ON DELETE CASCADE,
                    issuer TEXT NOT NULL,
                    client_id TEXT NOT NULL,
                    client_secret BYTEA,
                    trusted_acr TEXT,
                    changed_at BIGINT NOT NULL)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE open_id_link (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    issuer TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    linked_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id),
                    UNIQUE (tenant_id, issuer, subject),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                """
                CREATE TABLE open_id_trip (
                    tenant_id BIGINT NOT NULL,
                    hash BYTEA NOT NULL,
                    purpose TEXT NOT NULL,
                    binding BYTEA NOT NULL,
                    nonce TEXT NOT NULL,
                    verifier BYTEA NOT NULL,
                    issuer TEXT NOT NULL,
                    subject TEXT NOT NULL,
                    expires_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, hash))
                    WITHOUT ROWID
                """,
            ]),
        Migration(
            245, "links wait for the end of a login",
            [
                "ALTER TABLE pending_login ADD COLUMN link_issuer TEXT NOT NULL DEFAULT ''",
                "ALTER TABLE pending_login ADD COLUMN link_subject TEXT NOT NULL DEFAULT ''",
            ]),
        Migration(
            246, "what an account is known by",
            ["ALTER TABLE open_id_trip ADD COLUMN account TEXT NOT NULL DEFAULT ''"]),
        Migration(
            252, "where a trip leads to",
            ["ALTER TABLE open_id_trip ADD COLUMN leads_to TEXT NOT NULL DEFAULT ''"]),
    ]
}
