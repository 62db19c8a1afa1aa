import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("What audit rows say was changed")
struct AuditChangeTests {
    @Test(
        "Values come back as they went in, whatever stands in them",
        arguments: [("", "a b>c"), ("D01 営業部", "100%20"), (">", "%3E"), ("x:y", ""), ("%", "% >")])
    func roundTrip(_ before: String, _ after: String) {
        let changes = [AuditChange("a", from: before, to: after), AuditChange("b", from: after, to: before)]
        let reason = AuditChange.reason(changes)
        #expect(reason.split(separator: " ").count == 2)
        #expect(AuditChange.all(in: reason) == changes)
    }

    @Test("Rows of earlier programs name fields, and what they kept of values")
    func earlier() {
        let old = AuditChange.all(in: "department employment=left leftAt mail1:p•••@x.example>")
        #expect(old.map(\.field) == ["department", "employment", "leftAt", "mail1"])
        #expect(old.map(\.before) == [nil, nil, nil, "p•••@x.example"])
        #expect(old.map(\.after) == [nil, "left", nil, ""])
    }

    @Test("A change by hand is kept from and to, with what is personal masked", arguments: DatabaseKind.available)
    func byHand(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let departments = EditCodeList(.departments, database: house.database, identifiers: house.identifiers)
            let locations = EditCodeList(.locations, database: house.database, identifiers: house.identifiers)
            let sales = try await departments.add(house.scope, code: "D1", name: "営業 1課", at: house.now)
            let city = try await locations.add(house.scope, code: "KNZ", name: "金沢", at: house.now)
            let id = try await house.add("B100200", "能登 太郎") { $0.department = sales }
            var details = try await ListPeople(database: house.database).person(house.scope, id).details
            details.loginID = try LoginID("B77")
            details.employeeCode = try EmployeeCode("10017")
            details.name = try PersonName("輪島 太郎")
            details.department = nil
            details.location = city
            details.joinedAt = DayFormat(timeZone: "Asia/Tokyo").instant("2020-04-01")
            try await ChangePerson(database: house.database)(house.scope, id, to: details, at: house.now)
            let row = try #require(try await house.rows("person.changed").first)
            #expect(
                row.hasSuffix(
                    " loginID:•••00>••• employeeCode:>•••17 name:•••>••• department:D1%20営業%201課> location:>KNZ%20金沢"
                        + " joinedAt:>2020-04-01"))
            try await departments.change(house.scope, sales, code: "D1", name: "営業課", at: house.now)
            #expect(
                try await house.rows("codeList.changed").last?.hasSuffix(" department:\(sales) name:営業%201課>営業課")
                    == true)
        }
    }

    @Test("A row of an entry that was added says what it was, by whatever road", arguments: DatabaseKind.available)
    func addedEntries(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let locations = EditCodeList(.locations, database: house.database, identifiers: house.identifiers)
            let city = try await locations.add(house.scope, code: "KNZ", name: "金沢 支店", at: house.now)
            let file = "login_id,name,department_code,department_name\r\nB100,山田 花子,D9,営業部\r\n"
            var options = ImportPeople.Options()
            options.createsDepartments = true
            _ = try await house.importer(house.scope, .bytes(Array(file.utf8)), options, at: house.now)
            let rows = try await house.rows("codeList.added")
            let begin = "\(house.tenant) person:\(house.administrator) codeList.added "
            #expect(rows.first == "\(begin)location:\(city) code:>KNZ name:>金沢%20支店")
            let last = try #require(rows.last)
            #expect(last.hasPrefix("\(begin)department:") && last.hasSuffix(" code:>D9 name:>営業部"))
            #expect(rows.count == 2)
        }
    }

    @Test("A row of an entry that was removed says what it was", arguments: DatabaseKind.available)
    func removedEntries(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let locations = EditCodeList(.locations, database: house.database, identifiers: house.identifiers)
            let userCodes = EditCodeList(.userCodes, database: house.database, identifiers: house.identifiers)
            let city = try await locations.add(house.scope, code: "KNZ", name: "金沢 支店", at: house.now)
            let team = try await userCodes.add(house.scope, code: "U1", name: "設備班", at: house.now)
            try await userCodes.change(house.scope, team, code: "U1", name: "保全班", at: house.now)
            #expect(try await house.rows("codeList.changed").last?.hasSuffix(" userCode:\(team) name:設備班>保全班") == true)
            try await locations.remove(house.scope, city, at: house.now)
            try await userCodes.remove(house.scope, team, at: house.now)
            let begin = "\(house.tenant) person:\(house.administrator) codeList.removed "
            #expect(
                try await house.rows("codeList.removed") == [
                    "\(begin)location:\(city) code:KNZ> name:金沢%20支店>", "\(begin)userCode:\(team) code:U1> name:保全班>",
                ])
            await #expect(throws: NotFound("location")) {
                try await locations.remove(house.scope, city, at: house.now)
            }
            #expect(try await house.rows("codeList.removed").count == 2)
        }
    }

    @Test("An import keeps a row for each person whom it changes", arguments: DatabaseKind.available)
    func byFile(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (first, second) = (try await house.add("B100", "一人目"), try await house.add("B200", "二人目"))
            let file = """
                login_id,department_code,department_name,employment,left_on
                B100,S1,営業,active,
                B200,,,left,2023-12-31
                B001,,,active,
                """
            var options = ImportPeople.Options()
            options.createsDepartments = true
            let report = try await house.importer(house.scope, .bytes(Array(file.utf8)), options, at: house.now)
            #expect(report.changed == 2)
            let rows = try await house.rows("person.changed")
            let begin = "\(house.tenant) person:\(house.administrator) person.changed person:"
            #expect(
                rows.sorted()
                    == [
                        "\(begin)\(first) department:>S1%20営業",
                        "\(begin)\(second) employment:active>left leftAt:>2023-12-31 removeAt:>2024-03-31",
                    ].sorted())
            guard case .intact = try await VerifyAudit(database: house.database)(house.scope) else {
                Issue.record("the chain is broken")
                return
            }
        }
    }

    @Test("A directory's moves between groups are kept from and to", arguments: DatabaseKind.available)
    func byGroups(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let departments = EditCodeList(.departments, database: house.database, identifiers: house.identifiers)
            let (old, new) = (
                try await departments.add(house.scope, code: "OLD", name: "旧", at: house.now),
                try await departments.add(house.scope, code: "NEW", name: "新", at: house.now)
            )
            let id = try await house.add("B100", "動く人") { $0.department = old }
            let entries = try await house.database.write(house.scope) { transaction in
                let entries =
                    try DirectoryMembers.apply(
                        [.add([id])], to: new, holding: .none, house.scope, at: house.now, transaction)
                    + DirectoryMembers.apply(
                        [.remove([id])], to: new, holding: .none, house.scope, at: house.now, transaction)
                try DirectoryMembers.append(entries, transaction)
                return entries
            }
            #expect(entries.map(\.event.reason) == ["department:OLD%20旧>NEW%20新", "department:NEW%20新>"])
        }
    }
}
