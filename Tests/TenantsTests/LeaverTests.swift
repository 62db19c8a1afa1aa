import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("People who leave and come back")
struct LeaverTests {
    private static let day = Duration.seconds(86_400)
    /// 2024-01-01 16:10 in Tokyo.
    private static let now = Instant(milliseconds: 1_704_093_000_000)

    private func details(_ employment: Employment, left: String? = nil, remove: String? = nil) throws -> PersonDetails {
        let days = DayFormat(timeZone: "Asia/Tokyo")
        var details = PersonDetails(loginID: try LoginID("B1"), name: try PersonName("n"))
        details.employment = employment
        details.leftAt = left.flatMap(days.instant)
        details.removeAt = remove.flatMap(days.instant)
        return details
    }

    @Test(
        "The days that follow from leaving and from coming back",
        arguments: [
            // before, after: employment, last day, day of removal; what becomes of the days
            ("active - -", "left - -", 90, "2024-01-01 2024-03-31"),
            ("active - -", "left 2023-12-20 -", 90, "2023-12-20 2024-03-31"),
            ("active - -", "left 2024-02-01 -", 90, "2024-02-01 2024-05-01"),
            ("active - -", "left - 2024-06-01", 90, "2024-01-01 2024-06-01"),
            ("active - -", "left - -", 0, "2024-01-01 -"),
            // A file of years ago, of somebody who had come back since then.
            ("active - -", "left 2020-12-31 2021-04-01", 90, "2020-12-31 2024-03-31"),
            ("active - -", "left - 2024-01-01", 90, "2024-01-01 2024-03-31"),
            ("active - -", "left - 2024-01-02", 90, "2024-01-01 2024-01-02"),
            ("active - -", "left - 2021-04-01", 0, "2024-01-01 -"),
            ("left 2023-12-01 2024-03-01", "left 2023-12-01 2023-12-31", 90, "2023-12-01 2023-12-31"),
            ("left 2023-12-01 2024-03-01", "left 2023-12-01 -", 90, "2023-12-01 -"),
            ("left 2023-12-01 2024-03-01", "active 2023-12-01 2024-03-01", 90, "- -"),
            ("active - -", "active 2024-02-01 -", 90, "2024-02-01 -"),
            ("active 2024-02-01 -", "onLeave 2024-02-01 -", 90, "2024-02-01 -"),
        ])
    func settled(_ before: String, _ after: String, _ kept: Int, _ expected: String) throws {
        func read(_ text: String) throws -> PersonDetails {
            let parts = text.split(separator: " ").map { $0 == "-" ? nil : String($0) }
            return try details(
                try #require(Employment(rawValue: parts[0] ?? "")), left: parts[1], remove: parts[2])
        }
        var settings = TenantSettings()
        settings.leaverDays = kept
        let result = Leaving.settled(try read(after), over: try read(before), settings, now: Self.now)
        let days = DayFormat(timeZone: "Asia/Tokyo")
        let text = [result.leftAt, result.removeAt].map { $0.map(days.text) ?? "-" }.joined(separator: " ")
        #expect(text == expected)
    }

    @Test(
        "Identifier before number before name says who comes back, and whose identifier or number differs is another",
        arguments: [
            // who left: name, identifier, number; who comes; whether they are the same
            ("a e1 N1", "a e1 N1", true), ("a e1 N1", "b e1 N2", true), ("a e1 N1", "b e2 N1", true),
            ("a e1 N1", "a e2 N2", false), ("a e1 N1", "a e2 -", false), ("a e1 N1", "a - N2", false),
            ("a e1 N1", "a - -", true), ("a - -", "A e1 N1", true), ("a - N1", "a e1 N2", false),
            ("a e1 -", "a e2 N1", false), ("a e1 -", "a - N1", true), ("a - -", "b - -", false),
        ])
    func sameLeaver(_ left: String, _ comes: String, _ isSame: Bool) throws {
        func parts(_ text: String) throws -> (name: String, identifier: String?, number: EmployeeCode) {
            let parts = text.split(separator: " ").map { $0 == "-" ? nil : String($0) }
            return (parts[0] ?? "", parts[1], try EmployeeCode(parts[2] ?? ""))
        }
        let (before, now) = (try parts(left), try parts(comes))
        let leaver = DirectoryLinks.Leaver(
            id: PersonID(rawValue: 5), userKey: DirectoryLink.key(before.name), externalID: before.identifier,
            employeeCode: before.number)
        let found = DirectoryLinks.same(
            userName: now.name, externalID: now.identifier, employeeCode: now.number, among: [leaver])
        #expect(found == (isSame ? leaver.id : nil))
    }

    @Test(
        "Whose last day is over leaves by themselves, at midnight of the organization",
        arguments: DatabaseKind.available)
    func lastDay(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let days = DayFormat(timeZone: "Asia/Tokyo")
            let lastDay = days.startOfDay(house.now)
            let id = try await house.add("B100", "辞める人") { $0.leftAt = lastDay }
            let other = try await house.add("B101", "残る人") { $0.leftAt = lastDay + Self.day * 3 }
            let job = RemoveLeavers(database: house.database)
            let list = ListPeople(database: house.database)
            _ = try await job(house.installation, now: lastDay + Self.day - .seconds(1))
            #expect(try await list.person(house.scope, id).details.employment == .active)
            let done = try await job(house.installation, now: lastDay + Self.day)
            #expect(done.left == 1 && done.removed == 0)
            let left = try await list.person(house.scope, id).details
            #expect(left.employment == .left)
            #expect(left.removeAt.map(days.text) == "2024-04-01")
            #expect(try await list.person(house.scope, other).details.employment == .active)
            let rows = try await house.rows("person.changed")
            #expect(
                rows.last == "\(house.tenant) system person.changed person:\(id) "
                    + "employment:active>left removeAt:>2024-04-01")
        }
    }

    @Test("The last administrator stays until there is another", arguments: DatabaseKind.available)
    func lastAdministrator(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let list = ListPeople(database: house.database)
            var details = try await list.person(house.scope, house.administrator).details
            details.leftAt = house.now - Self.day * 9
            try await ChangePerson(database: house.database)(
                house.scope, house.administrator, to: details, at: house.now)
            let job = RemoveLeavers(database: house.database)
            #expect(try await job(house.installation, now: house.now).left == 0)
            _ = try await house.add("B200", "次の人") { $0.role = .administrator }
            #expect(try await job(house.installation, now: house.now).left == 1)
        }
    }

    @Test(
        "Data are removed on their day and not before, with numbers alone in the chain",
        arguments: DatabaseKind.available)
    func removal(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let removeAt = house.now + Self.day
            var gone: [PersonID] = []
            for number in 1...120 {
                gone.append(
                    try await house.add("C\(number)", "辞めた人") {
                        $0.employment = .left
                        $0.removeAt = removeAt
                    })
            }
            let kept = try await house.add("D1", "残す人") { $0.employment = .left }
            let job = RemoveLeavers(database: house.database)
            #expect(try await job(house.installation, now: removeAt - .seconds(1)).removed == 0)
            let asked = RemoveLeavers(database: house.database, removable: "person.login_id <> 'C7'")
            #expect(try await asked(house.installation, now: removeAt).removed == 119)
            #expect(try await job(house.installation, now: removeAt).removed == 1)
            #expect(try await job(house.installation, now: removeAt).removed == 0)
            #expect(Set(try await house.people().keys) == ["B001", "D1"])
            #expect(try await house.people()["D1"]?.id == kept)
            let rows = try await house.rows("person.removed")
            #expect(rows.count == 120)
            #expect(rows.first == "\(house.tenant) system person.removed person:\(gone[0]) due")
        }
    }

    @Test("Whoever is asked now is not removed by hand either", arguments: DatabaseKind.available)
    func asked(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add("B100", "辞めた人") { $0.employment = .left }
            let busy = RemovePerson(database: house.database, removable: "1 = 0")
            #expect(await rules { try await busy(house.scope, id, at: house.now) } == ["employment.inUse"])
            try await RemovePerson(database: house.database)(house.scope, id, at: house.now)
        }
    }

    @Test("The login ID of somebody who left is offered to whoever comes back", arguments: DatabaseKind.available)
    func comingBack(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let id = try await house.add("B100", "戻る人") { $0.employment = .left }
            #expect(await rules { _ = try await house.add("B100", "別の人") } == ["login_id.leaver"])
            let list = ListPeople(database: house.database)
            #expect(try await list.leaver(house.scope, LoginID("B100"))?.id == id)
            #expect(try await list.leaver(house.scope, LoginID("B001")) == nil)
            var details = try await list.person(house.scope, id).details
            details.employment = .active
            try await ChangePerson(database: house.database)(house.scope, id, to: details, at: house.now)
            let back = try await list.person(house.scope, id).details
            #expect(back.leftAt == nil && back.removeAt == nil)
        }
    }
}
