import Database
import Domain
import TestKit
import Testing

@testable import Tenants

/// An office that uses second factors, and many clients of it.
struct PolicyBatchHouse: Sendable {
    static let used = AccessPolicy(usesSecondFactor: true)
    static let strict = AccessPolicy(usesSecondFactor: true, exemption: .none)

    /// The power goes.
    struct PowerCut: Error {}

    /// What stands of the clients: how many lists and logins say that they use second factors, how many rows tell of it in all
    /// chains, and how much is on its way.
    struct Sight: Equatable {
        var listed = 0
        var found = 0
        var atLogins = 0
        var told = 0
        var onItsWay = 0
    }

    let house: TenantsHouse
    /// Somebody of the office.
    let scope: TenantScope
    /// So many new ones with small numbers, and the fourteen of `OfficeTests`.
    let clients: [TenantID]

    var database: Database { house.database }
    var change: ChangePolicies { ChangePolicies(database: database) }
    var list: ListClients { ListClients(database: database) }
    var finish: FinishPolicyBatches { FinishPolicyBatches(database: database) }
    var now: Instant { house.now }

    init(_ house: TenantsHouse, many count: Int) async throws {
        self.house = house
        let (scope, clients) = try await OfficeTests.settle(house)
        self.scope = scope
        self.clients = (1...Int64(count)).map(TenantID.init(rawValue:)) + clients
        try await ChangePolicies(database: house.database).office(scope, uses: true, at: house.now)
        try await house.database.write(.installation) { transaction in
            try transaction.execute(
                """
                INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                    created_at)
                WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < \(count))
                SELECT n, \(house.office), 'many' || n, '多数', 'x', 'standard', 0, 0, 0 FROM number
                """)
        }
    }

    func sight() async throws -> Sight {
        var filter = ListClients.Filter()
        filter.use = .used
        let wanted = Set(clients)
        var sight = Sight()
        sight.listed = try await list.clients(scope, clients).count { $0.policy(at: now) == Self.used }
        sight.found = try await list.found(scope, filter, at: now).count { wanted.contains($0) }
        for client in [clients.first, clients.last].compactMap(\.self) {
            sight.atLogins += try await house.effective(client).usesSecondFactor ? 1 : 0
        }
        sight.told = try await house.rows("policy.changed").count
        sight.onItsWay = try await database.read(.installation) { transaction in
            try transaction.value(
                Int.self,
                "SELECT (SELECT COUNT(*) FROM policy_batch) + (SELECT COUNT(*) FROM policy_batch_item)") ?? 0
        }
        return sight
    }

    /// A batch of one policy, at once if not said otherwise, staged as a whole.
    func staged(
        _ clients: [TenantID]? = nil, to policy: AccessPolicy, from start: Instant? = nil, at now: Instant? = nil
    ) async throws -> PolicyBatch {
        let now = now ?? house.now
        let office = try OfficeScope(scope, .managePolicy)
        let decision = FromTime(policy, from: start ?? now, decidedAt: now)
        let items = (clients ?? self.clients).map { PolicyBatch.Item(client: $0, decision: decision, kana: nil) }
        return try await database.write(.installation) { transaction in
            let batch = try PolicyBatch.open(by: office, at: now, in: transaction)
            try batch.stage(items, in: transaction)
            return batch
        }
    }

    func publish(_ batch: PolicyBatch) async throws {
        let holds = try await database.write(.installation) { try batch.publish(while: nil, in: $0) }
        #expect(holds)
    }

    /// All chains are whole.
    func verify() async throws {
        let verify = VerifyAuditChains(database: database)
        for chain in try await verify.chains(house.installation) {
            guard case .broken(let fault) = try await verify(house.installation, chain) else { continue }
            Issue.record("\(chain) breaks at \(fault)")
        }
    }
}

/// Runs a test in such a house on one engine.
func withBatches(
    _ kind: DatabaseKind, many count: Int, isolation: isolated (any _Concurrency.Actor)? = #isolation,
    _ body: (PolicyBatchHouse) async throws -> Void
) async throws {
    try await withHouse(kind) { try await body(try await PolicyBatchHouse($0, many: count)) }
}
