import Database
import Domain
import Tenants

/// Reads documents and keeps what it read for a while. It has a thread of its own, because libxml2 blocks: half a
/// megabyte of XML must never stand in the way of an answer.
package actor BulletinReader {
    /// Bulletins that are kept; an earthquake has ten or twenty.
    private static let capacity = 64

    private nonisolated let thread = SerialWork(label: "anpi.bulletins")
    private let parser: BulletinParser
    private var known: [String: Bulletin] = [:]
    private var order: [String] = []

    /// A reader that refuses documents of more bytes than this.
    package init(maximumBytes: Int = BulletinRecord.largestKept) {
        parser = BulletinParser(maximumBytes: maximumBytes)
    }

    /// The reader's own thread.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// What these bytes say, and the digest that names them if they have no better key.
    func read(_ bytes: [UInt8]) -> (ParsedBulletin, DocumentDigest) {
        (parser.parse(bytes), DocumentDigest(bytes))
    }

    /// The list of bulletins in these bytes.
    func feed(_ bytes: [UInt8]) throws(XMLRefusal) -> AtomFeed {
        try AtomFeed(bytes)
    }

    /// All that everybody knows of an earthquake.
    func picture(of event: EventID, in database: Database) async throws -> EventPicture {
        let shared = BulletinsAcrossTenants(database: database)
        let keys = try await shared.keys(of: event)
        var found = known.filter { keys.contains($0.key) }
        let missing = keys.filter { found[$0] == nil }
        if !missing.isEmpty {
            found.merge(bulletins(try await shared.documents(missing))) { first, _ in first }
            for key in missing { keep(found[key], key) }
        }
        return EventPicture(event: event, keys: Set(keys), bulletins: found)
    }

    /// All that one organization knows of an earthquake: what everybody knows, and what it handed in by itself, which
    /// never gets among what is kept for the others.
    func picture(of event: EventID, for tenant: TenantID, in database: Database) async throws -> EventPicture {
        let shared = try await picture(of: event, in: database)
        let own = bulletins(
            try await database.read(.tenant(tenant)) { transaction in
                try transaction.all(
                    """
                    SELECT key, xml FROM tenant_bulletin
                    WHERE tenant_id = \(tenant) AND \(EventPicture.mentions(event))
                      AND status = \(BulletinStatus.normal) AND xml IS NOT NULL
                    """
                ) { (try $0.next(String.self), try $0.next([UInt8].self)) }
            })
        return EventPicture(
            event: event, keys: shared.keys.union(own.keys),
            bulletins: shared.bulletins.merging(own) { first, _ in first })
    }

    private func bulletins(_ documents: [(String, [UInt8])]) -> [String: Bulletin] {
        var result: [String: Bulletin] = [:]
        for (key, xml) in documents {
            guard case .bulletin(let bulletin) = parser.parse(xml) else { continue }
            result[key] = bulletin
        }
        return result
    }

    private func keep(_ bulletin: Bulletin?, _ key: String) {
        guard let bulletin, known.updateValue(bulletin, forKey: key) == nil else { return }
        order.append(key)
        if order.count > Self.capacity { known[order.removeFirst()] = nil }
    }
}

/// What is known of one earthquake, by the keys of its bulletins.
struct EventPicture: Sendable {
    let event: EventID
    /// The keys that were looked for; a bulletin that this version cannot read any more has a key and nothing else.
    let keys: Set<String>
    let bulletins: [String: Bulletin]

    /// The earthquake without one bulletin, so that it can be decided what that one adds.
    func state(without key: String? = nil) -> EventState {
        bulletins.filter { $0.key != key }.values.sorted { $0.order < $1.order }
            .reduce(EventState(event: event)) { $0.adding($1) }
    }

    /// Rows of bulletins that speak of an event, be it as the first of several or not.
    static func mentions(_ event: EventID) -> SQL {
        """
        (event = \(event)
         OR (other_events <> '' AND other_events LIKE \(LikePattern.containing(" \(event) ")) ESCAPE '\\'))
        """
    }

    /// The keys of all bulletins that were meant, of one event, as one organization sees them.
    static func keys(of event: EventID, for tenant: TenantID, _ transaction: Transaction) throws -> [String] {
        try transaction.values(
            String.self,
            """
            SELECT key FROM bulletin WHERE \(mentions(event)) AND status = \(BulletinStatus.normal)
            UNION
            SELECT key FROM tenant_bulletin
            WHERE tenant_id = \(tenant) AND \(mentions(event)) AND status = \(BulletinStatus.normal)
            """)
    }
}
