import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

/// What somebody may do to the factors of another one.
enum ForeignReset: String, CaseIterable, Sendable {
    case administrator, installationOperator, proposal, confirmation, bypass

    /// Does it to a person in the name of another organization.
    func perform(on person: PersonID, _ guarded: GuardedHouse, password: String) async throws {
        let house = guarded.house
        let scope = house.scope(GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
        let staff = TenantScope(
            tenant: GuardedHouse.tenant, actor: .person(GuardedHouse.administrator),
            capabilities: Set<Capability>.member.union(Set<Capability>.officeStaff), requestID: "test")
        let (auth, now) = (guarded.auth, guarded.now)
        switch self {
        case .administrator:
            try await auth.resetFactors.other(
                person, by: scope, home: scope, password: password, reason: "機種変更", now: now)
        case .installationOperator:
            let scope = TenantScope(
                tenant: GuardedHouse.tenant, actor: .installationOperator, capabilities: .administrator,
                requestID: "test")
            try await auth.resetFactors.byOperator(person, by: scope, reason: "電話で確認", now: now)
        case .proposal:
            try await auth.resetColleague.propose(person, by: staff, password: password, reason: "機種変更", now: now)
        case .confirmation:
            try await auth.resetColleague.confirm(person, by: staff, password: password, now: now)
        case .bypass:
            _ = try await auth.loginBypass.make(
                for: person, by: scope, home: scope, password: password, reason: "忘れた", now: now,
                randomness: .system)
        }
    }
}

@Suite("Resets across organizations")
struct ForeignResetTests {
    private static let tenant = AuthHouse.otherTenant
    private static let stranger = AuthHouse.stranger

    /// Everything of the other organization's person that a reset would touch.
    private static func rows(_ database: Database) async throws -> [Int] {
        try await database.read(.tenant(tenant)) { transaction in
            try [
                transaction.value(Int.self, "SELECT COUNT(*) FROM app_factor WHERE tenant_id = \(tenant)"),
                transaction.value(Int.self, "SELECT COUNT(*) FROM factor_lock WHERE tenant_id = \(tenant)"),
                transaction.value(Int.self, "SELECT COUNT(*) FROM factor_reset WHERE tenant_id = \(tenant)"),
                transaction.value(
                    Int.self, "SELECT COUNT(*) FROM factor_reset_proposal WHERE tenant_id = \(tenant)"),
                transaction.value(Int.self, "SELECT COUNT(*) FROM login_bypass WHERE tenant_id = \(tenant)"),
                transaction.value(Int.self, "SELECT COUNT(*) FROM audit_reason WHERE tenant_id = \(tenant)"),
                transaction.value(Int.self, "SELECT COUNT(*) FROM audit WHERE tenant_id = \(tenant)"),
            ].compactMap { $0 }
        }
    }

    private static let nobody = PersonID(rawValue: 987_654)

    /// What the chain of whoever tries it says.
    private static func refused(_ database: Database) async throws -> [String] {
        try await database.read(.tenant(GuardedHouse.tenant)) { transaction in
            try transaction.all(
                """
                SELECT subject, result, reason FROM audit
                WHERE tenant_id = \(GuardedHouse.tenant) AND action = 'reset.refused' ORDER BY seq
                """
            ) { row in
                try [row.next(String.self), row.next(String.self), row.next(String.self)]
                    .filter { !$0.isEmpty }.joined(separator: " ")
            }
        }
    }

    @Test(
        "A person of elsewhere is nobody, whoever asks and with whichever password, and nothing of theirs changes (R-115, R-117)",
        arguments: DatabaseKind.available, ForeignReset.allCases)
    func unknown(kind: DatabaseKind, reset: ForeignReset) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let hash = try await guarded.house.hasher.hash(PasswordText(GuardedHouse.password))
            let now = guarded.now
            try await database.write(.tenant(Self.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO credential (tenant_id, person_id, state, hash, consecutive_failures, changed_at)
                    VALUES (\(Self.tenant), \(Self.stranger), 'own', \(hash), 0, \(now))
                    """)
                try transaction.execute(
                    """
                    INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)
                    VALUES (\(Self.tenant), \(Self.stranger), \([UInt8](repeating: 1, count: 40)), 0, 0)
                    """)
                try transaction.execute(
                    """
                    INSERT INTO factor_lock (tenant_id, person_id, kind, failures, failed_in_a_row, locked_until,
                                             window_start, changed_at)
                    VALUES (\(Self.tenant), \(Self.stranger), 'app', 5, 5, \(now + .seconds(900)), \(now), \(now))
                    """)
            }
            let before = try await Self.rows(database)
            #expect(before == [1, 1, 0, 0, 0, 0, 0])
            // A wrong password is not even looked at: nobody learns from the answer that the person exists.
            for password in [GuardedHouse.password, "wrong"] {
                await #expect(throws: NotFound("person")) {
                    try await reset.perform(on: Self.stranger, guarded, password: password)
                }
            }
            #expect(try await Self.rows(database) == before)
            // Whoever tried it finds it in their own chain, with the number as it was asked for.
            #expect(
                try await Self.refused(database) == [
                    "person:\(Self.stranger) refused", "person:\(Self.stranger) refused",
                ])
            await #expect(throws: NotFound("person")) {
                try await reset.perform(on: Self.nobody, guarded, password: GuardedHouse.password)
            }
            #expect(
                try await Self.refused(database).last == "person:\(Self.nobody) refused",
                "somebody of elsewhere and nobody leave the same")
            for action in ["factors.reset", "factors.resetProposed", "bypass.made"] {
                #expect(try await guarded.house.audited(action) == [], "\(action)")
            }
            #expect(guarded.mails.take().isEmpty)
        }
    }
}
