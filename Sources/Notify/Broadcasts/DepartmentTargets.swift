package import Database
package import Domain
package import Tenants

/// Drafts that are to go to a department. What was sent keeps what it was sent to.
package enum DepartmentTargets {
    /// How many drafts name a department.
    ///
    /// - Throws: `DatabaseError`.
    package static func drafts(
        naming department: DepartmentID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> Int {
        try drafts(naming: "department", department.description, in: tenant, transaction)
    }

    /// How many drafts name a location.
    ///
    /// - Throws: `DatabaseError`.
    package static func drafts(
        naming location: LocationID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> Int {
        try drafts(naming: "location", location.description, in: tenant, transaction)
    }

    private static func drafts(
        naming kind: String, _ value: String, in tenant: TenantID, _ transaction: Transaction
    ) throws -> Int {
        try transaction.value(
            Int.self,
            """
            SELECT COUNT(DISTINCT broadcast_target.broadcast_id) FROM broadcast_target JOIN broadcast
              ON broadcast.tenant_id = broadcast_target.tenant_id AND broadcast.id = broadcast_target.broadcast_id
            WHERE broadcast_target.tenant_id = \(tenant) AND broadcast.status = \(BroadcastStatus.draft)
              AND broadcast_target.kind = \(kind) AND broadcast_target.value = \(value)
            """) ?? 0
    }

    /// Whether people of a department are being listed for something that goes to it: whoever came into another one now would
    /// be left out.
    ///
    /// - Throws: `DatabaseError`.
    static func isBeingAsked(
        _ department: DepartmentID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> Bool {
        try transaction.value(
            Int.self,
            """
            SELECT 1 FROM broadcast_round r
            JOIN broadcast b ON b.tenant_id = r.tenant_id AND b.id = r.broadcast_id
            JOIN broadcast_target t ON t.tenant_id = r.tenant_id AND t.broadcast_id = r.broadcast_id
                AND t.round = r.round
            WHERE r.tenant_id = \(tenant) AND r.cursor IS NOT NULL
              AND b.status NOT IN (\(BroadcastStatus.draft), \(BroadcastStatus.calledOff))
              AND t.kind = 'department' AND t.value = \(department.description)
            LIMIT 1
            """) != nil
    }

    /// Keeps people in departments of which people are being listed.
    package static let hold = DepartmentHold(isBeingAsked)

    /// Lets drafts that name one department name another. Whoever is meant twice is asked once.
    ///
    /// - Throws: `DatabaseError`.
    package static func follow(
        _ old: DepartmentID, to new: DepartmentID, in tenant: TenantID, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE broadcast_target SET value = \(new.description)
            WHERE tenant_id = \(tenant) AND kind = 'department' AND value = \(old.description)
              AND broadcast_id IN (SELECT id FROM broadcast
                  WHERE broadcast.tenant_id = \(tenant) AND broadcast.status = \(BroadcastStatus.draft))
            """)
    }
}
