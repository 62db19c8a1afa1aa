import Auth
import Database
import Domain
import Tenants
import TestKit
import Testing

@Suite("Family users log in")
struct FamilyLogInTests {
    private static let password = "kaki-densha-2617"
    private static let father = FamilyMemberID(rawValue: 901)
    private static let leaversMother = FamilyMemberID(rawValue: 902)

    /// The house with a father of the employee, a mother of somebody who left, and the family option.
    private func open(_ database: Database) async throws -> AuthHouse {
        let house = try await AuthHouse.open(database)
        try await database.write(.installation) { transaction in
            try transaction.execute("UPDATE tenant SET family_option = 1")
            for (member, person, code) in [
                (Self.father, AuthHouse.employee, "CHICHI"), (Self.leaversMother, AuthHouse.leaver, "HAHA"),
            ] {
                try transaction.execute(
                    """
                    INSERT INTO family_member
                        (tenant_id, id, person_id, code, name, name_kana, language, created_at, changed_at)
                    VALUES (\(AuthHouse.tenant), \(member), \(person), \(code), '山田 一郎', '', 'en', 0, 0)
                    """)
            }
        }
        return house
    }

    private func tryLogin(
        _ house: AuthHouse, organization: String = "seikai", id: String = "B002417", code: String = "CHICHI",
        password: String = password, device: String? = nil
    ) async throws -> FamilyLogIn.Outcome {
        try await house.auth.familyLogIn(
            FamilyLogIn.Attempt(
                account: AccountName(organizationCode: organization, loginID: id), code: code, password: password,
                deviceMark: device, source: "127.0.0.1", requestID: "test"),
            now: house.clock.now, randomness: house.randomness)
    }

    private func setPassword(_ house: AuthHouse, _ text: String = password) async throws {
        try await house.auth.familyPasswords.set(
            house.scope(AuthHouse.employee, .member), Self.father,
            ChangePassword.Choice(password: text, confirmation: text), now: house.clock.now)
    }

    private func set(_ name: String, _ value: String, _ database: Database) async throws {
        try await database.write(.tenant(AuthHouse.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                VALUES (\(AuthHouse.tenant), \(name), \(value), 0)
                ON CONFLICT (tenant_id, name) DO UPDATE SET value = \(value)
                """)
        }
    }

    private func signedIn(_ outcome: FamilyLogIn.Outcome) throws -> FamilyGrant {
        guard case .signedIn(let grant) = outcome else { throw NotFound("session") }
        return grant
    }

    private func resume(_ house: AuthHouse, _ grant: FamilyGrant) async throws -> FamilySession? {
        try await house.auth.familySessions.resume(
            cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now)
    }

    @Test(
        "A family user logs in with the employee's ID, a code and a password, and may do what families may and nothing else (R-006, R-007, R-168)",
        arguments: DatabaseKind.available)
    func login(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await open(database)
            #expect(try await tryLogin(house) == .refused)
            try await setPassword(house)
            let grant = try signedIn(try await tryLogin(house, organization: "ＳＥＩＫＡＩ", id: "b002417", code: "ｃｈｉｃｈｉ"))
            let session = try #require(try await resume(house, grant))
            #expect(session.name == "山田 一郎" && session.code == "CHICHI" && session.language == .english)
            #expect(session.scope.capabilities == [.viewFamily, .editOwnFamily])
            #expect(session.scope.actor == .family(Self.father) && session.scope.person == nil)
            #expect(Set<Capability>.family.isDisjoint(with: Set<Capability>.administrator))
            #expect(Set<Capability>.family.isDisjoint(with: Set<Capability>.officeStaff.union(Set<Capability>.member)))
            #expect(AccessMatrix.Function.allCases.allSatisfy { $0.capabilities.isDisjoint(with: .family) })
            // It is no session of an employee.
            #expect(
                try await house.sessions.resume(
                    cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now) == nil)
            #expect(session.lastLogin == nil)
            house.clock.advance(by: .seconds(60))
            let again = try signedIn(try await tryLogin(house))
            #expect(try await resume(house, again)?.lastLogin == house.clock.now - .seconds(60))
            try await house.auth.familySessions.end(cookie: again.cookie.exposed)
            #expect(try await resume(house, again) == nil)
            #expect(try await resume(house, grant) != nil)
        }
    }

    @Test(
        "Whatever does not match gets the same answer after one run of Argon2id and one more row of an audit chain",
        arguments: DatabaseKind.available)
    func sameAnswerSameWork(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await open(database)
            try await setPassword(house)
            func rows() async throws -> Int? {
                try await database.read(.installation) { transaction in
                    try transaction.value(Int.self, "SELECT COUNT(*) FROM audit")
                }
            }
            func expectRefused(_ name: String, _ attempt: () async throws -> FamilyLogIn.Outcome) async throws {
                let (runs, before) = (house.hasher.runCount, try await rows())
                #expect(try await attempt() == .refused, "\(name)")
                #expect(house.hasher.runCount - runs == 1, "\(name)")
                #expect(try await rows() == before.map { $0 + 1 }, "\(name)")
            }
            try await expectRefused("organization") { try await tryLogin(house, organization: "nowhere") }
            try await expectRefused("another organization") { try await tryLogin(house, organization: "tonari") }
            try await expectRefused("employee") { try await tryLogin(house, id: "B999999") }
            try await expectRefused("left") { try await tryLogin(house, id: "B000009", code: "HAHA") }
            try await expectRefused("code") { try await tryLogin(house, code: "HAHA") }
            try await expectRefused("no code at all") { try await tryLogin(house, code: "父") }
            house.clock.advance(by: LoginWait.memory)
            try await expectRefused("password") { try await tryLogin(house, password: "wrong") }
            try await expectRefused("no password") { try await tryLogin(house, password: "") }
            try await database.write(.installation) { transaction in
                try transaction.execute("UPDATE tenant SET family_option = 0")
            }
            try await expectRefused("option") { try await tryLogin(house) }
        }
    }

    @Test("Wrong tries of any code make the family wait; its own browser and the employee never do")
    func waits() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await open(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: Self.password)
            try await setPassword(house)
            let grant = try signedIn(try await tryLogin(house))
            for code in ["A", "B", "C", "D", "CHICHI"] {
                #expect(try await tryLogin(house, code: code, password: "wrong") == .refused)
            }
            #expect(try await tryLogin(house) == .wait(.seconds(1)))
            #expect(try await tryLogin(house, code: "NOBODY") == .wait(.seconds(1)))
            _ = try signedIn(try await tryLogin(house, device: grant.deviceMark))
            guard case .progress(.signedIn) = try await house.tryLogin("seikai", "B002417", Self.password) else {
                Issue.record("the employee must not wait for the family")
                return
            }
            house.clock.advance(by: .seconds(1))
            _ = try signedIn(try await tryLogin(house))
        }
    }

    @Test(
        "Without a password a family user comes in only where none is required, and changes nothing (R-168)",
        arguments: DatabaseKind.available)
    func withoutPassword(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await open(database)
            #expect(try await tryLogin(house, password: "") == .refused)
            try await set("familyPasswordRequired", "false", database)
            #expect(try await tryLogin(house, password: "something") == .refused)
            let grant = try signedIn(try await tryLogin(house, password: ""))
            #expect(try await resume(house, grant)?.scope.capabilities == [.viewFamily])
            try await set("familyPasswordRequired", "true", database)
            #expect(try await resume(house, grant) == nil)
            #expect(try await tryLogin(house, password: "") == .refused)
            // Whoever has one always needs it.
            try await set("familyPasswordRequired", "false", database)
            try await setPassword(house)
            #expect(try await resume(house, grant) == nil)
            #expect(try await tryLogin(house, password: "") == .refused)
            _ = try signedIn(try await tryLogin(house))
        }
    }

    /// What ends the sessions of a family.
    enum End: String, CaseIterable, Sendable {
        case employeeLeft, employeeRemoved, memberRemoved, optionGone, newPassword, unused, old
    }

    @Test(
        "A session ends when the employee leaves, the family user goes, the option goes, the password changes, or its time is over",
        arguments: End.allCases)
    func ends(_ end: End) async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await open(database)
            try await setPassword(house)
            let grant = try signedIn(try await tryLogin(house))
            house.clock.advance(by: .seconds(120))
            #expect(try await resume(house, grant) != nil)
            func write(_ statement: SQL) async throws {
                try await database.write(.installation) { transaction in _ = try transaction.execute(statement) }
            }
            switch end {
            case .employeeLeft:
                try await write("UPDATE person SET employment = 'left' WHERE id = \(AuthHouse.employee)")
            case .employeeRemoved: try await write("DELETE FROM person WHERE id = \(AuthHouse.employee)")
            case .memberRemoved: try await write("DELETE FROM family_member WHERE id = \(Self.father)")
            case .optionGone: try await write("UPDATE tenant SET family_option = 0")
            case .newPassword: try await setPassword(house, "mikan-gakkou-5178")
            case .unused: house.clock.advance(by: .seconds(1_800))
            case .old:
                for _ in 0..<25 {
                    house.clock.advance(by: .seconds(1_799))
                    _ = try await resume(house, grant)
                }
            }
            #expect(try await resume(house, grant) == nil)
        }
    }

    @Test("The employee is told of a browser that the family user did not use before, and of no other")
    func told() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await open(database)
            try await setPassword(house)
            let grant = try signedIn(try await tryLogin(house))
            _ = try signedIn(try await tryLogin(house, device: grant.deviceMark))
            _ = try await tryLogin(house, password: "wrong")
            let told = house.mails.take().filter { $0 == Mail(AuthHouse.employee, .familyLogin("CHICHI")) }
            #expect(told.count == 1)
        }
    }

    @Test("A password is set for one's own family only, of 32 characters at most, and says what is wrong (R-168)")
    func passwords() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await open(database)
            func set(
                _ scope: TenantScope, _ text: String, _ confirmation: String? = nil
            ) async -> [String] {
                do {
                    try await house.auth.familyPasswords.set(
                        scope, Self.father,
                        ChangePassword.Choice(password: text, confirmation: confirmation ?? text), now: house.clock.now)
                    return []
                } catch {
                    return (error as? InvalidInput)?.errors.map { "\($0.field):\($0.rule)" } ?? ["\(error)"]
                }
            }
            let own = house.scope(AuthHouse.employee, .member)
            #expect(await set(own, String(repeating: "x1-", count: 11)) == ["newPassword:tooLong"])
            #expect(await set(own, "short") == ["newPassword:tooShort"])
            #expect(await set(own, "日本語のパスワードです") == ["newPassword:notASCII"])
            #expect(await set(own, Self.password, "another") == ["confirmation:mismatch"])
            for stranger in [
                house.scope(AuthHouse.administrator, .administrator),
                house.scope(AuthHouse.stranger, .member, tenant: AuthHouse.otherTenant),
            ] {
                #expect(await set(stranger, Self.password) == ["\(NotFound("family"))"])
            }
            #expect(await set(house.scope(AuthHouse.employee, [.editOwnProfile]), Self.password).count == 1)
            #expect(try await house.auth.familyPasswords.states(own)[Self.father]?.hasPassword == false)
            #expect(await set(own, "x1-" + String(repeating: "kaki ", count: 5)) == [])
            #expect(try await house.auth.familyPasswords.states(own)[Self.father]?.hasPassword == true)
        }
    }
}
