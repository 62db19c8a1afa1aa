import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("API tokens")
struct TokenTests {
    private let randomness = Randomness.seeded(7)

    private func grant(
        _ house: TenantsHouse, _ text: String, after time: Duration = .zero
    ) async throws -> AuthenticateToken.Grant? {
        try await AuthenticateToken(database: house.database)(
            house.installation, presented: text, requestID: "r-9", at: house.now + time)
    }

    @Test("A token gives what it was made for, and its text is stored nowhere", arguments: DatabaseKind.available)
    func create(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let manage = ManageTokens(database: house.database, identifiers: house.identifiers)
            let made = try await manage.create(
                house.scope, name: "人事システム", capabilities: [.viewPeople, .managePeople], expiresAt: nil,
                at: house.now, randomness: randomness)
            let expected = TenantScope(
                tenant: house.tenant, actor: .token(made.id), capabilities: [.viewPeople, .managePeople],
                requestID: "r-9")
            #expect(try await grant(house, made.secret.exposed) == .organization(expected))
            #expect(made.secret.exposed.hasPrefix("anpi_") && "\(made.secret)" == "•••")
            let stored = try await house.database.read(house.scope) { transaction in
                try transaction.values([UInt8].self, "SELECT hash FROM api_token WHERE tenant_id = \(house.tenant)")
            }
            #expect(stored.count == 1 && stored[0].count == 32)
            #expect(!String(decoding: stored[0], as: UTF8.self).contains(made.secret.exposed))
            let listed = try await manage.list(house.scope)
            #expect(listed.map(\.name) == ["人事システム"])
            #expect(listed[0].lastUsedAt == house.now && listed[0].createdBy == "person:\(house.administrator)")
        }
    }

    @Test("Revoked, expired, foreign and made-up tokens give nothing", arguments: DatabaseKind.available)
    func refuse(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let manage = ManageTokens(database: house.database, identifiers: house.identifiers)
            let made = try await manage.create(
                house.scope, name: "短い", capabilities: [.viewResults], expiresAt: house.now + .seconds(60),
                at: house.now, randomness: randomness)
            let text = made.secret.exposed
            #expect(try await grant(house, text, after: .seconds(59)) != nil)
            #expect(try await grant(house, text, after: .seconds(60)) == nil)
            for wrong in ["", "anpi_", String(text.dropLast()), text + "A", "anpj_" + text.dropFirst(5)] {
                #expect(try await grant(house, wrong) == nil)
            }
            let other = try await house.stranger()
            await #expect(throws: NotFound("token")) { try await manage.revoke(other, made.id, at: house.now) }
            try await manage.revoke(house.scope, made.id, at: house.now)
            try await manage.revoke(house.scope, made.id, at: house.now)
            #expect(try await grant(house, text) == nil)
            let events = try await ListAudit(database: house.database)(house.scope).filter {
                $0.action.hasPrefix("token.")
            }
            #expect(events.map(\.action) == ["token.revoked", "token.created"])
        }
    }

    @Test("Nobody gives a token more than they have, or what only a person can do", arguments: DatabaseKind.available)
    func escalation(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let manage = ManageTokens(database: house.database, identifiers: house.identifiers)
            let limited = TenantScope(
                tenant: house.tenant, actor: .person(house.administrator), capabilities: [.manageTokens],
                requestID: "r")
            await #expect(throws: NotAllowed(capability: .broadcast)) {
                _ = try await manage.create(
                    limited, name: "x", capabilities: [.broadcast], expiresAt: nil, at: house.now,
                    randomness: randomness)
            }
            for capabilities in [Set<Capability>(), [.manageTokens], [.managePasswords], [.answerOwn]] {
                let refused = await rules {
                    _ = try await manage.create(
                        house.scope, name: "x", capabilities: capabilities, expiresAt: nil, at: house.now,
                        randomness: randomness)
                }
                #expect(refused == ["capabilities.choice"])
            }
            let past = await rules {
                _ = try await manage.create(
                    house.scope, name: "x", capabilities: [.broadcast], expiresAt: house.now, at: house.now,
                    randomness: randomness)
            }
            #expect(past == ["expires_at.past"])
        }
    }

    @Test("An operator's token belongs to no organization", arguments: DatabaseKind.available)
    func operatorTokens(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let tokens = OperatorTokens(database: house.database, identifiers: house.identifiers)
            let made = try await tokens.create(
                house.installation, name: "気象庁の受信機", expiresAt: nil, by: .installationOperator, requestID: "t",
                at: house.now, randomness: randomness)
            #expect(
                try await grant(house, made.secret.exposed)
                    == .installation(token: made.id, capabilities: [.raiseBulletin]))
            #expect(
                try await ManageTokens(database: house.database, identifiers: house.identifiers).list(house.scope)
                    .isEmpty)
            #expect(try await tokens.list(house.installation).map(\.id) == [made.id])
            try await tokens.revoke(
                house.installation, made.id, by: .installationOperator, requestID: "t", at: house.now)
            #expect(try await grant(house, made.secret.exposed) == nil)
        }
    }
}
