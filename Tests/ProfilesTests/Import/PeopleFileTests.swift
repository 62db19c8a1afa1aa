import Database
import Domain
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("People's files with contacts and addresses")
struct PeopleFileTests {
    private static let migrations = TenantsSchema.migrations + ProfilesSchema.migrations
    private static let mail = MailAddressCheck { $0.contains("@") ? .address($0) : .flaw(rule: "mail", message: words) }
    private static let words = LocalizedText(ja: "メール", en: "mail")
    /// What a spreadsheet, a parser or a sloppy writer would change.
    private static let oddTexts = ["", "=1+1", "'apostrophe", "''", "-2-3", "髙橋荘 🏠, \"101\"", "＠ビル", "+A", "1-2"]

    @Test(
        "Every profile that a person can save goes out and comes back unchanged", arguments: DatabaseKind.available)
    func roundTrip(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let house = try await FileHouse(database)
            let chance = Randomness.seeded(2_024)
            for number in 1...120 {
                try await house.add(number, Self.profile(chance, house.table))
            }
            let file = try await house.export()
            let report = try await house.importer(house.scope, .bytes(file), at: house.now)
            #expect(report.problems.map { "\($0.line) \($0.error.field).\($0.error.rule)" } == [])
            #expect(report.unchanged == 120 && report.changed == 0 && report.added == 0)

            // The file alone makes the same profiles elsewhere.
            let other = try await FileHouse(database, number: 2)
            let added = try await other.importer(other.scope, .bytes(file), at: house.now)
            #expect(added.added == 120 && added.isImported)
            #expect(try await other.export() == file)
        }
    }

    @Test(
        "What stands in the profile already is not refused by a rule that came later", arguments: DatabaseKind.available
    )
    func laterRules(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let house = try await FileHouse(database)
            var draft = ProfileDraft()
            draft.addresses[.work] = .init(place: "17")
            draft.addresses[.home] = .init(place: "17")
            try await house.add(1, draft)
            try await house.add(2, draft)
            try await ChangeSettings(database: database)(house.scope, ["regionRule": "regionRequired"], at: house.now)
            let file = String(decoding: try await house.export(), as: UTF8.self)
            let renamed = file.replacing("Person 1", with: "Renamed")
            let report = try await house.importer(house.scope, .bytes(Array(renamed.utf8)), at: house.now)
            #expect(report.changed == 1 && report.unchanged == 1 && report.problems.isEmpty)

            // Whoever changes a profile keeps the rules of today.
            let moved = renamed.replacing("Renamed,", with: "Renamed again,").replacing(",17,", with: ",13,")
            let refused = try await house.importer(house.scope, .bytes(Array(moved.utf8)), at: house.now)
            #expect(!refused.isImported && refused.refused == 2)
            #expect(Set(refused.problems.map(\.error.rule)) == ["regionRequired"])
        }
    }

    @Test(
        "Where only prefectures are asked for, files hold no more and are refused with more, and nothing is lost (R-150)",
        arguments: DatabaseKind.available)
    func prefectureOnly(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let house = try await FileHouse(database)
            var draft = ProfileDraft()
            draft.addresses[.work] = .init(place: "17-390-1720400")
            draft.addresses[.home] = .init(place: "17-391")
            try await house.add(1, draft)
            try await house.add(2, draft)
            let before = String(decoding: try await house.export(), as: UTF8.self)
            try await ChangeSettings(database: database)(house.scope, ["regionRule": "prefectureOnly"], at: house.now)
            let file = String(decoding: try await house.export(), as: UTF8.self)
            #expect(before.contains(",17-391,") && !file.contains("17-") && file.contains(",17,"))

            let renamed = file.replacing("Person 1", with: "Renamed")
            let report = try await house.importer(house.scope, .bytes(Array(renamed.utf8)), at: house.now)
            #expect(report.changed == 1 && report.unchanged == 1 && report.isImported)
            let refused = try await house.importer(house.scope, .bytes(Array(before.utf8)), at: house.now)
            #expect(!refused.isImported && refused.refused == 2)
            #expect(Set(refused.problems.map(\.error.rule)) == ["regionNotUsed"])
            #expect(Set(refused.problems.map(\.error.field)) == ["workRegion", "home1Region"])
            #expect(refused.problems.allSatisfy { $0.error.message[.japanese].contains("都道府県の番号だけ") })

            try await ChangeSettings(database: database)(house.scope, ["regionRule": "regionOptional"], at: house.now)
            let after = String(decoding: try await house.export(), as: UTF8.self)
            #expect(after == before.replacing("Person 1", with: "Renamed"))
        }
    }

    @Test(
        "Whose contacts a file replaces is told at the old ones, once, however many they are",
        arguments: DatabaseKind.available)
    func toldAtOldContacts(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let heard = Mutex<[String]>([])
            var house = try await FileHouse(database)
            house.notice = ContactNotice(
                queue: { _, tenant, person, _, transaction in
                    let mails = try SendingContacts.load(of: [person], in: tenant, transaction)[person]?.mails ?? []
                    heard.withLock { $0.append(mails.map(\.value).joined(separator: " ")) }
                }, wake: {})
            for number in 1...120 {
                var draft = ProfileDraft()
                draft.mails[0] = "old\(number)@example.jp"
                draft.mailOrder = "1"
                for kind in [AddressKind.work, .home] { draft.addresses[kind] = .init(place: "17") }
                try await house.add(number, draft)
            }
            func take(_ lines: [String]) async throws -> (report: PeopleImportReport, heard: [String]) {
                let file = (["login_id,name,language,mail1,mailOrder"] + lines).joined(separator: "\r\n")
                let report = try await house.importer(house.scope, .bytes(Array(file.utf8)), at: house.now)
                #expect(report.isImported, "\(report.problems)")
                return (
                    report,
                    heard.withLock { list in
                        defer { list = [] }
                        return list.sorted()
                    }
                )
            }
            // 117 others, one who stays, one whose language changes, one whose name does, and somebody new.
            let lines =
                (1...117).map { "B\(1_000 + $0),Person \($0),ja,new\($0)@example.jp,1" }
                + ["B1118,Person 118,ja,old118@example.jp,1", "B1119,Person 119,en,old119@example.jp,1"]
                + ["B1120,Renamed,ja,old120@example.jp,1", "B1999,New,ja,new@example.jp,1"]
            let first = try await take(lines)
            #expect(first.report.changed == 119 && first.report.added == 1 && first.report.unchanged == 1)
            #expect(first.heard == (1...117).map { "old\($0)@example.jp" }.sorted())
            #expect(try await take(lines).heard == [])
            let exported = String(decoding: try await house.export(), as: UTF8.self)
            #expect((1...117).allSatisfy { exported.contains("new\($0)@example.jp") })
            #expect(try await take(["B1001,Person 1,ja,,"]).heard == ["new1@example.jp"], "also one that is taken away")
        }
    }

    @Test(
        "A cell that comes back masked leaves what it stands for alone, and is no contact of somebody new",
        arguments: DatabaseKind.available)
    func maskedCells(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let house = try await FileHouse(database)
            var draft = ProfileDraft()
            draft.mails[0] = "hanako@example.jp"
            draft.mailOrder = "1"
            draft.phones[0] = "0312345678"
            draft.phoneOrders[0] = "2"
            for kind in [AddressKind.work, .home] { draft.addresses[kind] = .init(place: "17", street: "山の上1") }
            try await house.add(1, draft)
            let before = try await house.export()
            func take(_ file: String) async throws -> PeopleImportReport {
                try await house.importer(house.scope, .bytes(Array(file.utf8)), at: house.now)
            }
            let heading = "login_id,name,mail1,mailOrder,phone1,phone1Order,workStreet\r\n"
            for mask in ["＊＊＊", "***", "•••"] {
                let same = try await take(heading + "B1001,Person 1,h\(mask)@example.jp,1,\(mask)78,2,\(mask)\r\n")
                #expect(same.unchanged == 1 && same.problems.isEmpty)
            }
            #expect(try await house.export() == before)
            // The other columns of such a line are taken, a number that is only written differently is the same one.
            let shown = try await house.importer.dryRun(
                house.scope, .bytes(Array((heading + "B1001,Renamed,h＊＊＊@example.jp,1,03-1234-5678,2,山の下1\r\n").utf8)),
                at: house.now)
            #expect(shown.changes.first?.fields.map(\.column) == ["name", "workStreet"])
            #expect(shown.changes.first?.fields.last?.after == "•••")
            let refused = try await take(heading + "B1009,New,h＊＊＊@example.jp,1,,,\r\n")
            #expect(
                !refused.isImported && refused.problems.map { "\($0.error.field).\($0.error.rule)" } == ["mail1.masked"]
            )
        }
    }

    /// Lines after a heading, and what is refused of the first.
    static let incompleteLines: [(heading: String, line: String, refused: [String])] = [
        // Somebody new, and somebody whose address is empty.
        ("home1City", "B1009,New,金沢市", ["home1Region.required"]),
        ("home1Region,home1City", "B1009,New,,金沢市", ["home1Region.required"]),
        // Of the second home each part is optional.
        ("home2Street", "B1001,Person 1,山の上2", []),
        ("home2Region,home2City", "B1009,New,,金沢市", []),
        // A stored address is not taken away beside a city, and keeps its region where the file has none.
        ("home1Region,home1City", "B1001,Person 1,,金沢市", ["home1Region.required"]),
        ("home1City", "B1001,Person 1,金沢市", []), ("home1Region", "B1001,Person 1,13", []),
        // Orders beside those that are stored: mail 1, telephone 2.
        ("phone1Order", "B1001,Person 1,1", ["phone1Order.taken"]), ("phone1Order", "B1001,Person 1,3", []),
        ("mailOrder", "B1001,Person 1,", ["mailOrder.required"]),
        ("phone2Order", "B1001,Person 1,3", ["phone2.numberMissing"]),
        ("phone2Order", "B1009,New,3", ["phone2.numberMissing"]),
        ("phone1", "B1001,Person 1,", ["phone1.numberMissing"]),
        ("phone1,phone1Order", "B1001,Person 1,,", []), ("mailOrder,phone1Order", "B1001,Person 1,2,1", []),
    ]

    @Test(
        "What a file would leave incomplete is refused, and nothing of it is dropped unseen (R-130, R-146)",
        arguments: incompleteLines)
    func incomplete(_ line: (heading: String, line: String, refused: [String])) async throws {
        try await withDatabase(.sqlite, Self.migrations) { database in
            let house = try await FileHouse(database)
            try await house.add(1, Self.stored)
            let file = Array("login_id,name,\(line.heading)\r\n\(line.line)\r\n".utf8)
            let before = try await house.export()
            let report = try await house.importer(house.scope, .bytes(file), at: house.now)
            #expect(report.problems.map { "\($0.error.field).\($0.error.rule)" } == line.refused)
            #expect(report.isImported == line.refused.isEmpty)
            #expect((try await house.export() == before) == !line.refused.isEmpty)
        }
    }

    @Test("Without the voice option numbers of a file are checked, and what is stored waits (R-010)")
    func withoutVoice() async throws {
        try await withDatabase(.sqlite, Self.migrations) { database in
            let house = try await FileHouse(database)
            try await house.add(1, Self.stored)
            try await database.write(.installation) { try $0.execute("UPDATE tenant SET voice_option = 0") }
            func take(_ cells: String) async throws -> PeopleImportReport {
                let file = "login_id,name,mail1,phone1,phone1Order\r\nB1001,Person 1,\(cells)\r\n"
                return try await house.importer(house.scope, .bytes(Array(file.utf8)), at: house.now)
            }
            let before = try await house.export()
            let refused = try await take("hanako@example.jp,内線12,2")
            #expect(refused.problems.map { "\($0.error.field).\($0.error.rule)" } == ["phone1.phone"])
            #expect(try await house.export() == before)
            // Orders are nobody's matter there.
            #expect(try await take("other@example.jp,0312345678,").isImported)
        }
    }

    /// A mail and a telephone with their orders, and two addresses.
    private static let stored: ProfileDraft = {
        var draft = ProfileDraft()
        draft.mails[0] = "hanako@example.jp"
        draft.mailOrder = "1"
        draft.phones[0] = "0312345678"
        draft.phoneOrders[0] = "2"
        for kind in [AddressKind.work, .home] { draft.addresses[kind] = .init(place: "17", street: "山の上1") }
        return draft
    }()

    @Test("An export of contacts leaves its trace, and an employee gets none", arguments: DatabaseKind.available)
    func permission(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            let house = try await FileHouse(database)
            _ = try await house.export()
            let rows = try await ListAudit(database: database)(house.scope)
            #expect(rows.contains { $0.action == "people.exported" && $0.reason == "contacts" })
            let member = TenantScope(
                tenant: house.scope.tenant, actor: .person(PersonID(rawValue: 1)), capabilities: .member,
                requestID: "t")
            await #expect(throws: NotAllowed.self) {
                try await house.exporter(member, at: house.now) { _ in Issue.record("something was written") }
            }
        }
    }

    /// A profile with whatever a person may fill in.
    private static func profile(_ chance: Randomness, _ table: RegionTable) -> ProfileDraft {
        func pick<Element>(_ list: [Element]) -> Element { list[Int(chance.number() % UInt64(list.count))] }
        func isThere() -> Bool { chance.number() % 2 == 0 }
        func place() -> String {
            let municipality = pick(table.municipalities)
            let region = "\(municipality.prefecture)-\(municipality.region)"
            return pick(["\(municipality.prefecture)", region, "\(region)-\(municipality.code)"])
        }
        var draft = ProfileDraft()
        var orders = ["1", "2", "3", "4"]
        for index in (1..<4).reversed() { orders.swapAt(index, Int(chance.number() % UInt64(index + 1))) }
        for index in 0..<3 {
            if isThere() { draft.mails[index] = pick(["=x\(index)@example.com", "hanako+\(index)@example.jp"]) }
            if isThere() {
                draft.phones[index] = pick(["+8176700001\(index)", "0312345678"])
                draft.phoneOrders[index] = orders[index]
            }
        }
        if draft.mails != ["", "", ""] { draft.mailOrder = orders[3] }
        if isThere() { draft.spareMail = "spare@example.com" }
        if isThere() { draft.sparePhone = "0761000000" }
        for kind in AddressKind.allCases where kind != .secondHome || isThere() {
            draft.addresses[kind] = .init(place: place(), city: pick(oddTexts), street: pick(oddTexts))
        }
        return draft
    }

    /// An organization whose people come from and go to files.
    private struct FileHouse: Sendable {
        let database: Database
        let table: RegionTable
        let scope: TenantScope
        let now = TestClock().now
        let identifiers: IdentifierSource
        var notice = ContactNotice.none

        init(_ database: Database, number: Int64 = 1) async throws {
            self.database = database
            table = try RegionTable.embedded()
            identifiers = IdentifierSource(randomness: .seeded(UInt64(number)))
            let now = now
            let tenant = try await CreateOrganization(database: database, identifiers: identifiers)(
                InstallationScope(purpose: "tests"), code: OrganizationCode("org\(number)"), name: "N",
                contract: try Contract(plan: .standard, hasVoice: true, hasFamily: false), office: nil,
                by: .installationOperator, requestID: "t", at: now)
            scope = TenantScope(
                tenant: tenant, actor: .installationOperator, capabilities: .administrator, requestID: "t")
        }

        var importer: ImportPeople {
            ImportPeople(
                database: database, identifiers: identifiers,
                extras: .profiles(table: table, mail: PeopleFileTests.mail, notice: notice), hold: .none)
        }
        var exporter: ExportPeople { ExportPeople(database: database, extras: .profiles(table: table)) }

        func add(_ number: Int, _ draft: ProfileDraft) async throws {
            let id = try await AddPerson(database: database, identifiers: identifiers)(
                scope,
                PersonDetails(loginID: try LoginID("B\(1_000 + number)"), name: try PersonName("Person \(number)")),
                at: now)
            let own = TenantScope(tenant: scope.tenant, actor: .person(id), capabilities: .member, requestID: "t")
            try await OwnProfile(database: database, table: table, mail: PeopleFileTests.mail).save(
                own, draft, rules: ProfileRules(hasVoice: true, precision: .prefecture), now: now)
        }

        func export() async throws -> [UInt8] {
            var bytes: [UInt8] = []
            try await exporter(scope, at: now) { bytes += $0 }
            return bytes
        }
    }
}
