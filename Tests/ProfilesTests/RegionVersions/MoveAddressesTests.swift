import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Profiles

@Suite("Addresses that go along with a new table of regions")
struct MoveAddressesTests {
    private static let migrations = TenantsSchema.migrations + ProfilesSchema.migrations
    private static let scope = InstallationScope(purpose: "test")
    private static let now = TestClock().now

    /// Two organizations of so many people, each with one address at this place.
    private static func fill(_ database: Database, _ places: [StoredPlace], people: Int = 1)
        async throws
    {
        try await database.write(.installation) { transaction in
            for tenant in 1...2 {
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(tenant), \(nil as Int64?), \("org\(tenant)"), 'N', 'T', 'standard', 1, 0, 0)
                    """)
                for (number, place) in places.enumerated() {
                    for person in 0..<people {
                        let id = tenant * 1_000_000 + number * 10_000 + person
                        try transaction.execute(
                            """
                            INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                                created_at, changed_at)
                            VALUES (\(tenant), \(id), \("B\(id)"), 'N', 'K', 'member', 'ja', 'active', 0, 0)
                            """)
                        try transaction.execute(
                            """
                            INSERT INTO address (tenant_id, person_id, kind, prefecture, region, municipality, city,
                                                 street, changed_at)
                            VALUES (\(tenant), \(id), 'home1', \(place.prefecture), \(place.region),
                                    \(place.municipality), '浜松市', '1-2', 0)
                            """)
                    }
                }
            }
        }
    }

    private static func stored(_ database: Database, _ tenant: Int = 1) async throws -> [String: Int] {
        let rows = try await database.read(.installation) { transaction in
            try transaction.all(
                """
                SELECT prefecture, region, municipality, city, street FROM address WHERE tenant_id = \(tenant)
                """
            ) { row in
                let parts: [String] = [
                    try row.next(), try row.next(String?.self) ?? "", try row.next(String?.self) ?? "",
                ]
                #expect(try row.next(String.self) == "浜松市" && row.next(String.self) == "1-2")
                return parts.joined(separator: "-")
            }
        }
        return rows.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    private static func questions(_ database: Database) async throws -> [String] {
        try await database.read(.installation) { transaction in
            try transaction.values(
                String.self, "SELECT gone FROM address_question ORDER BY tenant_id, gone")
        }
    }

    private static let old = [
        StoredPlace(prefecture: "22", region: "443", municipality: "2213100"),
        StoredPlace(prefecture: "22", region: "443", municipality: "2213500"),
        StoredPlace(prefecture: "22", region: "443", municipality: "2213700"),
        StoredPlace(prefecture: "22", region: "443", municipality: "2299900"),
        StoredPlace(prefecture: "22", region: "999", municipality: nil),
        StoredPlace(prefecture: "22", region: "443", municipality: nil),
        StoredPlace(prefecture: "22", region: nil, municipality: nil),
        StoredPlace(prefecture: "17", region: "391", municipality: "1720400"),
    ]

    @Test(
        "Each address goes where all of its municipality lies now; where nobody knows, its person is asked and stays in the wider place",
        arguments: DatabaseKind.available)
    func moves(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            try await Self.fill(database, Self.old)
            let table = try RegionTable.embedded()
            let move = MoveAddresses(database: database)
            let before = try await Self.stored(database)
            let changes = try await move.changes(to: table, Self.scope)
            #expect(
                changes.map(\.from.narrowest) == [
                    "1720400", "2213100", "2213500", "2213700", "2299900", "999",
                ])
            #expect(changes.map(\.addresses) == [2, 2, 2, 2, 2, 2])
            #expect(try await Self.stored(database) == before, "Looking changes nothing")

            let count = try await move(to: table, Self.scope, by: .installationOperator, at: Self.now)
            #expect(count == MoveAddresses.Count(moved: 6, asked: 6))
            for tenant in 1...2 {
                #expect(
                    try await Self.stored(database, tenant) == [
                        "22-443-2213800": 1, "22-443-": 3, "22-443-2214000": 1, "22--": 2, "17-390-1720400": 1,
                    ])
            }
            #expect(
                try await Self.questions(database) == [
                    "2213500", "2299900", "999", "2213500", "2299900", "999",
                ])
            let audit = try await database.read(.installation) { transaction in
                try transaction.values(
                    String.self,
                    "SELECT reason FROM audit WHERE tenant_id = 1 AND action = 'profile.regionMoved' ORDER BY seq"
                )
            }
            #expect(
                audit.contains("to:2213800 addresses:1")
                    && audit.filter { $0 == "asked addresses:1" }.count == 3)

            #expect(try await move.changes(to: table, Self.scope).isEmpty)
            let again = try await move(to: table, Self.scope, by: .system, at: Self.now)
            #expect(again == MoveAddresses.Count(), "A second time finds nothing")
        }
    }

    @Test(
        "Pieces follow each other, and one that was stopped goes on", arguments: DatabaseKind.available)
    func pieces(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            try await Self.fill(database, [Self.old[0]], people: 23)
            let table = try RegionTable.embedded()
            let stopped = Task {
                try await MoveAddresses(database: database, piece: 5)(
                    to: table, Self.scope, by: .system, at: Self.now)
            }
            stopped.cancel()
            _ = await stopped.result
            let rest = try await MoveAddresses(database: database, piece: 5)(
                to: table, Self.scope, by: .system, at: Self.now)
            #expect(rest.moved <= 46 && rest.asked == 0)
            for tenant in 1...2 {
                #expect(try await Self.stored(database, tenant) == ["22-443-2213800": 23])
            }
            let pieces = try await database.read(.installation) { transaction in
                try transaction.value(
                    Int.self, "SELECT COUNT(*) FROM audit WHERE action = 'profile.regionMoved'")
            }
            #expect(pieces == 10)
        }
    }

    @Test(
        "Whoever is asked is told what is gone, until the address lies elsewhere",
        arguments: DatabaseKind.available)
    func asked(kind: DatabaseKind) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            try await Self.fill(database, [Self.old[1], Self.old[3]])
            let table = try RegionTable.embedded()
            _ = try await MoveAddresses(database: database)(
                to: table, Self.scope, by: .system, at: Self.now)
            let profile = OwnProfile(
                database: database, table: table, mail: MailAddressCheck { .address($0) })
            func scope(_ person: Int64) -> TenantScope {
                TenantScope(
                    tenant: TenantID(rawValue: 1), actor: .person(PersonID(rawValue: person)),
                    capabilities: .member,
                    requestID: "test")
            }
            let split = try await profile.questions(scope(1_000_000))
            #expect(split.map(\.kind) == [.home])
            #expect(split.first?.gone?.now[.japanese] == "浜松市中央区か浜松市浜名区")
            #expect(
                try await profile.questions(scope(1_010_000)) == [AddressQuestion(kind: .home, gone: nil)])
            func listed() async throws -> [Int64] {
                try await database.read(.tenant(TenantID(rawValue: 1))) { transaction in
                    try transaction.values(
                        Int64.self,
                        "SELECT id FROM person WHERE tenant_id = 1 AND \(AddressQuestion.condition) ORDER BY id"
                    )
                }
            }
            #expect(try await listed() == [1_000_000, 1_010_000])

            let rules = ProfileRules(hasVoice: false, precision: .prefecture)
            var draft = ProfileFieldTests.valid()
            draft.addresses[.home] = try await profile.load(scope(1_000_000)).draft.addresses[.home]
            try await profile.save(scope(1_000_000), draft, rules: rules, now: Self.now)
            #expect(try await profile.questions(scope(1_000_000)).count == 1, "Nothing was chosen yet")
            draft.addresses[.home]?.place = "22-443-2213900"
            try await profile.save(scope(1_000_000), draft, rules: rules, now: Self.now)
            #expect(try await profile.questions(scope(1_000_000)).isEmpty)
            #expect(try await listed() == [1_010_000])
        }
    }

    @Test(
        "A program that knows only the table before leaves a moved address where it is, until another place is chosen",
        arguments: DatabaseKind.available, [AreaMoveTests.Change.split, .partlyBeside])
    func before(kind: DatabaseKind, change: AreaMoveTests.Change) async throws {
        try await withDatabase(kind, Self.migrations) { database in
            try await Self.fill(database, [StoredPlace(prefecture: "17", region: "390", municipality: "1720400")])
            _ = try await MoveAddresses(database: database)(
                to: change.table(), Self.scope, by: .system, at: Self.now)
            let moved = change == .split ? "17-398-1720400" : "17-391-1720400"
            #expect(try await Self.stored(database) == [moved: 1])

            let old = OwnProfile(
                database: database, table: try RegionTable.embedded(), mail: MailAddressCheck { .address($0) })
            let scope = TenantScope(
                tenant: TenantID(rawValue: 1), actor: .person(PersonID(rawValue: 1_000_000)), capabilities: .member,
                requestID: "test")
            let rules = ProfileRules(hasVoice: true, precision: .prefecture)
            func stored() async throws -> [String] {
                try await database.read(.tenant(scope.tenant)) { transaction in
                    try transaction.all(
                        """
                        SELECT kind, prefecture, region, municipality, street FROM address WHERE tenant_id = 1
                        ORDER BY kind
                        """
                    ) { row in
                        [
                            try row.next(String.self), try row.next(), try row.next(String?.self) ?? "",
                            try row.next(String?.self) ?? "", try row.next(),
                        ].joined(separator: "-")
                    }
                }
            }
            var draft = try await old.load(scope).draft
            draft.addresses[.work] = .init(place: "17-391", city: "", street: "")
            draft.mails[0] = "new@example.jp"
            draft.mailOrder = "1"
            try await old.save(scope, draft, rules: rules, now: Self.now)
            #expect(try await stored() == ["home1-\(moved)-1-2", "work-17-391--"])
            draft.addresses[.home]?.street = "9-9"
            try await old.save(scope, draft, rules: rules, now: Self.now)
            #expect(try await stored() == ["home1-\(moved)-9-9", "work-17-391--"])
            draft.addresses[.home]?.place = "17-390-1720200"
            try await old.save(scope, draft, rules: rules, now: Self.now)
            #expect(try await stored() == ["home1-17-390-1720200-9-9", "work-17-391--"])
        }
    }
}

@Suite("Versions of the table of regions")
struct RegionVersionsTests {
    private static let scope = InstallationScope(purpose: "test")

    @Test(
        "A version is in use once it was applied; an unfinished one goes on",
        arguments: DatabaseKind.available)
    func versions(kind: DatabaseKind) async throws {
        try await withDatabase(kind, TenantsSchema.migrations + ProfilesSchema.migrations) { database in
            let versions = RegionVersions(database: database)
            let now = TestClock().now
            #expect(try await versions.applied(Self.scope) == nil)
            let first = try await versions.keep(.embedded(), Self.scope, madeAt: now)
            #expect(try await versions.applied(Self.scope) == nil, "It may be half done")
            #expect(try await versions.keep(.embedded(), Self.scope, madeAt: now) == first)
            try await versions.apply(first, Self.scope, at: now)
            #expect(try await versions.applied(Self.scope)?.files == .embedded())
            #expect(try await versions.applied(Self.scope)?.isSettled == false)
            try await versions.settle(first, Self.scope, at: now)
            #expect(try await versions.applied(Self.scope)?.isSettled == true)

            #expect(
                try await versions.keep(.embedded(), Self.scope, madeAt: now) == first, "The same table is no new one")
            #expect(try await versions.newest(Self.scope)?.id == first)

            let embedded = RegionFiles.embedded()
            let other = RegionFiles(
                prefectures: embedded.prefectures, regions: embedded.regions,
                municipalities: embedded.municipalities + [0x0A], formerNames: embedded.formerNames)
            let second = try await versions.keep(other, Self.scope, madeAt: now)
            #expect(second == first + 1)
            #expect(try await versions.newest(Self.scope)?.files == other)
            #expect(try await versions.applied(Self.scope)?.id == first)
            try await versions.apply(second, Self.scope, at: now)
            #expect(try await versions.applied(Self.scope)?.id == second)
        }
    }

    @Test("A new table says what it adds, drops, moves and renames")
    func diff() throws {
        let old = try RegionTable.embedded()
        let lines = String(decoding: RegionFiles.embedded().municipalities, as: UTF8.self).split(
            separator: "\n")
        let changed = lines.filter { !$0.hasPrefix("1720500") }.map { line -> String in
            if line.hasPrefix("1720400") { return String(line).replacing("\t390\t", with: "\t391\t") }
            return line.hasPrefix("1720600") ? String(line).replacing("加賀市", with: "新加賀市") : String(line)
        }
        let files = RegionFiles.embedded()
        let new = try RegionTable(
            RegionFiles(
                prefectures: files.prefectures, regions: files.regions,
                municipalities: Array(
                    (changed + ["1729900\t17299\t能登市\tのとし\t能登市\tのとし\tNoto City\tx\t17\t390\t\t\t"])
                        .joined(separator: "\n").utf8),
                formerNames: Array(
                    (String(decoding: files.formerNames, as: UTF8.self)
                        + "珠洲市\tすずし\tSuzu City\t\t17\t1720500\t1729900\t2030-03-31\tx\n").utf8)))
        let diff = RegionTableDiff(from: old, to: new)
        #expect(diff.added.map(\.name).map { $0[.japanese] } == ["能登市"])
        #expect(diff.gone.map(\.municipality.name).map { $0[.japanese] } == ["珠洲市"])
        #expect(diff.gone.first?.successors.map(\.name).map { $0[.japanese] } == ["能登市"])
        #expect(
            diff.moved.map { "\($0.after.code) \($0.before.region) \($0.after.region)" } == [
                "1720400 390 391"
            ])
        #expect(diff.renamed.map(\.after.name).map { $0[.japanese] } == ["新加賀市"])
        #expect(
            diff.goneRegions.isEmpty && diff.gonePrefectures.isEmpty && !diff.isSuspicious(against: old))
        let few = try RegionTable(
            prefectures: old.prefectures, regions: old.regions,
            municipalities: Array(old.municipalities.prefix(1_500)),
            formerNames: [])
        #expect(RegionTableDiff(from: old, to: few).isSuspicious(against: old))
    }
}
