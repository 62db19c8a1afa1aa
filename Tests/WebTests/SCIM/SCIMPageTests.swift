import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("SCIM: pages of a list that changes while it is read")
struct SCIMPageTests {
    /// What a directory reads of a page.
    private struct Page {
        let ids: [String]
        let total: Int?
        let next: String?

        init(_ answer: APIAnswer) {
            ids = answer["Resources"].list.compactMap { $0["id"].string }
            total = answer["totalResults"].number
            next = answer["nextCursor"].string
        }
    }

    private func fill(_ house: APIHouse, _ count: Int) async throws -> String {
        let bearer = try await house.bearer(APIHouse.own.administrator)
        let file = "login_id,name\r\n" + (1...count).map { "B00\(1_000 + $0),人\r\n" }.joined()
        let done = try await house.call(.post, "/imports/people?dryRun=false", as: bearer, file, kind: "text/csv")
        #expect(done["added"].number == count)
        return try await house.program([.provision])
    }

    /// Everybody by pages of three, as a client reads that believes the latest total; `between` runs behind each page.
    private func byNumber(
        _ house: APIHouse, _ token: String, _ query: String, _ between: (Int) async throws -> Void
    ) async throws -> [String] {
        var (ids, first, total) = ([String](), 1, Int.max)
        while first <= total {
            let page = Page(
                try await house.scim(.get, "/Users?startIndex=\(first)&count=3\(query)", as: token))
            if page.ids.isEmpty { break }
            ids += page.ids
            total = page.total ?? 0
            try await between(first)
            first += page.ids.count
        }
        return ids
    }

    private func byCursor(
        _ house: APIHouse, _ token: String, _ query: String, _ between: (Int) async throws -> Void
    ) async throws -> [String] {
        var (ids, cursor): ([String], String?) = ([], "")
        while let from = cursor {
            let page = Page(try await house.scim(.get, "/Users?cursor=\(from)&count=3\(query)", as: token))
            try await between(ids.count + 1)
            ids += page.ids
            cursor = page.next
        }
        return ids
    }

    @Test(
        "Whoever was there all the time is in exactly one page, whoever of earlier pages was deleted or taken out",
        arguments: DatabaseKind.available, [true, false])
    func deleted(_ kind: DatabaseKind, isByCursor: Bool) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await fill(house, 18)
            let all = Page(try await house.scim(.get, "/Users", as: token)).ids
            #expect(all.count == 20)
            // Two of the first page and one of the second go while the list is read; one joins.
            func between(_ first: Int) async throws {
                switch first {
                case 1:
                    for id in all[0..<3] where id != "21" {
                        #expect(try await house.scim(.delete, "/Users/\(id)", as: token).status == 204)
                    }
                case 4:
                    #expect(try await house.scim(.delete, "/Users/\(all[4])", as: token).status == 204)
                    #expect(
                        try await house.scim(.post, "/Users", as: token, #"{"userName":"new@x.example"}"#).status == 201
                    )
                default: break
                }
            }
            let read =
                isByCursor
                ? try await byCursor(house, token, "", between) : try await byNumber(house, token, "", between)
            let left = Page(try await house.scim(.get, "/Users", as: token)).ids
            #expect(Set(read).count == read.count, "nobody twice")
            #expect(Set(all).intersection(left).isSubset(of: read), "nobody is missing")
            #expect(left.count == 18 && Set(left).isSubset(of: read))
        }
    }

    @Test(
        "The members of a department are read page by page while it changes, by filter",
        arguments: DatabaseKind.available,
        [true, false])
    func members(_ kind: DatabaseKind, isByCursor: Bool) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await fill(house, 12)
            let all = Page(try await house.scim(.get, "/Users", as: token)).ids
            let body = all.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let group = try #require(
                try await house.scim(
                    .post, "/Groups", as: token, #"{"displayName":"G","members":[\#(body)]}"#)["id"].string)
            let query = "&filter=\(PercentCoding.encode(#"groups.value eq "\#(group)""#))"
            func between(_ first: Int) async throws {
                guard first == 4 else { return }
                let out = all[..<5].map { #"{"op":"remove","path":"members[value eq \"\#($0)\"]"}"# }
                let answer = try await house.scim(
                    .patch, "/Groups/\(group)?excludedAttributes=members", as: token,
                    #"{"Operations":[\#(out.joined(separator: ","))]}"#)
                #expect(answer.status == 200 && answer["members"].isNull)
            }
            let read =
                isByCursor
                ? try await byCursor(house, token, query, between) : try await byNumber(house, token, query, between)
            #expect(read == all)
        }
    }

    @Test("Groups page in the same way, and each reader has pages of their own", arguments: DatabaseKind.available)
    func groups(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let (token, second) = (try await fill(house, 1), try await house.program([.provision]))
            for number in 1...6 {
                let made = try await house.scim(.post, "/Groups", as: token, #"{"displayName":"部\#(number)"}"#)
                #expect(made.status == 201)
            }
            func page(_ first: Int, _ token: String) async throws -> Page {
                Page(try await house.scim(.get, "/Groups?startIndex=\(first)&count=2", as: token))
            }
            let all = Page(try await house.scim(.get, "/Groups", as: token)).ids
            #expect(try await page(1, token).ids == Array(all[..<2]))
            #expect(try await house.scim(.delete, "/Groups/\(all[0])", as: token).status == 204)
            // Who begins now reads by what is there now, and does not move the other one's place.
            #expect(try await page(1, second).ids == Array(all[1..<3]))
            let next = try await page(3, token)
            #expect(
                next.ids == Array(all[2..<4]) && next.total == 6, "as many as there were, so that nobody stops early")
            #expect(try await page(3, second).ids == Array(all[3..<5]))
            #expect(try await page(3, token).ids == next.ids, "asked again, the same")
            let last = try await page(5, token)
            #expect(last.ids == Array(all[4...]) && last.total == 6)
            // Nobody read the page before: the number says it.
            #expect(try await page(4, token).ids == Array(all[4...]))
            house.clock.advance(by: SCIMPlaces.life)
            #expect(try await page(3, token).ids == Array(all[3..<5]))
        }
    }

    @Test("A cursor that we did not give is refused, and so are two ways at once")
    func wrongCursors() async throws {
        try await APIHouse.with(.sqlite) { house in
            let token = try await fill(house, 1)
            for cursor in ["x", "-1", "0", "007", "99999999999999999999"] {
                let refused = try await house.scim(.get, "/Users?cursor=\(cursor)", as: token)
                #expect(refused.status == 400 && refused["scimType"].string == "invalidCursor", "\(cursor)")
            }
            let both = try await house.scim(.get, "/Users?cursor=&startIndex=1", as: token)
            #expect(both.status == 400 && both["scimType"].string == "invalidValue")
            let search = try await house.scim(.post, "/Users/.search", as: token, #"{"cursor":"","count":1}"#)
            #expect(search["nextCursor"].string == "21" && search["startIndex"].isNull)
            #expect(search["totalResults"].number == 3)
            let configuration = try await house.scim(.get, "/ServiceProviderConfig", as: token)["pagination"]
            #expect(configuration["cursor"].bool == true && configuration["index"].bool == true)
        }
    }

    @Test("Pages are forgotten by age and by number, the oldest first")
    func places() {
        let (places, now) = (SCIMPlaces(), Instant(milliseconds: 1_704_093_000_000))
        func key(_ number: Int) -> SCIMPlaces.Key {
            SCIMPlaces.Key(tenant: APIHouse.own.tenant, actor: .token(1), list: "User ", number: number)
        }
        for number in 0...SCIMPlaces.most {
            places.note(Int64(number), before: key(number), at: now + .milliseconds(number))
        }
        #expect(places.end(before: key(0), at: now) == nil)
        #expect(places.end(before: key(1), at: now) == 1)
        #expect(places.end(before: key(1), at: now + SCIMPlaces.life) == 1)
        #expect(places.end(before: key(1), at: now + SCIMPlaces.life + .milliseconds(1)) == nil)
    }

    @Test(
        "Who does not want the members gets a group without them and without a version, which would be one of the whole",
        arguments: DatabaseKind.available)
    func withoutMembers(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await fill(house, 3)
            let made = try await house.scim(
                .post, "/Groups", as: token, #"{"displayName":"G","members":[{"value":"21"},{"value":"22"}]}"#)
            let id = try #require(made["id"].string)
            let whole = try await house.scim(.get, "/Groups/\(id)", as: token)
            #expect(whole["members"].list.count == 2)
            let version = try #require(whole.headers["ETag"])
            let part = try await house.scim(.get, "/Groups/\(id)?excludedAttributes=members", as: token)
            #expect(part.status == 200 && part["displayName"].string == "G" && part["members"].isNull)
            #expect(part.headers["ETag"] == nil && part["meta"]["version"].isNull)
            #expect(part["meta"]["location"].string == whole["meta"]["location"].string)
            let name = #"{"Operations":[{"op":"replace","path":"displayName","value":"H"}]}"#
            let match = [("If-Match", version)]
            let changed = try await house.scim(
                .patch, "/Groups/\(id)?excludedAttributes=members", as: token, name, headers: match)
            #expect(changed.status == 200 && changed["displayName"].string == "H" && changed["members"].isNull)
            #expect(try await house.scim(.patch, "/Groups/\(id)", as: token, name, headers: match).status == 412)
        }
    }

    @Test(
        "A PATCH with somebody in the middle who does not exist changes nothing at all",
        arguments: DatabaseKind.available)
    func allOrNothing(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let token = try await fill(house, 5)
            let all = Page(try await house.scim(.get, "/Users", as: token)).ids
            let made = try await house.scim(
                .post, "/Groups", as: token, #"{"displayName":"G","members":[{"value":"\#(all[0])"}]}"#)
            let id = try #require(made["id"].string)
            let before = try await house.scim(.get, "/Groups/\(id)", as: token).bytes
            for middle in ["32", "777"] {
                let operations = """
                    {"Operations":[{"op":"replace","path":"displayName","value":"H"},
                     {"op":"remove","path":"members[value eq \\"\(all[0])\\"]"},
                     {"op":"add","path":"members","value":[{"value":"\(all[1])"}]},
                     {"op":"add","path":"members","value":[{"value":"\(middle)"}]},
                     {"op":"add","path":"members","value":[{"value":"\(all[2])"}]}]}
                    """
                let refused = try await house.scim(.patch, "/Groups/\(id)", as: token, operations)
                #expect(refused.status == 400 && refused["detail"].string?.contains(middle) == true)
                #expect(try await house.scim(.get, "/Groups/\(id)", as: token).bytes == before)
            }
            for person in all[1...] {
                #expect(try await house.scim(.get, "/Users/\(person)", as: token)["groups"].isNull)
            }
        }
    }
}
