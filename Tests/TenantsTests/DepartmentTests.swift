import Database
import Domain
import Synchronization
import TestKit
import Testing

@testable import Tenants

@Suite("Departments: many people at once")
struct DepartmentTests {
    private func department(_ house: TenantsHouse, _ code: String) async throws -> DepartmentID {
        try await EditCodeList(.departments, database: house.database, identifiers: house.identifiers)
            .add(house.scope, code: code, name: code, at: house.now)
    }

    @Test(
        "People move with a row of the audit chain each; whoever is there already does not",
        arguments: DatabaseKind.available)
    func moves(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (old, new) = (try await department(house, "OLD"), try await department(house, "NEW"))
            var people: [PersonID] = []
            for number in 1...130 {
                people.append(try await house.add("M\(number)", "動く人") { $0.department = number > 125 ? new : old })
            }
            let move = MovePeople(database: house.database, hold: .none)
            let preview = try await move.preview(house.scope, .people(people), to: new)
            #expect(preview.chosen == 130)
            #expect(preview.moving == 125)
            #expect(preview.origins == [.init(department: old, people: 125)])
            let moved = try await move(
                house.scope, .people(people), to: new, expecting: preview.mark, at: house.now)
            #expect(moved == 125)
            #expect(try await house.rows("person.changed").count { $0.hasSuffix(" department:OLD>NEW") } == 125)
            var filter = ListPeople.Filter()
            filter.departments = [new]
            #expect(try await ListPeople(database: house.database).count(house.scope, filter) == 130)
            #expect(try await move(house.scope, .found(filter, narrowing: []), to: nil, at: house.now) == 130)
        }
    }

    @Test("What was shown is done, or nothing", arguments: DatabaseKind.available)
    func changed(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (old, new) = (try await department(house, "OLD"), try await department(house, "NEW"))
            _ = try await house.add("M1", "動く人") { $0.department = old }
            var filter = ListPeople.Filter()
            filter.departments = [old]
            let move = MovePeople(database: house.database, hold: .none)
            let preview = try await move.preview(house.scope, .found(filter, narrowing: []), to: new)
            let late = try await house.add("M2", "後から来た人") { $0.department = old }
            await #expect(throws: MovePeople.Changed()) {
                try await move(
                    house.scope, .found(filter, narrowing: []), to: new, expecting: preview.mark, at: house.now)
            }
            #expect(try await ListPeople(database: house.database).person(house.scope, late).details.department == old)
        }
    }

    @Test("People and departments of another organization do not exist", arguments: DatabaseKind.available)
    func strangers(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let new = try await department(house, "NEW")
            let person = try await house.add("M1", "動く人")
            let stranger = try await house.stranger()
            let move = MovePeople(database: house.database, hold: .none)
            #expect(try await move.preview(stranger, .people([person]), to: nil).chosen == 0)
            let refused = await rules { _ = try await move(stranger, .people([person]), to: new, at: house.now) }
            #expect(refused == ["department_code.unknown"])
            let merge = MergeDepartments(database: house.database, hold: .none) { _, _, _, _ in }
            #expect(
                await rules { _ = try await merge(stranger, new, into: new, at: house.now) } == ["department_code.same"]
            )
            await #expect(throws: NotAllowed(capability: .managePeople)) {
                try await move(house.member(person), .people([person]), to: new, at: house.now)
            }
        }
    }

    @Test(
        "A line that would let somebody out of a held department is refused, and left out if it is held only later",
        arguments: DatabaseKind.available)
    func heldFile(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (old, new) = (try await department(house, "OLD"), try await department(house, "NEW"))
            _ = try await house.add("B100", "動く人") { $0.department = old }
            _ = try await house.add("B200", "とどまる人") { $0.department = new }
            let isHeld = Mutex(true)
            let importer = ImportPeople(
                database: house.database, identifiers: house.identifiers,
                hold: DepartmentHold { one, _, _ in one == old && isHeld.withLock { $0 } })
            func file() -> ByteSource {
                .bytes(Array("login_id,name,department_code\r\nB100,動く人,NEW\r\nB200,改名,NEW\r\n".utf8))
            }
            let refused = try await importer.dryRun(house.scope, file(), at: house.now)
            #expect(
                refused.problems.map { "\($0.line):\($0.error.field).\($0.error.rule)" } == [
                    "2:department_code.beingAsked"
                ])
            #expect(refused.problems.first?.error.message[.english].contains("the department “OLD”") == true)
            isHeld.withLock { $0 = false }
            let report = try await importer(house.scope, file(), at: house.now) { _ in isHeld.withLock { $0 = true } }
            #expect(report.isImported && report.changed == 2 && report.overtaken == 1)
            let people = try await house.people()
            #expect(people["B100"]?.details.department == old && people["B200"]?.details.name.description == "改名")
            isHeld.withLock { $0 = false }
            #expect(try await importer(house.scope, file(), at: house.now).changed == 1)
            #expect(try await house.people()["B100"]?.details.department == new)
        }
    }

    @Test("One department is merged into another, with those who have left", arguments: DatabaseKind.available)
    func merges(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (old, new) = (try await department(house, "OLD"), try await department(house, "NEW"))
            for number in 1...3 { _ = try await house.add("M\(number)", "動く人") { $0.department = old } }
            let left = try await house.add("M9", "辞めた人") {
                $0.department = old
                $0.employment = .left
            }
            let busy = MergeDepartments(database: house.database, hold: DepartmentHold { one, _, _ in one == old }) {
                _, _, _, _ in
                Issue.record("merged while it was being asked")
            }
            let beingAsked = await rules { _ = try await busy(house.scope, old, into: new, at: house.now) }
            #expect(beingAsked == ["department_code.beingAsked"])
            let busyMove = MovePeople(
                database: house.database, hold: DepartmentHold { one, _, _ in one == old })
            #expect(
                await rules { _ = try await busyMove(house.scope, .people([left]), to: new, at: house.now) }
                    == ["department_code.beingAsked"])
            let merge = MergeDepartments(database: house.database, hold: DepartmentHold { one, _, _ in one == new }) {
                from, to, tenant, transaction in
                #expect(from == old && to == new && tenant == house.tenant)
            }
            #expect(try await merge(house.scope, old, into: new, at: house.now) == 4)
            let list = ListPeople(database: house.database)
            #expect(try await list.person(house.scope, left).details.department == new)
            let all = try await ReadCodeList(.departments, database: house.database)(house.scope)
            #expect(all.map(\.code) == ["NEW"])
            #expect(
                try await house.rows("codeList.merged")
                    == [
                        "\(house.tenant) person:\(house.administrator) codeList.merged department:\(old) "
                            + "into=\(new) department:OLD>NEW"
                    ])
            #expect(try await house.rows("person.changed").count { $0.hasSuffix(" department:OLD>NEW") } == 4)
            await #expect(throws: NotFound("department")) {
                try await merge(house.scope, old, into: new, at: house.now)
            }
        }
    }
}
