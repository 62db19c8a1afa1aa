import Database
import Domain
import Tenants

/// Everything of the triggers that looks across organizations: the bulletins that concern all of them, and which
/// organizations have something to decide. It returns documents of JMA and identifiers, nothing of an organization.
struct BulletinsAcrossTenants: Sendable {
    let database: Database

    /// Records a document for everybody. Returns the number of the record it had before, if it is known.
    func record(_ record: BulletinRecord, _ failpoints: Failpoints) async throws -> BulletinID? {
        try await database.write(InstallationScope(purpose: "record a bulletin"), urgent: true) { transaction in
            if try record.insert(for: nil, transaction) {
                failpoints.reach(.bulletinUncommitted)
                return nil
            }
            return try transaction.value(BulletinID.self, "SELECT id FROM bulletin WHERE key = \(record.key)")
        }
    }

    /// The keys of the bulletins about an event that everybody knows.
    func keys(of event: EventID) async throws -> [String] {
        try await database.read(InstallationScope(purpose: "fold an event")) { transaction in
            try transaction.values(
                String.self,
                "SELECT key FROM bulletin WHERE \(EventPicture.mentions(event)) AND status = \(BulletinStatus.normal)")
        }
    }

    /// The documents with these keys.
    func documents(_ keys: [String]) async throws -> [(String, [UInt8])] {
        try await database.read(InstallationScope(purpose: "fold an event")) { transaction in
            try transaction.all("SELECT key, xml FROM bulletin WHERE key IN \(list: keys) AND xml IS NOT NULL") {
                (try $0.next(String.self), try $0.next([UInt8].self))
            }
        }
    }

    /// The organizations that have not decided about a bulletin and must: those that asked people about its event,
    /// and, if it could concern anybody, those whose rule is on.
    func undecidedTenants(_ sighting: BulletinSighting, couldAsk: Bool) async throws -> [TenantID] {
        let key = sighting.decisionKey
        let event = sighting.event
        return try await database.read(InstallationScope(purpose: "find rules that a bulletin concerns")) {
            try $0.values(
                TenantID.self,
                """
                SELECT tenant_id FROM (
                    SELECT tenant_id FROM trigger_incident WHERE event = \(event)
                    UNION SELECT tenant_id FROM trigger_rule WHERE is_active = 1 AND \(couldAsk ? 1 : 0) = 1) AS concerned
                WHERE NOT EXISTS (SELECT 1 FROM bulletin_decision d
                                  WHERE d.tenant_id = concerned.tenant_id AND d.bulletin_key = \(key))
                ORDER BY tenant_id
                """)
        }
    }

    /// Notes that every organization has decided.
    func markDecided(_ id: BulletinID, now: Instant, _ failpoints: Failpoints) async throws {
        try await database.write(InstallationScope(purpose: "finish a bulletin")) { transaction in
            _ = try transaction.execute("UPDATE bulletin SET decided_at = \(now) WHERE id = \(id)")
            failpoints.reach(.decidedUncommitted)
        }
        failpoints.reach(.decidedCommitted)
    }

    /// Bulletins about which not every organization has decided, the oldest first; an organization stands beside those
    /// that are its own.
    func undecided() async throws -> [(id: BulletinID, tenant: TenantID?)] {
        try await database.read(InstallationScope(purpose: "find undecided bulletins")) { transaction in
            let shared = try transaction.all("SELECT id FROM bulletin WHERE decided_at IS NULL ORDER BY id LIMIT 500") {
                (id: try $0.next(BulletinID.self), tenant: TenantID?.none)
            }
            let own = try transaction.all(
                "SELECT id, tenant_id FROM tenant_bulletin WHERE decided_at IS NULL ORDER BY id LIMIT 500"
            ) { (id: try $0.next(BulletinID.self), tenant: TenantID?.some(try $0.next())) }
            return (shared + own).sorted { $0.id < $1.id }
        }
    }

    /// Bulletins that were not looked at for families yet, the oldest first; an organization stands beside those that are
    /// its own.
    func untoldToFamilies() async throws -> [(id: BulletinID, tenant: TenantID?)] {
        try await database.read(InstallationScope(purpose: "find bulletins for families")) { transaction in
            let shared = try transaction.all(
                "SELECT id FROM bulletin WHERE families_at IS NULL AND event IS NOT NULL ORDER BY id LIMIT 100"
            ) { (id: try $0.next(BulletinID.self), tenant: TenantID?.none) }
            let own = try transaction.all(
                """
                SELECT id, tenant_id FROM tenant_bulletin WHERE families_at IS NULL AND event IS NOT NULL
                ORDER BY id LIMIT 100
                """
            ) { (id: try $0.next(BulletinID.self), tenant: TenantID?.some(try $0.next())) }
            return (shared + own).sorted { $0.id < $1.id }
        }
    }

    /// Notes that families were told of a bulletin.
    func markToldToFamilies(_ id: BulletinID, of tenant: TenantID?, now: Instant) async throws {
        try await database.write(InstallationScope(purpose: "finish a bulletin for families")) { transaction in
            if let tenant {
                try transaction.execute(
                    "UPDATE tenant_bulletin SET families_at = \(now) WHERE tenant_id = \(tenant) AND id = \(id)")
            } else {
                try transaction.execute("UPDATE bulletin SET families_at = \(now) WHERE id = \(id)")
            }
        }
    }

    /// A document that everybody may know, and when it came.
    func document(_ id: BulletinID) async throws -> (key: String, xml: [UInt8], receivedAt: Instant)? {
        try await database.read(InstallationScope(purpose: "resume a bulletin")) { transaction in
            try transaction.first(
                "SELECT key, xml, received_at FROM bulletin WHERE id = \(id) AND xml IS NOT NULL"
            ) { (key: try $0.next(), xml: try $0.next(), receivedAt: try $0.next()) }
        }
    }

    /// Removes the oldest rows that are finished and older than an instant, at most `limit` of each table. Returns how
    /// many went.
    func removeFinished(before instant: Instant, limit: Int) async throws -> Int {
        try await database.write(InstallationScope(purpose: "remove old bulletins")) { transaction in
            var removed = try transaction.execute(
                """
                DELETE FROM bulletin WHERE id IN
                    (SELECT id FROM bulletin WHERE received_at < \(instant) AND decided_at IS NOT NULL
                     ORDER BY id LIMIT \(limit))
                """)
            removed += try transaction.execute(
                """
                DELETE FROM tenant_bulletin WHERE (tenant_id, id) IN
                    (SELECT tenant_id, id FROM tenant_bulletin
                     WHERE received_at < \(instant) AND decided_at IS NOT NULL LIMIT \(limit))
                """)
            removed += try transaction.execute(
                """
                DELETE FROM bulletin_decision WHERE (tenant_id, bulletin_key) IN
                    (SELECT tenant_id, bulletin_key FROM bulletin_decision WHERE at < \(instant) LIMIT \(limit))
                """)
            removed += try transaction.execute(
                """
                DELETE FROM trigger_asked WHERE (tenant_id, event, region) IN
                    (SELECT tenant_id, event, region FROM trigger_asked WHERE at < \(instant) LIMIT \(limit))
                """)
            removed += try transaction.execute(
                """
                DELETE FROM trigger_incident WHERE (tenant_id, event) IN
                    (SELECT i.tenant_id, i.event FROM trigger_incident i
                     WHERE i.changed_at < \(instant)
                       AND NOT EXISTS (SELECT 1 FROM trigger_asked a
                                       WHERE a.tenant_id = i.tenant_id AND a.event = i.event)
                     LIMIT \(limit))
                """)
            return removed
        }
    }

    /// Incidents whose hold time is over and which nobody was asked about yet.
    func heldUntil(_ now: Instant) async throws -> [(tenant: TenantID, event: EventID)] {
        try await database.read(InstallationScope(purpose: "find incidents whose hold time is over")) { transaction in
            try transaction.all(
                """
                SELECT tenant_id, event FROM trigger_incident
                WHERE broadcast_id IS NULL AND held_until IS NOT NULL AND held_until <= \(now)
                ORDER BY held_until LIMIT 500
                """
            ) { (tenant: try $0.next(TenantID.self), event: try $0.next(EventID.self)) }
        }
    }
}
