import Database

/// What people typed, beside the audit trail.
enum ReasonSchema {
    /// Number 168. The audit chain has the mark only, and what was typed goes with the person.
    static let migrations: [Migration] = [
        Migration(
            168, "reasons beside the audit trail", tenantTables: ["audit_reason"],
            [
                """
                CREATE TABLE audit_reason (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    mark TEXT NOT NULL,
                    reason TEXT NOT NULL,
                    at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, mark),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """,
                "CREATE INDEX audit_reason_mark ON audit_reason (tenant_id, mark)",
            ])
    ]
}
