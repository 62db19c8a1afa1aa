import Auth
import Database
import Domain
import Tenants
import TestKit

extension AuthHouse {
    static let familyPassword = "kaki-densha-2617"
    /// The employee's father, with a code that was typed.
    static let father = FamilyMemberID(rawValue: 901)
    /// The mother of somebody who left.
    static let leaversMother = FamilyMemberID(rawValue: 902)
    /// The employee's daughter, with a code that was typed.
    static let daughter = FamilyMemberID(rawValue: 903)
    /// The employee's aunt, with a code that the program made.
    static let aunt = FamilyMemberID(rawValue: 904)
    static let madeCode = "K7QXM2PA"

    /// The house with families, and the family option everywhere.
    static func openFamilies(_ database: Database) async throws -> AuthHouse {
        let house = try await AuthHouse.open(database)
        try await database.write(.installation) { transaction in
            try transaction.execute("UPDATE tenant SET family_option = 1")
            for (member, person, code, isMade) in [
                (Self.father, AuthHouse.employee, "CHICHI", false),
                (Self.leaversMother, AuthHouse.leaver, "HAHA", false),
                (Self.daughter, AuthHouse.employee, "MUSUME", false),
                (Self.aunt, AuthHouse.employee, Self.madeCode, true),
            ] {
                try transaction.execute(
                    """
                    INSERT INTO family_member
                        (tenant_id, id, person_id, code, code_made, name, name_kana, language, created_at, changed_at)
                    VALUES (\(AuthHouse.tenant), \(member), \(person), \(code), \(isMade), '山田 一郎', '', 'en', 0, 0)
                    """)
            }
        }
        return house
    }

    func tryFamily(
        organization: String = "seikai", id: String = "B002417", code: String = "CHICHI",
        password: String = familyPassword, device: String? = nil, from source: String = "127.0.0.1"
    ) async throws -> FamilyLogIn.Outcome {
        try await auth.familyLogIn(
            FamilyLogIn.Attempt(
                account: AccountName(organizationCode: organization, loginID: id), code: code, password: password,
                deviceMark: device, source: source, requestID: "test"),
            now: clock.now, randomness: randomness)
    }

    /// Wrong tries from as many networks as it takes not to wait for any.
    func guessFamily(_ times: Int, code: String = "CHICHI") async throws -> [FamilyLogIn.Outcome] {
        var outcomes: [FamilyLogIn.Outcome] = []
        for number in 0..<times {
            outcomes.append(try await tryFamily(code: code, password: "wrong", from: "10.0.\(number).1"))
        }
        return outcomes
    }

    func setFamilyPassword(_ text: String = familyPassword, of member: FamilyMemberID = father) async throws {
        try await auth.familyPasswords.set(
            scope(AuthHouse.employee, .member), member, ChangePassword.Choice(password: text, confirmation: text),
            now: clock.now)
    }

    func setFamilyPasswordRequired(_ value: String) async throws {
        try await database.write(.tenant(AuthHouse.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                VALUES (\(AuthHouse.tenant), 'familyPasswordRequired', \(value), 0)
                ON CONFLICT (tenant_id, name) DO UPDATE SET value = \(value)
                """)
        }
    }

    func resumeFamily(_ grant: FamilyGrant) async throws -> FamilySession? {
        try await auth.familySessions.resume(cookie: grant.cookie.exposed, requestID: "r", now: clock.now)
    }
}

extension FamilyLogIn.Outcome {
    /// What a family user got who is in.
    func grant() throws -> FamilyGrant {
        guard case .signedIn(let grant) = self else { throw NotFound("session") }
        return grant
    }
}
