package import Database

/// The tables of this room.
package enum TenantsSchema {
    /// Numbers 100 to 199.
    package static let migrations =
        base + PolicySchema.migrations + NewsSchema.migrations + PolicyNoticeSchema.migrations + [appointing]
        + FamilySchema.migrations + ReadinessDueSchema.migrations + FamilyLinkSchema.migrations
        + DirectorySchema.migrations + LeaverSchema.migrations + PeopleImportSchema.migrations
        + DisclosureSchema.migrations + PolicyBatchSchema.migrations + ReasonSchema.migrations

    private static let appointing = Migration(
        122, "imports that may not say who is an administrator",
        ["ALTER TABLE people_import ADD COLUMN appoints BIGINT NOT NULL DEFAULT 1"])

    private static let base: [Migration] = [
        Migration(
            100, "offices and organizations", tenantTables: ["tenant_setting"], sharedTables: ["office", "tenant"],
            [
                """
                CREATE TABLE office (
                    id BIGINT NOT NULL PRIMARY KEY,
                    code TEXT NOT NULL UNIQUE,
                    name TEXT NOT NULL,
                    created_at BIGINT NOT NULL)
                """,
                """
                CREATE TABLE tenant (
                    id BIGINT NOT NULL PRIMARY KEY,
                    office_id BIGINT REFERENCES office (id),
                    code TEXT NOT NULL UNIQUE,
                    name TEXT NOT NULL,
                    system_title TEXT NOT NULL,
                    plan TEXT NOT NULL,
                    voice_option BIGINT NOT NULL,
                    family_option BIGINT NOT NULL,
                    second_factor_required BIGINT NOT NULL,
                    created_at BIGINT NOT NULL)
                """,
                "CREATE INDEX tenant_office ON tenant (office_id, code)",
                """
                CREATE TABLE tenant_setting (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    name TEXT NOT NULL,
                    value TEXT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, name))
                """,
            ]),
        Migration(101, "audit chains", tenantTables: ["audit", "audit_head"], auditStatements),
        Migration(
            102, "people and their code lists", tenantTables: ["department", "location", "user_code", "person"],
            peopleStatements),
        Migration(
            103, "imports of people", tenantTables: ["people_import", "people_import_row"], importStatements),
        Migration(
            104, "API tokens", tenantTables: ["api_token"],
            [
                """
                CREATE TABLE api_token (
                    tenant_id BIGINT NOT NULL,
                    id BIGINT NOT NULL,
                    name TEXT NOT NULL,
                    hash BYTEA NOT NULL UNIQUE,
                    capabilities TEXT NOT NULL,
                    created_by TEXT NOT NULL,
                    created_at BIGINT NOT NULL,
                    expires_at BIGINT,
                    revoked_at BIGINT,
                    last_used_at BIGINT,
                    PRIMARY KEY (tenant_id, id))
                """
            ]),
        // An import that is under way during the upgrade made them without being asked; it ends as it began.
        Migration(
            105, "imports keep whether they make departments",
            ["ALTER TABLE people_import ADD COLUMN creates_departments BIGINT NOT NULL DEFAULT 1"]),
        Migration(
            106, "limits of an organization",
            [
                "ALTER TABLE tenant ADD COLUMN mail_limit TEXT NOT NULL DEFAULT 'standard'",
                "ALTER TABLE tenant ADD COLUMN voice_limit TEXT NOT NULL DEFAULT 'standard'",
            ]),
    ]

    /// `tenant_id` is the chain's number: positive for an organization, negative for an office, 0 for the installation.
    private static let auditStatements: [StaticString] = [
        """
        CREATE TABLE audit (
            tenant_id BIGINT NOT NULL,
            seq BIGINT NOT NULL,
            at BIGINT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            result TEXT NOT NULL,
            reason TEXT NOT NULL,
            request_id TEXT NOT NULL,
            hash BYTEA NOT NULL,
            PRIMARY KEY (tenant_id, seq))
        """,
        """
        CREATE TABLE audit_head (
            tenant_id BIGINT NOT NULL PRIMARY KEY,
            seq BIGINT NOT NULL,
            hash BYTEA NOT NULL)
        """,
    ]

    private static let peopleStatements: [StaticString] = [
        """
        CREATE TABLE department (
            tenant_id BIGINT NOT NULL REFERENCES tenant (id),
            id BIGINT NOT NULL,
            code TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, code))
        """,
        """
        CREATE TABLE location (
            tenant_id BIGINT NOT NULL REFERENCES tenant (id),
            id BIGINT NOT NULL,
            code TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, code))
        """,
        """
        CREATE TABLE user_code (
            tenant_id BIGINT NOT NULL REFERENCES tenant (id),
            id BIGINT NOT NULL,
            code TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, code))
        """,
        """
        CREATE TABLE person (
            tenant_id BIGINT NOT NULL REFERENCES tenant (id),
            id BIGINT NOT NULL,
            login_id TEXT NOT NULL,
            employee_code TEXT NOT NULL DEFAULT '',
            name TEXT NOT NULL,
            name_kana TEXT NOT NULL,
            role TEXT NOT NULL,
            language TEXT NOT NULL,
            employment TEXT NOT NULL,
            department_id BIGINT,
            location_id BIGINT,
            user_code_id BIGINT,
            joined_at BIGINT,
            left_at BIGINT,
            created_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id, id),
            UNIQUE (tenant_id, login_id),
            FOREIGN KEY (tenant_id, department_id) REFERENCES department (tenant_id, id),
            FOREIGN KEY (tenant_id, location_id) REFERENCES location (tenant_id, id),
            FOREIGN KEY (tenant_id, user_code_id) REFERENCES user_code (tenant_id, id))
        """,
        "CREATE INDEX person_department ON person (tenant_id, department_id)",
        "CREATE INDEX person_location ON person (tenant_id, location_id)",
        "CREATE INDEX person_user_code ON person (tenant_id, user_code_id)",
    ]

    private static let importStatements: [StaticString] = [
        """
        CREATE TABLE people_import (
            tenant_id BIGINT NOT NULL REFERENCES tenant (id),
            id BIGINT NOT NULL,
            state TEXT NOT NULL,
            columns TEXT NOT NULL,
            request_id TEXT NOT NULL,
            started_at BIGINT NOT NULL,
            PRIMARY KEY (tenant_id))
        """,
        """
        CREATE TABLE people_import_row (
            tenant_id BIGINT NOT NULL,
            line BIGINT NOT NULL,
            cells TEXT NOT NULL,
            PRIMARY KEY (tenant_id, line),
            FOREIGN KEY (tenant_id) REFERENCES people_import (tenant_id))
            WITHOUT ROWID
        """,
    ]
}
