import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("Tokens that somebody made who leaves")
struct TokenMakerTests {
    private static let day = Duration.seconds(86_400)

    /// How somebody leaves.
    enum Way: String, CaseIterable, Sendable {
        case byHand, byFile, lastDay
    }

    private func leave(
        _ id: PersonID, _ way: Way, _ house: TenantsHouse, _ notice: AppointmentNotice
    ) async throws {
        switch way {
        case .byHand:
            var details = try await ListPeople(database: house.database).person(house.scope, id).details
            details.employment = .left
            try await ChangePerson(database: house.database, notice: notice)(
                house.scope, id, to: details, at: house.now)
        case .byFile:
            let report = try await ImportPeople(
                database: house.database, identifiers: house.identifiers, notice: notice, hold: .none)(
                    house.scope, .bytes(Array("login_id,employment\r\nB200,left\r\n".utf8)), at: house.now)
            #expect(report.isImported)
        case .lastDay:
            var details = try await ListPeople(database: house.database).person(house.scope, id).details
            details.leftAt = house.now - Self.day
            try await ChangePerson(database: house.database)(house.scope, id, to: details, at: house.now)
            let job = RemoveLeavers(database: house.database, notice: notice)
            #expect(try await job(house.installation, now: house.now).left == 1)
        }
    }

    @Test(
        "A token is the organization's: it goes on, the list says who left and when, and who is there is told",
        arguments: DatabaseKind.available, Way.allCases)
    func leaving(kind: DatabaseKind, way: Way) async throws {
        try await withHouse(kind) { house in
            let warned = Warned()
            let manage = ManageTokens(database: house.database, identifiers: house.identifiers)
            let maker = try await house.add("B200", "仕掛け 人") { $0.role = .administrator }
            let makers = TenantScope(
                tenant: house.tenant, actor: .person(maker), capabilities: .administrator, requestID: "r")
            func make(_ name: String, _ scope: TenantScope, ends: Instant? = nil) async throws -> NewAPIToken {
                try await manage.create(
                    scope, name: name, capabilities: [.viewPeople], expiresAt: ends, at: house.now - Self.day,
                    randomness: .system)
            }
            let works = try await make("名簿", makers)
            _ = try await make("期限切れ", makers, ends: house.now)
            let revoked = try await make("停止", makers)
            try await manage.revoke(house.scope, revoked.id, at: house.now)
            _ = try await make("別の方", house.scope)
            #expect(try await manage.list(house.scope).allSatisfy { $0.maker == .here })

            try await leave(maker, way, house, warned.notice)
            #expect(warned.lines.count == 1, "one administrator is left")
            let line = try #require(warned.lines.first)
            #expect(line.hasPrefix("\(house.administrator) 退職した仕掛け 人さんが発行したAPIトークン"))
            #expect(line.contains("「名簿」") && !line.contains("期限切れ") && !line.contains("停止」"))
            #expect(!line.contains("別の方") && line.contains("新しいトークンに取り替え"))
            let left = try await manage.list(house.scope).first { $0.id == works.id }
            let days = DayFormat(timeZone: "Asia/Tokyo")
            let day = days.startOfDay(way == .lastDay ? house.now - Self.day : house.now)
            #expect(left?.maker == .left(way == .lastDay ? house.now - Self.day : day))
            let grant = try await AuthenticateToken(database: house.database)(
                house.installation, presented: works.secret.exposed, requestID: "r", at: house.now)
            let expected = TenantScope(
                tenant: house.tenant, actor: .token(works.id), capabilities: [.viewPeople], requestID: "r")
            #expect(grant == .organization(expected))

            try await RemovePerson(database: house.database)(house.scope, maker, at: house.now)
            let tokens = try await manage.list(house.scope)
            #expect(tokens.first { $0.id == works.id }?.maker == .removed)
            #expect(tokens.first { $0.name == "別の方" }?.maker == .here)
            #expect(
                try await AuthenticateToken(database: house.database)(
                    house.installation, presented: works.secret.exposed, requestID: "r", at: house.now) != nil)
        }
    }

    @Test("Whoever made no token, or none that works, leaves without a word", arguments: Way.allCases)
    func silent(way: Way) async throws {
        try await withHouse(.sqlite) { house in
            let warned = Warned()
            let maker = try await house.add("B200", "人") { $0.role = .administrator }
            let manage = ManageTokens(database: house.database, identifiers: house.identifiers)
            let makers = TenantScope(
                tenant: house.tenant, actor: .person(maker), capabilities: .administrator, requestID: "r")
            let made = try await manage.create(
                makers, name: "停止", capabilities: [.viewPeople], expiresAt: nil, at: house.now, randomness: .system)
            try await manage.revoke(makers, made.id, at: house.now)
            try await leave(maker, way, house, warned.notice)
            #expect(warned.lines == [])
        }
    }
}
