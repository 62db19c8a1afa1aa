package import Database
package import Domain
package import Tenants

/// Takes the addresses of all organizations along to a new table of regions. City and street stay as they were typed.
///
/// Each piece of 500 people is a transaction that leaves nothing half-done, and what was moved is not found again: after
/// an end in the middle the same call goes on. Addresses of family users are taken along, too.
package struct MoveAddresses: Sendable {
    /// What happens to the addresses of one place.
    package struct Change: Hashable, Sendable {
        /// Where they lie by the table before.
        package let from: StoredPlace
        /// Where they lie now; never `stays`.
        package let move: AddressMove
        /// How many there are.
        package let addresses: Int
    }

    /// How many addresses were moved.
    package struct Count: Hashable, Sendable {
        /// Those whose new place is known.
        package var moved = 0
        /// Those whose people are asked.
        package var asked = 0
    }

    private let database: Database
    private let piece: Int

    /// On one installation.
    package init(database: Database, piece: Int = 500) {
        self.database = database
        self.piece = piece
    }

    /// What a table would change, over all organizations together, without changing it.
    ///
    /// - Throws: `DatabaseError`.
    package func changes(to table: RegionTable, _ scope: InstallationScope) async throws -> [Change] {
        var counts: [StoredPlace: Int] = [:]
        for tenant in try await tenants(scope) {
            for owner in Owner.allCases {
                for (place, count) in try await places(of: owner, tenant) {
                    counts[place, default: 0] += count
                }
            }
        }
        return counts.compactMap { place, count in
            let move = AddressMove(of: place, in: table)
            return move == .stays ? nil : Change(from: place, move: move, addresses: count)
        }.sorted { ($0.from.narrowest, $0.from.prefecture) < ($1.from.narrowest, $1.from.prefecture) }
    }

    /// Moves them.
    ///
    /// - Throws: `DatabaseError`, or `CancellationError` between two pieces.
    package func callAsFunction(
        to table: RegionTable, _ scope: InstallationScope, by actor: Actor, at now: Instant
    ) async throws -> Count {
        var count = Count()
        for tenant in try await tenants(scope) {
            for owner in Owner.allCases {
                for place in try await places(of: owner, tenant).keys.sorted(by: {
                    $0.narrowest < $1.narrowest
                }) {
                    let move = AddressMove(of: place, in: table)
                    guard move != .stays else { continue }
                    let addresses = try await take(owner, of: tenant, at: place, move, actor, now)
                    if case .goes = move { count.moved += addresses } else { count.asked += addresses }
                }
            }
        }
        return count
    }

    private func tenants(_ scope: InstallationScope) async throws -> [TenantID] {
        try await database.read(scope) { transaction in
            try transaction.values(TenantID.self, "SELECT id FROM tenant ORDER BY id")
        }
    }

    private func places(of owner: Owner, _ tenant: TenantID) async throws -> [StoredPlace: Int] {
        try await database.read(.tenant(tenant)) { transaction in
            let rows = try transaction.all(
                """
                SELECT prefecture, region, municipality, COUNT(*) FROM \(owner.table)
                WHERE tenant_id = \(tenant) GROUP BY prefecture, region, municipality
                """
            ) { row in
                (
                    StoredPlace(
                        prefecture: try row.next(), region: try row.next(), municipality: try row.next()),
                    try row.next(Int.self)
                )
            }
            return Dictionary(uniqueKeysWithValues: rows)
        }
    }

    private func take(
        _ owner: Owner, of tenant: TenantID, at place: StoredPlace, _ move: AddressMove, _ actor: Actor,
        _ now: Instant
    ) async throws -> Int {
        let target: AddressRegion
        switch move {
        case .stays: return 0
        case .goes(let to): target = to
        case .asks(let meanwhile): target = meanwhile
        }
        let piece = piece
        var total = 0
        while true {
            try Task.checkCancellation()
            let taken = try await database.write(.tenant(tenant)) { transaction in
                let here = Self.here(tenant, place)
                let owners = try transaction.values(
                    Int64.self,
                    """
                    SELECT DISTINCT \(owner.key) FROM \(owner.table) WHERE \(here) ORDER BY \(owner.key) LIMIT \(piece)
                    """)
                if owners.isEmpty { return 0 }
                if case .asks = move {
                    try transaction.execute(
                        """
                        INSERT INTO \(owner.questions) (tenant_id, \(owner.place), gone, since)
                        SELECT tenant_id, \(owner.place), \(place.narrowest), \(now) FROM \(owner.table)
                        WHERE \(here) AND \(owner.key) IN \(list: owners)
                        ON CONFLICT (tenant_id, \(owner.place))
                        DO UPDATE SET gone = excluded.gone, since = excluded.since
                        """)
                }
                let rows = try transaction.execute(
                    """
                    UPDATE \(owner.table) SET prefecture = \(target.prefecture.description),
                        region = \(target.region?.description), municipality = \(target.municipality?.description)
                    WHERE \(here) AND \(owner.key) IN \(list: owners)
                    """)
                try AuditChain.append(
                    AuditEvent(
                        "profile.regionMoved", subject: "place:\(place.narrowest)",
                        reason: "\(Self.name(target, move)) addresses:\(rows)"),
                    tenant: tenant, actor: actor, requestID: "", at: now, in: transaction)
                return rows
            }
            if taken == 0 { return total }
            total += taken
        }
    }

    private static func name(_ target: AddressRegion, _ move: AddressMove) -> String {
        if case .asks = move { return "asked" }
        return "to:\(target.municipality?.description ?? "")"
    }

    private static func here(_ tenant: TenantID, _ place: StoredPlace) -> SQL {
        func equals(_ column: SQL, _ value: String?) -> SQL {
            value.map { "\(column) = \($0)" } ?? "\(column) IS NULL"
        }
        return """
            tenant_id = \(tenant) AND prefecture = \(place.prefecture) AND \(equals("region", place.region))
            AND \(equals("municipality", place.municipality))
            """
    }

    /// Whose addresses they are.
    private enum Owner: CaseIterable {
        case person, familyUser

        var table: SQL {
            switch self {
            case .person: "address"
            case .familyUser: "family_address"
            }
        }

        var key: SQL {
            switch self {
            case .person: "person_id"
            case .familyUser: "member_id"
            }
        }

        /// Where it stands who is asked.
        var questions: SQL {
            switch self {
            case .person: "address_question"
            case .familyUser: "family_address_question"
            }
        }

        /// What names one address of the organization.
        var place: SQL {
            switch self {
            case .person: "person_id, kind"
            case .familyUser: "member_id"
            }
        }
    }
}
