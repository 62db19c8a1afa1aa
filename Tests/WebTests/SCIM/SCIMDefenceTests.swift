import Auth
import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("SCIM: what one token cannot do to others")
struct SCIMDefenceTests {
    private static let satou = """
        {"userName":"sato@x.example","externalId":"e-1","displayName":"佐藤 一",
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"E77"}}
        """

    @Test(
        "Bodies that would take many minutes are refused", .timeLimit(.minutes(15)), arguments: DatabaseKind.available)
    func heavyBodies(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let members = (0..<60_000).map { #""k\#($0)":1"# }.joined(separator: ",")
            let values = Array(repeating: #"{"value":"aa"}"#, count: 50_000).joined(separator: ",")
            let many = (0..<1_000).map { number in
                let few = (0..<40).map { #"{"value":"\#(number)-\#($0)"}"# }.joined(separator: ",")
                return #"{"op":"add","path":"emails","value":[\#(few)]}"#
            }.joined(separator: ",")
            let user = "/Users/\(APIHouse.own.member)"
            for (method, path, body) in [
                (.post, "/Users", "{\"userName\":\"u\",\(members)}"),
                (.post, "/Users", "{\"userName\":\"u\",\"emails\":[\(values)]}"),
                (.patch, user, "{\"Operations\":[{\"op\":\"add\",\"path\":\"emails\",\"value\":[\(values)]}]}"),
                (.patch, user, "{\"Operations\":[{\"op\":\"add\",\"value\":{\"emails\":[\(values)]}}]}"),
                (.patch, user, "{\"Operations\":[\(many)]}"),
            ] as [(HTTPMethod, String, String)] {
                let answer = try await house.scim(method, path, as: token, body)
                #expect(answer.status == 400, "\(path) \(answer.text.prefix(200))")
            }
        }
    }

    @Test("Who is hired with the user name of somebody who left is another person", arguments: DatabaseKind.available)
    func sameName(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let first = try #require(try await house.scim(.post, "/Users", as: token, Self.satou)["id"].string)
            _ = try await house.scim(.delete, "/Users/\(first)", as: token)
            let other = Self.satou.replacing("e-1", with: "e-9").replacing("E77", with: "E90")
            let added = try await house.scim(.post, "/Users", as: token, other)
            #expect(added.status == 201, "\(added.text)")
            let second = try #require(added["id"].string)
            #expect(second != first)
            #expect(added["urn:ietf:params:scim:schemas:extension:anpi:2.0:User"]["loginId"].string == "SATO-2")
            // The one of before comes back under another name.
            _ = try await house.scim(.delete, "/Users/\(second)", as: token)
            let back = Self.satou.replacing("sato@", with: "ichi@")
            #expect(try await house.scim(.post, "/Users", as: token, back)["id"].string == first)
        }
    }

    @Test("Whoever is taken up again gets a first password anew", arguments: DatabaseKind.available)
    func loginsEnd(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let id = APIHouse.own.member
            let session = try await house.bearer(id)
            let name = try await house.scim(.get, "/Users/\(id)", as: token)["userName"].string
            _ = try await house.firstPassword(id)
            _ = try await house.scim(.delete, "/Users/\(id)", as: token)
            let back = try await house.scim(.post, "/Users", as: token, #"{"userName":"\#(name ?? "")"}"#)
            #expect(back["id"].string == "\(id)", "\(back.text)")
            #expect(try await house.call(.get, "/me/profile", as: session).status == 401)
            let left = try await house.database.read(.tenant(APIHouse.own.tenant)) { transaction in
                let tables: [SQL] = ["credential", "session", "passkey", "app_factor", "backup_code", "voice_login"]
                return try tables.map { table in
                    try transaction.value(
                        Int.self,
                        "SELECT COUNT(*) FROM \(table) WHERE tenant_id = \(APIHouse.own.tenant) AND person_id = \(id)")
                }
            }
            #expect(left == [0, 0, 0, 0, 0, 0])
            #expect(house.told.of(id).last == .loginBegunAnew, "where the person was known until then")
        }
    }

    @Test("Nobody of an office is taken up again by a program: it would take all their proofs away (R-117)")
    func office() async throws {
        try await APIHouse.with(.sqlite) { house in
            let token = try await house.program([.provision], of: APIHouse.office)
            let id = APIHouse.office.member
            let name = try await house.scim(.get, "/Users/\(id)", as: token)["userName"].string
            try await house.database.write(.tenant(APIHouse.office.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (\(APIHouse.office.tenant), 4242, 'A000998', '残る 人', 'カナ', 'administrator', 'ja', 'active',
                            0, 0)
                    """)
            }
            let removed = try await house.scim(.delete, "/Users/\(id)", as: token)
            #expect(removed.status == 204, "\(removed.text)")
            let back = try await house.scim(.post, "/Users", as: token, #"{"userName":"\#(name ?? "")"}"#)
            #expect(back.status == 409 && back["detail"].string?.contains("事務所") == true, "\(back.text)")
            #expect(!house.told.of(id).contains(.loginBegunAnew))
        }
    }

    @Test(
        "A token that asks too often is told when to ask again, and no other one is", arguments: [DatabaseKind.sqlite])
    func tooMany(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let other = try await house.program([.provision])
            for _ in 0..<300 {
                #expect(try await house.scim(.get, "/ServiceProviderConfig", as: token).status == 200)
            }
            let refused = try await house.scim(.get, "/ServiceProviderConfig", as: token)
            #expect(refused.status == 429)
            #expect(refused.headers["Retry-After"] == "1")
            #expect(refused["schemas"][0].string == "urn:ietf:params:scim:api:messages:2.0:Error")
            #expect(refused["status"].string == "429")
            #expect(try await house.scim(.get, "/ServiceProviderConfig", as: other).status == 200)
            // What is no directory has a limit of its own.
            #expect(try await house.call(.get, "/people", as: token).status == 403)
            house.clock.advance(by: .seconds(1))
            #expect(try await house.scim(.get, "/ServiceProviderConfig", as: token).status == 200)
        }
    }

    @Test(
        "A number that cannot be called here keeps nobody out, and is never called", arguments: DatabaseKind.available)
    func foreignNumbers(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let numbers = ["tel:+1-201-555-0123", "1234", "090-1234-5678", "110"]
            let list = numbers.prefix(3).map { #"{"value":"\#($0)","type":"work"}"# }.joined(separator: ",")
            let body = #"{"userName":"joe@x.example","phoneNumbers":[\#(list)]}"#
            let added = try await house.scim(.post, "/Users", as: token, body)
            #expect(added.status == 201, "\(added.text)")
            #expect(added["phoneNumbers"].list.map { $0["value"].string } == numbers.prefix(3).map { $0 })
            let id = try #require(added["id"].string.flatMap { PersonID($0) })
            let phones = try await house.database.read(.tenant(APIHouse.own.tenant)) { transaction in
                try transaction.values(
                    String.self,
                    """
                    SELECT value FROM contact
                    WHERE tenant_id = \(APIHouse.own.tenant) AND person_id = \(id) AND kind = 'phone'
                    """)
            }
            #expect(phones == ["09012345678"])
        }
    }

    @Test(
        "A replaced user of whom nothing is said of being active stays what they are", arguments: DatabaseKind.available
    )
    func silentActive(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let added = try await house.scim(.post, "/Users", as: token, #"{"userName":"joe","active":false}"#)
            let id = try #require(added["id"].string)
            for (body, isActive) in [
                (#"{"userName":"joe","displayName":"J"}"#, false),
                (#"{"userName":"joe","displayName":"J","active":true}"#, true),
                (#"{"userName":"joe","displayName":"K"}"#, true),
            ] {
                let put = try await house.scim(.put, "/Users/\(id)", as: token, body)
                #expect(put["active"].bool == isActive, "\(put.text)")
            }
        }
    }

    @Test("A department that is there is not added again, by identifier or by name", arguments: DatabaseKind.available)
    func sameDepartment(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let body = #"{"displayName":"営業部","externalId":"g-1"}"#
            let id = try #require(try await house.scim(.post, "/Groups", as: token, body)["id"].string)
            let again = try await house.scim(.post, "/Groups", as: token, body)
            #expect(again.status == 409 && again["scimType"].string == "uniqueness")
            #expect(again["detail"].string?.contains("/Groups/\(id)") == true)
            // Two of one name are two where the directory tells them apart.
            let other = body.replacing("g-1", with: "g-2")
            #expect(try await house.scim(.post, "/Groups", as: token, other).status == 201)
            let byFile = try await EditCodeList(
                .departments, database: house.database, identifiers: house.services.identifiers
            ).add(house.scope(APIHouse.own), code: "S1", name: "総務部", at: house.clock.now)
            let named = try await house.scim(.post, "/Groups", as: token, #"{"displayName":"総務部","externalId":"g-3"}"#)
            #expect(named.status == 409 && named["detail"].string?.contains("/Groups/\(byFile)") == true)
        }
    }

    @Test("A filter has an end", arguments: [DatabaseKind.sqlite])
    func longFilters(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            func filter(_ count: Int) -> String {
                let parts = (0..<count).map { #"userName co "x\#($0)""# }
                let groups = stride(from: 0, to: count, by: 10).map { start in
                    "(" + parts[start..<min(start + 10, count)].joined(separator: " and ") + ")"
                }
                let text = groups.joined(separator: " or ").replacing("\"", with: "\\\"")
                return "{\"filter\":\"\(text)\"}"
            }
            #expect(try await house.scim(.post, "/Users/.search", as: token, filter(50)).status == 200)
            let refused = try await house.scim(.post, "/Users/.search", as: token, filter(51))
            #expect(refused.status == 400 && refused["scimType"].string == "invalidFilter")
        }
    }

    @Test("Requests come back at the pace of the limit, and never more than it at once")
    func pace() throws {
        let limit = TokenLimit(RateLimit(count: 10, in: .seconds(5)))
        let start = Instant(milliseconds: 1_000_000)
        for _ in 0..<10 { #expect(limit.take("a", now: start) == nil) }
        #expect(limit.take("a", now: start) == .milliseconds(500))
        #expect(limit.take("b", now: start) == nil)
        #expect(limit.take("a", now: start + .milliseconds(499)) == .milliseconds(1))
        #expect(limit.take("a", now: start + .milliseconds(500)) == nil)
        // A clock that is set back gives nothing.
        #expect(limit.take("a", now: start) != nil)
        for _ in 0..<10 { #expect(limit.take("a", now: start + .seconds(900)) == nil) }
        #expect(limit.take("a", now: start + .seconds(900)) != nil)
        #expect(TokenLimit(nil).take("a", now: start) == nil)
    }
}
