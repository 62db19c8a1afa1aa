import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("A reset that is asked for twice")
struct ResetTwiceTests {
    @Test("It clears once, and is recorded once (R-114)", arguments: DatabaseKind.available)
    func twice(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let scope = guarded.house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            var refused = 0
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        do {
                            try await guarded.auth.resetFactors.other(
                                GuardedHouse.person, by: scope, home: scope, password: GuardedHouse.password,
                                reason: "機種変更", now: guarded.now)
                            return false
                        } catch ResetRefusal.nothingLeft {
                            return true
                        }
                    }
                }
                for try await isRefused in group where isRefused { refused += 1 }
            }
            #expect(refused == 3)
            let rows = try await ListAudit(database: database)(scope)
            #expect(rows.count { $0.action == "factors.reset" } == 1)
        }
    }
}
