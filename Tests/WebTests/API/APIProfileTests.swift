import Domain
import HTTPServer
import TestKit
import Testing

@testable import Web

@Suite("API: profile and regions")
struct APIProfileTests {
    private static let good = """
        {"language":"ja","mail1":"hanako@example.jp","mailOrder":2,"phone1":"09012345678","phone1Order":1,
         "workRegion":"13","home1Region":"17-390-1720400","home1City":"輪島市"}
        """

    @Test("A profile is stored and read back", arguments: DatabaseKind.available)
    func roundTrip(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.member)
            let empty = try await house.call(.get, "/me/profile", as: bearer)
            #expect(empty["profile"]["mail1"].isNull)
            #expect(empty["warnings"].list.count == 1)
            let stored = try await house.call(.put, "/me/profile", as: bearer, Self.good)
            #expect(stored.status == 200)
            let read = try await house.call(.get, "/me/profile", as: bearer)
            #expect(read.bytes == stored.bytes)
            #expect(read["profile"]["home1Region"].string == "17-390-1720400")
            #expect(read["profile"]["phone1Order"].number == 1)
        }
    }

    @Test("Each refused field is named with its rule")
    func refusals() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.member)
            let rules = try await house.call(
                .put, "/me/profile", as: bearer,
                #"{"language":"ja","mail1":"nobody","phone1":"12","workRegion":"13","home1Region":"99"}"#)
            #expect(rules.status == 422)
            #expect(
                rules.refusals == [
                    "mail1:mail", "phone1:phone", "mailOrder:required", "phone1Order:required", "home1Region:unknown",
                ])
            let shape = try await house.call(
                .put, "/me/profile", as: bearer, #"{"mail1":1,"mailOrder":5,"email":"a@example.jp"}"#)
            #expect(shape.status == 400)
            #expect(shape.code == "wrongShape")
            #expect(
                Set(shape.refusals) == ["language:required", "mail1:type", "mailOrder:type", "email:unknown"])
            #expect(try await house.call(.put, "/me/profile", as: bearer, "[]").code == "malformedJSON")
            #expect(try await house.call(.put, "/me/profile", as: bearer, "{}", kind: "text/plain").status == 415)
        }
    }

    @Test("The look-up finds every place of a name with its prefecture (R-149)")
    func regions() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.member)
            let found = try await house.call(.get, "/regions?q=%E5%BA%9C%E4%B8%AD%E5%B8%82", as: bearer)
            #expect(found["total"].number == 2)
            #expect(Set(found["items"].list.compactMap { $0["prefecture"]["code"].string }) == ["13", "34"])
            #expect(found["items"].list.allSatisfy { $0["formerly"]["name"]["ja"].string == nil })
            // 浜松市北区, which was split.
            let former = try await house.call(
                .get, "/regions?q=%E6%B5%9C%E6%9D%BE%E5%B8%82%E5%8C%97%E5%8C%BA", as: bearer)
            #expect(former["items"].list.map { $0["municipality"]["code"].string } == ["2213800", "2213900"])
            #expect(former["items"].list.map { $0["formerly"]["name"]["ja"].string } == ["浜松市北区", "浜松市北区"])
            #expect(former["items"].list.first?["formerly"]["now"]["ja"].string == "浜松市中央区か浜松市浜名区")
            let all = try await house.call(.get, "/regions?prefecture=17&limit=200", as: bearer)
            #expect(all["items"].list.count == all["total"].number)
            let prefectures = try await house.call(.get, "/prefectures", as: bearer)
            #expect(prefectures["items"].list.count == 47)
            #expect(prefectures["items"].list.map { $0["regions"].list.count }.reduce(0, +) == 188)
        }
    }

    @Test(
        "A parameter that is unknown, repeated or out of range is refused",
        arguments: [
            ("q=a&x=1", "x:unknown"), ("q=a&q=b", "q:repeated"), ("limit=0", "limit:range"),
            ("limit=%2B5", "limit:range"), ("prefecture=5", "prefecture:format"), ("q=%00", "q:controlCharacter"),
        ])
    func parameters(_ query: String, _ refusal: String) async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.member)
            let answer = try await house.call(.get, "/regions?\(query)", as: bearer)
            #expect(answer.status == 400)
            #expect(answer.refusals == [refusal])
        }
    }
}
