import Database
package import Domain
import Tenants

/// Lists one's own sessions and ends them.
package struct OwnSessions: Sendable {
    /// One session, as its owner recognizes it.
    package struct Entry: Sendable, Hashable {
        /// Names the session without opening it: the beginning of its token's hash.
        package let handle: String
        /// What it may do, on what, and what opened it.
        package let opening: SessionOpening
        /// When it began.
        package let createdAt: Instant
        /// When it was last used, to the minute.
        package let seenAt: Instant
        /// Whether it is the one that asks.
        package let isCurrent: Bool
    }

    private static let handleLength = 8

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// The own sessions that are open, the last used first.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func list(_ session: Session, now: Instant) async throws -> [Entry] {
        let scope = session.scope
        try scope.require(.manageOwnLogin)
        let settings = parts.settings
        return try await parts.database.read(scope) { transaction in
            let limits = try settings.read(scope.tenant, transaction)
            return try transaction.all(
                """
                SELECT token_hash, mode, device, opened_by, factor, label, created_at, seen_at FROM session
                WHERE tenant_id = \(scope.tenant) AND person_id = \(session.person)
                  AND seen_at > \(now - limits.idleLimit) AND created_at > \(now - limits.absoluteLimit)
                ORDER BY seen_at DESC, created_at DESC
                """
            ) { row in
                let hash: [UInt8] = try row.next()
                return Entry(
                    handle: Self.handle(of: hash),
                    opening: SessionOpening(
                        mode: try row.next(), device: try row.next(), openedBy: try row.next(),
                        factor: try row.next(), label: try row.next()),
                    createdAt: try row.next(), seenAt: try row.next(), isCurrent: hash == session.binding)
            }
        }
    }

    /// Ends one of one's own sessions.
    ///
    /// - Returns: Whether it was the one that asks.
    /// - Throws: `NotAllowed`, `NotFound` if there is none with this handle, or `DatabaseError`.
    @discardableResult
    package func end(_ handle: String, by session: Session, now: Instant) async throws -> Bool {
        let scope = session.scope
        try scope.require(.manageOwnLogin)
        return try await parts.database.write(scope) { transaction in
            let hashes = try transaction.values(
                [UInt8].self,
                """
                SELECT token_hash FROM session
                WHERE tenant_id = \(scope.tenant) AND person_id = \(session.person)
                """)
            guard let hash = hashes.first(where: { Self.handle(of: $0) == handle }) else { throw NotFound("session") }
            try transaction.execute(
                "DELETE FROM session WHERE tenant_id = \(scope.tenant) AND token_hash = \(hash)")
            try AuditChain.append(
                AuditEvent("session.ended", subject: "person:\(session.person)"), by: scope, at: now, in: transaction)
            return hash == session.binding
        }
    }

    /// Ends all of one's own sessions but the one that asks.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func endOthers(_ session: Session, now: Instant) async throws {
        let scope = session.scope
        try scope.require(.manageOwnLogin)
        try await parts.database.write(scope) { transaction in
            try Credential.endEverything(
                person: session.person, tenant: scope.tenant, but: session.binding, transaction)
            try AuditChain.append(
                AuditEvent("session.ended", subject: "person:\(session.person)", reason: "others"), by: scope,
                at: now, in: transaction)
        }
    }

    private static func handle(of hash: [UInt8]) -> String { Hexadecimal.text(of: Array(hash.prefix(handleLength))) }
}
