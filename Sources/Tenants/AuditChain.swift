import CSodium
package import Database
package import Domain

/// One thing that was done, as the audit chain keeps it. No contact, code, password or token ever stands in one.
package struct AuditEvent: Sendable, Hashable {
    /// What was done, such as `login.succeeded`.
    package let action: String
    /// To what: person identifiers, never contacts; empty if to nothing in particular.
    package let subject: String
    /// `done` or `refused`.
    package let result: String
    /// Why, in a few stable words; may be empty.
    package let reason: String

    /// An event to append.
    package init(_ action: StaticString, subject: String = "", result: String = "done", reason: String = "") {
        self.action = action.description
        self.subject = subject
        self.result = result
        self.reason = reason
    }
}

/// The audit chain of one organization: each row's hash covers the row and the hash before it, so that a changed,
/// missing or moved row shows.
package enum AuditChain {
    /// The hash before the first row.
    package static let start = [UInt8](repeating: 0, count: 32)

    /// Appends an event in the transaction that it describes.
    ///
    /// - Throws: `DatabaseError`.
    package static func append(
        _ event: AuditEvent, by scope: TenantScope, at now: Instant, in transaction: Transaction
    ) throws {
        try append(
            event, tenant: scope.tenant, actor: scope.actor, requestID: scope.requestID, at: now, in: transaction)
    }

    /// Appends an event for an actor without a scope, such as a login that failed.
    ///
    /// - Throws: `DatabaseError`.
    package static func append(
        _ event: AuditEvent, tenant: TenantID, actor: Actor, requestID: String, at now: Instant,
        in transaction: Transaction
    ) throws {
        // The tenant's row is the lock of its chain: on PostgreSQL two appends wait for each other.
        try transaction.forEach("SELECT id FROM tenant WHERE id = \(tenant)\(dialect: .forUpdate)") { _ in }
        let head = try transaction.first(
            "SELECT seq, hash FROM audit WHERE tenant_id = \(tenant) ORDER BY seq DESC LIMIT 1"
        ) { row in (seq: try row.next(Int64.self), hash: try row.next([UInt8].self)) }
        let seq = (head?.seq ?? 0) + 1
        let fields = [
            String(tenant.rawValue), String(seq), String(now.milliseconds), actor.auditName, event.action,
            event.subject, event.result, event.reason, requestID,
        ]
        let hash = Self.hash(after: head?.hash ?? start, fields)
        try transaction.execute(
            """
            INSERT INTO audit (tenant_id, seq, at, actor, action, subject, result, reason, request_id, hash)
            VALUES (\(tenant), \(seq), \(now), \(actor.auditName), \(event.action), \(event.subject),
                    \(event.result), \(event.reason), \(requestID), \(hash))
            """)
    }

    /// BLAKE2b-256 over the hash before and the fields, each with its length, so that no two rows read the same.
    package static func hash(after previous: [UInt8], _ fields: [String]) -> [UInt8] {
        var input = previous
        for field in fields {
            withUnsafeBytes(of: UInt64(field.utf8.count).bigEndian) { input.append(contentsOf: $0) }
            input.append(contentsOf: field.utf8)
        }
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, input, UInt64(input.count), nil, 0)
        return output
    }
}
