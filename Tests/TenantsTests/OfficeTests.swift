import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("An office and its clients")
struct OfficeTests {
    static let days = DayFormat(timeZone: "Asia/Tokyo")

    /// The office's own person, and clients 000001 to 000014 of which none has decided anything.
    static func settle(_ house: TenantsHouse) async throws -> (TenantScope, [TenantID]) {
        let create = CreateOrganization(database: house.database, identifiers: house.identifiers)
        var clients: [TenantID] = []
        for number in 1...14 {
            let code = String(repeating: "0", count: number < 10 ? 5 : 4) + "\(number)"
            clients.append(
                try await create(
                    house.installation, code: OrganizationCode(code), name: "事業所\(number)", contract: Contract(),
                    office: house.office, by: .installationOperator, requestID: "t", at: house.now))
        }
        let scope = TenantScope(
            tenant: OfficeHouse.tenant(of: house.office), actor: .person(PersonID(rawValue: 41)),
            capabilities: .officeStaff, requestID: "o-1")
        return (scope, clients)
    }

    private static func file(_ lines: [String]) -> [UInt8] {
        Array((["事業所コード,事業所名,2要素認証,自分の状況の閲覧,安否の回答"] + lines).joined(separator: "\r\n").utf8)
    }

    @Test(
        "A client's audit trail names its office's people, and nobody else's trail does (R-004)",
        arguments: DatabaseKind.available)
    func staffNames(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (office, clients) = try await Self.settle(house)
            let stranger = try await house.stranger()
            let home = TenantScope(
                tenant: office.tenant, actor: .installationOperator, capabilities: .administrator, requestID: "t")
            let staff = try await AddPerson(database: house.database, identifiers: house.identifiers)(
                home, PersonDetails(loginID: LoginID("A000001", of: .office), name: PersonName("社労士 1")), at: house.now)
            func names(_ tenant: TenantID, _ capabilities: Set<Capability> = .administrator) async throws -> [String] {
                let scope = TenantScope(
                    tenant: tenant, actor: .person(PersonID(rawValue: 51)), capabilities: capabilities, requestID: "t")
                return try await NameOfficeStaff(database: house.database)(
                    [staff, PersonID(rawValue: 999)], of: house.office, in: scope
                ).values.sorted()
            }
            #expect(try await names(clients[0]) == ["社労士 1"])
            #expect(try await names(stranger.tenant) == [])
            await #expect(throws: NotAllowed.self) { try await names(clients[0], .member) }
        }
    }

    @Test(
        "Clients are searched by code range, name, kana and use, ten a page (R-061 R-062 R-068)",
        arguments: DatabaseKind.available)
    func search(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (scope, clients) = try await Self.settle(house)
            _ = try await house.stranger()
            let list = ListClients(database: house.database)
            func codes(_ change: (inout ListClients.Filter) -> Void) async throws -> [String] {
                var filter = ListClients.Filter()
                change(&filter)
                return try await list.all(scope, filter, at: house.now).map(\.code.description)
            }
            let first = try await list.part(scope, ListClients.Filter(), number: 1, at: house.now)
            #expect(first.clients.count == 10 && first.total == 15)  // and 能登フーズ
            #expect(first.clients[0].code.description == "000001")
            #expect(try await list.part(scope, ListClients.Filter(), number: 2, at: house.now).clients.count == 5)
            #expect(try await codes { ($0.from, $0.to) = ("０００００２", "000004") } == ["000002", "000003", "000004"])
            // Without their leading zeros as well; what begins with one is the beginning of codes.
            let tens = (10...14).map { "0000\($0)" }
            #expect(try await codes { ($0.from, $0.to) = ("10", "１４") } == tens)
            #expect(try await codes { ($0.from, $0.to) = ("2", "3") } == ["000002", "000003"])
            #expect(try await codes { ($0.from, $0.to) = ("000010", "00001") } == tens)
            #expect(try await codes { ($0.from, $0.to) = ("14", "n") } == ["000014", "noto-foods"])
            #expect(try await codes { $0.name = "フーズ" } == ["noto-foods"])
            try await house.database.write(.installation) { transaction in
                _ = try transaction.execute(
                    "UPDATE tenant SET name_kana = 'アオバ' WHERE id = \(clients[4])")
            }
            #expect(try await codes { $0.kana = "あお" } == ["000005"])
            #expect(try await codes { $0.use = .used } == [])
            try await ChangePolicies(database: house.database).office(scope, uses: true, at: house.now)
            try await ChangePolicies(database: house.database)(
                scope, clients: [clients[1]], to: AccessPolicy(usesSecondFactor: true), from: nil, at: house.now)
            #expect(try await codes { $0.use = .used } == ["000002"])
            #expect(try await codes { $0.use = .unused }.count == 14)
            await #expect(throws: NotAllowed(capability: .manageClients)) {
                _ = try await list.all(house.scope, at: house.now)
            }
        }
    }

    @Test(
        "Policies are set for one or many clients, written into both chains, and never for another office's (R-065)",
        arguments: DatabaseKind.available)
    func change(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (scope, clients) = try await Self.settle(house)
            let stranger = try await house.stranger().tenant
            let change = ChangePolicies(database: house.database)
            let list = ListClients(database: house.database)
            let policy = AccessPolicy(
                usesSecondFactor: true, exemption: Exemption(viewsOwn: false, answering: .answerAndEdit))
            let early = await rules {
                try await change(scope, clients: [clients[0]], to: policy, from: nil, at: house.now)
            }
            #expect(early == ["second_factor.office"])  // R-052
            try await change.office(scope, uses: true, at: house.now)
            await #expect(throws: NotFound("organization")) {
                try await change(scope, clients: [clients[0], stranger], to: policy, from: nil, at: house.now)
            }
            #expect(try await list.clients(scope, [clients[0]])[0].policy(at: house.now) == nil, "nothing half-done")
            try await change(scope, clients: Array(clients[0..<3]), to: policy, from: nil, at: house.now)
            for client in try await list.clients(scope, Array(clients[0..<3])) {
                #expect(client.policy(at: house.now) == policy)
            }
            let soon = house.now + .seconds(86_400)
            try await change(
                scope, clients: [clients[0]], to: AccessPolicy(usesSecondFactor: false), from: soon, at: house.now)
            let client = try await list.clients(scope, [clients[0]])[0]
            #expect(client.policy(at: house.now) == policy && client.policy(at: soon)?.usesSecondFactor == false)
            #expect(client.next(after: house.now)?.effectiveAt == soon)  // R-059
            let own = try await house.database.read(.installation) { transaction in
                try transaction.all(
                    """
                    SELECT tenant_id, actor FROM audit WHERE action = 'policy.changed'
                        AND subject = \("organization:\(clients[0])") ORDER BY tenant_id, seq
                    """
                ) { row in [try row.next(Int64.self).description, try row.next(String.self)] }
            }
            let staff = "office:\(house.office)/person:41"
            let expected = [["\(scope.tenant)", "person:41"], ["\(clients[0])", staff]]
            #expect(Set(own) == Set(expected) && own.count == 4)
            let many = await rules {
                try await change(
                    scope, clients: (1...10_001).map { TenantID(rawValue: $0) }, to: policy, from: nil, at: house.now)
            }
            #expect(many == ["clients.tooMany"])
        }
    }

    @Test(
        "Another office's client is not found at its door, and one's own opens for logins only (R-004)",
        arguments: DatabaseKind.available)
    func door(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (scope, clients) = try await Self.settle(house)
            let door = OfficeDoor(database: house.database)
            let inside = try await door.enter(scope, client: clients[0])
            #expect(inside.actor.auditName == "office:\(house.office)/person:41" && inside.tenant == clients[0])
            #expect(inside.capabilities.isDisjoint(with: [.broadcast, .exportContacts, .managePeople, .viewResults]))
            let stranger = try await house.stranger()
            for client in [stranger.tenant, TenantID(rawValue: 5), scope.tenant] {
                await #expect(throws: NotFound("organization")) { _ = try await door.enter(scope, client: client) }
            }
            await #expect(throws: NotAllowed(capability: .manageClients)) {
                _ = try await door.enter(house.scope, client: clients[0])
            }
        }
    }

    @Test(
        "A file comes back as it went out, with leading zeros, and says what it changes (R-067)",
        arguments: DatabaseKind.available)
    func file(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (scope, clients) = try await Self.settle(house)
            let change = ChangePolicies(database: house.database)
            try await change.office(scope, uses: true, at: house.now)
            try await change(
                scope, clients: [clients[1]], to: AccessPolicy(usesSecondFactor: true), from: nil, at: house.now)
            let all = try await ListClients(database: house.database).all(scope, at: house.now)
            for language in Language.allCases {
                let bytes = PolicyFile.write(all, in: language, days: Self.days, at: house.now)
                #expect(String(decoding: bytes, as: UTF8.self).contains("\r\n000002,事業所2,"))
                let same = try PolicyFile.compare(bytes, with: all, days: Self.days, at: house.now)
                #expect(same.changes.isEmpty && same.problems.isEmpty && same.unchanged == 15)
            }
            // A spreadsheet took the zeros away.
            let lines = ["3,x,使用する,,回答と連絡先変更", "2,x,使用しない,,", "000004,x,使用しない,,"]
            let diff = try PolicyFile.compare(Self.file(lines), with: all, days: Self.days, at: house.now)
            #expect(diff.problems.isEmpty && diff.unchanged == 1)
            #expect(diff.changes.map(\.client.code.description) == ["000003", "000002"])
            #expect(diff.changes[0].before == nil && diff.changes[1].before?.usesSecondFactor == true)
            let after = AccessPolicy(
                usesSecondFactor: true, exemption: Exemption(viewsOwn: false, answering: .answerAndEdit))
            #expect(diff.changes[0].after == after)
        }
    }

    @Test(
        "What a file changes is done as it was shown, policies and names together, or not at all (R-067, R-068)",
        arguments: DatabaseKind.available)
    func applied(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (scope, clients) = try await Self.settle(house)
            let change = ChangePolicies(database: house.database)
            let list = ListClients(database: house.database)
            try await change.office(scope, uses: true, at: house.now)
            let heading = "事業所コード,事業所名,2要素認証,自分の状況の閲覧,安否の回答,事業所名カナ\r\n"
            let bytes = Array((heading + "1,x,使用する,,回答のみ,イチ\r\n2,x,使用しない,,,ニ\r\n").utf8)
            func compare() async throws -> PolicyDiff {
                try PolicyFile.compare(
                    bytes, with: try await list.all(scope, at: house.now), days: Self.days, at: house.now)
            }
            let shown = try await compare()
            #expect(try await compare().digest == shown.digest)
            // A colleague was faster with one of them: nothing of the file is done.
            try await change(
                scope, clients: [clients[1]], to: AccessPolicy(usesSecondFactor: true), from: nil, at: house.now)
            #expect(await rules { try await change(scope, shown, at: house.now) } == ["file.changed"])
            #expect(try await list.clients(scope, [clients[0]])[0].policy(at: house.now) == nil)
            let anew = try await compare()
            #expect(anew.digest != shown.digest)
            try await change(scope, anew, at: house.now)
            let both = try await list.clients(scope, Array(clients[0..<2]))
            #expect(both.map(\.kana) == ["イチ", "ニ"])
            #expect(both.map { $0.policy(at: house.now)?.usesSecondFactor } == [true, false])
            // A client that leaves takes the names of the others with it.
            let more = Array((heading + "1,x,使用する,,回答のみ,\r\n2,x,使用しない,,,サン\r\n").utf8)
            let late = try PolicyFile.compare(
                more, with: try await list.all(scope, at: house.now), days: Self.days, at: house.now)
            try await house.database.write(.installation) { transaction in
                _ = try transaction.execute("UPDATE tenant SET office_id = NULL WHERE id = \(clients[1])")
            }
            await #expect(throws: NotFound("organization")) { try await change(scope, late, at: house.now) }
            #expect(try await list.clients(scope, [clients[0]])[0].kana == "イチ")
        }
    }

    @Test("A file that would change more than a thousand clients is refused, also if only names change")
    func tooMany() {
        let facts = PolicyFacts(own: [], house: .client(officeUses: []), mandatory: nil)
        let clients = (10_000..<20_001).compactMap { number in
            (try? OrganizationCode("c\(number)")).map {
                Client(id: TenantID(rawValue: Int64(number)), code: $0, name: "x", kana: "", facts: facts)
            }
        }
        func file(_ count: Int) -> [UInt8] {
            let lines = clients.prefix(count).map { "\($0.code),x,使用しない,,,ア" }
            return Array(
                (["事業所コード,事業所名,2要素認証,自分の状況の閲覧,安否の回答,事業所名カナ"] + lines).joined(separator: "\r\n").utf8)
        }
        let now = Instant(milliseconds: 0)
        #expect(
            (try? PolicyFile.compare(file(10_000), with: clients, days: Self.days, at: now))?.changes.count == 10_000)
        #expect {
            _ = try PolicyFile.compare(file(10_001), with: clients, days: Self.days, at: now)
        } throws: {
            ($0 as? InvalidInput)?.errors.map(\.rule) == ["tooMany"]
        }
    }

    @Test(
        "Lists, the filter and the file say what holds, whoever decided it, and what will (R-052, R-059, R-061)",
        arguments: DatabaseKind.available)
    func holds(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (scope, clients) = try await Self.settle(house)
            let change = ChangePolicies(database: house.database)
            let list = ListClients(database: house.database)
            let (monday, friday) = (house.now + .seconds(86_400), house.now + .seconds(5 * 86_400))
            try await change.office(scope, uses: true, at: house.now)
            try await change(
                scope, clients: [clients[0]], to: AccessPolicy(usesSecondFactor: true), from: monday, at: house.now)
            func first(at now: Instant) async throws -> Client { try await list.clients(scope, [clients[0]])[0] }
            func used(at now: Instant) async throws -> Int {
                var filter = ListClients.Filter()
                filter.use = .used
                return try await list.all(scope, filter, at: now).count
            }
            let own = TenantScope(
                tenant: clients[0], actor: .system, capabilities: [.viewPolicy], requestID: "t")
            let read = ReadPolicy(database: house.database)
            #expect(try await first(at: house.now).next(after: house.now)?.effectiveAt == monday)
            #expect(try await read(own, at: house.now).next?.effectiveAt == monday)
            // The office will use none by then: nothing happens on Monday.
            try await change.office(scope, uses: false, from: monday, at: house.now)
            #expect(try await first(at: house.now).next(after: house.now) == nil)
            #expect(try await read(own, at: house.now).next == nil)
            let house2 = try await read(scope, at: house.now)
            #expect(house2.now.usesSecondFactor && house2.next?.value.usesSecondFactor == false)
            #expect(try await first(at: monday).policy(at: monday)?.usesSecondFactor == false)
            #expect(try await used(at: monday) == 0)
            // From Friday on everybody must.
            try await DecidePolicy(database: house.database).everybody(
                house.installation, mandatoryFrom: friday, by: .installationOperator, requestID: "t", at: house.now)
            #expect(try await first(at: house.now).next(after: house.now)?.effectiveAt == friday)
            #expect(try await used(at: friday) == 15)
            #expect(try await ReadOfficePolicy(database: house.database)(scope, at: friday).using == 15)
            let all = try await list.all(scope, at: friday)
            let file = PolicyFile.write(all, in: .japanese, days: Self.days, at: friday)
            #expect(String(decoding: file, as: UTF8.self).contains("000002,事業所2,使用する,対象外にする,回答のみ"))
            let same = try PolicyFile.compare(file, with: all, days: Self.days, at: friday)
            #expect(same.changes.isEmpty && same.unchanged == 15)
        }
    }

    @Test(
        "A file with anything wrong names each line, and one that is no such file says why",
        arguments: [DatabaseKind.sqlite])
    func refusals(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (scope, _) = try await Self.settle(house)
            let all = try await ListClients(database: house.database).all(scope, at: house.now)
            let bytes = Self.file([
                "other,x,使用する,,", "000001,x,たぶん,,", "000002,x,使用する,はい,いいえ", "000002,x,使用する,,", "2,x,使用する,,",
            ])
            let diff = try PolicyFile.compare(bytes, with: all, days: Self.days, at: house.now)
            #expect(
                diff.problems.map { "\($0.line) \($0.error.field).\($0.error.rule)" } == [
                    "2 code.unknown", "3 second_factor.choice", "4 view_own.choice", "4 answering.choice",
                    "5 code.repeated", "6 code.repeated",
                ])
            #expect(diff.changes.isEmpty)
            for (bytes, rule) in [
                (Array("code,name\r\n1,x".utf8), "missingColumn"),
                ([UInt8](repeating: 0x41, count: 1_000_001), "tooLarge"),
                (Array("\u{0}\u{1}PK".utf8), "notCSV"), (Array("code,\"open".utf8), "quoting"), ([], "missingColumn"),
            ] {
                let refused = await rules {
                    _ = try PolicyFile.compare(bytes, with: all, days: Self.days, at: house.now)
                }
                #expect(Set(refused) == ["file.\(rule)"])
            }
        }
    }

    @Test("A set of policies holds as a whole or not at all: the five hundredth that fails takes all back (R-065)")
    func wholeOrNothing() async throws {
        try await withHouse(.sqlite) { house in
            let (scope, clients) = try await Self.settle(house)
            let change = ChangePolicies(database: house.database)
            try await change.office(scope, uses: true, at: house.now)
            try await house.database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 500)
                    SELECT n, \(house.office), 'many' || n, 'x', 'x', 'standard', 0, 0, 0 FROM number
                    """)
                try transaction.execute(
                    """
                    CREATE TRIGGER refuse BEFORE INSERT ON policy_batch_item WHEN NEW.tenant_id = 500
                    BEGIN SELECT RAISE(ABORT, 'refused'); END
                    """)
            }
            let many = clients + (1...500).map { TenantID(rawValue: $0) }
            await #expect(throws: (any Error).self) {
                try await change(
                    scope, clients: many, to: AccessPolicy(usesSecondFactor: true), from: nil, at: house.now)
            }
            let stored = try await house.database.read(.installation) {
                try $0.value(
                    Int.self,
                    """
                    SELECT (SELECT COUNT(*) FROM access_policy) + (SELECT COUNT(*) FROM policy_batch)
                        + (SELECT COUNT(*) FROM policy_batch_item)
                    """) ?? 0
            }
            #expect(stored == 0)
        }
    }
}
