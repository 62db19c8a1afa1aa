package import Database
import Domain
import Synchronization

/// When sessions were last used. Nobody who looks at a page waits until that is written, or is sent away because the
/// database cannot be written: until it is written, this process remembers it.
///
/// Other processes know of a use once it is written. A process that ends before loses it, as a power cut soon after may, and
/// the session is idle for `step` longer than it was.
package final class SessionUses: Sendable {
    /// Whose sessions.
    enum Kind: Sendable, Hashable {
        /// Employees'.
        case person
        /// Family users'.
        case family

        fileprivate var table: SQL {
            switch self {
            case .person: "session"
            case .family: "family_session"
            }
        }
    }

    /// The last use of a session that ran out: before any limit.
    static let never = Instant(milliseconds: 0)

    /// A use is written at most this often, to spare the writer.
    private static let step = Duration.seconds(60)

    /// So many uses are remembered; those of more people count when there is room again.
    private static let most = 100_000

    private struct Session: Hashable {
        let kind: Kind
        let hash: [UInt8]
    }

    private struct Use {
        let at: Instant
        let isBeingWritten: Bool
    }

    private let database: Database
    private let unwritten = Mutex<[Session: Use]>([:])

    /// Nothing is remembered yet.
    package init(_ database: Database) {
        self.database = database
    }

    /// The last use that is not known to be written. Ask before the row is read: what is forgotten by then stands in it.
    func unwritten(_ kind: Kind, _ hash: [UInt8]) -> Instant? {
        unwritten.withLock { $0[Session(kind: kind, hash: hash)]?.at }
    }

    /// The last use of a session whose row says `stored`. One that ran out stays so, whatever is remembered of it.
    static func last(stored: Instant, unwritten: Instant?) -> Instant {
        stored > never ? max(stored, unwritten ?? stored) : stored
    }

    /// Takes note that a session is used, which was used `last` before.
    func note(_ kind: Kind, _ tenant: TenantID, _ hash: [UInt8], last: Instant, now: Instant) {
        guard now - last >= Self.step else { return }
        let session = Session(kind: kind, hash: hash)
        let begins = unwritten.withLock { unwritten in
            let known = unwritten[session]
            guard known != nil || unwritten.count < Self.most else { return false }
            unwritten[session] = Use(at: now, isBeingWritten: true)
            return known?.isBeingWritten != true
        }
        guard begins else { return }
        Task {
            while let use = unwritten.withLock({ $0[session]?.at }) {
                let isWritten = (try? await write(kind, tenant, hash, use)) != nil
                unwritten.withLock { unwritten in
                    if !isWritten {
                        unwritten[session] = unwritten[session].map { Use(at: $0.at, isBeingWritten: false) }
                    } else if unwritten[session]?.at == use {
                        unwritten[session] = nil
                    }
                }
                // The next use tries again.
                if !isWritten { return }
            }
        }
    }

    private func write(_ kind: Kind, _ tenant: TenantID, _ hash: [UInt8], _ now: Instant) async throws {
        try await database.write(.tenant(tenant), durability: .process) { transaction in
            try transaction.execute(
                """
                UPDATE \(kind.table) SET seen_at = \(now)
                WHERE tenant_id = \(tenant) AND token_hash = \(hash) AND seen_at > \(Self.never) AND seen_at < \(now)
                """)
        }
    }
}
