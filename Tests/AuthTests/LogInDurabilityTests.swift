import Auth
import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("What of a login outlasts a power cut")
struct LogInDurabilityTests {
    @Test(
        "Steps that lead on wait for no disk, the session does; the kinds that are offered come with the step",
        arguments: DatabaseKind.available)
    func steps(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let (guarded, asked) = try await open(database)
            guard
                case .progress(.next(let grant, .choice, by: [])) = try await guarded.house.tryLogin(
                    "futatsume", "B002417", GuardedHouse.password)
            else { throw NotFound("choice") }
            #expect(asked.taken == [.process])
            guard
                case .next(let next, .factor, by: [.app]) = try await guarded.auth.continueLogin.choose(
                    grant, .full, requestID: "test", now: guarded.now, randomness: .system)
            else { throw NotFound("factor") }
            #expect(asked.taken == [.process])
            let outcome = try await guarded.auth.factors.show(
                next, .app, guarded.code, requestID: "test", now: guarded.now, randomness: .system)
            guard case .progress(.signedIn) = outcome else { throw NotFound("session") }
            #expect(asked.taken == [.disk])
        }
    }

    @Test("A limited session outlasts a power cut", arguments: DatabaseKind.available)
    func limited(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let (guarded, asked) = try await open(database)
            guard
                case .progress(.next(let grant, .choice, _)) = try await guarded.house.tryLogin(
                    "futatsume", "B002417", GuardedHouse.password)
            else { throw NotFound("choice") }
            _ = asked.taken
            guard
                case .signedIn = try await guarded.auth.continueLogin.choose(
                    grant, .limited, requestID: "test", now: guarded.now, randomness: .system)
            else { throw NotFound("session") }
            #expect(asked.taken == [.disk])
        }
    }

    @Test(
        "Whoever is let in by the password alone has a session that outlasts a power cut, also with an app that nobody asks for any more",
        arguments: DatabaseKind.available, [false, true])
    func passwordAlone(kind: DatabaseKind, hasApp: Bool) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let (guarded, asked) = try await open(database)
            try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute(
                    "UPDATE access_policy SET uses_second_factor = 0 WHERE tenant_id = \(GuardedHouse.tenant)")
                if !hasApp {
                    try transaction.execute("DELETE FROM app_factor WHERE tenant_id = \(GuardedHouse.tenant)")
                }
            }
            guard
                case .progress(.signedIn) = try await guarded.house.tryLogin(
                    "futatsume", "B002417", GuardedHouse.password)
            else { throw NotFound("session") }
            #expect(asked.taken == (hasApp ? [.process, .disk] : [.disk]))
            let rows = try await database.read(.tenant(GuardedHouse.tenant)) { transaction in
                [
                    try transaction.value(
                        Int.self, "SELECT COUNT(*) FROM session WHERE tenant_id = \(GuardedHouse.tenant)"),
                    try transaction.value(
                        Int.self,
                        "SELECT COUNT(*) FROM audit WHERE tenant_id = \(GuardedHouse.tenant) AND action = 'login'"),
                    try transaction.value(
                        Int.self, "SELECT COUNT(*) FROM pending_login WHERE tenant_id = \(GuardedHouse.tenant)"),
                ]
            }
            #expect(rows == [1, 1, 0])
        }
    }

    /// What the transactions outlast in which the policy was asked.
    private final class Asked: Sendable {
        private let all = Mutex<[Durability]>([])

        /// Those since the last look.
        var taken: [Durability] {
            all.withLock { all in
                defer { all = [] }
                return all
            }
        }

        func note(_ durability: Durability) {
            all.withLock { $0.append(durability) }
        }
    }

    private func open(_ database: Database) async throws -> (GuardedHouse, Asked) {
        var guarded = try await GuardedHouse.open(database)
        let asked = Asked()
        guarded.house.policy = LoginPolicyReader { tenant, device, now, transaction in
            asked.note(transaction.durability)
            return try LoginPolicyReader.decided.read(tenant, device, now, transaction)
        }
        return (guarded, asked)
    }
}
