package import Database
import Domain
import Tenants

/// Walks over the people who are being asked and counts their open attempts anew, some hundred at a time: a person whose
/// attempt is gone would be "on the way" until the broadcast closes, and no index can show what is not there.
package struct CountOpenAttempts: Sendable {
    /// How far a walk has come: behind this person.
    package struct Place: Hashable, Sendable {
        let tenant: TenantID
        let broadcast: BroadcastID
        let person: PersonID

        /// Before everybody.
        package static let start = Place(
            tenant: TenantID(rawValue: 0), broadcast: BroadcastID(rawValue: 0), person: PersonID(rawValue: 0))
    }

    /// What one piece of the walk found.
    package struct Piece: Hashable, Sendable {
        /// People whose attempts are not as many as their row says.
        package let wrong: Int
        /// Where the next piece begins; nil if there was nobody left.
        package let end: Place?
    }

    private static let people = 500

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// Counts for some people of one broadcast. Rows and numbers change in the same transactions, and one statement sees
    /// one moment: a difference is never one of time.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(after place: Place) async throws -> Piece {
        try await database.read(InstallationScope(purpose: "count open attempts")) { transaction in
            guard let (tenant, broadcast) = try Self.broadcast(from: place, transaction) else {
                return Piece(wrong: 0, end: nil)
            }
            let isSame = tenant == place.tenant && broadcast == place.broadcast
            let first = isSame ? place.person : PersonID(rawValue: 0)
            let found = try transaction.all(
                """
                SELECT r.person_id, r.open_attempts, (
                    SELECT COUNT(*) FROM attempt a
                    WHERE a.tenant_id = r.tenant_id AND a.broadcast_id = r.broadcast_id AND a.person_id = r.person_id
                      AND \(AttemptIndexes.open))
                FROM recipient r
                WHERE r.tenant_id = \(tenant) AND r.broadcast_id = \(broadcast) AND r.person_id > \(first)
                ORDER BY r.person_id LIMIT \(Self.people)
                """
            ) { row in
                (person: try row.next(PersonID.self), isWrong: try row.next(Int.self) != row.next(Int.self))
            }
            let isOver = found.count < Self.people
            return Piece(
                wrong: found.count(where: \.isWrong),
                end: Place(
                    tenant: tenant, broadcast: broadcast,
                    person: isOver ? PersonID(rawValue: Int64.max) : found[found.count - 1].person))
        }
    }

    /// The broadcast of a place, or the next one whose people may be asked.
    private static func broadcast(
        from place: Place, _ transaction: Transaction
    ) throws -> (TenantID, BroadcastID)? {
        let stays = place.person.rawValue == Int64.max ? 0 : 1
        return try transaction.first(
            """
            SELECT tenant_id, id FROM broadcast
            WHERE status IN ('open', 'stopped') AND tenant_id >= \(place.tenant)
              AND (tenant_id > \(place.tenant) OR id > \(place.broadcast)
                   OR id = \(place.broadcast) AND \(stays) = 1)
            ORDER BY tenant_id, id LIMIT 1
            """
        ) { (try $0.next(), try $0.next()) }
    }
}
