import Database
import Domain
import HTTPServer
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

extension APIHouse {
    /// Calls the directory's side.
    func scim(
        _ method: HTTPMethod, _ path: String, as bearer: String?, _ body: String? = nil,
        headers: [(String, String)] = []
    ) async throws -> APIAnswer {
        var fields = headers
        if let bearer { fields.append(("Authorization", "Bearer \(bearer)")) }
        if body != nil { fields.append(("Content-Type", "application/scim+json")) }
        let request = try HTTPRequest(
            method, "/scim/v2" + path, headers: HTTPHeaders(fields), body: Array((body ?? "").utf8))
        return try APIAnswer(await site.respond(to: request))
    }

    /// The contacts of a person as the engine would use them: value and order.
    fileprivate func contacts(_ person: PersonID) async throws -> [String] {
        try await database.read(.tenant(Self.own.tenant)) { transaction in
            let found = try SendingContacts.load(of: [person], in: Self.own.tenant, transaction)[person]
            return ((found?.mails ?? []) + (found?.phones ?? [])).map {
                "\($0.position):\($0.value):\($0.order?.rawValue ?? 0)"
            }
        }
    }

    fileprivate func person(_ id: PersonID) async throws -> Person {
        try await ListPeople(database: database).person(scope(Self.own), id)
    }
}

@Suite("SCIM: users")
struct SCIMUserTests {
    private static let tanaka = """
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"taro.tanaka@x.example","externalId":"e-1",
         "name":{"familyName":"田中","givenName":"太郎"},"active":true,"preferredLanguage":"en-US",
         "emails":[{"value":"home@x.example","type":"home"},{"value":"work@x.example","type":"work","primary":true}],
         "phoneNumbers":[{"value":"+81 90-1234-5678","type":"mobile"},{"value":"03-0000-1111","type":"fax"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"e77","department":"総務部"},
         "urn:ietf:params:scim:schemas:extension:anpi:2.0:User":{"nameKana":"たなか　たろう"}}
        """

    @Test("A user is added with everything, read, found, changed and deleted", arguments: DatabaseKind.available)
    func life(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let added = try await house.scim(.post, "/Users", as: token, Self.tanaka)
            #expect(added.status == 201, "\(added.text)")
            #expect(added.headers["Content-Type"] == "application/scim+json")
            let id = try #require(added["id"].string.flatMap { PersonID($0) })
            #expect(added.headers["Location"] == "http://localhost/scim/v2/Users/\(id)")
            #expect(added["meta"]["version"].string == added.headers["ETag"])
            let person = try await house.person(id).details
            #expect(person.loginID.description == "TARO.TANAKA")
            #expect(person.name.description == "田中 太郎")
            #expect(person.kana.description == "タナカ　タロウ")
            #expect(person.employeeCode.description == "E77")
            #expect(person.language == .english)
            #expect(person.role == .member)
            #expect(
                try await house.contacts(id) == ["1:work@x.example:1", "2:home@x.example:1", "1:09012345678:2"])
            let read = try await house.scim(.get, "/Users/\(id)", as: token)
            #expect(read.bytes == added.bytes)
            #expect(read["phoneNumbers"][0]["value"].string == "+81 90-1234-5678")
            #expect(read["phoneNumbers"][1]["type"].string == "fax")
            #expect(read["groups"][0]["display"].string == "総務部")
            #expect(read["urn:ietf:params:scim:schemas:extension:anpi:2.0:User"]["loginId"].string == "TARO.TANAKA")
            let known = [("If-None-Match", added.headers["ETag"] ?? "")]
            #expect(try await house.scim(.get, "/Users/\(id)", as: token, headers: known).status == 304)

            let again = try await house.scim(.post, "/Users", as: token, Self.tanaka)
            #expect(again.status == 409)
            #expect(again["scimType"].string == "uniqueness")
            #expect(again["status"].string == "409")

            #expect(try await house.scim(.delete, "/Users/\(id)", as: token).status == 204)
            #expect(try await house.scim(.get, "/Users/\(id)", as: token).status == 404)
            let left = try await house.person(id).details
            #expect(left.employment == .left)
            #expect(left.removeAt != nil)
        }
    }

    @Test("Whom the directory deleted and adds again is taken up with the old data", arguments: DatabaseKind.available)
    func rejoiners(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let first = try await house.scim(.post, "/Users", as: token, Self.tanaka)["id"].string
            let id = try #require(first.flatMap { PersonID($0) })
            _ = try await house.scim(.delete, "/Users/\(id)", as: token)
            #expect(try await house.scim(.get, "/Users", as: token)["totalResults"].number == 2)
            let back = try await house.scim(
                .post, "/Users", as: token, #"{"userName":"Taro.Tanaka@x.example","active":true}"#)
            #expect(back.status == 201, "\(back.text)")
            #expect(back["id"].string == "\(id)")
            let details = try await house.person(id).details
            #expect(details.employment == .active)
            #expect(details.leftAt == nil && details.removeAt == nil)
            #expect(details.name.description == "田中 太郎")
        }
    }

    @Test("active decides who has left; an administrator who comes back is none", arguments: DatabaseKind.available)
    func active(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let id = APIHouse.own.member
            func set(_ active: String) async throws -> APIAnswer {
                try await house.scim(
                    .patch, "/Users/\(id)", as: token,
                    #"{"Operations":[{"op":"Replace","path":"active","value":\#(active)}]}"#)
            }
            #expect(try await set(#""False""#)["active"].bool == false)
            #expect(try await house.person(id).details.employment == .left)
            #expect(try await set("true")["active"].bool == true)
            #expect(try await house.person(id).details.employment == .active)
            let refused = try await house.scim(
                .patch, "/Users/\(APIHouse.own.administrator)", as: token,
                #"{"Operations":[{"op":"replace","value":{"active":false}}]}"#)
            #expect(refused.status == 400)
            #expect(refused["scimType"].string == "invalidValue")
            try await house.database.write(.tenant(APIHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE person SET role = 'administrator'
                    WHERE tenant_id = \(APIHouse.own.tenant) AND id = \(id)
                    """)
            }
            _ = try await set("false")
            _ = try await set("true")
            #expect(try await house.person(id).details.role == .member)
        }
    }

    @Test(
        "Contacts that people entered themselves stay; the directory's own are taken back",
        arguments: DatabaseKind.available)
    func contacts(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let added = try await house.scim(
                .post, "/Users", as: token, #"{"userName":"S1","emails":[{"value":"old@x.example"}]}"#)
            let id = try #require(added["id"].string.flatMap { PersonID($0) })
            try await house.database.write(.tenant(APIHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at)
                    VALUES (\(APIHouse.own.tenant), \(id), 'mail', 2, 'own@y.example', 1, 0)
                    """)
            }
            let put = try await house.scim(
                .put, "/Users/\(id)", as: token,
                #"{"userName":"S1","displayName":"鈴木","emails":[{"value":"new@x.example"}]}"#)
            #expect(put.status == 200, "\(put.text)")
            #expect(try await house.contacts(id) == ["1:new@x.example:1", "2:own@y.example:1"])
            #expect(put["emails"].list.map { $0["value"].string } == ["new@x.example"])
            let audit = try await ListAudit(database: house.database)(house.scope(APIHouse.own))
            let row = try #require(audit.first { $0.action == "profile.directoryChanged" })
            #expect(row.reason == "mail1:o•••@x.example>n•••@x.example")
        }
    }

    @Test("A change of something that has become another one is refused", arguments: DatabaseKind.available)
    func versions(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let path = "/Users/\(APIHouse.own.member)"
            let old = try await house.scim(.get, path, as: token).headers["ETag"] ?? ""
            let body = #"{"Operations":[{"op":"replace","path":"displayName","value":"山田 葉子"}]}"#
            let done = try await house.scim(.patch, path, as: token, body, headers: [("If-Match", "W/\(old)")])
            #expect(done.status == 200)
            #expect(done.headers["ETag"] != old)
            for method in [HTTPMethod.patch, .put, .delete] {
                let sent = method == .put ? #"{"userName":"x"}"# : method == .patch ? body : nil
                let late = try await house.scim(method, path, as: token, sent, headers: [("If-Match", old)])
                #expect(late.status == 412)
            }
            #expect(try await house.person(APIHouse.own.member).details.employment == .active)
        }
    }

    @Test(
        "Filters find exactly whom they name", arguments: DatabaseKind.available,
        [
            (#"userName eq "TARO.tanaka@x.example""#, ["taro.tanaka@x.example"]),
            (#"userName eq "b002417""#, ["B002417"]),
            (#"externalId eq "e-1""#, ["taro.tanaka@x.example"]),
            (#"externalId eq "E-1""#, []),
            (#"emails.value eq "WORK@x.example""#, ["taro.tanaka@x.example"]),
            (#"emails[value eq "work@x.example"]"#, ["taro.tanaka@x.example"]),
            (#"phoneNumbers.value eq "090-1234-5678""#, ["taro.tanaka@x.example"]),
            (#"employeeNumber eq "e77""#, ["taro.tanaka@x.example"]),
            (#"displayName co "田 花""#, ["B000031", "B002417"]),
            (#"displayName sw "田中" and active eq true"#, ["taro.tanaka@x.example"]),
            (#"active eq false"#, []),
            (#"externalId pr"#, ["taro.tanaka@x.example"]),
            (#"not (externalId pr)"#, ["B000031", "B002417"]),
            (#"userName eq "b000031" or externalId eq "e-1""#, ["B000031", "taro.tanaka@x.example"]),
            (#"userName ne "b000031""#, ["B002417", "taro.tanaka@x.example"]),
            (#"userName co "%""#, []),
            (#"meta.lastModified gt "2000-01-01T00:00:00Z""#, ["taro.tanaka@x.example"]),
            (#"id eq "22""#, ["B002417"]),
            (#"id eq "x""#, []),
        ])
    func filters(_ kind: DatabaseKind, _ sample: (String, [String])) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            _ = try await house.scim(.post, "/Users", as: token, Self.tanaka)
            let found = try await house.scim(
                .get, "/Users?filter=\(PercentCoding.encode(sample.0))", as: token)
            #expect(found.status == 200, "\(found.text)")
            #expect(found["Resources"].list.compactMap { $0["userName"].string } == sample.1)
            #expect(found["totalResults"].number == sample.1.count)
        }
    }

    @Test("Lists have pages, and only what is asked for; a search says the same", arguments: DatabaseKind.available)
    func pages(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            for number in 1...4 { _ = try await house.scim(.post, "/Users", as: token, #"{"userName":"u\#(number)"}"#) }
            let page = try await house.scim(.get, "/Users?startIndex=3&count=2&attributes=userName", as: token)
            #expect(page["totalResults"].number == 6)
            #expect(page["startIndex"].number == 3)
            #expect(page["itemsPerPage"].number == 2)
            #expect(page["Resources"][0].names == ["schemas", "id", "userName"])
            let search = try await house.scim(
                .post, "/Users/.search", as: token, #"{"startIndex":3,"count":2,"attributes":["userName"]}"#)
            #expect(search.bytes == page.bytes)
            #expect(try await house.scim(.get, "/Users?count=0", as: token)["Resources"].list.isEmpty)
            for wrong in ["/Users?filter=x", "/Users?filter=\(PercentCoding.encode(#"title eq "x""#))"] {
                let refused = try await house.scim(.get, wrong, as: token)
                #expect(refused.status == 400)
                #expect(refused["scimType"].string == "invalidFilter")
            }
        }
    }

    @Test("A department is kept where the directory says nothing of it", arguments: DatabaseKind.available)
    func departments(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let added = try await house.scim(.post, "/Users", as: token, Self.tanaka)
            let id = try #require(added["id"].string.flatMap { PersonID($0) })
            let made = try await house.scim(
                .post, "/Groups", as: token,
                #"{"displayName":"営業部","externalId":"g-1","members":[{"value":"\#(id)"},{"value":"\#(APIHouse.own.member)"}]}"#
            )
            #expect(made.status == 201, "\(made.text)")
            let group = try #require(made["id"].string)
            #expect(made["members"].list.compactMap { $0["value"].string } == ["22", "\(id)"])
            #expect(try await house.scim(.get, "/Users/\(id)", as: token)["groups"][0]["display"].string == "営業部")
            let put = try await house.scim(.put, "/Users/22", as: token, #"{"userName":"B002417"}"#)
            #expect(put["groups"][0]["value"].string == group)
            func patch(_ operation: String) async throws -> APIAnswer {
                try await house.scim(.patch, "/Groups/\(group)", as: token, #"{"Operations":[\#(operation)]}"#)
            }
            let out = try await patch(#"{"op":"remove","path":"members[value eq \"22\"]"}"#)
            #expect(out["members"].list.compactMap { $0["value"].string } == ["\(id)"])
            let renamed = try await patch(#"{"op":"replace","value":{"displayName":"営業本部","externalId":"g-2"}}"#)
            #expect(renamed["displayName"].string == "営業本部")
            #expect(renamed["externalId"].string == "g-2")
            let unknown = try await patch(#"{"op":"add","path":"members","value":[{"value":"32"}]}"#)
            #expect(unknown.status == 400)
            #expect(unknown["scimType"].string == "invalidValue")
            let found = try await house.scim(
                .get, "/Groups?excludedAttributes=members&filter=\(PercentCoding.encode(#"displayName eq "営業本部""#))",
                as: token)
            #expect(found["totalResults"].number == 1)
            #expect(found["Resources"][0]["members"].isNull)
            let rows = try await ListAudit(database: house.database)(house.scope(APIHouse.own))
            #expect(rows.filter { $0.action == "person.changed" && $0.reason.hasPrefix("department:") }.count == 3)
            #expect(try await house.scim(.delete, "/Groups/\(group)", as: token).status == 204)
            #expect(try await house.scim(.get, "/Groups/\(group)", as: token).status == 404)
            #expect(try await house.person(id).details.department == nil)
        }
    }

    @Test(
        "What belongs to another organization does not exist, and no other token may come in",
        arguments: DatabaseKind.available)
    func strangers(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let theirs = try await house.program([.provision], of: APIHouse.other)
            let group = try #require(
                try await house.scim(.post, "/Groups", as: theirs, #"{"displayName":"G"}"#)["id"].string)
            for path in ["/Users/\(APIHouse.other.member)", "/Groups/\(group)"] {
                #expect(try await house.scim(.get, path, as: token).status == 404)
                #expect(try await house.scim(.delete, path, as: token).status == 404)
                let put = #"{"userName":"x","displayName":"x"}"#
                #expect(try await house.scim(.put, path, as: token, put).status == 404)
                let patch = #"{"Operations":[{"op":"replace","path":"displayName","value":"x"}]}"#
                #expect(try await house.scim(.patch, path, as: token, patch).status == 404)
                #expect(try await house.scim(.get, path, as: theirs).status == 200)
            }
            #expect(try await house.scim(.get, "/Groups", as: token)["totalResults"].number == 0)
            let other = try await house.program([.viewPeople, .managePeople])
            for path in ["/Users", "/Groups", "/Schemas", "/ServiceProviderConfig", "/ResourceTypes"] {
                let refused = try await house.scim(.get, path, as: other)
                #expect(refused.status == 403)
                #expect(refused["schemas"][0].string == "urn:ietf:params:scim:api:messages:2.0:Error")
                #expect(try await house.scim(.get, path, as: nil).status == 401)
            }
            #expect(try await house.call(.get, "/people", as: token).status == 403)
            #expect(try await house.call(.get, "/people.csv", as: token).status == 403)
        }
    }

    @Test("No password is taken, and nothing of a refused user is kept", arguments: DatabaseKind.available)
    func refusals(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            for (body, word) in [
                (#"{"userName":"u","password":"hidden"}"#, "invalidValue"),
                (#"{"displayName":"u"}"#, "invalidValue"),
                (#"{"userName":"u","emails":[{"value":"nowhere"}]}"#, "invalidValue"),
                (
                    #"{"userName":"u","emails":[{"value":"a@x.example","primary":true},{"value":"b@x.example","primary":true}]}"#,
                    "invalidValue"
                ),
                (
                    #"{"userName":"u","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"新しい部門","employeeNumber":"番号"}}"#,
                    "invalidValue"
                ),
                (#"["u"]"#, "invalidSyntax"),
            ] {
                let refused = try await house.scim(.post, "/Users", as: token, body)
                #expect(refused.status == 400, "\(body) \(refused.text)")
                #expect(refused["scimType"].string == word)
                #expect(!refused.text.contains("hidden"))
            }
            #expect(try await house.scim(.get, "/Users", as: token)["totalResults"].number == 2)
            #expect(try await house.scim(.get, "/Groups", as: token)["totalResults"].number == 0)
            for (method, path) in [(HTTPMethod.post, "/Bulk"), (.get, "/Me"), (.post, "/.search")] {
                #expect(try await house.scim(method, path, as: token, method == .post ? "{}" : nil).status == 501)
            }
            #expect(try await house.scim(.put, "/Users", as: token, "{}").status == 405)
            #expect(
                try await house.scim(.get, "/Nowhere", as: token).headers["Content-Type"] == "application/scim+json")
        }
    }

    @Test(
        "Two people of one local name get two login IDs; a known number is not added twice",
        arguments: DatabaseKind.available)
    func names(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            var logins: [String?] = []
            for name in ["sato@x.example", "sato@y.example", "abe@x.example", "佐藤@x.example"] {
                let added = try await house.scim(.post, "/Users", as: token, #"{"userName":"\#(name)"}"#)
                logins.append(added["urn:ietf:params:scim:schemas:extension:anpi:2.0:User"]["loginId"].string)
            }
            #expect(logins == ["SATO", "SATO-2", "B-ABE", "--"])
            try await house.database.write(.tenant(APIHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE person SET employee_code = 'E9'
                    WHERE tenant_id = \(APIHouse.own.tenant) AND id = \(APIHouse.own.member)
                    """)
            }
            let known = try await house.scim(
                .post, "/Users", as: token,
                #"{"userName":"y@x.example","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"e9"}}"#
            )
            #expect(known.status == 409)
            #expect(known["detail"].string?.contains("/Users/22") == true)
        }
    }

    @Test("The documents of schemas say what is there, and that nothing is sorted", arguments: DatabaseKind.available)
    func discovery(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await house.program([.provision])
            let configuration = try await house.scim(.get, "/ServiceProviderConfig", as: token)
            #expect(configuration["sort"]["supported"].bool == false)
            #expect(configuration["patch"]["supported"].bool == true)
            let schemas = try await house.scim(.get, "/Schemas", as: token)["Resources"].list
            #expect(schemas.count == 5)
            for schema in schemas {
                let one = try await house.scim(.get, "/Schemas/\(schema["id"].string ?? "")", as: token)
                #expect(one["name"].string == schema["name"].string)
            }
            #expect(try await house.scim(.get, "/ResourceTypes/User", as: token)["schemaExtensions"].list.count == 2)
            #expect(try await house.scim(.get, "/ResourceTypes/Nothing", as: token).status == 404)
        }
    }
}
