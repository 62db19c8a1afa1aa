package import Database

/// The tables of the triggers: what arrived, what each organization's rule says, and what it decided.
package enum TriggersSchema {
    /// Numbers 450 to 499, but for those of families.
    package static let migrations: [Migration] = [bulletins, decisions, feeds, severalEvents, families]

    /// A bulletin of the feed, the folder or the operator concerns everybody and is stored once. What an organization
    /// handed in by itself is the same kind of row in a table of its own, so that no other one can ever read it.
    private static let bulletins = Migration(
        450, "bulletins", tenantTables: ["tenant_bulletin"], sharedTables: ["bulletin"],
        [
            """
            CREATE TABLE bulletin (
                id BIGINT NOT NULL PRIMARY KEY,
                key TEXT NOT NULL UNIQUE,
                hash BYTEA NOT NULL,
                size BIGINT NOT NULL,
                received_at BIGINT NOT NULL,
                source TEXT NOT NULL,
                outcome TEXT NOT NULL,
                reason_ja TEXT NOT NULL,
                reason_en TEXT NOT NULL,
                title TEXT NOT NULL,
                event TEXT,
                type TEXT,
                status TEXT,
                action TEXT,
                reported_at BIGINT,
                headline TEXT NOT NULL,
                hypocentre TEXT,
                magnitude TEXT,
                maximum TEXT,
                shaking TEXT NOT NULL,
                xml BYTEA,
                decided_at BIGINT)
            """,
            "CREATE INDEX bulletin_event ON bulletin (event) WHERE event IS NOT NULL",
            "CREATE INDEX bulletin_undecided ON bulletin (id) WHERE decided_at IS NULL",
            "CREATE INDEX bulletin_earthquake ON bulletin (id) WHERE event IS NOT NULL",
            """
            CREATE TABLE tenant_bulletin (
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                id BIGINT NOT NULL,
                key TEXT NOT NULL,
                hash BYTEA NOT NULL,
                size BIGINT NOT NULL,
                received_at BIGINT NOT NULL,
                source TEXT NOT NULL,
                outcome TEXT NOT NULL,
                reason_ja TEXT NOT NULL,
                reason_en TEXT NOT NULL,
                title TEXT NOT NULL,
                event TEXT,
                type TEXT,
                status TEXT,
                action TEXT,
                reported_at BIGINT,
                headline TEXT NOT NULL,
                hypocentre TEXT,
                magnitude TEXT,
                maximum TEXT,
                shaking TEXT NOT NULL,
                xml BYTEA,
                decided_at BIGINT,
                PRIMARY KEY (tenant_id, id),
                UNIQUE (tenant_id, key))
            """,
            "CREATE INDEX tenant_bulletin_event ON tenant_bulletin (tenant_id, event) WHERE event IS NOT NULL",
            "CREATE INDEX tenant_bulletin_undecided ON tenant_bulletin (id) WHERE decided_at IS NULL",
        ])

    private static let decisions = Migration(
        451, "trigger rules and what they decided",
        tenantTables: ["trigger_rule", "trigger_incident", "trigger_asked", "bulletin_decision"],
        [
            """
            CREATE TABLE trigger_rule (
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                is_active BIGINT NOT NULL,
                minimum TEXT NOT NULL,
                area TEXT NOT NULL,
                addresses TEXT NOT NULL,
                hold_time BIGINT NOT NULL,
                suppression BIGINT NOT NULL,
                promotes_silence BIGINT NOT NULL,
                template_id BIGINT,
                changed_at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id))
            """,
            """
            CREATE TABLE trigger_incident (
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                event TEXT NOT NULL,
                held_until BIGINT,
                broadcast_id BIGINT,
                changed_at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, event))
            """,
            """
            CREATE INDEX trigger_incident_held ON trigger_incident (held_until)
                WHERE broadcast_id IS NULL AND held_until IS NOT NULL
            """,
            "CREATE INDEX trigger_incident_event ON trigger_incident (event, tenant_id)",
            """
            CREATE TABLE trigger_asked (
                tenant_id BIGINT NOT NULL,
                event TEXT NOT NULL,
                region TEXT NOT NULL,
                intensity TEXT NOT NULL,
                at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, event, region),
                FOREIGN KEY (tenant_id, event) REFERENCES trigger_incident (tenant_id, event))
                WITHOUT ROWID
            """,
            "CREATE INDEX trigger_asked_at ON trigger_asked (tenant_id, at)",
            """
            CREATE TABLE bulletin_decision (
                tenant_id BIGINT NOT NULL REFERENCES tenant (id),
                bulletin_key TEXT NOT NULL,
                event TEXT NOT NULL,
                kind TEXT NOT NULL,
                reason TEXT NOT NULL,
                regions TEXT NOT NULL,
                withdrawn TEXT NOT NULL,
                reached BIGINT NOT NULL,
                held_until BIGINT,
                broadcast_id BIGINT,
                at BIGINT NOT NULL,
                PRIMARY KEY (tenant_id, bulletin_key))
                WITHOUT ROWID
            """,
            "CREATE INDEX bulletin_decision_event ON bulletin_decision (tenant_id, event)",
        ])

    private static let feeds = Migration(
        452, "feeds and their entries", sharedTables: ["feed", "feed_entry"],
        [
            """
            CREATE TABLE feed (
                url TEXT NOT NULL PRIMARY KEY,
                entity_tag TEXT,
                last_modified TEXT,
                changed_at BIGINT NOT NULL)
            """,
            """
            CREATE TABLE feed_entry (
                id TEXT NOT NULL PRIMARY KEY,
                feed TEXT NOT NULL,
                link TEXT NOT NULL,
                first_seen_at BIGINT NOT NULL,
                tries BIGINT NOT NULL,
                next_try_at BIGINT,
                outcome TEXT NOT NULL)
            """,
            "CREATE INDEX feed_entry_open ON feed_entry (feed, next_try_at) WHERE next_try_at IS NOT NULL",
            "CREATE INDEX feed_entry_seen ON feed_entry (first_seen_at) WHERE next_try_at IS NULL",
        ])

    /// When a bulletin was looked at for families, who are told whatever the rules of organizations say. What was there
    /// before is old.
    private static let families = Migration(
        457, "bulletins that families were told of",
        [
            "ALTER TABLE bulletin ADD COLUMN families_at BIGINT",
            "ALTER TABLE tenant_bulletin ADD COLUMN families_at BIGINT",
            "UPDATE bulletin SET families_at = received_at",
            "UPDATE tenant_bulletin SET families_at = received_at",
            "CREATE INDEX bulletin_families ON bulletin (id) WHERE families_at IS NULL AND event IS NOT NULL",
            """
            CREATE INDEX tenant_bulletin_families ON tenant_bulletin (id)
                WHERE families_at IS NULL AND event IS NOT NULL
            """,
        ])

    /// The further earthquakes of a bulletin, each between two spaces; seldom any.
    private static let severalEvents = Migration(
        453, "bulletins about several earthquakes",
        [
            "ALTER TABLE bulletin ADD COLUMN other_events TEXT NOT NULL DEFAULT ''",
            "ALTER TABLE tenant_bulletin ADD COLUMN other_events TEXT NOT NULL DEFAULT ''",
            "CREATE INDEX bulletin_several ON bulletin (id) WHERE other_events <> ''",
            "CREATE INDEX tenant_bulletin_several ON tenant_bulletin (tenant_id, id) WHERE other_events <> ''",
        ])
}
