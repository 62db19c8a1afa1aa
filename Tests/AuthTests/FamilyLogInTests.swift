import Auth
import Database
import Domain
import Tenants
import TestKit
import Testing

@Suite("Family users log in")
struct FamilyLogInTests {
    @Test(
        "A family user logs in with the employee's ID, a code and a password, and may do what families may and nothing else (R-006, R-007, R-168)",
        arguments: DatabaseKind.available)
    func login(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            #expect(try await house.tryFamily() == .refused)
            try await house.setFamilyPassword()
            let grant = try await house.tryFamily(organization: "ＳＥＩＫＡＩ", id: "b002417", code: "ｃｈｉｃｈｉ").grant()
            let session = try #require(try await house.resumeFamily(grant))
            #expect(session.name == "山田 一郎" && session.language == .english)
            #expect(session.scope.capabilities == [.viewFamily, .editOwnFamily, .useFamilyBoard])
            #expect(session.scope.actor == .family(AuthHouse.father) && session.scope.person == nil)
            #expect(Set<Capability>.family.isDisjoint(with: Set<Capability>.administrator))
            #expect(Set<Capability>.family.isDisjoint(with: Set<Capability>.officeStaff.union(Set<Capability>.member)))
            #expect(AccessMatrix.Function.allCases.allSatisfy { $0.capabilities.isDisjoint(with: .family) })
            // It is no session of an employee.
            #expect(
                try await house.sessions.resume(
                    cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now) == nil)
            #expect(session.lastLogin == nil)
            house.clock.advance(by: .seconds(60))
            let again = try await house.tryFamily().grant()
            #expect(try await house.resumeFamily(again)?.lastLogin == house.clock.now - .seconds(60))
            try await house.auth.familySessions.end(cookie: again.cookie.exposed)
            #expect(try await house.resumeFamily(again) == nil)
            #expect(try await house.resumeFamily(grant) != nil)
        }
    }

    @Test(
        "Whatever does not match gets the same answer after one run of Argon2id; the second unknown person of an hour is in no audit chain",
        arguments: DatabaseKind.available)
    func sameAnswerSameWork(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            try await house.setFamilyPassword()
            func rows() async throws -> Int? {
                try await database.read(.installation) { transaction in
                    try transaction.value(Int.self, "SELECT COUNT(*) FROM audit")
                }
            }
            func expectRefused(
                _ name: String, rows added: Int = 1, _ attempt: () async throws -> FamilyLogIn.Outcome
            ) async throws {
                let (runs, before) = (house.hasher.runCount, try await rows())
                #expect(try await attempt() == .refused, "\(name)")
                #expect(house.hasher.runCount - runs == 1, "\(name)")
                #expect(try await rows() == before.map { $0 + added }, "\(name)")
            }
            try await expectRefused("organization") { try await house.tryFamily(organization: "nowhere") }
            try await expectRefused("another organization") { try await house.tryFamily(organization: "tonari") }
            try await expectRefused("employee") { try await house.tryFamily(id: "B999999") }
            try await expectRefused("left", rows: 0) { try await house.tryFamily(id: "B000009", code: "HAHA") }
            try await expectRefused("code") { try await house.tryFamily(code: "HAHA") }
            try await expectRefused("no code at all") { try await house.tryFamily(code: "父") }
            house.clock.advance(by: LoginWait.memory)
            try await expectRefused("password") { try await house.tryFamily(password: "wrong") }
            try await expectRefused("no password") { try await house.tryFamily(password: "") }
            try await database.write(.installation) { transaction in
                try transaction.execute("UPDATE tenant SET family_option = 0")
            }
            try await expectRefused("option") { try await house.tryFamily() }
        }
    }

    @Test("Wrong tries of any code make the family wait; its own browser and the employee never do")
    func waits() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            _ = try await house.settle(AuthHouse.employee, "B002417", password: "mikan-gakkou-5178")
            try await house.setFamilyPassword()
            let grant = try await house.tryFamily().grant()
            for code in ["A", "B", "C", "D", "CHICHI"] {
                #expect(try await house.tryFamily(code: code, password: "wrong") == .refused)
            }
            #expect(try await house.tryFamily() == .wait(.seconds(1)))
            #expect(try await house.tryFamily(code: "NOBODY") == .wait(.seconds(1)))
            _ = try await house.tryFamily(device: grant.deviceMark).grant()
            guard case .progress(.signedIn) = try await house.tryLogin("seikai", "B002417", "mikan-gakkou-5178")
            else {
                Issue.record("the employee must not wait for the family")
                return
            }
            house.clock.advance(by: .seconds(1))
            _ = try await house.tryFamily().grant()
        }
    }

    @Test(
        "Without a password a code that the program made lets a family user in where none is required; a typed one never does (R-168)",
        arguments: DatabaseKind.available)
    func withoutPassword(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            let made = AuthHouse.madeCode
            #expect(try await house.tryFamily(code: made, password: "") == .refused)
            try await house.setFamilyPasswordRequired("false")
            #expect(try await house.tryFamily(password: "") == .refused)
            #expect(try await house.tryFamily(code: made, password: "something") == .refused)
            let grant = try await house.tryFamily(code: made.lowercased(), password: "").grant()
            #expect(try await house.resumeFamily(grant)?.scope.capabilities == [.viewFamily])
            try await house.setFamilyPasswordRequired("true")
            #expect(try await house.resumeFamily(grant) == nil)
            #expect(try await house.tryFamily(code: made, password: "") == .refused)
            // Whoever has one always needs it; what was open without it is over, and its browser unknown.
            try await house.setFamilyPasswordRequired("false")
            #expect(try await house.resumeFamily(grant) != nil)
            try await house.setFamilyPassword(of: AuthHouse.aunt)
            #expect(try await house.resumeFamily(grant) == nil)
            #expect(try await house.tryFamily(code: made, password: "") == .refused)
            _ = try await house.tryFamily(code: made).grant()
        }
    }

    @Test(
        "A login under the old password that meets a new one opens no session that lasts",
        arguments: DatabaseKind.available)
    func meetsNewPassword(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            for round in 0..<4 {
                let (old, new) = ("kaki-densha-\(round)", "kaki-densha-\(round + 1)")
                try await house.setFamilyPassword(old)
                let grants = try await withThrowingTaskGroup(of: FamilyGrant?.self) { group in
                    for number in 0..<6 {
                        group.addTask {
                            guard number != 3 else {
                                try await house.setFamilyPassword(new)
                                return nil
                            }
                            return try? await house.tryFamily(password: old, from: "10.\(round).\(number).1").grant()
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                for grant in grants.compactMap(\.self) { #expect(try await house.resumeFamily(grant) == nil) }
                _ = try await house.tryFamily(password: new, from: "10.\(round).9.1").grant()
            }
        }
    }

    @Test("A family user has ten sessions at most; one that ran out stays so, whatever limit is set later")
    func sessions() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            var house = try await AuthHouse.openFamilies(database)
            try await house.setFamilyPassword()
            var grants: [FamilyGrant] = []
            for number in 0..<12 {
                house.clock.advance(by: .seconds(1))
                grants.append(try await house.tryFamily(from: "10.0.\(number).1").grant())
            }
            var open: [Bool] = []
            for grant in grants { open.append(try await house.resumeFamily(grant) != nil) }
            #expect(open == [false, false] + Array(repeating: true, count: 10))
            house.settings = AuthSettingsReader { _, _ in AuthSettings(idleLimit: .seconds(60)) }
            house.clock.advance(by: .seconds(60))
            #expect(try await house.resumeFamily(grants[11]) == nil)
            house.settings = AuthSettingsReader { _, _ in AuthSettings() }
            #expect(try await house.resumeFamily(grants[11]) == nil)
            #expect(try await house.resumeFamily(grants[10]) != nil)
        }
    }

    /// What ends the sessions of a family.
    enum End: String, CaseIterable, Sendable {
        case employeeLeft, employeeRemoved, memberRemoved, optionGone, newPassword, newCode, unused, old
    }

    @Test(
        "A session ends when the employee leaves, the family user goes, the option goes, password or code change, or its time is over",
        arguments: End.allCases)
    func ends(_ end: End) async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            try await house.setFamilyPassword()
            let grant = try await house.tryFamily().grant()
            house.clock.advance(by: .seconds(120))
            #expect(try await house.resumeFamily(grant) != nil)
            func write(_ statement: SQL) async throws {
                try await database.write(.installation) { transaction in _ = try transaction.execute(statement) }
            }
            switch end {
            case .employeeLeft:
                try await write("UPDATE person SET employment = 'left' WHERE id = \(AuthHouse.employee)")
            case .employeeRemoved: try await write("DELETE FROM person WHERE id = \(AuthHouse.employee)")
            case .memberRemoved: try await write("DELETE FROM family_member WHERE id = \(AuthHouse.father)")
            case .optionGone: try await write("UPDATE tenant SET family_option = 0")
            case .newPassword: try await house.setFamilyPassword("mikan-gakkou-5178")
            case .newCode:
                try await write(
                    "UPDATE family_member SET login_epoch = login_epoch + 1 WHERE id = \(AuthHouse.father)")
                // Nor does the browser go past waits any more.
                for _ in 0..<5 { _ = try await house.tryFamily(password: "wrong") }
                #expect(try await house.tryFamily(device: grant.deviceMark) == .wait(.seconds(1)))
            case .unused: house.clock.advance(by: .seconds(1_800))
            case .old:
                for _ in 0..<25 {
                    house.clock.advance(by: .seconds(1_799))
                    _ = try await house.resumeFamily(grant)
                }
            }
            #expect(try await house.resumeFamily(grant) == nil)
        }
    }

    @Test(
        "The employee is told of a browser that a family user did not use before, once an hour, and of no other",
        arguments: DatabaseKind.available)
    func told(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            try await house.setFamilyPassword()
            try await house.setFamilyPassword(of: AuthHouse.daughter)
            _ = house.mails.take()
            let told = [Mail(AuthHouse.employee, .familyLogin)]
            let grant = try await house.tryFamily().grant()
            #expect(house.mails.take() == told)
            for number in 0..<29 { _ = try await house.tryFamily(from: "10.0.\(number).1").grant() }
            house.clock.advance(by: .seconds(3_599))
            _ = try await house.tryFamily().grant()
            #expect(house.mails.take().isEmpty)
            _ = try await house.tryFamily(code: "MUSUME").grant()
            #expect(house.mails.take() == told)
            house.clock.advance(by: .seconds(1))
            _ = try await house.tryFamily(device: grant.deviceMark).grant()
            _ = try await house.tryFamily(password: "wrong")
            #expect(house.mails.take().isEmpty)
            _ = try await house.tryFamily().grant()
            #expect(house.mails.take() == told)
        }
    }

    @Test("A password is set for one's own family only, of 32 characters at most, and says what is wrong (R-168)")
    func passwords() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            func set(
                _ scope: TenantScope, _ text: String, _ confirmation: String? = nil
            ) async -> [String] {
                do {
                    try await house.auth.familyPasswords.set(
                        scope, AuthHouse.father,
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
            #expect(await set(own, AuthHouse.familyPassword, "another") == ["confirmation:mismatch"])
            for stranger in [
                house.scope(AuthHouse.administrator, .administrator),
                house.scope(AuthHouse.stranger, .member, tenant: AuthHouse.otherTenant),
            ] {
                #expect(await set(stranger, AuthHouse.familyPassword) == ["\(NotFound("family"))"])
            }
            #expect(await set(house.scope(AuthHouse.employee, [.editOwnProfile]), AuthHouse.familyPassword).count == 1)
            #expect(try await house.auth.familyPasswords.states(own)[AuthHouse.father]?.hasPassword == false)
            let employees = try await house.settle(AuthHouse.employee, "B002417", password: AuthHouse.familyPassword)
            #expect(await set(own, AuthHouse.familyPassword) == ["newPassword:own"])
            _ = house.mails.take()
            #expect(await set(own, "x1-" + String(repeating: "kaki ", count: 5)) == [])
            #expect(try await house.auth.familyPasswords.states(own)[AuthHouse.father]?.hasPassword == true)
            #expect(house.mails.take() == [Mail(AuthHouse.employee, .familyPasswordSet)])
            // The employee's own sessions go on.
            #expect(
                try await house.sessions.resume(
                    cookie: employees.cookie.exposed, requestID: "r", now: house.clock.now) != nil)
        }
    }
}
