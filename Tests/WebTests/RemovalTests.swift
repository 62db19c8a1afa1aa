import Domain
import Notify
import Tenants
import TestKit
import Testing

@testable import Database
@testable import Web

@Suite("After a removal nothing of the person is left")
struct RemovalTests {
    /// How somebody's data are removed.
    enum Way: String, CaseIterable, Sendable {
        case byHand, due
    }

    /// What stays, and why. Whatever else stays fails the test, and so does a line here that nothing needs.
    private static let kept: Set<String> = Set(
        keptColumns.flatMap { table, columns, _ in columns.split(separator: " ").map { "\(table).\($0)" } })

    private static let keptColumns: [(table: String, columns: String, reason: String)] = [
        (
            "answer", "person_id answered_by status attendance via learned",
            "which choice a number answered: results add up"
        ),
        ("attempt", "person_id channel rule state reason", "that a number was asked, and by which way"),
        ("attempt_event", "person_id kind reason reference", "what providers said of it, without the address"),
        (
            "recipient",
            "person_id answer_status attendance end_reason paths prefecture region reason reason_note reason_place",
            "that a number was asked, and from which region and department"
        ),
        ("recipient_tally", "place", "counts by the words of recipients"),
        ("service_mail", "person_id language purpose", "that a number was mailed; address and text are gone"),
        ("audit", "actor subject", "the chain never forgets, and has numbers alone"),
        ("api_token", "created_by", "which number made it; it belongs to the organization"),
        ("broadcast", "created_by", "which number sent it"),
        ("contact_disclosure", "actor", "a colleague's row says which number looked, for ten minutes"),
        ("contact_disclosure_told", "actor", "a colleague's row says which number looked, for thirty days"),
        ("factor_reset", "actor", "a colleague's row says which number did it"),
        ("login_bypass", "actor", "a colleague's row says which number did it"),
        ("policy_batch", "actor", "which number decided"),
        ("higher_decision", "person_id held request_id", "which number of an office decided, until it is told"),
        ("policy_notice", "after_person stage", "a place in a list"),
        (
            "policy_telling", "after_person sentence_ja sentence_en",
            "a place in the list of administrators, and what was decided for everybody"
        ),
        ("readiness_due", "person_id", "a mark that the report takes away when it runs next"),
        ("family_answer_told", "member_id", "that the number of a family user was told of a colleague's answer"),
        ("family_message_told", "member_id", "that the number of a family user was told of a colleague's message"),
        ("family_check", "member_id", "a mail to a number of a family user, which goes with the employee"),
        ("family_failure", "member_id", "wrong tries under a number; they go with the employee whose family it is"),
    ]

    /// Columns whose names look like a person's and that hold something else.
    private static let others: [String: String] = [
        "session.opened_by": "by which proof it was opened", "pending_login.opened_by": "by which proof it is opened",
    ]

    private static let found = Migration(
        9_100, "where something was found", sharedTables: ["found"], ["CREATE TABLE found (place TEXT NOT NULL)"])
    private static let member: Int64 = 5_353_535_353_535_353

    // MARK: The schema, as the database itself tells it

    private struct Table: Sendable {
        let name: String
        var columns: [(name: String, type: String)] = []
        /// Foreign keys: own columns, table, its columns.
        var keys: [(own: [String], table: String, columns: [String])] = []

        /// Whether a row is somebody's, and does not only say who made it.
        var isAboutSomebody: Bool { columns.contains { [.person, .member].contains(naming($0.name)) } }

        /// What a column says of a person; nil for something else.
        func naming(_ column: String) -> Naming? {
            if RemovalTests.others["\(name).\(column)"] != nil { return nil }
            for key in keys {
                guard let place = key.own.firstIndex(of: column), key.columns[place] == "id" else { continue }
                if key.table == "person" { return .person }
                if key.table == "family_member" { return .member }
            }
            let words = column.split(separator: "_")
            if words.contains("person") { return .person }
            if words.contains("member") { return .member }
            guard words.last == "by" || words.contains("actor") else { return nil }
            return columns.first { $0.name == column }?.type == "TEXT" ? .actor : .person
        }

        var naming: [String] { columns.map(\.name).filter { naming($0) != nil } }
    }

    private enum Naming: Hashable {
        case person, member, actor
    }

    private static func tables(_ further: [Migration] = []) async throws -> [Table] {
        try await withDatabase(.sqlite, APIHouse.migrations + further) { database in
            try await database.read(.installation) { transaction in
                var tables: [String: Table] = [:]
                try transaction.forEach(
                    """
                    SELECT m.name, c.name, c.type FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
                    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' ORDER BY m.name, c.cid
                    """
                ) { row in
                    let name = try row.next(String.self)
                    tables[name, default: Table(name: name)].columns.append((try row.next(), try row.next()))
                }
                try transaction.forEach(
                    """
                    SELECT m.name, k.id, k."table", k."from", COALESCE(k."to", k."from")
                    FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS k
                    WHERE m.type = 'table' ORDER BY m.name, k.id, k.seq
                    """
                ) { row in
                    let (name, id) = (try row.next(String.self), try row.next(Int.self))
                    let (target, from, to) = (
                        try row.next(String.self), try row.next(String.self), try row.next(String.self)
                    )
                    if tables[name]?.keys.count == id {
                        tables[name]?.keys.append(([], target, []))
                    }
                    tables[name]?.keys[id].own.append(from)
                    tables[name]?.keys[id].columns.append(to)
                }
                return tables.values.sorted { $0.name < $1.name }
            }
        }
    }

    // MARK: Filling

    /// Which of two people stands in the columns that name one.
    private struct Filling {
        let person: Int64
        let colleague: Int64
        /// The one column that names the person; nil for all of them.
        var only: String?
        var number: Int64 = 700_007

        func literal(_ column: (name: String, type: String), of table: Table, _ engine: Engine) -> String {
            let isTheirs = only == nil || only == column.name
            switch table.naming(column.name) {
            case .person: return "\(isTheirs ? person : colleague)"
            case .member: return "\(RemovalTests.member)"
            case .actor: return "'person:\(isTheirs ? person : colleague)'"
            case nil: break
            }
            if table.name == "family_member" && column.name == "id" { return "\(RemovalTests.member)" }
            switch column.name {
            case "tenant_id", "other_tenant": return "\(APIHouse.own.tenant)"
            case "office_id": return "\(APIHouse.office.tenant)"
            default: break
            }
            switch column.type {
            case "TEXT":
                // What was typed beside somebody's number is theirs.
                return "'of \(only == nil && table.isAboutSomebody ? person : colleague) \(number)'"
            case "BLOB": return engine == .sqlite ? "x'\(number)'" : "decode('\(number)', 'hex')"
            default: return "\(number)"
            }
        }

        func insert(_ table: Table, _ engine: Engine) -> String {
            let values = table.columns.map { literal($0, of: table, engine) }
            return """
                INSERT INTO \(table.name) (\(table.columns.map { "\"\($0.name)\"" }.joined(separator: ", ")))
                VALUES (\(values.joined(separator: ", "))) ON CONFLICT DO NOTHING
                """
        }
    }

    /// The tables that name a person with those that they refer to, which come first.
    private static func order(_ tables: [Table]) -> [Table] {
        let byName = Dictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
        var done: Set<String> = ["person", "tenant", "office"]
        var order: [Table] = []
        func visit(_ table: Table) {
            guard done.insert(table.name).inserted else { return }
            for key in table.keys { if let target = byName[key.table] { visit(target) } }
            order.append(table)
        }
        for table in tables where !table.naming.isEmpty { visit(table) }
        return order
    }

    private static func fill(
        _ tables: [Table], _ person: PersonID, _ database: Database
    ) async throws {
        try await database.write(.installation) { transaction in
            for table in order(tables) {
                var filling = Filling(person: person.rawValue, colleague: APIHouse.own.member.rawValue)
                try transaction.command(filling.insert(table, transaction.engine))
                // The same with somebody else in the other columns: a colleague's row may name the person.
                let naming = table.naming
                for column in naming where naming.count > 1 {
                    filling.only = column
                    filling.number += 1
                    try transaction.command(filling.insert(table, transaction.engine))
                }
            }
        }
    }

    // MARK: Looking

    /// The columns of all tables in which somebody's number is found, as a number or within a text.
    private static func places(
        _ tables: [Table], of person: PersonID, _ database: Database
    ) async throws -> Set<String> {
        try await database.write(.installation) { transaction in
            try transaction.command("DELETE FROM found")
            for table in tables {
                for column in table.columns where column.type != "BLOB" {
                    let text = "CAST(\"\(column.name)\" AS TEXT)"
                    try transaction.command(
                        """
                        INSERT INTO found SELECT '\(table.name).\(column.name)' WHERE EXISTS (
                            SELECT 1 FROM \(table.name)
                            WHERE \(text) LIKE '%\(person)%' OR \(text) LIKE '%\(member)%')
                        """)
                }
            }
            return Set(try transaction.values(String.self, "SELECT place FROM found"))
        }
    }

    @Test(
        "Every table that names a person, whoever added it, is empty of them but for what is said here with its reason",
        arguments: DatabaseKind.available, Way.allCases)
    func nothingLeft(_ kind: DatabaseKind, way: Way) async throws {
        let tables = try await Self.tables()
        try await withDatabase(kind, APIHouse.migrations + [Self.found]) { database in
            try await APIHouse.settle(database)
            let house = try APIHouse(database)
            if kind == .postgres {
                let known = try await database.read(.installation) { transaction in
                    try transaction.values(
                        String.self,
                        """
                        SELECT table_name || '.' || column_name FROM information_schema.columns
                        WHERE table_schema = 'public'
                        """)
                }
                let same = tables.flatMap { table in table.columns.map { "\(table.name).\($0.name)" } }
                #expect(Set(same).subtracting(known) == [], "the schema is the same on both engines")
            }
            let scope = house.scope(APIHouse.own)
            var details = PersonDetails(loginID: try LoginID("B900001"), name: try PersonName("退職 太郎"))
            details.employment = .left
            let person = try await AddPerson(database: database, identifiers: house.services.identifiers)(
                scope, details, at: house.clock.now)
            try await Self.fill(tables, person, database)

            let named = Set(tables.flatMap { table in table.naming.map { "\(table.name).\($0)" } })
            let filled = try await Self.places(tables, of: person, database)
            #expect(named.count > 50 && named.subtracting(filled) == [], "nobody filled these")

            let now = house.clock.now
            switch way {
            case .byHand:
                try await RemovePerson(
                    database: database, removable: BroadcastStatus.asksNobody, forget: PersonTraces.remove)(
                        scope, person, at: now)
            case .due:
                try await database.write(.tenant(APIHouse.own.tenant)) { transaction in
                    try transaction.execute(
                        "UPDATE person SET remove_at = \(now) WHERE tenant_id = \(APIHouse.own.tenant) AND id = \(person)"
                    )
                }
                let done = try await RemoveLeavers(
                    database: database, removable: BroadcastStatus.asksNobody, forget: PersonTraces.remove)(
                        InstallationScope(purpose: "tests"), now: now)
                #expect(done.removed == 1)
            }
            let left = try await Self.places(tables, of: person, database)
            #expect(left.subtracting(Self.kept).sorted() == [], "is left of the person")
            #expect(Set(Self.kept).subtracting(left).sorted() == [], "is listed and not left")
        }
    }

    @Test("A new table without a rule for removals is filled and found")
    func planted() async throws {
        let forgetful = Migration(
            9_101, "a table that forgets nobody", tenantTables: ["forgetful"],
            [
                """
                CREATE TABLE forgetful (
                    tenant_id BIGINT NOT NULL, asked_by BIGINT NOT NULL, note TEXT NOT NULL,
                    PRIMARY KEY (tenant_id, asked_by))
                """
            ])
        let tables = try await Self.tables([forgetful])
        try await withDatabase(.sqlite, APIHouse.migrations + [Self.found, forgetful]) { database in
            try await APIHouse.settle(database)
            let house = try APIHouse(database)
            var details = PersonDetails(loginID: try LoginID("B900001"), name: try PersonName("退職 太郎"))
            details.employment = .left
            let person = try await AddPerson(database: database, identifiers: house.services.identifiers)(
                house.scope(APIHouse.own), details, at: house.clock.now)
            try await Self.fill(tables, person, database)
            try await RemovePerson(database: database, forget: PersonTraces.remove)(
                house.scope(APIHouse.own), person, at: house.clock.now)
            let left = try await Self.places(tables, of: person, database)
            #expect(left.subtracting(Self.kept) == ["forgetful.asked_by", "forgetful.note"])
        }
    }

    @Test("A column that names a person in any of the usual ways is found")
    func finds() {
        var table = Table(name: "new_table")
        table.columns = [
            ("tenant_id", "INTEGER"), ("owner", "INTEGER"), ("person_id", "INTEGER"), ("other_person", "INTEGER"),
            ("member_id", "INTEGER"), ("made_by", "TEXT"), ("asked_by", "INTEGER"), ("actor", "TEXT"),
            ("people", "INTEGER"), ("standby", "TEXT"), ("opened_by", "TEXT"),
        ]
        table.keys = [(["tenant_id", "owner"], "person", ["tenant_id", "id"])]
        #expect(
            table.naming == [
                "owner", "person_id", "other_person", "member_id", "made_by", "asked_by", "actor", "opened_by",
            ])
        let session = Table(name: "session", columns: [("opened_by", "TEXT"), ("person_id", "INTEGER")])
        #expect(session.naming == ["person_id"])
    }
}
