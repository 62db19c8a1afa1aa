import Database

/// The tables of offices' houses and of the policy on second factors.
enum PolicySchema {
    /// Numbers 107 to 114.
    static let migrations: [Migration] = [
        // An office's people, sessions and settings live in a tenant that has the office's own number. Where another
        // organization has taken the code already, the office goes without until it is made anew.
        Migration(
            107, "houses of offices",
            [
                "ALTER TABLE tenant ADD COLUMN name_kana TEXT NOT NULL DEFAULT ''",
                """
                INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                    second_factor_required, created_at)
                SELECT id, NULL, LOWER(code), name, SUBSTR(name, 1, 40), 'standard', 0, 0, 0, created_at
                FROM office WHERE id > 0
                ON CONFLICT (code) DO NOTHING
                """,
            ]),
        // Each row is a policy from its time on, so that a change can be announced and takes effect by itself.
        Migration(
            108, "policies on second factors", tenantTables: ["access_policy"],
            [
                """
                CREATE TABLE access_policy (
                    tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                    effective_at BIGINT NOT NULL,
                    uses_second_factor BIGINT NOT NULL,
                    views_own BIGINT NOT NULL,
                    answering TEXT NOT NULL,
                    PRIMARY KEY (tenant_id, effective_at))
                    WITHOUT ROWID
                """,
                """
                INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                SELECT id, 0, 1, 1, 'answer' FROM tenant WHERE second_factor_required = 1
                """,
            ]),
        // An office whose clients used second factors before has decided for them.
        Migration(
            109, "offices' own second factor", sharedTables: ["office_policy"],
            [
                """
                CREATE TABLE office_policy (
                    office_id BIGINT NOT NULL REFERENCES office (id),
                    effective_at BIGINT NOT NULL,
                    uses_second_factor BIGINT NOT NULL,
                    PRIMARY KEY (office_id, effective_at))
                """,
                """
                INSERT INTO office_policy (office_id, effective_at, uses_second_factor)
                SELECT DISTINCT office_id, 0, 1 FROM tenant
                WHERE second_factor_required = 1 AND office_id IS NOT NULL
                """,
            ]),
        Migration(
            110, "second factors mandatory for everybody", sharedTables: ["installation_policy"],
            [
                """
                CREATE TABLE installation_policy (
                    id BIGINT NOT NULL PRIMARY KEY,
                    mandatory_from BIGINT NOT NULL)
                """
            ]),
    ]
}
