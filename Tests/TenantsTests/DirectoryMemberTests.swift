import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("Who is in a department changes all at once or not at all")
struct DirectoryMemberTests {
    private func program(_ house: TenantsHouse) -> TenantScope {
        TenantScope(tenant: house.tenant, actor: .token(7), capabilities: [.provision], requestID: "scim")
    }

    private func groups(_ house: TenantsHouse) -> DirectoryGroups {
        DirectoryGroups(database: house.database, identifiers: house.identifiers, hold: .none)
    }

    private func add(_ count: Int, _ house: TenantsHouse) async throws -> [PersonID] {
        var people: [PersonID] = []
        for number in 1...count { people.append(try await house.add("B\(1_000 + number)", "人")) }
        return people
    }

    @Test(
        "Steps follow each other",
        arguments: [
            // steps; where 1, 2, 3 and 4 are before (5 is the department, 6 another) and whom they move
            ("+1", "----", "1:5"), ("+1", "5---", ""), ("+2", "-6--", "2:5"), ("-1", "5---", "1:-"), ("-1", "6---", ""),
            ("=12", "-55-", "1:5 3:-"), ("=", "5565", "1:- 2:- 4:-"), ("+1 -1", "----", ""), ("-1 +1", "5---", ""),
            ("-1 +1", "6---", "1:5"), ("+1 =2", "--5-", "2:5 3:-"), ("=2 +3", "5---", "1:- 2:5 3:5"),
            ("=12 -1", "--6-", "2:5"),
            ("", "5566", ""), ("+1 -1", "6---", "1:-"),
        ])
    func steps(_ steps: String, _ before: String, _ expected: String) {
        let id = DepartmentID(rawValue: 5)
        let people = (1...4).map { PersonID(rawValue: $0) }
        var places: [PersonID: DepartmentID] = [:]
        for (person, letter) in zip(people, before) { places[person] = DepartmentID("\(letter)") }
        let parsed = steps.split(separator: " ").map { step -> DirectoryGroups.Step in
            let some = step.dropFirst().compactMap { PersonID("\($0)") }
            return switch step.first {
            case "+": .add(some)
            case "-": .remove(some)
            default: .replace(some)
            }
        }
        let moves = DirectoryMembers.moves(parsed, of: id, among: people, from: places)
        #expect(moves.map { "\($0.person):\($0.to?.description ?? "-")" }.joined(separator: " ") == expected)
    }

    @Test(
        "With somebody in the middle who does not exist nothing is changed, neither name nor members",
        arguments: DatabaseKind.available)
    func unknown(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (program, groups) = (program(house), groups(house))
            let people = try await add(12, house)
            let id = try await groups.create(
                program, name: "営業部", externalID: "g-1", members: Array(people[..<2]), at: house.now)
            let before = try await groups.group(program, id)
            let stranger = PersonID(rawValue: 999)
            func refused(_ steps: [DirectoryGroups.Step]) async throws {
                var change = DirectoryGroups.Change()
                (change.name, change.externalID, change.steps) = ("別の名前", "g-2", steps)
                await #expect(throws: UnknownMember(id: stranger)) {
                    try await groups.change(program, id, change, at: house.now + .seconds(1))
                }
                #expect(try await groups.group(program, id) == before)
            }
            let audit = try await house.rows("").count
            try await refused([.remove([people[0]]), .add(Array(people[2..<7]) + [stranger] + people[7...])])
            try await refused([.replace([people[4], stranger, people[5]])])
            try await refused([.add([people[3]]), .remove([people[1]]), .add([stranger])])
            await #expect(throws: UnknownMember(id: stranger)) {
                try await groups.create(
                    program, name: "新しい部", externalID: nil, members: [people[0], stranger], at: house.now)
            }
            #expect(
                try await groups.list(program, nil, from: .from(1), count: 10, withMembers: false).groups.count == 1)
            #expect(try await house.rows("").count == audit)
            // Whom nobody knows can be taken out of anything.
            var change = DirectoryGroups.Change()
            change.steps = [.remove([stranger, people[0]]), .add([people[2]])]
            try await groups.change(program, id, change, at: house.now)
            #expect(try await groups.group(program, id).members?.map(\.id) == [people[1], people[2]])
            #expect(
                try await house.rows("person.changed").suffix(2).allSatisfy { $0.contains(" department:") })
            guard case .intact = try await VerifyAudit(database: house.database)(house.scope) else {
                Issue.record("the chain is broken")
                return
            }
        }
    }

    @Test("What fails behind the first hundreds takes them back as well")
    func halfway() async throws {
        try await withHouse(.sqlite) { house in
            let (program, groups) = (program(house), groups(house))
            let people = try await add(700, house)
            let id = try await groups.create(program, name: "営業部", externalID: nil, members: [], at: house.now)
            try await house.database.write(.tenant(house.tenant)) { transaction in
                try transaction.execute(
                    """
                    CREATE TRIGGER broken BEFORE UPDATE ON person WHEN NEW.login_id = 'B1651'
                    BEGIN SELECT RAISE(ABORT, 'broken'); END
                    """)
            }
            var change = DirectoryGroups.Change()
            (change.name, change.steps) = ("別の名前", [.add(people)])
            await #expect(throws: DatabaseError.self) { try await groups.change(program, id, change, at: house.now) }
            let group = try await groups.group(program, id)
            #expect(group.members == [] && group.name == "営業部")
            #expect(try await house.rows("person.changed").isEmpty)
            change.steps = [.add(Array(people[..<650]))]
            try await groups.change(program, id, change, at: house.now)
            #expect(try await groups.group(program, id).members?.count == 650)
            #expect(try await house.rows("person.changed").count == 650)
        }
    }

    @Test("More than ten thousand at once are refused whole, and so many are one change")
    func many() async throws {
        try await withHouse(.sqlite) { house in
            let (program, groups) = (program(house), groups(house))
            let people = (1...DirectoryMembers.most + 1).map { PersonID(rawValue: Int64(1_000_000 + $0)) }
            for start in stride(from: 0, to: people.count, by: 500) {
                let some = try people[start..<min(start + 500, people.count)].map { id in
                    (id: id, details: PersonDetails(loginID: try LoginID("B\(id)"), name: try PersonName("人")))
                }
                try await house.database.write(.tenant(house.tenant)) { transaction in
                    try PersonStore.insert(some, in: house.tenant, at: house.now, transaction)
                }
            }
            let id = try await groups.create(program, name: "全員", externalID: nil, members: [], at: house.now)
            var change = DirectoryGroups.Change()
            change.steps = [.replace(people)]
            await #expect(throws: TooManyMembers(most: 10_000)) {
                try await groups.change(program, id, change, at: house.now)
            }
            #expect(try await groups.group(program, id).members == [])
            change.steps = [.replace(people.dropLast())]
            try await groups.change(program, id, change, at: house.now)
            #expect(try await groups.group(program, id).members?.count == 10_000)
            #expect(try await groups.group(program, id, withMembers: false).members == nil)
            try await groups.remove(program, id, at: house.now) { _ in }
            #expect(try await house.rows("person.changed").count == 20_000)
        }
    }

    @Test("Two directories that move the same people at the same time both end", arguments: DatabaseKind.available)
    func together(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (program, groups) = (program(house), groups(house))
            let people = try await add(40, house)
            var ids: [DepartmentID] = []
            for number in 1...4 {
                ids.append(
                    try await groups.create(
                        program, name: "部\(number)", externalID: nil, members: [], at: house.now))
            }
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<16 {
                    var change = DirectoryGroups.Change()
                    change.steps = [.replace(number % 2 == 0 ? people : people.reversed())]
                    if number % 3 == 0 { change.name = "名\(number)" }
                    let (id, sent) = (ids[number % 4], change)
                    tasks.addTask { try await groups.change(program, id, sent, at: house.now) }
                }
                try await tasks.waitForAll()
            }
            let found = try await groups.list(program, nil, from: .from(1), count: 10, withMembers: true).groups
            #expect(found.map { $0.members?.count ?? 0 }.sorted() == [0, 0, 0, 40])
            guard case .intact = try await VerifyAudit(database: house.database)(house.scope) else {
                Issue.record("the chain is broken")
                return
            }
        }
    }
}
