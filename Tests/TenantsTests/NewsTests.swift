import Database
import Domain
import Tenants
import TestKit
import Testing

@Suite("News")
struct NewsTests {
    private static let operation = InstallationScope(purpose: "test")

    private static func draft(_ title: String, from: Instant, days: Int = 7) -> NewsDraft {
        NewsDraft(titleJa: title, bodyJa: "本文\n二行目", from: from, until: from + .seconds(days * 86_400))
    }

    @Test(
        "An organization reads its own news, its office's and everybody's, each in its time (R-035, R-191, R-192)",
        arguments: DatabaseKind.available)
    func audiences(kind: DatabaseKind) async throws {
        try await withDatabase(kind, TenantsSchema.migrations) { database in
            let identifiers = IdentifierSource(randomness: .system)
            let now = Instant(milliseconds: 1_704_093_000_000)
            let office = try await CreateOffice(database: database, identifiers: identifiers)(
                Self.operation, code: try OfficeCode("A0001"), name: "みなと社労士事務所", by: .installationOperator,
                requestID: "test", at: now)
            func organization(_ code: String, _ office: OfficeID?) async throws -> TenantScope {
                let tenant = try await CreateOrganization(database: database, identifiers: identifiers)(
                    Self.operation, code: try OrganizationCode(code), name: code, systemTitle: nil,
                    contract: try Contract(plan: .standard, hasVoice: false, hasFamily: false), office: office,
                    by: .installationOperator, requestID: "test", at: now)
                return TenantScope(
                    tenant: tenant, actor: .installationOperator, capabilities: [.manageNews, .viewNews],
                    requestID: "test")
            }
            let (client, stranger) = (try await organization("seikai", office), try await organization("tonari", nil))
            let write = WriteNews(database: database, identifiers: identifiers)
            func post(_ title: String, _ audience: NewsAudience, from: Instant) async throws -> NewsID {
                try await write.post(
                    Self.draft(title, from: from), to: audience, Self.operation, by: .installationOperator,
                    requestID: "test", at: now)
            }
            let list = ListNews(database: database)
            let all = try await post("全員", .everybody, from: now)
            _ = try await post("事務所", .tenant(OfficeHouse.tenant(of: office)), from: now + .seconds(1))
            _ = try await post("団体", .tenant(client.tenant), from: now + .seconds(2))
            _ = try await post("来週", .everybody, from: now + .seconds(8 * 86_400))
            func titles(_ scope: TenantScope, _ time: Instant) async throws -> [String] {
                try await list(scope, at: time).map { $0.title[.japanese] }
            }
            let soon = now + .seconds(10)
            #expect(try await titles(client, soon) == ["団体", "事務所", "全員"])
            #expect(try await titles(stranger, soon) == ["全員"])
            #expect(try await list.forEverybody(at: soon).map { $0.body[.english] } == ["本文\n二行目"])
            #expect(try await titles(client, now + .seconds(8 * 86_400)) == ["来週"])
            await #expect(throws: NotFound.self) {
                try await write.withdraw(all, client, at: now)
            }
            try await write.withdraw(
                all, from: .everybody, Self.operation, by: .installationOperator, requestID: "test", at: now)
            #expect(try await titles(stranger, soon) == [])
            let rows = try await auditRows("news.", in: database)
            let everybodys = rows.filter { $0.hasPrefix("0 ") }
            #expect(everybodys.count == 3 && everybodys[0] == "0 operator news.posted news:\(all) ")
            #expect(everybodys[2] == "0 operator news.withdrawn news:\(all) ")
            #expect(rows.count == 5)
            for chain in ["\(OfficeHouse.tenant(of: office))", "\(client.tenant)"] {
                #expect(rows.filter { $0.hasPrefix("\(chain) operator news.posted news:") }.count == 1, "\(chain)")
            }
        }
    }

    @Test(
        "An office posts to all its clients, to chosen ones or to its own people, and sees who reads what (R-191, R-192)",
        arguments: DatabaseKind.available)
    func chosenClients(kind: DatabaseKind) async throws {
        try await withDatabase(kind, TenantsSchema.migrations) { database in
            let identifiers = IdentifierSource(randomness: .system)
            let now = Instant(milliseconds: 1_704_093_000_000)
            func office(_ code: String) async throws -> OfficeID {
                try await CreateOffice(database: database, identifiers: identifiers)(
                    Self.operation, code: try OfficeCode(code), name: code, by: .installationOperator,
                    requestID: "test", at: now)
            }
            func client(_ code: String, of office: OfficeID) async throws -> TenantScope {
                let tenant = try await CreateOrganization(database: database, identifiers: identifiers)(
                    Self.operation, code: try OrganizationCode(code), name: code, systemTitle: nil,
                    contract: try Contract(plan: .standard, hasVoice: false, hasFamily: false), office: office,
                    by: .installationOperator, requestID: "test", at: now)
                return TenantScope(
                    tenant: tenant, actor: .installationOperator, capabilities: .member, requestID: "test")
            }
            let (own, other) = (try await office("A0001"), try await office("A0002"))
            let (first, second) = (try await client("seikai", of: own), try await client("aoba", of: own))
            let foreign = try await client("tonari", of: other)
            let staff = TenantScope(
                tenant: OfficeHouse.tenant(of: own), actor: .installationOperator, capabilities: .officeStaff,
                requestID: "test")
            let write = WriteNews(database: database, identifiers: identifiers)
            func post(_ title: String, _ readers: NewsReaders) async throws -> NewsID {
                try await write.post(Self.draft(title, from: now), staff, readers: readers, at: now)
            }
            _ = try await post("全員", .everyClient)
            let chosen = try await post("選んだ事業所", .chosen([second.tenant]))
            _ = try await post("事務所", .chosen([]))
            func titles(_ scope: TenantScope) async throws -> Set<String> {
                Set(try await ListNews(database: database)(scope, at: now).map { $0.title[.japanese] })
            }
            #expect(try await titles(first) == ["全員"])
            #expect(try await titles(second) == ["全員", "選んだ事業所"])
            #expect(try await titles(staff) == ["全員", "選んだ事業所", "事務所"])
            #expect(try await titles(foreign) == [])
            let seen = try await write.own(staff, at: now)
            #expect(seen.first { $0.item.id == chosen }?.readers == .chosen([second.tenant]) && seen.count == 3)
            // Another office's client is none, and then nobody gets anything.
            await #expect(throws: NotFound.self) { try await post("?", .chosen([first.tenant, foreign.tenant])) }
            await #expect(throws: NotAllowed.self) {
                try await write.post(Self.draft("?", from: now), first, at: now)
            }
            try await write.withdraw(chosen, staff, at: now)
            #expect(try await titles(second) == ["全員"])
            #expect(try await write.own(staff, at: now + .seconds(7 * 86_400)).isEmpty)
            let rows = try await auditRows("news.", in: database)
            let home = OfficeHouse.tenant(of: own)
            #expect(rows.count == 4 && rows.allSatisfy { $0.hasPrefix("\(home) operator news.") })
            #expect(rows.last == "\(home) operator news.withdrawn news:\(chosen) ")
        }
    }

    @Test(
        "An office says whom its clients' people ask, and another office's clients are not told (R-189)",
        arguments: DatabaseKind.available)
    func helpDesk(kind: DatabaseKind) async throws {
        try await withDatabase(kind, TenantsSchema.migrations) { database in
            let identifiers = IdentifierSource(randomness: .system)
            let now = Instant(milliseconds: 1_704_093_000_000)
            var clients: [TenantID] = []
            var houses: [TenantScope] = []
            for (code, organization) in [("A0001", "seikai"), ("A0002", "tonari")] {
                let office = try await CreateOffice(database: database, identifiers: identifiers)(
                    Self.operation, code: try OfficeCode(code), name: code, by: .installationOperator,
                    requestID: "test", at: now)
                clients.append(
                    try await CreateOrganization(database: database, identifiers: identifiers)(
                        Self.operation, code: try OrganizationCode(organization), name: code, systemTitle: nil,
                        contract: try Contract(plan: .standard, hasVoice: false, hasFamily: false), office: office,
                        by: .installationOperator, requestID: "test", at: now))
                houses.append(
                    TenantScope(
                        tenant: OfficeHouse.tenant(of: office), actor: .installationOperator,
                        capabilities: .officeStaff, requestID: "test"))
            }
            let desk = OfficeHelpDesk(database: database)
            #expect(try await desk(houses[0]).isEmpty)
            let said = HelpDesk(name: " みなと窓口 ", phone: "03-0000-0000", hours: "平日9〜17時")
            try await desk.change(houses[0], to: said, at: now)
            #expect(try await desk(houses[0]).line == "みなと窓口 03-0000-0000 平日9〜17時")
            let (client, stranger) = (clients[0], clients[1])
            let told = try await database.read(.tenant(client)) { try HelpDesk.forClient(client, in: $0) }
            #expect(told?.name == "みなと窓口")
            let rows = try await auditRows("office.helpDeskChanged", in: database)
            #expect(rows == ["\(houses[0].tenant) operator office.helpDeskChanged office:\(houses[0].tenant) "])
            let others = try await database.read(.tenant(stranger)) { try HelpDesk.forClient(stranger, in: $0) }
            #expect(others == nil)
            await #expect(throws: InvalidInput.self) {
                try await desk.change(houses[0], to: HelpDesk(phone: "03\u{202e}1"), at: now)
            }
            let member = TenantScope(
                tenant: client, actor: .installationOperator, capabilities: .administrator, requestID: "test")
            await #expect(throws: NotAllowed.self) { try await desk.change(member, to: said, at: now) }
        }
    }

    @Test("News without a title or text, or that ends before it begins, is refused with all its faults at once")
    func refused() async throws {
        try await withDatabase(.sqlite, TenantsSchema.migrations) { database in
            let now = Instant(milliseconds: 1_704_093_000_000)
            let draft = NewsDraft(
                titleJa: " ", titleEn: String(repeating: "x", count: 101), bodyJa: "\u{1b}[31m", from: now, until: now)
            do {
                _ = try await WriteNews(database: database, identifiers: IdentifierSource(randomness: .system)).post(
                    draft, to: .everybody, Self.operation, by: .installationOperator, requestID: "test", at: now)
                Issue.record("taken")
            } catch let error as InvalidInput {
                #expect(error.errors.map(\.field) == ["titleJa", "titleEn", "bodyJa", "until"])
            }
        }
    }
}
