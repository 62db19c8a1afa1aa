package import Database

/// The tables of this room.
package enum TenantsSchema {
    /// Numbers 100 to 199.
    package static let migrations: [Migration] = [
        Migration(
            100, "offices, organizations, departments, people",
            tenantTables: ["tenant_setting", "department", "location", "person"],
            sharedTables: ["office", "tenant"],
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
                """
                CREATE TABLE tenant_setting (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    name TEXT NOT NULL,
                    value TEXT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, name))
                """,
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
                CREATE TABLE person (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    id BIGINT NOT NULL,
                    login_id TEXT NOT NULL,
                    name TEXT NOT NULL,
                    name_kana TEXT NOT NULL,
                    role TEXT NOT NULL,
                    language TEXT NOT NULL,
                    employment TEXT NOT NULL,
                    department_id BIGINT,
                    location_id BIGINT,
                    joined_at BIGINT,
                    left_at BIGINT,
                    created_at BIGINT NOT NULL,
                    changed_at BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, id),
                    UNIQUE (tenant_id, login_id),
                    FOREIGN KEY (tenant_id, department_id) REFERENCES department (tenant_id, id),
                    FOREIGN KEY (tenant_id, location_id) REFERENCES location (tenant_id, id))
                """,
                "CREATE INDEX person_department ON person (tenant_id, department_id)",
            ]),
        Migration(
            101, "audit chains", tenantTables: ["audit"],
            [
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
                """
            ]),
    ]
}
