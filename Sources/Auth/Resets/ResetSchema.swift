import Database

/// The tables of resets that two people decide, of logins that are let through once, and of reasons: numbers 243, 244,
/// 280 and 282.
enum ResetSchema {
    static let migrations: [Migration] = [
        Migration(
            243, "resets that wait for a second colleague", tenantTables: ["factor_reset_proposal"],
            [
                """
                CREATE TABLE factor_reset_proposal (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    proposed_by BIGINT NOT NULL,
                    reason TEXT NOT NULL,
                    proposed_at BIGINT NOT NULL,
                    expires_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE,
                    FOREIGN KEY (tenant_id, proposed_by) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ]),
        Migration(
            244, "logins let through once", tenantTables: ["login_bypass"],
            [
                """
                CREATE TABLE login_bypass (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    made_at BIGINT NOT NULL,
                    selector TEXT NOT NULL,
                    hash TEXT NOT NULL,
                    actor TEXT NOT NULL,
                    reason TEXT NOT NULL,
                    expires_at BIGINT NOT NULL,
                    used_at BIGINT,
                    PRIMARY KEY (tenant_id, person_id, made_at),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ]),
        // Until 282 moved what it held to the room of the audit chain.
        Migration(
            280, "reasons beside the audit trail", tenantTables: ["typed_reason"],
            [
                """
                CREATE TABLE typed_reason (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    mark TEXT NOT NULL,
                    reason TEXT NOT NULL,
                    at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, mark),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ]),
        Migration(
            282, "reasons of resets beside all others",
            [
                """
                INSERT INTO audit_reason (tenant_id, person_id, mark, reason, at)
                SELECT tenant_id, person_id, mark, reason, at FROM typed_reason
                """,
                "DROP TABLE typed_reason",
            ]),
    ]
}
