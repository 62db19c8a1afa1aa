import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("From one factor to another")
struct FactorChangeTests {
    @Test(
        "From the app to mail and back: the new one is set beside the old one, which is then removed (R-102, R-103)",
        arguments: DatabaseKind.available)
    func thereAndBack(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let tenant = GuardedHouse.tenant
            func setFactors() async throws -> Set<FactorKind> {
                let pending = try await guarded.pending()
                let states = try await guarded.auth.factors.offered(pending.grant, now: guarded.now)
                return Set((states ?? []).map(\.kind))
            }
            #expect(try await setFactors() == [.app])
            let session = try await guarded.session()
            try await database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                    VALUES (\(tenant), \(GuardedHouse.person), 'mail', 'own@example.jp', 0)
                    """)
            }
            #expect(try await setFactors() == [.app, .mail], "side by side")
            try await guarded.auth.removeFactor(session, .app, now: guarded.now)
            #expect(try await setFactors() == [.mail])
            try await guarded.setApp(of: GuardedHouse.person)
            try await guarded.auth.removeFactor(session, .mail, now: guarded.now)
            #expect(try await setFactors() == [.app])
        }
    }

    @Test(
        "Whose codes' address is removed, or cleared by somebody else, is told there once more",
        arguments: DatabaseKind.available)
    func lastWord(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            var guarded = try await GuardedHouse.open(database)
            let told = Mutex<[String?]>([])
            guarded.house.notices = Notices(
                queue: { _, tenant, person, _, transaction in
                    let address = try CodeFactor.mailAddress(of: person, in: tenant, transaction)
                    told.withLock { $0.append(address) }
                }, wake: {})
            func setMail() async throws {
                try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                    _ = try transaction.execute(
                        """
                        INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                        VALUES (\(GuardedHouse.tenant), \(GuardedHouse.person), 'mail', 'own@example.jp', 0)
                        """)
                }
            }
            let session = try await guarded.session()
            try await setMail()
            try await guarded.auth.removeFactor(session, .mail, now: guarded.now)
            try await setMail()
            let administrator = guarded.house.scope(
                GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            try await guarded.auth.resetFactors.byOperator(
                GuardedHouse.person, by: administrator, reason: "紛失", now: guarded.now)
            #expect(told.withLock { $0 } == ["own@example.jp", "own@example.jp"])
        }
    }
}
