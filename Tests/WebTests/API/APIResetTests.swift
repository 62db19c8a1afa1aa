import Auth
import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: resets and other providers")
struct APIResetTests {
    /// Somebody who is signed in and knows their password.
    private func knowing(
        _ house: APIHouse, _ person: PersonID, of organization: APIHouse.Organization
    ) async throws -> String {
        let hash = try await house.services.auth.parts.hasher.hash(PasswordText(APIHouse.password))
        let (tenant, now) = (organization.tenant, house.clock.now)
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO credential (tenant_id, person_id, state, hash, consecutive_failures, changed_at)
                VALUES (\(tenant), \(person), 'own', \(hash), 0, \(now))
                """)
        }
        return try await house.bearer(person, of: organization)
    }

    private let asked = #"{"password":"\#(APIHouse.password)","reason":"new phone"}"#

    @Test("An office lets a client's person in once, and clears the factors (R-004)")
    func client() async throws {
        try await APIHouse.with(.sqlite) { house in
            let own = APIHouse.own
            let staff = try await knowing(house, APIHouse.office.member, of: APIHouse.office)
            let person = "/office/clients/\(own.tenant)/people/\(own.member)"
            #expect(
                try await house.call(.post, person + "/login-bypass", as: staff, asked)["code"].string == "hasNoFactor")
            try await house.database.write(.tenant(own.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)
                    VALUES (\(own.tenant), \(own.member), \([1, 2, 3] as [UInt8]), 0, 0)
                    """)
            }
            let made = try await house.call(.post, person + "/login-bypass", as: staff, asked)
            #expect(made.status == 201 && made["code"].string?.count == 19)
            #expect(made["validUntil"].number != nil)
            let wrong = try await house.call(
                .post, person + "/factor-reset", as: staff, #"{"password":"x","reason":"new phone"}"#)
            #expect(wrong.refusals == ["password:mismatch"])
            #expect(try await house.call(.post, person + "/factor-reset", as: staff, asked).status == 204)
            let administrator = try await house.bearer(own.administrator)
            #expect(try await house.call(.post, person + "/factor-reset", as: administrator, asked).status == 403)
        }
    }

    @Test("Of an office, one colleague proposes and another one confirms (R-117)")
    func colleagues() async throws {
        try await APIHouse.with(.sqlite) { house in
            let office = APIHouse.office
            try await house.database.write(.tenant(office.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (\(office.tenant), 43, 'A000043', '宮下 由美', 'カナ', 'member', 'ja', 'active', 0, 0)
                    """)
            }
            let first = try await knowing(house, office.administrator, of: office)
            let second = try await knowing(house, office.member, of: office)
            let alone = try await house.call(.post, "/people/43/factor-reset", as: first, asked)
            #expect(alone.status == 409 && alone["code"].string == "needsColleague")
            let path = "/office/colleagues/43/factor-reset"
            #expect(try await house.call(.post, path, as: first, asked).status == 204)
            #expect(try await house.call(.post, path, as: second, asked)["code"].string == "alreadyProposed")
            let items = try await house.call(.get, "/office/colleagues", as: second)["items"]
            #expect(items.list.map { $0["proposal"]["reason"].string } == [nil, "new phone"])
            let word = #"{"password":"\#(APIHouse.password)"}"#
            #expect(
                try await house.call(.post, path + "/confirmation", as: first, word)["code"].string == "notProposed")
            #expect(try await house.call(.post, path + "/confirmation", as: second, word).status == 204)
        }
    }

    @Test("A program's token changes settings, but none of logins, and is told so")
    func programs() async throws {
        try await APIHouse.with(.sqlite) { house in
            let program = try await house.program([.manageSettings])
            let refused = try await house.call(
                .patch, "/settings", as: program, #"{"voiceRetries":3,"weakPasswordsForbidden":true}"#)
            #expect(refused.status == 403 && refused.code == "notForPrograms", "\(refused.text)")
            #expect(refused.text.contains("API token") || refused.text.contains("APIトークン"))
            #expect(try await house.call(.patch, "/settings", as: program, #"{"voiceRetries":3}"#).status == 200)
            let administrator = try await house.bearer(APIHouse.own.administrator)
            let done = try await house.call(
                .patch, "/settings", as: administrator, #"{"weakPasswordsForbidden":true}"#)
            #expect(done.status == 200)
        }
    }

    @Test("Who takes which provider's logins is told to administrators, and trips that nobody began are none (R-038)")
    func providers() async throws {
        try await APIHouse.with(.sqlite) { house in
            let administrator = try await house.bearer(APIHouse.own.administrator)
            let member = try await house.bearer(APIHouse.own.member, isProved: false)
            #expect(try await house.call(.get, "/openid-provider", as: administrator)["issuer"].isNull)
            #expect(try await house.call(.get, "/openid-provider", as: member).status == 403)
            let own = try await house.call(.get, "/external-login", as: member)
            #expect(own.status == 200 && own["offered"].isNull && own["linked"].isNull)
            #expect(try await house.call(.delete, "/external-login", as: member)["code"].string == "proofNeeded")
            let other = #"{"secret":"issued-anew"}"#
            #expect(try await house.call(.put, "/openid-provider/secret", as: administrator, other).status == 404)
            let program = try await house.program([.manageSettings])
            #expect(try await house.call(.put, "/openid-provider/secret", as: program, other).status == 403)
            let unknown = try await house.call(.post, "/session/external", as: nil, #"{"organization":"seikai"}"#)
            #expect(unknown.status == 422 && unknown["code"].string == "externalRefused")
            let nowhere = try await house.call(.post, "/session/external", as: nil, #"{"organization":"nowhere"}"#)
            #expect(nowhere.bytes == unknown.bytes)
            let state = String(repeating: "x", count: 43)
            let back = #"{"tripToken":"11~\#(state)","state":"\#(state)","code":"c"}"#
            for path in ["/session/external/return", "/session/external/link"] {
                let body =
                    path.hasSuffix("link")
                    ? #"{"linkToken":"11~\#(state)","organization":"seikai","loginId":"B002417","password":"x"}"# : back
                let answer = try await house.call(.post, path, as: nil, body)
                #expect(answer["code"].string == "externalRefused", "\(path)")
            }
        }
    }
}
