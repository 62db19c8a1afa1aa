import Database
import Domain
import Synchronization
import TestKit
import Testing

@testable import Tenants

@Suite("Who says who is an administrator")
struct AppointmentTests {
    /// What administrators were told.
    private final class Told: Sendable {
        private let all = Mutex<[(person: PersonID, words: String)]>([])
        var people: [PersonID] { all.withLock { $0.map(\.person) } }
        var words: Set<String> { all.withLock { Set($0.map(\.words)) } }
        func forget() { all.withLock { $0 = [] } }

        var notice: AppointmentNotice {
            AppointmentNotice(
                queue: { words, _, person, _, _ in self.all.withLock { $0.append((person, words[.japanese])) } },
                warn: { words, _, _, person, _, _ in self.all.withLock { $0.append((person, words[.japanese])) } },
                wake: {})
        }
    }

    private static func program(_ house: TenantsHouse) -> TenantScope {
        TenantScope(
            tenant: house.tenant, actor: .token(7), capabilities: Set(APIToken.grantable), requestID: "token")
    }

    private static func source(_ text: String) -> ByteSource { .bytes(Array(text.utf8)) }

    private static func reasons(_ action: String, _ house: TenantsHouse) async throws -> [String] {
        try await ListAudit(database: house.database)(house.scope).filter { $0.action == action }.map(\.reason)
    }

    @Test("No program makes an administrator, unmakes one or takes one back, whatever it may do with people (R-003)")
    func programs() async throws {
        try await withHouse(.sqlite) { house in
            let program = Self.program(house)
            #expect(program.capabilities.contains(.managePeople))
            let person = try await house.add("B100", "一般")
            let second = try await house.add("B200", "二人目") { $0.role = .administrator }
            let retired = try await house.add("B300", "前任") {
                ($0.role, $0.employment, $0.leftAt) = (.administrator, .left, house.now)
            }
            let change = ChangePerson(database: house.database)
            let list = ListPeople(database: house.database)
            for (id, edit) in [
                (person, { $0.role = .administrator }), (second, { $0.role = .member }),
                (retired, { $0.employment = .active }),
            ] as [(PersonID, (inout PersonDetails) -> Void)] {
                var details = try await list.person(house.scope, id).details
                edit(&details)
                let changed = details
                await #expect(throws: NotAllowed(capability: .appointAdministrators)) {
                    try await change(program, id, to: changed, at: house.now)
                }
            }
            var chief = PersonDetails(loginID: try LoginID("B400"), name: try PersonName("仲間"))
            chief.role = .administrator
            let added = chief
            await #expect(throws: NotAllowed(capability: .appointAdministrators)) {
                _ = try await AddPerson(database: house.database, identifiers: house.identifiers)(
                    program, added, at: house.now)
            }
            // Everything else of them it may change.
            var details = try await list.person(house.scope, second).details
            details.name = try PersonName("改名")
            let renamed = details
            try await change(program, second, to: renamed, at: house.now)
            details.employment = .left
            let left = details
            try await change(program, second, to: left, at: house.now)
        }
    }

    @Test(
        "Whoever becomes an administrator, or is none any more: every administrator is told, and the chain names the role",
        arguments: DatabaseKind.available)
    func told(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let told = Told()
            let second = try await house.add("B200", "二人目") { $0.role = .administrator }
            let person = try await house.add("B100", "一般の人")
            let change = ChangePerson(database: house.database, notice: told.notice)
            var details = try await ListPeople(database: house.database).person(house.scope, person).details
            details.role = .administrator
            let chief = details
            try await change(house.scope, person, to: chief, at: house.now)
            #expect(Set(told.people) == [house.administrator, second, person])
            #expect(told.words == ["次の方の権限が変わりました。\n一般の人 (B100): 管理者"])
            told.forget()
            details.role = .member
            let member = details
            try await change(house.scope, person, to: member, at: house.now)
            #expect(Set(told.people) == [house.administrator, second, person])
            #expect(
                try await Self.reasons("person.changed", house) == [
                    "role:administrator>member", "role:member>administrator",
                ])
            told.forget()
            details.kana = try KanaName("カナ")
            let other = details
            try await change(house.scope, person, to: other, at: house.now)
            #expect(told.people.isEmpty)
            var another = PersonDetails(loginID: try LoginID("B500"), name: try PersonName("三人目"))
            another.role = .administrator
            let third = try await AddPerson(
                database: house.database, identifiers: house.identifiers, notice: told.notice)(
                    house.scope, another, at: house.now)
            #expect(Set(told.people) == [house.administrator, second, third])
        }
    }

    @Test(
        "A program's file that says who is an administrator is refused line by line", arguments: DatabaseKind.available)
    func programFiles(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            _ = try await house.add("B100", "一般")
            let program = Self.program(house)
            let file = "login_id,name,role\nB100,一般,管理者\nB200,新人,\nB300,仲間,administrator\nB001,管理　花子,一般\n"
            for report in [
                try await house.importer.dryRun(program, Self.source(file), at: house.now),
                try await house.importer(program, Self.source(file), at: house.now),
            ] {
                #expect(
                    report.problems.map { "\($0.line) \($0.error.field).\($0.error.rule)" }
                        == ["2 role.fixed", "4 role.fixed", "5 role.fixed"])
                #expect(report.added == 1 && report.appointed == 0 && !report.isImported)
            }
            var options = ImportPeople.Options()
            options.skipsBadLines = true
            #expect(try await house.importer(program, Self.source(file), options, at: house.now).isImported)
            #expect(try await house.people().filter { $0.value.details.role == .administrator }.map(\.key) == ["B001"])
            // What says the role that is stored changes nothing.
            let same = "login_id,name,role\nB100,改名,一般\nB001,管理　花子,管理者\n"
            #expect(try await house.importer(program, Self.source(same), at: house.now).changed == 1)
        }
    }

    @Test(
        "A file that makes administrators is imported after a word, named in the chain, and told",
        arguments: DatabaseKind.available)
    func files(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let told = Told()
            let importer = ImportPeople(
                database: house.database, identifiers: house.identifiers, notice: told.notice, hold: .none)
            let file = "login_id,name,role\nB100,一人目,管理者\nB200,二人目,一般\n"
            #expect(try await importer.dryRun(house.scope, Self.source(file), at: house.now).appointed == 1)
            await #expect(throws: Stopped.self) {
                _ = try await importer(house.scope, Self.source(file), at: house.now) { report in
                    #expect(report.appointed == 1)
                    throw Stopped()
                }
            }
            #expect(try await house.people().count == 1 && told.people.isEmpty)
            #expect(try await importer(house.scope, Self.source(file), at: house.now).isImported)
            let first = try #require(try await house.people()["B100"]?.id)
            #expect(Set(told.people) == [house.administrator, first])
            #expect(try await Self.reasons("person.importAppointed", house) == ["\(first)=administrator"])
        }
    }

    @Test("Whoever is no administrator any more by leaving: the others are told why", arguments: DatabaseKind.available)
    func leaving(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let told = Told()
            let words: Set<String> = ["次の方の権限が変わりました。\n二人目 (B200): 退職により管理者ではなくなりました"]
            let list = ListPeople(database: house.database)
            let second = try await house.add("B200", "二人目") { $0.role = .administrator }
            var details = try await list.person(house.scope, second).details
            details.employment = .left
            let left = details
            let change = ChangePerson(database: house.database, notice: told.notice)
            try await change(Self.program(house), second, to: left, at: house.now)
            #expect(told.words == words && Set(told.people) == [house.administrator, second])
            details.employment = .active
            let back = details
            try await change(house.scope, second, to: back, at: house.now)
            told.forget()
            let importer = ImportPeople(
                database: house.database, identifiers: house.identifiers, notice: told.notice, hold: .none)
            _ = try await importer(
                Self.program(house), Self.source("login_id,employment\nB200,left\n"), at: house.now)
            #expect(told.words == words)
            try await change(house.scope, second, to: back, at: house.now)
            told.forget()
            details = back
            details.leftAt = house.now - .seconds(86_400 * 3)
            let over = details
            try await change(house.scope, second, to: over, at: house.now)
            let job = RemoveLeavers(database: house.database, notice: told.notice)
            #expect(try await job(house.installation, now: house.now).left == 1)
            #expect(told.words == words)
        }
    }

    @Test("No file leaves an organization without an administrator (R-003)", arguments: DatabaseKind.available)
    func lastByFile(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            _ = try await house.add("B200", "二人目") { $0.role = .administrator }
            _ = try await house.add("B300", "一般")
            let program = Self.program(house)
            let file = "login_id,employment\nB001,left\nB300,left\nB200,left\n"
            for report in [
                try await house.importer.dryRun(program, Self.source(file), at: house.now),
                try await house.importer(program, Self.source(file), at: house.now),
            ] {
                #expect(
                    report.problems.map { "\($0.line) \($0.error.field).\($0.error.rule)" }
                        == ["4 role.lastAdministrator"])
                #expect(!report.isImported)
            }
            var options = ImportPeople.Options()
            options.skipsBadLines = true
            #expect(try await house.importer(program, Self.source(file), options, at: house.now).isImported)
            let acting = try await house.people().values.filter { $0.details.isActingAdministrator }
            #expect(acting.map(\.details.loginID.description) == ["B200"])
        }
    }

    @Test("A file whose lines lie far apart is added up (R-003)")
    func lastByLongFile() async throws {
        try await withHouse(.sqlite) { house in
            _ = try await house.add("B200", "二人目") { $0.role = .administrator }
            let others = (0..<1_500).map { "C\($0),active,一般\n" }.joined()
            let file = "login_id,employment,name\nB001,left,管\n\(others)B200,left,二\n"
            let report = try await house.importer.dryRun(Self.program(house), Self.source(file), at: house.now)
            #expect(report.problems.map(\.error.rule) == ["lastAdministrator"])
        }
    }
}

private struct Stopped: Error {}
