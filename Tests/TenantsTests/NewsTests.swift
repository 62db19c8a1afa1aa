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
