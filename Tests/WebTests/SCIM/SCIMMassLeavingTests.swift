import Auth
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("SCIM and API: a program that lets many people leave is noticed")
struct SCIMMassLeavingTests {
    /// Twenty people beside the two of the house, by a file.
    private func fill(_ house: APIHouse) async throws -> [String] {
        let bearer = try await house.bearer(APIHouse.own.administrator)
        let file = "login_id,name\r\n" + (1...20).map { "B00\(1_000 + $0),人\r\n" }.joined()
        let done = try await house.call(
            .post, "/imports/people?dryRun=false", as: bearer, file, kind: "text/csv")
        #expect(done["added"].number == 20)
        let list = try await house.call(.get, "/people?limit=100", as: bearer)
        return list["items"].list.filter { $0["loginId"].string?.hasPrefix("B001") == true }
            .compactMap { $0["id"].string }
    }

    private func warnings(_ house: APIHouse) -> [String] {
        house.told.of(APIHouse.own.administrator).compactMap { notice -> String? in
            if case .systemWarning(let words, _) = notice { words[.japanese] } else { nil }
        }
    }

    @Test(
        "Whether it deletes, deactivates or writes them as left, the administrator hears of it once and sees it",
        arguments: DatabaseKind.available)
    func noticed(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { pages in
            let house = pages.api
            let people = try await fill(house)
            #expect(people.count == 20)
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let token = try await house.program([.provision, .viewPeople, .managePeople])
            let inactive = """
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                 "Operations":[{"op":"replace","path":"active","value":false}]}
                """
            #expect(try await house.scim(.delete, "/Users/\(people[0])", as: token).status == 204)
            #expect(try await house.scim(.patch, "/Users/\(people[1])", as: token, inactive).status == 200)
            let left = #"{"employment":"left"}"#
            #expect(try await house.call(.patch, "/people/\(people[2])", as: token, left).status == 200)
            #expect(warnings(house) == [])
            #expect(try await house.call(.get, "/leavers/warning", as: bearer)["manyLeft"].isNull)
            let browser = try await pages.browser(APIHouse.own.administrator)
            #expect(try await !browser.get("/people").text.contains("退職にしました"))

            #expect(try await house.scim(.delete, "/Users/\(people[3])", as: token).status == 204)
            #expect(warnings(house).count == 1)
            #expect(warnings(house)[0].contains("APIトークン「program」") && warnings(house)[0].contains("22人中4人"))
            let json = try await house.call(.get, "/leavers/warning", as: bearer)["manyLeft"]
            #expect(json["people"].number == 4 && json["program"].string == "program")
            let page = try await browser.get("/people").text
            #expect(page.contains("連携システムが4人を退職にしました") && page.contains("APIトークン「program」"))
            #expect(page.contains(#"href="/people?retired=only""#))
            // Somebody else's administrator sees nothing, and a person who lets others leave was asked.
            let other = try await pages.browser(APIHouse.other.administrator, of: APIHouse.other)
            #expect(try await !other.get("/people").text.contains("退職にしました"))
            #expect(try await house.call(.patch, "/people/\(people[4])", as: bearer, left).status == 200)
            #expect(try await house.call(.get, "/leavers/warning", as: bearer)["manyLeft"]["people"].number == 4)
            #expect(try await house.scim(.delete, "/Users/\(people[5])", as: token).status == 204)
            #expect(warnings(house).count == 1)
            #expect(try await house.call(.get, "/leavers/warning", as: bearer)["manyLeft"]["people"].number == 5)
            #expect(try await browser.get("/audit?action=people").text.contains("24時間に22人中4人"))
        }
    }
}
