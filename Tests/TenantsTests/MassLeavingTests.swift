import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("A program that lets many people leave is noticed")
struct MassLeavingTests {
    private static let day = Duration.seconds(86_400)

    /// A token of the house with its number, as a directory has one.
    private func program(_ house: TenantsHouse, _ name: String = "Entra") async throws -> TenantScope {
        let token = try await ManageTokens(database: house.database, identifiers: house.identifiers).create(
            house.scope, name: name, capabilities: [.managePeople], expiresAt: nil, at: house.now,
            randomness: .seeded(4))
        return TenantScope(
            tenant: house.tenant, actor: .token(token.id), capabilities: [.managePeople], requestID: "program")
    }

    private func add(_ count: Int, _ house: TenantsHouse) async throws -> [PersonID] {
        var people: [PersonID] = []
        for number in 1...count { people.append(try await house.add("B\(1_000 + number)", "人")) }
        return people
    }

    private func leave(
        _ people: some Sequence<PersonID>, _ house: TenantsHouse, by scope: TenantScope, _ warned: Warned,
        at now: Instant
    ) async throws {
        let change = ChangePerson(database: house.database, notice: warned.notice)
        for person in people {
            var details = try await ListPeople(database: house.database).person(house.scope, person).details
            details.employment = .left
            try await change(scope, person, to: details, at: now)
        }
    }

    @Test(
        "More than three and more than a tenth are many",
        arguments: [
            (3, 3, false), (4, 4, true), (4, 39, true), (4, 40, false), (5, 40, true), (10, 100, false),
            (11, 100, true),
            (100_000, 1_000_000, false), (100_001, 1_000_000, true), (0, 0, false),
        ])
    func rule(_ left: Int, _ people: Int, _ isMany: Bool) {
        #expect(MassLeaving.isMany(left, of: people) == isMany)
    }

    @Test(
        "Administrators are told once a day, by mail and beside the list, and the chain has it",
        arguments: DatabaseKind.available)
    func told(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (program, warned) = (try await program(house), Warned())
            let second = try await house.add("B200", "二人目") { $0.role = .administrator }
            let people = try await add(48, house)
            func beside(_ now: Instant) async throws -> MassLeaving.Told? {
                try await MassLeaving.told(house.scope, at: now, in: house.database)
            }
            // Of fifty, five are a tenth.
            try await leave(people[..<5], house, by: program, warned, at: house.now)
            #expect(warned.lines == [])
            #expect(try await beside(house.now) == nil)
            let sixth = house.now + .seconds(3_600)
            try await leave(people[5..<6], house, by: program, warned, at: sixth)
            #expect(warned.lines.count == 2)
            #expect(warned.lines.map { $0.split(separator: " ")[0] } == ["\(house.administrator)", "\(second)"])
            #expect(warned.lines[0].contains("“Entra”) marked 6 of 50 people as left within 24 hours"))
            #expect(warned.lines[0].contains("revoke the token"))
            #expect(try await beside(sixth) == MassLeaving.Told(since: house.now, people: 6, program: "Entra"))
            let row = try await house.rows("people.manyLeft")
            guard case .token(let number) = program.actor else { return }
            let chain = "\(house.tenant) token:\(number) people.manyLeft token:\(number) left=6 of=50"
            #expect(row == [chain])
            // Who follows is shown, and not told again.
            try await leave(people[6..<20], house, by: program, warned, at: sixth + .seconds(60))
            #expect(warned.lines.count == 2)
            #expect(try await beside(sixth + .seconds(60))?.people == 20)
            // A day later it is news, if they are many again: of those who are left.
            let later = sixth + Self.day
            try await leave(people[20..<23], house, by: program, warned, at: later)
            #expect(warned.lines.count == 2)
            #expect(try await beside(later)?.people == 20)
            try await leave(people[23..<24], house, by: program, warned, at: later + .seconds(60))
            #expect(warned.lines.count == 4 && warned.lines[2].contains("marked 4 of 30 people"))
            #expect(try await beside(later + .seconds(60))?.people == 4)
            #expect(try await beside(later + .seconds(60) + MassLeaving.shown) == nil)
            guard case .intact = try await VerifyAudit(database: house.database)(house.scope) else {
                Issue.record("the chain is broken")
                return
            }
        }
    }

    @Test("An administrator is asked before, so that nobody counts; neither do those whose last day is over")
    func people() async throws {
        try await withHouse(.sqlite) { house in
            let warned = Warned()
            let people = try await add(20, house)
            try await leave(people[..<10], house, by: house.scope, warned, at: house.now)
            for person in people[10...] {
                var details = try await ListPeople(database: house.database).person(house.scope, person).details
                details.leftAt = house.now
                try await ChangePerson(database: house.database)(house.scope, person, to: details, at: house.now)
            }
            let job = RemoveLeavers(database: house.database, notice: warned.notice)
            #expect(try await job(house.installation, now: house.now + Self.day * 2).left == 10)
            #expect(warned.lines == [])
        }
    }

    @Test("Few within a day are never many, however many they become in a week", arguments: DatabaseKind.available)
    func slowly(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (program, warned) = (try await program(house), Warned())
            let people = try await add(12, house)
            for (number, person) in people.enumerated() {
                try await leave([person], house, by: program, warned, at: house.now + Self.day * number / 3)
            }
            #expect(warned.lines == [])
            let counted = try await house.database.read(.tenant(house.tenant)) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM program_leaving WHERE tenant_id = \(house.tenant)")
            }
            #expect(counted == 3, "what is over goes")
        }
    }

    @Test("Sixteen at the same time are counted one after the other", arguments: DatabaseKind.available)
    func together(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (program, warned) = (try await program(house), Warned())
            let people = try await add(40, house)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for person in people.prefix(16) {
                    group.addTask { try await leave([person], house, by: program, warned, at: house.now) }
                }
                try await group.waitForAll()
            }
            #expect(warned.lines.count == 1 && warned.lines[0].contains("marked 5 of 41 people"))
            #expect(try await MassLeaving.told(house.scope, at: house.now, in: house.database)?.people == 16)
        }
    }

    @Test("A file that a program sends counts as well, and a whole one is told once", arguments: DatabaseKind.available)
    func file(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (program, warned) = (try await program(house), Warned())
            _ = try await add(30, house)
            let importer = ImportPeople(
                database: house.database, identifiers: house.identifiers, notice: warned.notice,
                hold: .none, markKey: [UInt8](repeating: 7, count: 32))
            let file = "login_id,employment\r\n" + (1...30).map { "B\(1_000 + $0),left\r\n" }.joined()
            let report = try await importer(
                program, .bytes(Array(file.utf8)), ImportPeople.Options(), at: house.now)
            #expect(report.isImported && report.changed == 30)
            #expect(warned.lines.count == 1)
            #expect(try await MassLeaving.told(house.scope, at: house.now, in: house.database)?.people == 30)
        }
    }
}
