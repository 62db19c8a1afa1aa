import Database

/// The tables of regions as they were replaced, and whom that leaves to be asked: numbers 340, 341 and 385.
enum RegionVersionSchema {
    static let migrations: [Migration] = [
        Migration(
            340, "versions of the table of regions", sharedTables: ["region_version"],
            [
                """
                CREATE TABLE region_version (
                    id BIGINT NOT NULL PRIMARY KEY,
                    made_at BIGINT NOT NULL,
                    prefectures BYTEA NOT NULL,
                    regions BYTEA NOT NULL,
                    municipalities BYTEA NOT NULL,
                    former_names BYTEA NOT NULL,
                    applied_at BIGINT,
                    settled_at BIGINT)
                """
            ]),
        Migration(
            341, "people to be asked where an address lies now", tenantTables: ["address_question"],
            [
                """
                CREATE TABLE address_question (
                    tenant_id BIGINT NOT NULL,
                    person_id BIGINT NOT NULL,
                    kind TEXT NOT NULL,
                    gone TEXT NOT NULL,
                    since BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, person_id, kind),
                    FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ]),
        Migration(
            385, "family users to be asked where their address lies now", tenantTables: ["family_address_question"],
            [
                """
                CREATE TABLE family_address_question (
                    tenant_id BIGINT NOT NULL,
                    member_id BIGINT NOT NULL,
                    gone TEXT NOT NULL,
                    since BIGINT NOT NULL,
                    PRIMARY KEY (tenant_id, member_id),
                    FOREIGN KEY (tenant_id, member_id) REFERENCES family_member (tenant_id, id) ON DELETE CASCADE)
                    WITHOUT ROWID
                """
            ]),
    ]
}
