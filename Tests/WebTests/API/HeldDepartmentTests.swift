import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Nobody slips out of a department while its people are listed")
struct HeldDepartmentTests {
    /// Two departments, the member in the first one, and a safety check that was sent there and lists nobody yet.
    private func send(_ house: APIHouse, _ bearer: String) async throws -> (old: String, new: String, broadcast: String)
    {
        var departments: [String] = []
        for code in ["OLD", "NEW"] {
            let made = try await house.call(
                .post, "/departments", as: bearer, #"{"code":"\#(code)","name":"部門\#(code)"}"#)
            departments.append(try #require(made["id"].string))
        }
        let moved = try await house.call(
            .patch, "/people/22", as: bearer, #"{"departmentId":"\#(departments[0])"}"#)
        #expect(moved.status == 200, "\(moved.text)")
        let made = try await house.call(
            .post, "/broadcasts", as: bearer,
            """
            {"kind":"safetyCheck","subject":"安否確認","body":"ご無事ですか。",
             "targets":[{"kind":"department","value":"\(departments[0])"}]}
            """)
        let id = try #require(made["id"].string)
        #expect(try await house.call(.post, "/broadcasts/\(id)/send", as: bearer, #"{"confirm":1}"#).status == 202)
        return (departments[0], departments[1], id)
    }

    @Test(
        "Page, API, file and directory wait with a move until everybody is listed, and say so (R-184)",
        arguments: DatabaseKind.available)
    func roads(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { pages in
            let house = pages.api
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let token = try await house.program([.provision])
            let browser = try await pages.browser(APIHouse.own.administrator)
            let (old, new, broadcast) = try await send(house, bearer)
            func byAPI() async throws -> APIAnswer {
                try await house.call(.patch, "/people/22", as: bearer, #"{"departmentId":"\#(new)"}"#)
            }
            func byPage() async throws -> Browser.Reply {
                _ = try await browser.get("/people/22")
                return try await browser.post(
                    "/people/22/confirm",
                    [
                        ("loginID", "B002417"), ("name", "山田 花子"), ("kana", "ヤマダ"), ("role", "member"),
                        ("department", new),
                    ])
            }
            func byFile(dryRun: Bool) async throws -> APIAnswer {
                try await house.call(
                    .post, "/imports/people?dryRun=\(dryRun)", as: bearer,
                    "login_id,name,department_code\r\nB002417,山田 花子,NEW\r\n", kind: "text/csv")
            }
            func byGroup() async throws -> APIAnswer {
                try await house.scim(
                    .patch, "/Groups/\(new)", as: token,
                    #"{"Operations":[{"op":"add","path":"members","value":[{"value":"22"}]}]}"#)
            }
            func byUser(_ department: String) async throws -> APIAnswer {
                let key = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
                return try await house.scim(
                    .patch, "/Users/22", as: token,
                    #"{"Operations":[{"op":"replace","path":"\#(key)","value":"\#(department)"}]}"#)
            }
            #expect(try await byAPI().refusals == ["departmentId:beingAsked"])
            let page = try await byPage()
            #expect(page.status == 422 && page.text.contains("「部門OLD」に、いま安否確認などを送っています"))
            #expect(page.text.contains(##"href="#department""##), "the field is named")
            for dryRun in [true, false] {
                let file = try await byFile(dryRun: dryRun)
                #expect(file.status == (dryRun ? 200 : 422), "\(file.text)")
                #expect(file.text.contains("beingAsked") && file.text.contains("department_code"))
            }
            let groups = [try await byGroup(), try await house.scim(.delete, "/Groups/\(old)", as: token)]
            for busy in groups + [try await byUser("部門NEW")] {
                #expect(busy.status == 503 && busy.headers["Retry-After"] == "5", "\(busy.text)")
                #expect(busy["detail"].string?.contains("安否確認") == true)
            }
            // Whatever is not the department may change meanwhile.
            let renamed = try await house.call(.patch, "/people/22", as: bearer, #"{"name":"山田 はな"}"#)
            #expect(renamed.status == 200)

            house.clock.advance(by: .seconds(20))
            await house.work()
            let results = try await house.call(.get, "/broadcasts/\(broadcast)/results", as: bearer)
            #expect(results["total"]["people"].number == 1)
            #expect(try await byUser("部門NEW").status == 200)
            #expect(try await byUser("部門OLD").status == 200)
            #expect(try await byGroup().status == 200)
            #expect(try await byUser("部門OLD").status == 200)
            #expect(try await byFile(dryRun: false)["changed"].number == 1)
            #expect(try await byUser("部門OLD").status == 200)
            #expect(try await byPage().status == 303)
            #expect(try await byUser("部門OLD").status == 200)
            #expect(try await byAPI().status == 200)
        }
    }
}
