import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("Decisions ahead are told")
struct PolicyNewsTests {
    private static let day = Duration.seconds(86_400)
    private static let now = Instant(milliseconds: 1_704_093_000_000)

    /// What is decided, and from which day on people notice something.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var own: [(Bool, Exemption, Int)] = []
        var office: [(Bool, Int)]?
        var mandatory: Int?
        var changesOn: Int?
        var asksMore = false

        static let all = [
            Case(testDescription: "nothing was decided (R-060)"),
            Case(testDescription: "what holds already is no news", own: [(true, .standard, -1)]),
            Case(testDescription: "used from the third day", own: [(true, .standard, 3)], changesOn: 3, asksMore: true),
            Case(
                testDescription: "a client of an office that does not use it (R-052)", own: [(true, .standard, 3)],
                office: []),
            Case(
                testDescription: "its office begins later than the client (R-052)", own: [(true, .standard, 3)],
                office: [(true, 5)], changesOn: 5, asksMore: true),
            Case(
                testDescription: "mandatory before the own day (R-059)", own: [(true, .none, 9)], mandatory: 4,
                changesOn: 4, asksMore: true),
            Case(testDescription: "mandatory where it is used already", own: [(true, .standard, -1)], mandatory: 4),
            Case(
                testDescription: "nothing goes without any more (R-057)",
                own: [(true, .standard, -1), (true, .none, 2)], changesOn: 2, asksMore: true),
            Case(
                testDescription: "more goes without", own: [(true, .none, -1), (true, .standard, 2)], changesOn: 2),
            Case(testDescription: "not used any more", own: [(true, .none, -1), (false, .none, 2)], changesOn: 2),
        ]
    }

    @Test("People notice a decision from the day on which something else is asked of them", arguments: Case.all)
    func changes(_ item: Case) {
        func at(_ days: Int) -> Instant { Self.now + Self.day * days }
        let house =
            item.office.map { EffectivePolicy.House.client(officeUses: $0.map { FromTime($0.0, from: at($0.1)) }) }
        let facts = PolicyFacts(
            own: item.own.map { FromTime(AccessPolicy(usesSecondFactor: $0.0, exemption: $0.1), from: at($0.2)) },
            house: house ?? .alone, mandatory: item.mandatory.map { FromTime(true, from: at($0)) })
        let change = facts.change(after: Self.now)
        #expect(change?.from == item.changesOn.map(at))
        #expect(change?.asksMore ?? false == item.asksMore)
    }

    @Test(
        "A decision ahead is news at once, until its day or until it is taken back, and only where it counts (R-059, R-192)",
        arguments: DatabaseKind.available)
    func news(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let decide = DecidePolicy(database: house.database)
            let list = ListNews(database: house.database)
            let stranger = try await house.stranger()
            func own(_ uses: Bool, from start: Instant?) async throws {
                try await decide.organization(
                    house.installation, house.tenant, uses: uses, from: start, by: .installationOperator,
                    requestID: "t", at: house.now)
            }
            func everybody(from start: Instant?) async throws {
                try await decide.everybody(
                    house.installation, mandatoryFrom: start, by: .installationOperator, requestID: "t", at: house.now)
            }
            func titles(_ scope: TenantScope, at time: Instant? = nil) async throws -> [String] {
                try await list(scope, at: time ?? house.now).map { $0.title[.japanese] }
            }
            let start = try #require(DayFormat(timeZone: "Asia/Tokyo").instant("2024-02-01"))
            let ahead = "2024/02/01から、ログインに2要素認証が必要になります"
            try await decide.office(
                house.installation, house.office, uses: true, by: .installationOperator, requestID: "t", at: house.now)
            #expect(try await titles(house.scope) == [])
            try await own(true, from: start)
            #expect(try await titles(house.scope) == [ahead])
            let item = try #require(try await list(house.scope, at: house.now).first)
            #expect(item.from == house.now && item.until == start && item.asksForFactor)
            #expect(item.body[.japanese].contains("それまでに設定してください"))
            #expect(item.body[.english].contains("answering safety checks"))
            #expect(try await titles(stranger) == [])
            #expect(try await list.forEverybody(at: house.now) == [])
            #expect(try await titles(house.scope, at: start) == [], "from then on it holds")
            try await own(false, from: nil)
            #expect(try await titles(house.scope) == [], "taken back")
            try await everybody(from: start)
            for scope in [house.scope, stranger] { #expect(try await titles(scope) == [ahead]) }
            // Who reads it before a login may be in another zone.
            let everybodys = try await list.forEverybody(at: house.now).map(\.title)
            #expect(everybodys.map { $0[.japanese] } == ["2024/02/01（日本時間）から、ログインに2要素認証が必要になります"])
            #expect(everybodys.map { $0[.english] } == ["From 2024/02/01 (Japan time), logins need a second factor"])
            #expect(try await list(stranger, at: house.now)[0].body[.japanese].contains("すべての方が対象"))
            try await everybody(from: nil)
            #expect(try await titles(stranger) == [])
            #expect(try await list.forEverybody(at: house.now) == [])
        }
    }

    @Test("Of sixteen who take a decision to tell it, one gets it", arguments: DatabaseKind.available)
    func untold(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tenant = house.tenant
            try await house.database.write(.tenant(tenant)) { transaction in
                try PolicyStore.decide(
                    AccessPolicy(usesSecondFactor: true), for: tenant, from: house.now, now: house.now,
                    in: transaction)
            }
            let taken = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await house.database.write(.tenant(tenant)) {
                            try PolicyDecision.takeUntold(of: tenant, in: $0).count
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(taken == 1)
        }
    }

    @Test(
        "Names in kana come by the operator, the office's page and its file, and lists find by them (R-061, R-068)",
        arguments: DatabaseKind.available)
    func kana(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let staff = TenantScope(
                tenant: OfficeHouse.tenant(of: house.office), actor: .person(PersonID(rawValue: 41)),
                capabilities: .officeStaff, requestID: "o-1")
            let clients = ListClients(database: house.database)
            func found(_ kana: String) async throws -> [TenantID] {
                var filter = ListClients.Filter()
                filter.kana = kana
                return try await clients.all(staff, filter, at: house.now).map(\.id)
            }
            #expect(try await found("のと") == [])
            try await ChangeOrganization(database: house.database)(
                house.installation, house.tenant, kana: "のとふーず", by: .installationOperator, requestID: "t",
                at: house.now)
            #expect(try await found("ﾉﾄ") == [house.tenant])
            let change = ChangeClient(database: house.database)
            try await change(staff, house.tenant, kana: "ﾉﾄｼｮｸﾋﾝ", at: house.now)
            #expect(try await found("しょくひん") == [house.tenant])
            #expect(try await found("フーズ") == [])
            #expect(
                await rules { try await change(staff, house.tenant, kana: "能登食品", at: house.now) }
                    == ["name_kana.katakana"])
            let stranger = try await house.stranger()
            await #expect(throws: NotFound("organization")) {
                try await change(staff, stranger.tenant, kana: "ベツ", at: house.now)
            }
            await #expect(throws: NotAllowed(capability: .manageClients)) {
                try await change(house.member(house.administrator), house.tenant, kana: "ノト", at: house.now)
            }
            let file = "事業所コード,事業所名,2要素認証,自分の状況の閲覧,安否の回答,事業所名カナ\r\nnoto-foods,x,使用しない,,,のと\r\n"
            let diff = try PolicyFile.compare(
                Array(file.utf8), with: try await clients.all(staff, at: house.now),
                days: DayFormat(timeZone: "Asia/Tokyo"),
                at: house.now)
            #expect(diff.policies.isEmpty && diff.kanaNames.map(\.kana) == ["ノト"])
            try await ChangePolicies(database: house.database)(staff, diff, at: house.now)
            let written = PolicyFile.write(
                try await clients.all(staff, at: house.now), in: .japanese, days: DayFormat(timeZone: "Asia/Tokyo"),
                at: house.now)
            #expect(String(decoding: written, as: UTF8.self).contains("未設定,,,ノト"))
            let again = try PolicyFile.compare(
                written, with: try await clients.all(staff, at: house.now), days: DayFormat(timeZone: "Asia/Tokyo"),
                at: house.now)
            #expect(again.changes.isEmpty && again.unchanged == 1)
        }
    }
}
