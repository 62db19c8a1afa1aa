import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Calling in")
struct VoiceLogInTests {
    private static let digits = "719402"

    /// The employee's session with a proof of a moment ago, and the employee's ID with a password.
    private static func settle(_ house: AuthHouse) async throws -> (session: Session, id: String) {
        let grant = try await house.settle(AuthHouse.employee, "B002417", password: "midori-no-densha-2024")
        let session = try #require(
            try await house.sessions.resume(cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now))
        try await house.auth.voicePasswords.set(
            session, VoicePasswords.Choice(digits, again: digits), known: [], now: house.clock.now,
            randomness: .system)
        return (session, try await Self.id(house))
    }

    private static func id(_ house: AuthHouse) async throws -> String {
        try await house.auth.voicePasswords.own(
            house.scope(AuthHouse.employee, .member), now: house.clock.now, randomness: .system
        ).id.description
    }

    private static func call(
        _ house: AuthHouse, _ id: String, _ password: String, from telephone: String? = nil
    ) async throws -> VoiceLogIn.Grant? {
        try await house.auth.voiceLogIn(
            VoiceLogIn.Attempt(id: id, password: password, telephone: telephone, requestID: "call"),
            now: house.clock.now)
    }

    @Test(
        "Whoever types ID and password may answer and nothing else, until they leave or the option ends (R-010, R-029)",
        arguments: DatabaseKind.available)
    func right(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let (_, id) = try await Self.settle(house)
            let grant = try #require(try await Self.call(house, id, Self.digits))
            #expect(grant.scope.person == AuthHouse.employee && grant.scope.tenant == AuthHouse.tenant)
            #expect(grant.scope.capabilities == [.answerOwn] && grant.language == .japanese)
            #expect(try await house.audited("voice.login", tenant: AuthHouse.tenant) == [""])
            let person = Actor.person(AuthHouse.employee)
            func resume() async throws -> VoiceLogIn.Grant? {
                try await house.auth.voiceLogIn.resume(person, in: AuthHouse.tenant, requestID: "call")
            }
            #expect(try await resume()?.scope == grant.scope)
            #expect(
                try await house.auth.voiceLogIn.resume(person, in: AuthHouse.otherTenant, requestID: "call") == nil)
            #expect(
                try await house.auth.voiceLogIn.resume(.system, in: AuthHouse.tenant, requestID: "call") == nil)
            try await database.write(.installation) { try $0.execute("UPDATE tenant SET voice_option = 0") }
            #expect(try await Self.call(house, id, Self.digits) == nil)
            #expect(try await resume() == nil)
            await #expect(throws: NotFound("voice")) { try await Self.id(house) }
            try await database.write(.installation) { try $0.execute("UPDATE tenant SET voice_option = 1") }
            #expect(try await Self.call(house, id, Self.digits) != nil)
            try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE person SET employment = 'left'
                    WHERE tenant_id = \(AuthHouse.tenant) AND id = \(AuthHouse.employee)
                    """)
            }
            #expect(try await Self.call(house, id, Self.digits) == nil)
            #expect(try await resume() == nil)
        }
    }

    @Test("Whatever does not match runs Argon2id once and says the same", arguments: DatabaseKind.available)
    func sameWork(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let (_, id) = try await Self.settle(house)
            let bare = try await house.auth.voicePasswords.own(
                house.scope(AuthHouse.administrator, .administrator), now: house.clock.now, randomness: .system
            ).id.description
            let unknown = id == "12345678" ? "12345679" : "12345678"
            for (typed, password) in [
                (id, "719403"), (unknown, Self.digits), ("", Self.digits), ("nonsense", ""), (bare, Self.digits),
                (id, ""),
            ] {
                let before = house.hasher.runCount
                #expect(try await Self.call(house, typed, password) == nil)
                #expect(house.hasher.runCount == before + 1, "\(typed)")
            }
            // Nobody waits where there is nothing to guess.
            let state = try await house.auth.voicePasswords.own(
                house.scope(AuthHouse.administrator, .administrator), now: house.clock.now, randomness: .system)
            #expect(!state.hasPassword && state.lock == .open(left: 4))
            #expect(
                try await house.audited("voice.login", tenant: TenantID(rawValue: 0)).first?.contains("number 1")
                    == true)
        }
    }

    @Test(
        "Five wrong passwords shut an ID for half an hour, for the right one too, and survive a restart; the person is told",
        arguments: DatabaseKind.available)
    func lock(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let (_, id) = try await Self.settle(house)
            _ = house.mails.take()
            for _ in 0..<4 { #expect(try await Self.call(house, id, "719403") == nil) }
            #expect(try await Self.call(house, id, Self.digits) != nil)
            for _ in 0..<4 { #expect(try await Self.call(house, id, "719403") == nil) }
            #expect(house.mails.take().isEmpty)
            #expect(try await Self.call(house, id, "719403") == nil)
            #expect(
                house.mails.take() == [Mail(AuthHouse.employee, .voiceLocked(isFamily: false, isStopped: false))])
            let anew = AuthHouse(database: database)
            anew.clock.advance(by: house.clock.now - anew.clock.now)
            #expect(try await Self.call(anew, id, Self.digits) == nil)
            house.clock.advance(by: .seconds(1_799))
            #expect(try await Self.call(house, id, Self.digits) == nil)
            #expect(
                try await house.auth.voicePasswords.own(
                    house.scope(AuthHouse.employee, .member), now: house.clock.now, randomness: .system
                ).lock == .locked(until: house.clock.now + .seconds(1)))
            house.clock.advance(by: .seconds(1))
            #expect(try await Self.call(house, id, Self.digits) != nil)
            // An administrator lifts it, as other locks.
            for _ in 0..<5 { #expect(try await Self.call(house, id, "719403") == nil) }
            try await CareForAccounts(database: database, notices: .none).unlock(
                house.scope(AuthHouse.administrator, .administrator), AuthHouse.employee, at: house.clock.now)
            #expect(try await Self.call(house, id, Self.digits) != nil)
        }
    }

    @Test(
        "Of sixteen callers who guess at once five are looked at; the right password among the others opens nothing",
        arguments: DatabaseKind.available)
    func race(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let (_, id) = try await Self.settle(house)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask { try await Self.call(house, id, "719403") != nil }
                }
                for try await isIn in group { #expect(!isIn) }
            }
            #expect(try await Self.call(house, id, Self.digits) == nil)
            let reasons = try await house.audited("voice.login", tenant: AuthHouse.tenant)
            #expect(reasons.count == 17 && reasons.count { $0.isEmpty } == 5)
        }
    }

    @Test(
        "A hundred wrong ones in a row switch an ID off until a new password is set", arguments: DatabaseKind.available)
    func stop(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let (session, id) = try await Self.settle(house)
            let last = FactorLock.failuresToStop - 1
            try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                try transaction.execute(
                    "UPDATE voice_login SET failed_in_a_row = \(last) WHERE tenant_id = \(AuthHouse.tenant)")
            }
            _ = house.mails.take()
            #expect(try await Self.call(house, id, "719403") == nil)
            #expect(
                house.mails.take() == [Mail(AuthHouse.employee, .voiceLocked(isFamily: false, isStopped: true))])
            house.clock.advance(by: .seconds(500))
            #expect(try await Self.call(house, id, Self.digits) == nil)
            try await house.auth.voicePasswords.set(
                session, VoicePasswords.Choice("380617", again: "380617"), known: [], now: house.clock.now,
                randomness: .system)
            #expect(try await Self.call(house, id, Self.digits) == nil)
            #expect(try await Self.call(house, id, "380617") != nil)
        }
    }

    @Test(
        "A telephone from which wrong ones come waits for itself; other telephones and hidden numbers do not",
        arguments: DatabaseKind.available)
    func telephones(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let (_, id) = try await Self.settle(house)
            let guesser = "+819011112222"
            for number in 0..<5 {
                #expect(try await Self.call(house, "1234567\(number)", Self.digits, from: guesser) == nil)
            }
            #expect(try await Self.call(house, id, Self.digits, from: guesser) == nil)
            #expect(try await Self.call(house, id, Self.digits, from: "+819033334444") != nil)
            #expect(try await Self.call(house, id, Self.digits) != nil)
            house.clock.advance(by: .seconds(1))
            #expect(try await Self.call(house, id, Self.digits, from: guesser) != nil)
            // The number stands nowhere.
            let keys = try await database.read(.installation) {
                try $0.values([UInt8].self, "SELECT account_hash FROM login_throttle")
            }
            #expect(!keys.isEmpty && keys.allSatisfy { !$0.starts(with: Array("+81".utf8)) })
        }
    }

    @Test(
        "A password is set and removed after a proof of a short while ago only, is told, and stands nowhere readable (R-141)",
        arguments: DatabaseKind.available)
    func passwords(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let grant = try await house.settle(AuthHouse.employee, "B002417", password: "midori-no-densha-2024")
            _ = house.mails.take()
            func session() async throws -> Session {
                try #require(
                    try await house.sessions.resume(
                        cookie: grant.cookie.exposed, requestID: "r", now: house.clock.now))
            }
            let passwords = house.auth.voicePasswords
            func set(_ digits: String) async throws {
                try await passwords.set(
                    session(), VoicePasswords.Choice(digits, again: digits), known: ["09044445555"],
                    now: house.clock.now, randomness: .system)
            }
            let scope = house.scope(AuthHouse.employee, .member)
            let id = try await passwords.own(scope, now: house.clock.now, randomness: .system).id
            for refused in ["1234", "5555", String(id.description.prefix(4)), String(id.description.suffix(6))] {
                await #expect(throws: InvalidInput.self, "\(refused)") { try await set(refused) }
            }
            await #expect(throws: NotFound("voice")) { try await passwords.remove(session(), now: house.clock.now) }
            try await set(Self.digits)
            #expect(house.mails.take() == [Mail(AuthHouse.employee, .voicePassword(isSet: true, isFamily: false))])
            #expect(try await passwords.own(scope, now: house.clock.now, randomness: .system).hasPassword)
            // The ID is the same at every look.
            #expect(try await passwords.own(scope, now: house.clock.now, randomness: .system).id == id)
            let hash = try await database.read(scope) {
                try $0.value(String.self, "SELECT hash FROM voice_login WHERE tenant_id = \(AuthHouse.tenant)")
            }
            #expect(hash?.hasPrefix("k1$argon2id$") == true && hash?.contains(Self.digits) == false)
            try await passwords.remove(session(), now: house.clock.now)
            #expect(house.mails.take() == [Mail(AuthHouse.employee, .voicePassword(isSet: false, isFamily: false))])
            #expect(try await Self.call(house, id.description, Self.digits) == nil)
            house.clock.advance(by: .seconds(601))
            await #expect(throws: ProofNeeded.self) { try await set("380617") }
            await #expect(throws: ProofNeeded.self) { try await passwords.remove(session(), now: house.clock.now) }
            #expect(try await house.audited("voice.passwordSet", tenant: AuthHouse.tenant).count == 1)
            #expect(try await house.audited("voice.passwordRemoved", tenant: AuthHouse.tenant).count == 1)
        }
    }

    @Test(
        "A family user calls in with an ID of their own and hears of the employee only; another employee's is none (R-167)",
        arguments: DatabaseKind.available)
    func family(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.openFamilies(database)
            let (session, own) = try await Self.settle(house)
            let passwords = house.auth.voicePasswords
            try await passwords.set(
                session, of: AuthHouse.father, VoicePasswords.Choice("806153", again: "806153"), known: [],
                now: house.clock.now, randomness: .system)
            let state = try await passwords.ofFamily(
                AuthHouse.father, session.scope, now: house.clock.now, randomness: .system)
            let id = state.id.description
            #expect(state.hasPassword && id.hasPrefix("9") && id != own)
            let grant = try #require(try await Self.call(house, id, "806153"))
            #expect(grant.scope.familyMember == AuthHouse.father && grant.scope.capabilities == [.viewFamily])
            #expect(grant.language == .english)
            // Wrong tries at one ID shut no other.
            for _ in 0..<5 { #expect(try await Self.call(house, id, "806154") == nil) }
            #expect(try await Self.call(house, id, "806153") == nil)
            #expect(try await Self.call(house, own, Self.digits) != nil)
            await #expect(throws: NotFound("family")) {
                try await passwords.ofFamily(
                    AuthHouse.leaversMother, session.scope, now: house.clock.now, randomness: .system)
            }
            await #expect(throws: NotFound("family")) {
                try await passwords.remove(session, of: AuthHouse.leaversMother, now: house.clock.now)
            }
            house.clock.advance(by: .seconds(1_800))
            try await database.write(.installation) { try $0.execute("UPDATE tenant SET family_option = 0") }
            #expect(try await Self.call(house, id, "806153") == nil)
        }
    }

    @Test(
        "Sixteen at once get one ID, and an export gives one to everybody of organizations with the option (R-140)",
        arguments: DatabaseKind.available)
    func ids(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let ids = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<16 { group.addTask { try await Self.id(house) } }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
            #expect(ids.count == 1)
            try await database.write(.tenant(AuthHouse.tenant)) { transaction in
                for number in 0..<450 {
                    try transaction.execute(
                        """
                        INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                            created_at, changed_at)
                        VALUES (\(AuthHouse.tenant), \(1_000 + number), \("C\(number)"), '人', '', 'member', 'ja',
                                'active', 0, 0)
                        """)
                }
            }
            let column = house.auth.voiceIDs.column(.seeded(5))
            try await column.prepare(house.scope(AuthHouse.administrator, .administrator))
            try await column.prepare(house.scope(AuthHouse.administrator, .administrator))
            let people = [AuthHouse.employee, AuthHouse.leaver] + (1_000..<1_450).map { PersonID(rawValue: $0) }
            let cells = try await database.read(.tenant(AuthHouse.tenant)) {
                try column.cells(people, false, AuthHouse.tenant, $0)
            }
            #expect(cells.count == 451 && Set(cells.values.flatMap(\.self)).count == 451)
            #expect(cells[AuthHouse.employee] == [ids.first ?? ""] && cells[AuthHouse.leaver] == nil)
        }
    }
}
