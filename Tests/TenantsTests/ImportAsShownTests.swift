import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("An import does what was shown")
struct ImportAsShownTests {
    private func source(_ text: String) -> ByteSource { .bytes(Array(text.utf8)) }

    private func options(_ change: (inout ImportPeople.Options) -> Void) -> ImportPeople.Options {
        var options = ImportPeople.Options()
        change(&options)
        return options
    }

    private func changes(_ report: PeopleImportReport) -> [String] {
        report.changes.map { change in
            let fields = change.fields.map { "\($0.column): \($0.before) > \($0.after)" }
            return "\(change.line.map(String.init) ?? "-") \(change.loginID) \(fields.joined(separator: ", "))"
        }
    }

    @Test("Field by field the dry run says what is and what will be", arguments: DatabaseKind.available)
    func fields(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            _ = try await house.add("B100", "前の名前") { $0.language = .japanese }
            let file = "login_id,name,language,department_code\nB100,新しい名前,en,S1\nB200,二人目,,\n"
            let report = try await house.importer.dryRun(
                house.scope, source(file), options { $0.createsDepartments = true }, at: house.now)
            #expect(
                changes(report) == [
                    "2 B100 name: 前の名前 > 新しい名前, department_code:  > S1, department_name:  > S1, "
                        + "language: ja > en",
                    "3 B200 login_id:  > B200, name:  > 二人目, role:  > member, language:  > ja, employment:  > active",
                ])
            #expect(report.changes.map(\.isNew) == [false, true])
        }
    }

    @Test("Whoever else changes something in between stops an import that expects what was shown")
    func changedBetween() async throws {
        try await withHouse(.sqlite) { house in
            let person = try await house.add("B100", "前の名前")
            let file = "login_id,name\nB100,新しい名前\n"
            let shown = try await house.importer.dryRun(house.scope, source(file), at: house.now)
            #expect(!shown.mark.isEmpty)
            var details = try #require(try await house.people()["B100"]).details
            details.kana = try KanaName("ヤマダ")
            try await ChangePerson(database: house.database)(house.scope, person, to: details, at: house.now)
            await #expect(throws: ImportPeople.Changed.self) {
                _ = try await house.importer(house.scope, source(file), expecting: shown.mark, at: house.now)
            }
            #expect(try await house.people()["B100"]?.details.name.description == "前の名前")
            // Without a key there is no mark, and nothing that could be expected.
            let keyless = ImportPeople(database: house.database, identifiers: house.identifiers, hold: .none)
            #expect(try await keyless.dryRun(house.scope, source(file), at: house.now).mark.isEmpty)
            await #expect(throws: ImportPeople.Changed.self) {
                _ = try await keyless(house.scope, source(file), expecting: "", at: house.now)
            }
            let again = try await house.importer.dryRun(house.scope, source(file), at: house.now)
            #expect(again.mark != shown.mark)
            #expect(
                try await house.importer(house.scope, source(file), expecting: again.mark, at: house.now).isImported)
        }
    }

    @Test("Nobody can make a mark without the key: contacts cannot be tried out against it")
    func marksAreKeyed() async throws {
        try await withHouse(.sqlite) { house in
            let file = "login_id,name\nB100,名前\n"
            let other = ImportPeople(
                database: house.database, identifiers: house.identifiers, hold: .none,
                markKey: [UInt8](repeating: 8, count: 32))
            let marks = [
                try await house.importer.dryRun(house.scope, source(file), at: house.now).mark,
                try await other.dryRun(house.scope, source(file), at: house.now).mark,
            ]
            #expect(Set(marks).count == 2 && marks.allSatisfy { $0.count == 32 })
        }
    }

    @Test(
        "Somebody who is changed while the import is carried over keeps the change, and the line is counted",
        arguments: DatabaseKind.available)
    func overtaken(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let first = try await house.add("B100", "一人目")
            _ = try await house.add("B200", "二人目")
            let heading = try PeopleHeading(CSVRow(line: 1, cells: ["login_id", "name"]), extras: .none)
            let rows = [("B100", "変更一"), ("B200", "変更二"), ("B300", "追加三")].enumerated().map {
                CSVRow(line: $0.offset + 2, cells: [$0.element.0, $0.element.1])
            }
            try await house.database.write(house.scope) { transaction in
                let item = try PeopleImport.begin(
                    heading, id: Identifier(rawValue: 1), createsDepartments: false, by: house.scope, at: house.now,
                    transaction)
                let settings = try ReadSettings.load(house.tenant, in: transaction)
                let days = DayFormat(timeZone: settings.timeZone)
                let chunk = try PeopleChunk(
                    rows.map { try PeopleRow($0, heading: heading, days: days) }, createsDepartments: false,
                    appoints: true, protected: nil, settings: settings, now: house.now, extras: .none,
                    hold: .none, tenant: house.tenant, transaction)
                let marks = Dictionary(uniqueKeysWithValues: chunk.lines.map { ($0.row.line, Optional($0.mark)) })
                try item.stage(rows, marks: marks, transaction)
                try item.publish(transaction)
            }
            var details = try #require(try await house.people()["B100"]).details
            details.name = try PersonName("本人が変更")
            try await ChangePerson(database: house.database)(house.scope, first, to: details, at: house.now)
            _ = try await house.add("B300", "先に追加")
            let resume = ResumeImports(
                database: house.database, identifiers: house.identifiers, extras: .none, hold: .none)
            _ = try await resume(house.installation, at: house.now)
            let names = try await house.people().mapValues(\.details.name.description)
            #expect(names["B100"] == "本人が変更" && names["B200"] == "変更二" && names["B300"] == "先に追加")
            #expect(try await house.rows("people.importRefused").count == 1)
            #expect(try await house.rows("people.importRefused").first?.contains("lines=2") == true)
        }
    }

    @Test(
        "Whoever is not in a file of everybody leaves, if that was asked for, but for administrators",
        arguments: DatabaseKind.available)
    func absent(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            for number in 0..<500 { _ = try await house.add("B\(1_000 + number)", "人\(number)") }
            _ = try await house.add("B9000", "退職済み") { $0.employment = .left }
            let before = try await house.people()
            // All but every twentieth.
            let file =
                "login_id,name\n"
                + (0..<500).filter { $0 % 20 != 0 }.map { "B\(1_000 + $0),人\($0)\n" }.joined()
            let asked = options { $0.absentLeave = true }
            let silent = try await house.importer.dryRun(house.scope, source(file), at: house.now)
            #expect(silent.leaving == 0 && silent.unchanged == 475)
            let shown = try await house.importer.dryRun(house.scope, source(file), asked, at: house.now)
            #expect(shown.leaving == 25 && shown.changed == 0 && !shown.isManyLeaving && shown.mark != silent.mark)
            #expect(
                changes(shown).first?.hasPrefix("- B1000 employment: active > left, left_on:  > 2024-01-01") == true)
            let done = try await house.importer(
                house.scope, source(file), asked, expecting: shown.mark, at: house.now)
            #expect(done.isImported && done.leaving == 25 && done.overtaken == 0)
            let people = try await house.people()
            let left = people.filter { $0.value.details.employment == .left }.keys.sorted()
            #expect(left == (0..<500).filter { $0 % 20 == 0 }.map { "B\(1_000 + $0)" } + ["B9000"])
            #expect(people["B1000"]?.details.removeAt != nil)
            #expect(people["B001"]?.details.employment == .active, "the administrator who imports is in no file")
            #expect(people["B9000"]?.changedAt == before["B9000"]?.changedAt)
            try await expectNothingStaged(house)
        }
    }

    @Test("More than a tenth of all leaves only by a word of its own", arguments: DatabaseKind.available)
    func manyAbsent(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            for number in 0..<19 { _ = try await house.add("B\(100 + number)", "人\(number)") }
            func file(without count: Int) -> ByteSource {
                source("login_id,name\n" + (count..<19).map { "B\(100 + $0),人\($0)\n" }.joined())
            }
            var asked = options { $0.absentLeave = true }
            // Two of twenty are a tenth, three are more.
            let two = try await house.importer.dryRun(house.scope, file(without: 2), asked, at: house.now)
            #expect(two.leaving == 2 && !two.isManyLeaving)
            let refused = try await house.importer(house.scope, file(without: 3), asked, at: house.now)
            #expect(refused.isManyLeaving && !refused.isImported && refused.leaving == 3)
            #expect(try await house.people().values.allSatisfy { $0.details.employment == .active })
            try await expectNothingStaged(house)
            asked.manyMayLeave = true
            #expect(try await house.importer(house.scope, file(without: 3), asked, at: house.now).isImported)
            #expect(try await house.people().values.count { $0.details.employment == .left } == 3)
        }
    }

    @Test("While a line cannot be read nobody leaves, also if bad lines may be skipped")
    func absentWithBadLines() async throws {
        try await withHouse(.sqlite) { house in
            for number in 0..<20 { _ = try await house.add("B\(100 + number)", "人\(number)") }
            let file = "login_id,name\n" + (1..<20).map { "B\(100 + $0),人\($0)\n" }.joined() + "A100,書き間違い\n"
            let asked = options {
                $0.absentLeave = true
                $0.skipsBadLines = true
                $0.manyMayLeave = true
            }
            let report = try await house.importer(house.scope, source(file), asked, at: house.now)
            #expect(report.refused == 1 && report.leaving == 0 && !report.isImported)
            #expect(try await house.people().values.allSatisfy { $0.details.employment == .active })
        }
    }

    @Test("A file takes somebody up again who had left", arguments: DatabaseKind.available)
    func comesBack(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let person = try await house.add("B100", "戻る人") { $0.employment = .left }
            let left = try #require(try await house.people()["B100"])
            #expect(left.details.leftAt != nil && left.details.removeAt != nil)
            let file = "login_id,employment\nB100,在職\n"
            let shown = try await house.importer.dryRun(house.scope, source(file), at: house.now)
            #expect(
                changes(shown) == [
                    "2 B100 employment: left > active, left_on: 2024-01-01 > , remove_on: 2024-03-31 > "
                ])
            _ = try await house.importer(house.scope, source(file), expecting: shown.mark, at: house.now)
            let back = try #require(try await house.people()["B100"])
            #expect(back.id == person && back.details.employment == .active)
            #expect(back.details.leftAt == nil && back.details.removeAt == nil)
            // A file that is silent of the state leaves somebody who has left where they are.
            _ = try await house.add("B200", "別の人") { $0.employment = .left }
            _ = try await house.importer(house.scope, source("login_id,name\nB200,別の人二\n"), at: house.now)
            #expect(try await house.people()["B200"]?.details.employment == .left)
        }
    }

    private func expectNothingStaged(_ house: TenantsHouse) async throws {
        let rows = try await house.database.read(house.scope) { transaction in
            (try transaction.value(Int.self, "SELECT COUNT(*) FROM people_import") ?? -1)
                + (try transaction.value(Int.self, "SELECT COUNT(*) FROM people_import_row") ?? -1)
        }
        #expect(rows == 0)
    }
}
