import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("People and their code lists")
struct PeopleTests {
    @Test("People are found by every filter of ログインID管理", arguments: DatabaseKind.available)
    func filters(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let sales = try await EditCodeList(.departments, database: house.database, identifiers: house.identifiers)
                .add(house.scope, code: "s1", name: "営業", at: house.now)
            let yamada = try KanaName("ヤマダ　タロウ")
            _ = try await house.add("B100", "山田　太郎") {
                $0.kana = yamada
                $0.department = sales
            }
            let code = try EmployeeCode("e-7_1")
            _ = try await house.add("B200", "Smith, John") {
                $0.employment = .onLeave
                $0.employeeCode = code
            }
            _ = try await house.add("B300", "退職　次郎") { $0.employment = .left }
            let list = ListPeople(database: house.database)
            func found(_ change: (inout ListPeople.Filter) -> Void) async throws -> [String] {
                var filter = ListPeople.Filter()
                change(&filter)
                let page = try await list(house.scope, filter)
                #expect(try await list.count(house.scope, filter) == page.people.count)
                return page.people.map(\.details.loginID.description)
            }
            #expect(try await found { $0.kana = "たろう" } == ["B100"])
            #expect(try await found { $0.kana = "ﾔﾏﾀﾞ" } == ["B100"])
            #expect(try await found { $0.name = "smith" } == ["B200"])
            #expect(try await found { $0.name = "%" } == [])
            #expect(try await found { $0.employeeCode = "7_1" } == ["B200"])
            #expect(try await found { $0.employeeCode = "7_" } == ["B200"])
            #expect(try await found { $0.employeeCode = "-_" } == [])
            #expect(try await found { $0.loginID = "ｂ１" } == ["B100"])
            #expect(try await found { $0.role = .administrator } == ["B001"])
            #expect(try await found { $0.departments = [sales] } == ["B100"])
            #expect(try await found { $0.employment = [.left] } == ["B300"])
            #expect(try await found { $0.employment = [.active, .onLeave] } == ["B001", "B100", "B200"])
        }
    }

    @Test("Pages follow one another without a gap", arguments: DatabaseKind.available)
    func pages(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            for number in 0..<7 { _ = try await house.add("B10\(number)", "人\(number)") }
            let list = ListPeople(database: house.database)
            var seen: [String] = []
            var after: LoginID?
            repeat {
                let page = try await list(house.scope, after: after, limit: 3)
                #expect(page.people.count <= 3)
                seen += page.people.map(\.details.loginID.description)
                after = page.next
            } while after != nil
            #expect(seen == ["B001"] + (0..<7).map { "B10\($0)" })
        }
    }

    @Test("A login ID belongs to one person of an organization", arguments: DatabaseKind.available)
    func uniqueLoginID(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            _ = try await house.add("B100", "一人目")
            #expect(await rules { _ = try await house.add("b100", "二人目") } == ["login_id.taken"])
            let other = try await house.stranger()
            let details = PersonDetails(loginID: try LoginID("B100"), name: try PersonName("別の会社の人"))
            _ = try await AddPerson(database: house.database, identifiers: house.identifiers)(
                other, details, at: house.now)
        }
    }

    /// One of sixteen gets something, and the others are told that it is taken.
    private static let oneOfSixteen = [[]] + Array(repeating: ["login_id.taken"], count: 15)

    @Test("Of sixteen who are added with the same login ID at once, one is", arguments: DatabaseKind.available)
    func addedAtOnce(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let refusals = await withTaskGroup(of: [String].self) { group in
                for _ in 0..<16 {
                    group.addTask { await rules { _ = try await house.add("B500", "新しい人") } }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted { $0.count < $1.count }
            }
            #expect(refusals == Self.oneOfSixteen)
            let people = try await house.people()
            #expect(people.count == 2)
        }
    }

    @Test("Of sixteen who are given the same login ID at once, one gets it", arguments: DatabaseKind.available)
    func renamedAtOnce(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            var people: [PersonID] = []
            for number in 0..<16 { people.append(try await house.add("B6\(number)", "前からの人")) }
            let wanted = try LoginID("B700")
            let change = ChangePerson(database: house.database)
            let refusals = await withTaskGroup(of: [String].self) { group in
                for id in people {
                    group.addTask {
                        await rules {
                            try await change(house.scope, id, at: house.now) { old in
                                var details = old.details
                                details.loginID = wanted
                                return details
                            }
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }.sorted { $0.count < $1.count }
            }
            #expect(refusals == Self.oneOfSixteen)
            let holder = try await house.people()["B700"]?.id
            #expect(holder.map(people.contains) == true)
        }
    }

    @Test("The last administrator stays one", arguments: DatabaseKind.available)
    func lastAdministrator(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let change = ChangePerson(database: house.database)
            var details = try await ListPeople(database: house.database).person(house.scope, house.administrator)
                .details
            details.role = .member
            let refused = details
            #expect(
                await rules { try await change(house.scope, house.administrator, to: refused, at: house.now) }
                    == ["role.lastAdministrator"])
            _ = try await house.add("B200", "二人目") { $0.role = .administrator }
            try await change(house.scope, house.administrator, to: refused, at: house.now)
        }
    }

    @Test("Two administrators cannot remove each other at the same time", arguments: DatabaseKind.available)
    func mutualRemoval(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let second = try await house.add("B200", "二人目") { $0.role = .administrator }
            let list = ListPeople(database: house.database)
            let refusals = await withTaskGroup(of: [String].self) { group in
                for id in [house.administrator, second] {
                    group.addTask {
                        await rules {
                            var details = try await list.person(house.scope, id).details
                            details.role = .member
                            try await ChangePerson(database: house.database)(
                                house.scope, id, to: details, at: house.now)
                        }
                    }
                }
                return await group.reduce(into: []) { $0 += $1 }
            }
            #expect(refusals == ["role.lastAdministrator"])
        }
    }

    @Test("Of two who change one person, the second sees what the first did", arguments: DatabaseKind.available)
    func lostUpdates(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add("B100", "一般")
            let change = ChangePerson(database: house.database)
            let (scope, now) = (house.scope, house.now)
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        await #expect(throws: Never.self) {
                            try await house.database.write(scope) { transaction in
                                _ = try change.change(scope, id, at: now, in: transaction) { old in
                                    var details = old.details
                                    let letter = String(Array("abcdefghijklmnop")[number])
                                    details.name = try PersonName(details.name.description + letter)
                                    return details
                                }
                            }
                        }
                    }
                }
            }
            let name = try await ListPeople(database: house.database).person(scope, id).details.name.description
            #expect(name.count == 18 && Set(name).isSuperset(of: "abcdefghijklmnop"))
        }
    }

    @Test("Who is marked as left gets today as the day, and can then be removed", arguments: DatabaseKind.available)
    func leavers(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add("B100", "辞める人")
            let remove = RemovePerson(database: house.database)
            #expect(await rules { try await remove(house.scope, id, at: house.now) } == ["employment.notLeft"])
            let list = ListPeople(database: house.database)
            var details = try await list.person(house.scope, id).details
            details.employment = .left
            try await ChangePerson(database: house.database)(house.scope, id, to: details, at: house.now)
            let left = try await list.person(house.scope, id).details
            #expect(left.leftAt == Instant(milliseconds: 1_704_034_800_000))  // 2024-01-01 in Tokyo
            try await remove(house.scope, id, at: house.now)
            await #expect(throws: NotFound("person")) { try await list.person(house.scope, id) }
            let events = try await ListAudit(database: house.database)(house.scope).map(\.action)
            #expect(events.prefix(3) == ["person.removed", "person.changed", "person.added"])
        }
    }

    @Test("A department in use is not removed, and the sentence says by how many", arguments: DatabaseKind.available)
    func departmentInUse(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let edit = EditCodeList(.departments, database: house.database, identifiers: house.identifiers)
            let sales = try await edit.add(house.scope, code: "ｓ1", name: "営業", at: house.now)
            #expect(
                await rules { _ = try await edit.add(house.scope, code: "S1", name: "別", at: house.now) }
                    == ["department_code.taken"])
            let person = try await house.add("B100", "営業の人") { $0.department = sales }
            let error = await #expect(throws: InvalidInput.self) {
                try await edit.remove(house.scope, sales, at: house.now)
            }
            #expect(error?.errors.first?.message[.japanese].contains("1人") == true)
            #expect(
                try await ReadCodeList(.departments, database: house.database).peopleCounts(house.scope) == [sales: 1])
            try await edit.change(house.scope, sales, code: "S2", name: "営業部", at: house.now)
            var details = try await ListPeople(database: house.database).person(house.scope, person).details
            details.department = nil
            try await ChangePerson(database: house.database)(house.scope, person, to: details, at: house.now)
            try await edit.remove(house.scope, sales, at: house.now)
            #expect(try await ReadCodeList(.departments, database: house.database)(house.scope).isEmpty)
        }
    }

    @Test(
        "People choose their location and user code from the list where they may (R-128, R-132)",
        arguments: DatabaseKind.available)
    func ownDetails(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add("B100", "本人")
            let tenant = house.scope.tenant
            _ = try await EditCodeList(.locations, database: house.database, identifiers: house.identifiers)
                .add(house.scope, code: "KNZ", name: "金沢", at: house.now)
            _ = try await EditCodeList(.userCodes, database: house.database, identifiers: house.identifiers)
                .add(house.scope, code: "U1", name: "設備班", at: house.now)
            func choose(location: String?, userCode: String?) async throws {
                try await house.database.write(house.member(id)) { transaction in
                    let own = try OwnDetails.load(id, in: tenant, transaction)
                    let changes = try own.changes(location: location, userCode: userCode)
                    try OwnDetails.store(changes, of: id, in: tenant, now: house.now, transaction)
                }
            }
            func chosen() async throws -> [String] {
                let own = try await house.database.read(house.member(id)) {
                    try OwnDetails.load(id, in: tenant, $0)
                }
                #expect(own.location.entries.map(\.name) == ["金沢"])
                return [own.location.chosen, own.userCode.chosen]
            }
            try await choose(location: "KNZ", userCode: nil)
            #expect(
                await rules { try await choose(location: "TYO", userCode: "U1") } == [
                    "location.unknown", "userCode.fixed",
                ])
            #expect(try await chosen() == ["KNZ", ""])
            try await ChangeSettings(database: house.database)(
                house.scope, ["usersMayChangeUserCode": "true", "usersMayChangeLocation": "false"], at: house.now)
            try await choose(location: nil, userCode: "U1")
            try await choose(location: "KNZ", userCode: "U1")
            #expect(await rules { try await choose(location: "", userCode: "") } == ["location.fixed"])
            #expect(try await chosen() == ["KNZ", "U1"])
            try await choose(location: nil, userCode: "")
            #expect(try await chosen() == ["KNZ", ""])
        }
    }

    @Test("A stranger's identifiers are answered like ones that do not exist", arguments: DatabaseKind.available)
    func strangers(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let sales = try await EditCodeList(.departments, database: house.database, identifiers: house.identifiers)
                .add(house.scope, code: "S1", name: "営業", at: house.now)
            let person = try await house.add("B100", "うちの人")
            let other = try await house.stranger()
            let list = ListPeople(database: house.database)
            await #expect(throws: NotFound("person")) { try await list.person(other, person) }
            #expect(try await list(other).people.isEmpty)
            let details = try await list.person(house.scope, person).details
            await #expect(throws: NotFound("person")) {
                try await ChangePerson(database: house.database)(other, person, to: details, at: house.now)
            }
            await #expect(throws: NotFound("person")) {
                try await RemovePerson(database: house.database)(other, person, at: house.now)
            }
            let edit = EditCodeList(.departments, database: house.database, identifiers: house.identifiers)
            await #expect(throws: NotFound("department")) {
                try await edit.change(other, sales, code: "S9", name: "x", at: house.now)
            }
            await #expect(throws: NotFound("department")) { try await edit.remove(other, sales, at: house.now) }
            var theirs = PersonDetails(loginID: try LoginID("B900"), name: try PersonName("別の人"))
            theirs.department = sales
            let refused = theirs
            #expect(
                await rules {
                    _ = try await AddPerson(database: house.database, identifiers: house.identifiers)(
                        other, refused, at: house.now)
                } == ["department_code.unknown"])
        }
    }

    @Test("Each use case asks for its capability", arguments: DatabaseKind.available)
    func capabilities(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add("B100", "一般")
            let member = house.member(id)
            let details = PersonDetails(loginID: try LoginID("B200"), name: try PersonName("x"))
            await #expect(throws: NotAllowed(capability: .managePeople)) {
                _ = try await AddPerson(database: house.database, identifiers: house.identifiers)(
                    member, details, at: house.now)
            }
            await #expect(throws: NotAllowed(capability: .managePeople)) {
                try await ChangePerson(database: house.database)(member, id, to: details, at: house.now)
            }
            await #expect(throws: NotAllowed(capability: .viewPeople)) {
                _ = try await ListPeople(database: house.database)(member)
            }
            await #expect(throws: NotAllowed(capability: .viewPeople)) {
                _ = try await ListPeople(database: house.database).person(member, house.administrator)
            }
            await #expect(throws: NotAllowed(capability: .managePeople)) {
                _ = try await house.importer(member, .bytes([]), at: house.now)
            }
            await #expect(throws: NotAllowed(capability: .managePeople)) {
                try await ExportPeople(database: house.database, extras: .none)(member, at: house.now) { _ in }
            }
            await #expect(throws: NotAllowed(capability: .viewAudit)) {
                _ = try await ListAudit(database: house.database)(member)
            }
            #expect(try await ListPeople(database: house.database).person(member, id).id == id)
        }
    }
}
