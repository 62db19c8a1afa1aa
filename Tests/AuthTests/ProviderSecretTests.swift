import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("The secret at another provider")
struct ProviderSecretTests {
    @Test(
        "An administrator with a fresh proof changes the secret at the provider: sealed, told to all of them, read by nobody (R-038)",
        arguments: DatabaseKind.available)
    func secret(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let world = try await OpenIDWorld.open(database)
            let guarded = world.guarded
            let parts = guarded.house.parts
            func change(_ secret: String, _ session: Session) async throws {
                try await OpenIDProvider.changeSecret(
                    to: Secret(secret), by: session, parts, now: guarded.now, randomness: .system)
            }
            func stored() async throws -> String? {
                try await database.read(.tenant(GuardedHouse.tenant)) { transaction in
                    try OpenIDProvider.find(
                        GuardedHouse.tenant, sealer: parts.sealer, in: transaction)?.clientSecret?.exposed
                }
            }
            let administrator = try await guarded.session("B000001")
            let member = try await guarded.session()
            _ = guarded.mails.take()
            try await change(" planted-secret ", administrator)
            #expect(try await stored() == "planted-secret")
            #expect(guarded.mails.take() == [Mail(GuardedHouse.administrator, .providerSecretChanged)])
            #expect(try await guarded.house.audited("openID.provider") == ["set", "secret"])
            let sealed = try await database.read(.tenant(GuardedHouse.tenant)) {
                try $0.value([UInt8].self, "SELECT client_secret FROM open_id_provider")
            }
            let plain = Array("planted-secret".utf8)
            #expect(sealed?.count ?? 0 > plain.count && sealed?.starts(with: plain) == false)
            for bad in ["", "秘密", "a\nb", String(repeating: "x", count: 501)] {
                await #expect(throws: InvalidInput.self) { try await change(bad, administrator) }
            }
            await #expect(throws: NotAllowed(capability: .manageSettings)) { try await change("other", member) }
            guarded.house.clock.advance(by: .seconds(601))
            await #expect(throws: ProofNeeded.self) { try await change("other", administrator) }
            let fresh = try await guarded.session("B000001")
            #expect(try await stored() == "planted-secret")
            // Only for a provider that the operator set up.
            try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                _ = try transaction.execute("DELETE FROM open_id_provider")
            }
            await #expect(throws: NotFound("provider")) { try await change("other", fresh) }
        }
    }
}
