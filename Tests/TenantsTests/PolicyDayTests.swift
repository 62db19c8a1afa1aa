import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("Policies for many and for later")
struct PolicyDayTests {
    private static let used = AccessPolicy(usesSecondFactor: true)
    private static let heading = "事業所コード,事業所名,2要素認証,自分の状況の閲覧,安否の回答,事業所名カナ,適用日"
    private static let days = OfficeTests.days

    private static func file(_ lines: [String]) -> [UInt8] {
        Array(([heading] + lines).joined(separator: "\r\n").utf8)
    }

    @Test(
        "A file says from which day, out and in: what stands is unchanged, another day changes it, none takes it back (R-059, R-067)",
        arguments: DatabaseKind.available)
    func days(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (scope, clients) = try await OfficeTests.settle(house)
            let change = ChangePolicies(database: house.database)
            let list = ListClients(database: house.database)
            let april = try #require(Self.days.instant("2024-04-01"))
            let now = house.now
            try await change.office(scope, uses: true, at: now)
            try await change(scope, clients: [clients[0]], to: Self.used, from: april, at: now)
            func all() async throws -> [Client] { try await list.all(scope, at: now) }
            func compare(_ bytes: [UInt8]) async throws -> PolicyDiff {
                try PolicyFile.compare(bytes, with: try await all(), days: Self.days, at: now)
            }
            func ahead(_ number: Int) async throws -> FromTime<AccessPolicy>? {
                try await list.clients(scope, [clients[number]])[0].next(after: now)
            }
            let out = PolicyFile.write(try await all(), in: .japanese, days: Self.days, at: now)
            let text = String(decoding: out, as: UTF8.self)
            #expect(text.contains("000001,事業所1,使用する,対象外にする,回答のみ,,2024-04-01\r\n"))
            #expect(text.contains("000002,事業所2,未設定,,,,\r\n"))
            let same = try await compare(out)
            #expect(same.problems.isEmpty && same.changes.isEmpty && same.unchanged == 15)

            // Two days for two clients, one of them another than was decided; today is at once.
            let lines = [
                "1,x,使用する,対象外にする,回答のみ,,2024/4/2", "2,x,使用する,,,,2024-05-01", "3,x,使用する,,,,2024-01-01",
            ]
            let diff = try await compare(Self.file(lines))
            let days = ["2024-04-02", "2024-05-01"].map { Self.days.instant($0) }
            #expect(diff.problems.isEmpty && diff.changes.map(\.from) == days + [nil])
            #expect(diff.changes.map(\.isOfPolicy) == [true, true, true])
            #expect(try await compare(Self.file(Array(lines.dropLast()))).digest != diff.digest)
            let other = lines[0].replacing("4/2", with: "4/3")
            #expect(
                try await compare(Self.file([other])).digest != compare(Self.file([lines[0]])).digest,
                "another day is another change")
            try await change(scope, diff, at: now)
            for number in 0...1 { #expect(try await ahead(number)?.effectiveAt == days[number]) }
            #expect(try await list.clients(scope, [clients[2]])[0].policy(at: now)?.usesSecondFactor == true)

            // What was never decided stays so; what somebody decided is not in use any more.
            let unset = try await compare(Self.file(["4,x,未設定,,,,", "5,x,Not set,,,,", "3,x,未設定,,,,"]))
            #expect(unset.problems.isEmpty && unset.unchanged == 2)
            #expect(unset.changes.map(\.client.id) == [clients[2]] && !unset.changes[0].after.usesSecondFactor)

            // A file without the column says nothing about later; with an empty cell, what holds stays for good.
            let old = PolicyFile.Column.allCases.count
            #expect(old == 7)
            let silent = Array("事業所コード,2要素認証,自分の状況の閲覧,安否の回答\r\n1,使用しない,,".utf8)
            #expect(try await compare(silent).changes.isEmpty)
            let back = try await compare(Self.file(["1,x,使用しない,,,,"]))
            #expect(back.changes.map(\.ahead?.effectiveAt) == [days[0]])
            try await change(scope, back, at: now)
            #expect(try await ahead(0) == nil)
        }
    }

    @Test(
        "A day that is none, or over, is named by line and column (R-059)",
        arguments: [
            ("soon", "day"), ("2024-02-30", "day"), ("1/4/2024", "day"), ("2023-12-31", "past"), ("2024-01-01", nil),
            ("２０２４-０１-０２", nil), ("", nil),
        ])
    func badDays(day: String, rule: String?) async throws {
        try await withHouse(.sqlite) { house in
            let (scope, _) = try await OfficeTests.settle(house)
            let clients = try await ListClients(database: house.database).all(scope, at: house.now)
            let bytes = Self.file(["1,x,使用する,,,,", "2,x,使用する,,,,\(day)"])
            let diff = try PolicyFile.compare(bytes, with: clients, days: Self.days, at: house.now)
            #expect(
                diff.problems.map { "\($0.line) \($0.error.field).\($0.error.rule)" }
                    == (rule.map { ["3 effective.\($0)"] } ?? []))
            #expect(diff.problems.allSatisfy { $0.error.message[.japanese].contains("「適用日」") })
        }
    }

    @Test("Whether the office uses second factors is asked for each day of a file (R-052)")
    func officeDays() async throws {
        try await withHouse(.sqlite) { house in
            let (scope, clients) = try await OfficeTests.settle(house)
            let change = ChangePolicies(database: house.database)
            let list = ListClients(database: house.database)
            try await change.office(scope, uses: true, from: Self.days.instant("2024-04-01"), at: house.now)
            let bytes = Self.file(["1,x,使用する,,,,2024-04-02", "2,x,使用する,,,,2024-03-31"])
            let diff = try PolicyFile.compare(
                bytes, with: try await list.all(scope, at: house.now), days: Self.days, at: house.now)
            await #expect(throws: InvalidInput.self) { try await change(scope, diff, at: house.now) }
            #expect(try await list.clients(scope, [clients[0]])[0].next(after: house.now) == nil)
        }
    }

    @Test(
        "All that a filter finds are decided for together, more than a thousand; if others match by now, none (R-063, R-065)",
        arguments: DatabaseKind.available)
    func everybody(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let (scope, clients) = try await OfficeTests.settle(house)
            let change = ChangePolicies(database: house.database)
            let list = ListClients(database: house.database)
            try await change.office(scope, uses: true, at: house.now)
            try await house.database.write(.installation) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1200)
                    SELECT n, \(house.office), 'many' || n, '多数', 'x', 'standard', 0, 0, 0 FROM number
                    """)
            }
            var filter = ListClients.Filter()
            filter.name = "多数"
            let found = try await list.found(scope, filter, at: house.now)
            #expect(found.count == 1_200)
            let left = Set(found.prefix(2))
            let chosen = found.filter { !left.contains($0) }
            func decide(_ everybody: ChangePolicies.Everybody, _ shown: [TenantID]) async throws {
                try await change(
                    scope, clients: shown, of: everybody, to: Self.used, from: nil, at: house.now)
            }
            func stored() async throws -> Int {
                try await house.database.read(.installation) {
                    try $0.value(Int.self, "SELECT COUNT(*) FROM access_policy") ?? 0
                }
            }
            // One more matches than was shown, or one less.
            for shown in [Array(chosen.dropLast()), chosen + [clients[0]]] {
                await #expect(throws: ChangePolicies.outdated) {
                    try await decide(ChangePolicies.Everybody(filter, but: left), shown)
                }
            }
            #expect(try await stored() == 0)
            try await decide(ChangePolicies.Everybody(filter, but: left), chosen)
            #expect(try await stored() == 1_198)
            #expect(ChangePolicies.mark(chosen) == ChangePolicies.mark(chosen.reversed()))
            #expect(ChangePolicies.mark(chosen) != ChangePolicies.mark(found))
        }
    }
}
