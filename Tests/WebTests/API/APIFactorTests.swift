import Auth
import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: one's own factors")
struct APIFactorTests {
    /// Somebody with an address, a number and a passkey, who showed one of them just now; returns their token.
    private static func settle(_ house: APIHouse) async throws -> (bearer: String, passkey: String) {
        let own = APIHouse.own
        let passkey = try #require(try await house.belongings(of: own)["passkey"])
        let bearer = try await house.bearer(own.member)
        let now = house.clock.now
        try await house.database.write(.tenant(own.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                VALUES (\(own.tenant), 0, 1, 1, 'answer')
                """)
            for (kind, target) in [("mail", "k@example.jp"), ("phone", "+819011112234")] {
                try transaction.execute(
                    """
                    INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                    VALUES (\(own.tenant), \(own.member), \(kind), \(target), 0)
                    """)
            }
            try transaction.execute(
                "UPDATE session SET proved_at = \(now), factor = 'mail' WHERE tenant_id = \(own.tenant)")
        }
        return (bearer, passkey)
    }

    private static func set(_ house: APIHouse, _ bearer: String) async throws -> [String] {
        try await house.call(.get, "/factors", as: bearer)["items"].list
            .filter { $0["isSet"].bool == true }.compactMap { $0["kind"].string }
    }

    @Test("Mail, phone and passkey are removed one by one, the last one too, and nothing twice (R-102, R-103, R-118)")
    func removal() async throws {
        try await APIHouse.with(.sqlite) { house in
            let (bearer, passkey) = try await Self.settle(house)
            #expect(try await Self.set(house, bearer) == ["mail", "phone", "passkey"])
            let listed = try await house.call(.get, "/factors/passkeys", as: bearer)
            #expect(listed["items"][0]["name"].string == "iPhone" && listed["items"][0]["id"].string == passkey)
            let other = try await house.bearer(APIHouse.own.member)
            let left = [
                ("/factors/mail", ["phone", "passkey"]), ("/factors/phone", ["passkey"]),
                ("/factors/passkeys/\(passkey)", []),
            ]
            for (path, rest) in left {
                #expect(try await house.call(.delete, path, as: bearer).status == 204, "\(path)")
                #expect(try await house.call(.delete, path, as: bearer).status == 404, "\(path)")
                #expect(try await Self.set(house, bearer) == rest)
                #expect(try await house.call(.get, "/session", as: other).status == 401, "other sessions end")
            }
            let removed = try await house.database.read(.tenant(APIHouse.own.tenant)) {
                try $0.values(String.self, "SELECT reason FROM audit WHERE action = 'factor.removed' ORDER BY seq")
            }
            #expect(removed == ["mail", "phone", "passkey"])
        }
    }

    @Test("A code that a program asks for comes in the language that it names, or else in the person's own (R-045)")
    func language() async throws {
        for (header, language) in [
            ("en", Language.english), ("fr, EN-gb;q=0.8", .english), ("ja,en", .japanese), ("fr", nil), (nil, nil),
        ] {
            try await APIHouse.with(.sqlite) { house in
                let (bearer, _) = try await Self.settle(house)
                let sent = try await house.call(
                    .post, "/factors/mail", as: bearer, #"{"address":"own@example.jp"}"#,
                    headers: header.map { [("Accept-Language", $0)] } ?? [])
                #expect(sent.status == 200 && house.sentCodes.last != nil)
                #expect(house.sentCodes.language == language, "\(header ?? "nothing")")
            }
        }
    }

    @Test("Without a recent proof nothing is removed, nor by another person")
    func refused() async throws {
        try await APIHouse.with(.sqlite) { house in
            let (bearer, passkey) = try await Self.settle(house)
            house.clock.advance(by: .seconds(600))
            for path in ["/factors/mail", "/factors/phone", "/factors/passkeys/\(passkey)"] {
                #expect(try await house.call(.delete, path, as: bearer).code == "proofNeeded", "\(path)")
            }
            for path in ["/factors/reset", "/backup-codes"] {
                let asked = try await house.call(.post, path, as: bearer, #"{"password":"\#(APIHouse.password)"}"#)
                #expect(asked.status == 403 && asked.code == "proofNeeded", "\(path)")
            }
            let colleague = try await house.bearer(APIHouse.own.administrator, factor: "app")
            #expect(try await house.call(.delete, "/factors/passkeys/\(passkey)", as: colleague).status == 404)
            #expect(try await Self.set(house, bearer) == ["mail", "phone", "passkey"])
        }
    }

    @Test("A passkey's options are the browser's, and a wrong answer is refused and counted")
    func options() async throws {
        try await APIHouse.with(.sqlite) { house in
            let (bearer, _) = try await Self.settle(house)
            let made = try await house.call(.post, "/factors/passkeys/options", as: bearer)
            #expect(made["purpose"].string == "set" && made["options"]["rp"]["id"].string == "localhost")
            #expect(made["options"]["challenge"].string?.count == 43)
            #expect(made["options"]["excludeCredentials"].list.count == 1)
            let shown = try await house.call(.post, "/session/proof/passkey", as: bearer)
            #expect(shown["purpose"].string == "show" && shown["options"]["allowCredentials"].list.count == 1)
            let bad = try await house.call(
                .post, "/factors/passkeys", as: bearer, #"{"clientData":"e30","attestation":"oA"}"#)
            #expect(bad.code == "passkeyRefused")
            let unknown =
                #"{"pendingToken":"11~x","credential":"AA","clientData":"e30","authenticatorData":"AA","signature":"AA"}"#
            #expect(try await house.call(.post, "/session/passkey", unknown).code == "loginOver")
        }
    }
}
