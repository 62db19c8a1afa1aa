import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

/// The people of an office: two colleagues, and one who is locked out.
private struct Office: Sendable {
    static let colleague = PersonID(rawValue: 27)
    static let colleagueParty = Intervention.Party("同僚 三郎", "A27")

    let guarded: GuardedHouse
    var auth: AuthServices { guarded.auth }
    var reset: ResetColleague { auth.resetColleague }

    static func open(_ database: Database) async throws -> Office {
        let guarded = try await GuardedHouse.open(database)
        let (tenant, now) = (GuardedHouse.tenant, guarded.now)
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                "INSERT INTO office (id, code, name, created_at) VALUES (\(tenant), 'A0001', '事務所', \(now))")
        }
        let office = Office(guarded: guarded)
        try await office.hire(colleague)
        return office
    }

    func hire(_ person: PersonID) async throws {
        let (tenant, now) = (GuardedHouse.tenant, guarded.now)
        let hash = try await guarded.house.hasher.hash(PasswordText(GuardedHouse.password))
        try await guarded.house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                    created_at, changed_at)
                VALUES (\(tenant), \(person), \("A\(person)"), '同僚 三郎', 'カナ', 'member', 'ja', 'active', 0, 0)
                """)
            try transaction.execute(
                """
                INSERT INTO credential (tenant_id, person_id, state, hash, consecutive_failures, changed_at)
                VALUES (\(tenant), \(person), 'own', \(hash), 0, \(now))
                """)
        }
    }

    func scope(_ person: PersonID) -> TenantScope {
        TenantScope(
            tenant: GuardedHouse.tenant, actor: .person(person),
            capabilities: Set<Capability>.member.union(Set<Capability>.officeStaff), requestID: "test")
    }

    func propose(_ person: PersonID, by proposer: PersonID, password: String = GuardedHouse.password) async throws {
        try await reset.propose(
            person, by: scope(proposer), password: password, reason: "機種変更", now: guarded.now)
    }

    func confirm(_ person: PersonID, by confirmer: PersonID, password: String = GuardedHouse.password) async throws {
        try await reset.confirm(person, by: scope(confirmer), password: password, now: guarded.now)
    }

    func waits(for reader: PersonID) async throws -> [PersonID] {
        try await reset.colleagues(scope(reader), now: guarded.now).filter { $0.proposal != nil }.map(\.person)
    }
}

@Suite("Resets by two colleagues of an office")
struct ResetColleagueTests {
    private static let (lost, first) = (GuardedHouse.person, GuardedHouse.administrator)
    private static let second = Office.colleague

    @Test(
        "One colleague proposes, another one confirms, and the factors are gone (R-117)",
        arguments: DatabaseKind.available)
    func two(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let office = try await Office.open(database)
            let guarded = office.guarded
            #expect(
                try await office.reset.colleagues(office.scope(Self.first), now: guarded.now).map(\.hasFactor) == [
                    false, true,
                ])
            await #expect(throws: InvalidInput.self) {
                try await office.propose(Self.lost, by: Self.first, password: "wrong")
            }
            #expect(try await office.waits(for: Self.second) == [])
            try await office.propose(Self.lost, by: Self.first)
            let proposed = Intervention(
                by: .colleagues, actors: [GuardedHouse.administratorParty], to: GuardedHouse.personParty, kinds: [.app],
                reason: "機種変更")
            #expect(guarded.mails.take() == [Mail(Self.lost, .resetProposed(proposed))])
            #expect(try await guarded.count("app_factor") == 1)
            #expect(try await office.waits(for: Self.second) == [Self.lost])
            await #expect(throws: ResetRefusal.alreadyProposed) {
                try await office.propose(Self.lost, by: Self.second)
            }
            // Neither who proposed it nor whom it is about confirms it.
            await #expect(throws: ResetRefusal.notProposed) { try await office.confirm(Self.lost, by: Self.first) }
            await #expect(throws: NotFound("person")) { try await office.confirm(Self.lost, by: Self.lost) }
            await #expect(throws: InvalidInput.self) {
                try await office.confirm(Self.lost, by: Self.second, password: "wrong")
            }
            #expect(try await guarded.count("app_factor") == 1)
            try await office.confirm(Self.lost, by: Self.second)
            let done = Intervention(
                by: .colleagues, actors: [GuardedHouse.administratorParty, Office.colleagueParty],
                to: GuardedHouse.personParty, kinds: [.app], reason: "機種変更")
            #expect(
                guarded.mails.take() == [
                    Mail(Self.lost, .factorsReset(done)), Mail(Self.second, .factorsResetByYou(done)),
                    Mail(Self.first, .factorsResetByYou(done)),
                ])
            #expect(try await guarded.count("app_factor") == 0)
            #expect(try await guarded.count("session") == 0)
            #expect(try await office.waits(for: Self.second) == [])
            let record = try await office.auth.resetFactors.last(of: Self.lost, in: office.scope(Self.first))
            #expect(record?.reason == "機種変更")
            // Whoever has the reason can show later who gave it, also when the proposal is gone.
            let mark = TypedReasons.mark("機種変更")
            #expect(try await guarded.house.audited("factors.resetProposed") == [mark])
            #expect(
                try await guarded.house.audited("factors.reset") == [
                    "colleagues kinds=app \(mark) proposedBy=person:\(Self.first)"
                ])
        }
    }

    @Test(
        "Whoever was added or handed a password within a week is no second person (R-117)",
        arguments: DatabaseKind.available)
    func notOneAsTwo(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let office = try await Office.open(database)
            let (guarded, tenant) = (office.guarded, GuardedHouse.tenant)
            let week = ResetColleague.settled
            func second(addedAt: Instant, issuedAt: Instant) async throws {
                try await database.write(.tenant(tenant)) { transaction in
                    try transaction.execute(
                        "UPDATE person SET created_at = \(addedAt) WHERE tenant_id = \(tenant) AND id = \(Self.second)")
                    try transaction.execute(
                        """
                        UPDATE credential SET issued_at = \(issuedAt)
                        WHERE tenant_id = \(tenant) AND person_id = \(Self.second)
                        """)
                }
            }
            let (now, old) = (guarded.now, guarded.now - week)
            for (added, issued) in [(now, old), (old, now), (old + .milliseconds(1), old)] {
                try await second(addedAt: added, issuedAt: issued)
                await #expect(throws: ResetRefusal.tooNew) { try await office.propose(Self.lost, by: Self.second) }
            }
            try await office.propose(Self.lost, by: Self.first)
            await #expect(throws: ResetRefusal.tooNew) { try await office.confirm(Self.lost, by: Self.second) }
            #expect(try await guarded.count("app_factor") == 1)
            #expect(try await guarded.house.audited("factors.resetRefused") == ["", "", "", ""])
            try await second(addedAt: old, issuedAt: old)
            try await office.confirm(Self.lost, by: Self.second)
            #expect(try await guarded.count("app_factor") == 0)
            // A password that is handed out says so.
            _ = try await guarded.house.issue(Self.second, tenant: tenant)
            let issued = try await database.read(.tenant(tenant)) { transaction in
                try transaction.value(
                    Instant.self,
                    "SELECT issued_at FROM credential WHERE tenant_id = \(tenant) AND person_id = \(Self.second)")
            }
            #expect(issued == now)
        }
    }

    @Test("A proposal is forgotten after a day, and when its proposer has left (R-117)")
    func over() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let office = try await Office.open(database)
            try await office.propose(Self.lost, by: Self.first)
            office.guarded.house.clock.advance(by: .seconds(86_400))
            await #expect(throws: ResetRefusal.notProposed) { try await office.confirm(Self.lost, by: Self.second) }
            try await office.propose(Self.lost, by: Self.first)
            try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE person SET employment = 'left'
                    WHERE tenant_id = \(GuardedHouse.tenant) AND id = \(Self.first)
                    """)
            }
            await #expect(throws: ResetRefusal.notProposed) { try await office.confirm(Self.lost, by: Self.second) }
            #expect(try await office.guarded.count("app_factor") == 1)
            // Why it was proposed is still known when another proposal took its place.
            let scope = office.scope(Self.second)
            let rows = try await ListAudit(database: database)(scope).filter { $0.action == "factors.resetProposed" }
            let texts = try await office.auth.typedReasons(scope, of: rows).texts
            #expect(rows.count == 2 && rows.map { texts[$0.seq] } == ["機種変更", "機種変更"])
        }
    }

    @Test(
        "A proposal is over with the reset that it was for, whoever did that: it never clears what is set up next (R-117)",
        arguments: DatabaseKind.available)
    func doneElsewhere(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let office = try await Office.open(database)
            let guarded = office.guarded
            let operatorScope = TenantScope(
                tenant: GuardedHouse.tenant, actor: .installationOperator, capabilities: .administrator,
                requestID: "test")
            try await office.propose(Self.lost, by: Self.first)
            try await guarded.auth.resetFactors.byOperator(
                Self.lost, by: operatorScope, reason: "電話で本人を確認", now: guarded.now)
            #expect(try await office.waits(for: Self.second) == [])
            try await guarded.setApp(of: Self.lost)
            await #expect(throws: ResetRefusal.notProposed) { try await office.confirm(Self.lost, by: Self.second) }
            #expect(try await guarded.count("app_factor") == 1)
            // Another one waits for whoever it is about, and for nobody else.
            try await office.propose(Self.lost, by: Self.first)
            try await guarded.auth.resetFactors.byOperator(
                Office.colleague, by: operatorScope, reason: "電話で本人を確認", now: guarded.now)
            #expect(try await office.waits(for: Self.second) == [Self.lost])
            // So it is with what somebody does for themselves.
            let session = try await guarded.session(of: try await guarded.opened())
            try await guarded.auth.resetFactors.own(session, password: GuardedHouse.password, now: guarded.now)
            #expect(try await office.waits(for: Self.second) == [])
        }
    }

    @Test("Sixteen colleagues confirm at once: it happens once (R-117)", arguments: DatabaseKind.available)
    func race(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let office = try await Office.open(database)
            try await office.propose(Self.lost, by: Self.first)
            let takers = (100..<116).map { PersonID(rawValue: $0) }
            for taker in takers { try await office.hire(taker) }
            let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                for taker in takers {
                    group.addTask {
                        do {
                            try await office.confirm(Self.lost, by: taker)
                            return true
                        } catch is ResetRefusal {
                            return false
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(wins == 1)
            #expect(try await office.guarded.audited("factors.reset") == 1)
        }
    }

    @Test("Nobody of an office is reset, or let in, by one person alone, nor by people of elsewhere (R-117)")
    func alone() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let office = try await Office.open(database)
            let scope = office.scope(Self.first)
            let now = office.guarded.now
            await #expect(throws: ResetRefusal.needsColleague) {
                try await office.auth.resetFactors.other(
                    Self.lost, by: scope, home: scope, password: GuardedHouse.password, reason: "機種変更", now: now)
            }
            await #expect(throws: ResetRefusal.needsColleague) {
                try await office.auth.loginBypass.make(
                    for: Self.lost, by: scope, home: scope, password: GuardedHouse.password, reason: "機種変更", now: now,
                    randomness: .system)
            }
            #expect(try await office.guarded.count("app_factor") == 1)
            let administrator = office.guarded.house.scope(AuthHouse.administrator, .administrator)
            await #expect(throws: NotAllowed.self) {
                try await office.reset.propose(
                    AuthHouse.employee, by: administrator, password: "x", reason: "機種変更", now: now)
            }
            await #expect(throws: NotFound("person")) {
                try await office.reset.propose(
                    AuthHouse.employee, by: scope, password: GuardedHouse.password, reason: "機種変更", now: now)
            }
        }
    }
}
