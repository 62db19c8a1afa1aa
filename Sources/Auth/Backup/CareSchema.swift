import Database

/// The tables of backup codes and resets: numbers 230 to 239, 290 and 295.
enum CareSchema {
    static let migrations: [Migration] = [
        Migration(
            230, "backup codes", tenantTables: ["backup_code"],
            [
                """
                CREATE TABLE backup_code (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    selector TEXT NOT NULL,
                    hash TEXT NOT NULL,
                    made_at BIGINT NOT NULL,
                    used_at BIGINT,
                    PRIMARY KEY (tenant_id, person_id, selector),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ]),
        Migration(
            231, "who cleared whose second factors, and why", tenantTables: ["factor_reset"],
            [
                """
                CREATE TABLE factor_reset (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    at BIGINT NOT NULL,
                    actor TEXT NOT NULL,
                    reason TEXT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, at),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ]),
        // Of the sets from before nobody knows, and a paper that may exist stays good.
        Migration(
            290, "which backup codes their person said are kept",
            ["ALTER TABLE backup_code ADD COLUMN is_kept BIGINT NOT NULL DEFAULT 1"]),
        Migration(
            295, "which backup codes a login showed",
            ["ALTER TABLE pending_login ADD COLUMN shown_codes TEXT NOT NULL DEFAULT ''"]),
    ]
}
