import Auth
import Database
import Domain
import Tenants
import TestKit
import Testing

@Suite("Leaving ends what is open")
struct LeavingTests {
    private static let password = "kaki-densha-2617"

    private func set(_ employment: Employment, _ house: AuthHouse) async throws {
        let (tenant, person, now) = (AuthHouse.tenant, AuthHouse.employee, house.clock.now)
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                UPDATE person SET employment = \(employment), changed_at = \(now)
                WHERE tenant_id = \(tenant) AND id = \(person)
                """)
        }
    }

    @Test(
        "A first password that nobody used, and a login on its way, are over; an own password is not",
        arguments: DatabaseKind.available)
    func logins(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let first = try await house.issue(AuthHouse.employee)
            guard case .progress(.next(let grant, .password, _)) = try await house.tryLogin("seikai", "B002417", first)
            else {
                Issue.record("no login on its way")
                return
            }
            try await set(.left, house)
            try await set(.active, house)
            #expect(try await house.tryLogin("seikai", "B002417", first) == .refused)
            let choice = ChangePassword.Choice(password: Self.password, confirmation: Self.password)
            let progress = try? await house.changePassword.afterFirstPassword(
                grant, choice, requestID: "test", now: house.clock.now, randomness: house.randomness)
            if case .signedIn = progress { Issue.record("the login went on") }

            let session = try await house.settle(AuthHouse.employee, "B002417", password: Self.password)
            func isIn() async throws -> Bool {
                try await house.sessions.resume(
                    cookie: session.cookie.exposed, requestID: "r", now: house.clock.now) != nil
            }
            try await set(.onLeave, house)
            #expect(try await isIn())
            try await set(.left, house)
            try await set(.active, house)
            #expect(try await !isIn())
            guard case .progress(.signedIn) = try await house.tryLogin("seikai", "B002417", Self.password) else {
                Issue.record("the own password is gone")
                return
            }
        }
    }

    @Test(
        "Codes, questions, keys, proposals and logins let through once go with it, and nobody else's do",
        arguments: DatabaseKind.available)
    func rest(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let (tenant, now) = (AuthHouse.tenant, house.clock.now)
            let later = now + .seconds(600)
            try await database.write(.tenant(tenant)) { transaction in
                for person in [AuthHouse.employee, AuthHouse.administrator] {
                    let bytes: [UInt8] = [1, 2, 3]
                    try transaction.execute(
                        """
                        INSERT INTO sent_code (tenant_id, person_id, kind, purpose, binding, mark, target, way, delivery,
                                               sent_at, expires_at)
                        VALUES (\(tenant), \(person), 'mail', 'login', \(bytes), \(bytes), 'x', 'mail', 1, \(now),
                                \(later))
                        """)
                    try transaction.execute(
                        """
                        INSERT INTO passkey_question (tenant_id, person_id, binding, challenge, purpose, expires_at)
                        VALUES (\(tenant), \(person), \(bytes), \(bytes), 'login', \(later))
                        """)
                    try transaction.execute(
                        """
                        INSERT INTO app_candidate (tenant_id, person_id, id, binding, secret, shown_at)
                        VALUES (\(tenant), \(person), 1, \(bytes), \(bytes), \(now))
                        """)
                    try transaction.execute(
                        """
                        INSERT INTO factor_reset_proposal (tenant_id, person_id, proposed_by, reason, proposed_at,
                                                           expires_at)
                        VALUES (\(tenant), \(person), \(AuthHouse.administrator), 'x', \(now), \(later))
                        """)
                    try transaction.execute(
                        """
                        INSERT INTO login_bypass (tenant_id, person_id, made_at, selector, hash, actor, reason,
                                                  expires_at)
                        VALUES (\(tenant), \(person), \(now), 's', 'h', 'system', 'x', \(later))
                        """)
                }
            }
            try await set(.left, house)
            let open = try await database.read(.tenant(tenant)) { transaction in
                let tables: [(SQL, SQL)] = [
                    ("sent_code", "1 = 1"), ("passkey_question", "1 = 1"), ("app_candidate", "1 = 1"),
                    ("factor_reset_proposal", "1 = 1"), ("login_bypass", "expires_at > \(now)"),
                ]
                return try tables.map { table, isOpen in
                    try transaction.values(
                        PersonID.self, "SELECT person_id FROM \(table) WHERE tenant_id = \(tenant) AND \(isOpen)")
                }
            }
            #expect(open.allSatisfy { $0 == [AuthHouse.administrator] }, "\(open)")
        }
    }
}
