package import Database
package import Domain

/// One row of an audit chain.
package struct AuditRecord: Hashable, Sendable, RowDecodable {
    /// The chain it stands in.
    package let chain: AuditChainID
    /// Its place: 1, 2, 3 …
    package let seq: Int64
    /// When it was done.
    package let at: Instant
    /// Who did it, such as `person:12`.
    package let actor: String
    /// What was done.
    package let action: String
    /// To what: identifiers only.
    package let subject: String
    /// `done` or `refused`.
    package let result: String
    /// Why, in stable words; may be empty.
    package let reason: String
    /// The request or job it belongs to.
    package let requestID: String
    /// BLAKE2b-256 over the hash before and all fields above.
    package let hash: [UInt8]

    /// The columns that `init(row:)` takes, in order.
    static let columns: SQL = "tenant_id, seq, at, actor, action, subject, result, reason, request_id, hash"

    /// A new row after `head`.
    init(
        _ event: AuditEvent, chain: AuditChainID, after head: AuditHead, actor: Actor, requestID: String, at: Instant
    ) {
        self.chain = chain
        seq = head.seq + 1
        self.at = at
        self.actor = actor.auditName
        action = event.action
        subject = event.subject
        result = event.result
        reason = event.reason
        self.requestID = requestID
        hash = Self.hash(
            after: head.hash,
            [
                String(chain.number), String(seq), String(at.milliseconds), self.actor, action, subject, result, reason,
                requestID,
            ])
    }

    /// Takes the columns of `columns`.
    package init(row: inout Row) throws {
        chain = try row.next()
        seq = try row.next()
        at = try row.next()
        actor = try row.next()
        action = try row.next()
        subject = try row.next()
        result = try row.next()
        reason = try row.next()
        requestID = try row.next()
        hash = try row.next()
    }

    /// The hash that this row must have after the one before it.
    func expectedHash(after previous: [UInt8]) -> [UInt8] {
        Self.hash(
            after: previous,
            [
                String(chain.number), String(seq), String(at.milliseconds), actor, action, subject, result, reason,
                requestID,
            ])
    }

    /// Each field goes in with its length, so that no two rows read the same.
    private static func hash(after previous: [UInt8], _ fields: [String]) -> [UInt8] {
        var input = previous
        for field in fields {
            withUnsafeBytes(of: UInt64(field.utf8.count).bigEndian) { input.append(contentsOf: $0) }
            input.append(contentsOf: field.utf8)
        }
        return Digest.blake2b(input)
    }
}
