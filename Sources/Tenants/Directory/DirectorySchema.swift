import Database

/// What the organization's directory (SCIM) said of people and departments.
enum DirectorySchema {
    /// Number 150.
    static let migrations: [Migration] = [
        Migration(
            150, "what the organization's directory says of people and departments",
            tenantTables: ["directory_link", "directory_group"],
            [
                """
                CREATE TABLE directory_link (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    user_name TEXT NOT NULL,
                    user_key TEXT NOT NULL,
                    external_id TEXT,
                    display_name TEXT,
                    formatted_name TEXT,
                    family_name TEXT,
                    given_name TEXT,
                    applied_name TEXT NOT NULL,
                    kana_name TEXT,
                    employee_number TEXT,
                    preferred_language TEXT,
                    department_name TEXT,
                    linked_at BIGINT NOT NULL,
                    hidden_at BIGINT,
                    PRIMARY KEY (tenant_id, person_id),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                """,
                // Whom the directory deleted may stand in nobody's way.
                """
                CREATE UNIQUE INDEX directory_link_user ON directory_link (tenant_id, user_key)
                WHERE hidden_at IS NULL
                """,
                "CREATE INDEX directory_link_external ON directory_link (tenant_id, external_id)",
                """
                CREATE TABLE directory_group (
                    tenant_id BIGINT NOT NULL,
                    department_id BIGINT NOT NULL,
                    external_id TEXT NOT NULL,
                    PRIMARY KEY (tenant_id, department_id),
                    FOREIGN KEY (tenant_id, department_id) REFERENCES department (tenant_id, id) ON DELETE CASCADE)
                """,
                "CREATE INDEX person_employee_code ON person (tenant_id, employee_code)",
            ])
    ]
}
