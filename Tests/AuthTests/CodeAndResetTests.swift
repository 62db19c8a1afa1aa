import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("A code and a reset that meet")
struct CodeAndResetTests {
    private enum Act: Sendable {
        case app(PendingGrant)
        case backup(PendingGrant, String)
        case reset
    }

    @Test(
        "Of sixteen codes and resets at once each ends, one reset or more is done, and no session outlives the last (R-109, R-119)",
        arguments: DatabaseKind.available)
    func race(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let administrator = guarded.house.scope(
                GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            var sessions = 0
            var before = 0
            for round in 1...4 {
                if round > 1 { try await guarded.setApp(of: GuardedHouse.person) }
                let codes = try await guarded.codes()
                var acts: [Act] = []
                for number in 0..<6 {
                    acts.append(.app(try await guarded.pending().grant))
                    acts.append(.backup(try await guarded.pending().grant, codes[number]))
                }
                for place in [2, 6, 9, 13] { acts.insert(.reset, at: place) }
                try await withThrowingTaskGroup(of: SessionGrant?.self) { group in
                    for act in acts {
                        group.addTask { try await Self.perform(act, guarded, administrator) }
                    }
                    for try await grant in group where grant != nil { sessions += 1 }
                }
                #expect(try await guarded.count("session") == 0)
                #expect(try await guarded.count("app_factor") == 0)
                #expect(try await guarded.unused() == nil)
                let done = try await guarded.audited("factors.reset")
                #expect((1...4).contains(done - before), "with nothing left there is nothing to do")
                before = done
            }
            let logins = try await guarded.house.audited("login").filter { ["app", "backup"].contains($0) }
            #expect(logins.count == sessions, "whoever was let in stands in the chain")
        }
    }

    private static func perform(
        _ act: Act, _ guarded: GuardedHouse, _ administrator: TenantScope
    ) async throws -> SessionGrant? {
        let outcome: FactorOutcome
        switch act {
        case .app(let grant):
            outcome = try await guarded.auth.factors.show(
                grant, .app, guarded.code, requestID: "test", now: guarded.now, randomness: guarded.house.randomness)
        case .backup(let grant, let code): outcome = try await guarded.use(code, .signIn, grant)
        case .reset:
            try await guarded.auth.resetFactors.byOperator(
                GuardedHouse.person, by: administrator, reason: "lost", now: guarded.now)
            return nil
        }
        guard case .progress(.signedIn(let grant)) = outcome else { return nil }
        return grant
    }
}
