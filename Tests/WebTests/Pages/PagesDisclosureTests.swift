import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Contacts are masked for everybody but their person, and whole for a reason")
struct PagesDisclosureTests {
    private static let heading = "login_id,name,mail1,mailOrder,workRegion,workStreet,home1Region\r\n"
    private static let file = heading + "B002417,山田 花子,hanako@x.example,1,17-390,山の上一丁目,17-390\r\n"

    private func fill(_ house: APIHouse) async throws -> String {
        let bearer = try await house.bearer(APIHouse.own.administrator)
        let done = try await house.call(
            .post, "/imports/people?dryRun=false", as: bearer, Self.file, kind: "text/csv")
        #expect(done["isImported"].bool == true)
        return bearer
    }

    @Test(
        "A file from a session is masked, comes back without changing anything, and is whole for a reason that is told",
        arguments: DatabaseKind.available)
    func files(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await fill(house)
            let masked = try house.text(of: try await house.response(.get, "/people.csv", as: bearer))
            #expect(masked.contains("h＊＊＊@x.example") && !masked.contains("hanako@") && !masked.contains("山の上"))
            let back = try await house.call(.post, "/imports/people", as: bearer, masked, kind: "text/csv")
            #expect(back["changed"].number == 0 && back["refused"].number == 0 && back["unchanged"].number == 2)
            #expect(house.told.contacts(of: APIHouse.own.member).isEmpty)

            let none = try await house.call(.post, "/exports/people", as: bearer, #"{"reason":" "}"#)
            #expect(none.status == 422 && none.refusals == ["reason:required"])
            let whole = try house.text(
                of: try await house.response(.post, "/exports/people", as: bearer, #"{"reason":"避難訓練の名簿"}"#))
            #expect(whole.contains("hanako@x.example") && whole.contains("山の上"))
            let told = house.told.contacts(of: APIHouse.own.member)
            #expect(told.count == 1 && told[0].contains("避難訓練の名簿") && told[0].contains("ファイルに保存"))
            #expect(!told[0].contains("hanako@"))
            #expect(house.told.contacts(of: APIHouse.own.administrator).count == 1, "also oneself, who is in the file")
            let rows = try await ListAudit(database: house.database)(house.scope(APIHouse.own))
            let row = try #require(rows.first { $0.action == "people.exported" && $0.reason != "" })
            // The chain, which never forgets, has a mark; the text stands beside it.
            #expect(row.reason.hasPrefix("contacts reason:") && !row.reason.contains("避難訓練"))

            // A program says why as well: whoever makes a token of their own gets around nothing.
            let program = try await house.program([.viewPeople, .managePeople, .exportContacts])
            #expect(
                try house.text(of: try await house.response(.get, "/people.csv", as: program)).contains("h＊＊＊@"))
            let forProgram = try await house.response(
                .post, "/exports/people", as: program, #"{"reason":"夜間の控え"}"#)
            #expect(try house.text(of: forProgram).contains("hanako@"))
            let heard = house.told.contacts(of: APIHouse.own.member)
            #expect(heard.count == 2 && heard[1].contains("夜間の控え"))
            let fresh = try await house.bearer(APIHouse.own.administrator)
            _ = try await house.call(.patch, "/settings", as: fresh, #"{"administratorsSeeContacts":false}"#)
            #expect(
                try house.text(of: try await house.response(.get, "/people.csv", as: program)).contains("h＊＊＊@"))
            for (path, bearer) in [("/exports/people", fresh), ("/people/22/contacts", program)] {
                let refused = try await house.call(.post, path, as: bearer, #"{"reason":"名簿"}"#)
                #expect(refused.status == 403 && refused.code == "notAllowed", "\(path)")
            }
            #expect(house.told.contacts(of: APIHouse.own.member).count == 2)
        }
    }

    @Test(
        "Somebody's contacts are shown for ten minutes to whoever gave a reason, and the person is told",
        arguments: DatabaseKind.available)
    func person(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            _ = try await fill(house.api)
            let browser = try await house.browser(PageHouse.own.administrator)
            let person = try await browser.get("/people/22")
            #expect(person.text.contains("h•••@x.example") && !person.text.contains("hanako@"))
            #expect(person.text.contains(#"href="/people/22/contacts""#))
            let ask = try await browser.get("/people/22/contacts")
            #expect(ask.text.contains("10分間表示する") && !ask.text.contains("hanako@"))
            #expect(ask.text.contains("戻る（表示しない）") && !ask.text.contains("変更せず"))
            let empty = try await browser.post("/people/22/contacts", [("reason", "")])
            #expect(empty.status == 422 && !empty.text.contains("hanako@"))
            #expect(house.api.told.contacts(of: PageHouse.own.member).isEmpty)
            let shown = try await browser.post("/people/22/contacts", [("reason", "夜間の連絡")])
            #expect(shown.location == "/people/22/contacts")
            let page = try await browser.get("/people/22/contacts")
            #expect(page.text.contains("hanako@x.example") && page.headers["Refresh"] == "600; url=/people/22")
            #expect(page.headers["Cache-Control"]?.contains("no-store") == true)
            #expect(house.api.told.contacts(of: PageHouse.own.member).count == 1)
            #expect(house.api.told.contacts(of: PageHouse.own.member)[0].contains("夜間の連絡"))
            // Not to anybody else, not of anybody else, and not for longer.
            let other = try await house.browser(PageHouse.other.administrator, of: PageHouse.other)
            #expect(try await other.get("/people/22/contacts").status == 404)
            #expect(try await other.post("/people/22/contacts", [("reason", "x")]).status == 404)
            #expect(try await browser.get("/people/21/contacts").text.contains("10分間表示する"))
            #expect(try await browser.get("/people/32/contacts").status == 404)
            house.clock.advance(by: .seconds(599))
            #expect(try await browser.get("/people/22/contacts").text.contains("hanako@"))
            house.clock.advance(by: .seconds(1))
            #expect(try await !browser.get("/people/22/contacts").text.contains("hanako@"))
            let member = try await house.browser(PageHouse.own.member)
            #expect(try await member.get("/people/21/contacts").status == 403)
            #expect(try await member.get("/people/contacts").status == 403)
        }
    }

    @Test(
        "Reasons are shown on the audit page, in its file and in the API, and go with whom they are about",
        arguments: DatabaseKind.available)
    func audited(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            _ = try await fill(house.api)
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get("/people/22/contacts")
            try await browser.post("/people/22/contacts", [("reason", "夜間の連絡")])
            try await browser.get("/people/contacts")
            try await browser.post("/people/contacts", [("reason", "避難訓練の名簿")])
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            func shown() async throws -> [Int] {
                let page = try await browser.get("/audit").text
                let file = try await browser.get("/audit.csv").text
                let api = try await house.api.call(.get, "/audit", as: bearer)["items"].list
                    .compactMap { $0["typedReason"].string }
                return ["夜間の連絡", "避難訓練の名簿"].map { reason in
                    [page.contains(reason), file.contains(reason), api.contains(reason)].count { $0 }
                }
            }
            #expect(try await shown() == [3, 3])
            #expect(try await browser.get("/audit?action=contacts").text.contains("夜間の連絡"))
            // The file had two people in it: its reason goes with the second one.
            func remove(_ person: PersonID) async throws {
                try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                    try transaction.execute(
                        "DELETE FROM person WHERE tenant_id = \(PageHouse.own.tenant) AND id = \(person)")
                }
            }
            try await remove(PageHouse.own.member)
            #expect(try await shown() == [0, 3])
            #expect(try await browser.get("/audit").text.contains("理由：（ご本人のデータとともに削除済み）"))
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    DELETE FROM audit_reason
                    WHERE tenant_id = \(PageHouse.own.tenant) AND person_id = \(PageHouse.own.administrator)
                    """)
            }
            #expect(try await shown() == [0, 0])
            let rows = try await ListAudit(database: house.database)(house.api.scope(PageHouse.own))
            #expect(!rows.contains { $0.reason.contains("夜間") || $0.reason.contains("避難") })
        }
    }

    @Test("A file has whom the list found, and each of them is told for each file", arguments: DatabaseKind.available)
    func list(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            _ = try await fill(house.api)
            let browser = try await house.browser(PageHouse.own.administrator)
            #expect(try await browser.get("/people?role=member").text.contains("/people/contacts?role=member"))
            let ask = try await browser.get("/people/contacts?role=member")
            #expect(ask.text.contains("1人") && ask.field("role") == "member")
            #expect(ask.text.contains("戻る（保存しない）") && !ask.text.contains("変更せず"))
            let saved = try await browser.post("/people/contacts", [("role", "member"), ("reason", "名簿の確認")])
            #expect(saved.headers["Content-Disposition"]?.contains("attachment") == true)
            #expect(saved.text.contains("hanako@x.example") && saved.text.split(separator: "\r\n").count == 2)
            #expect(house.api.told.contacts(of: PageHouse.own.member).count == 1)
            #expect(house.api.told.contacts(of: PageHouse.own.administrator).isEmpty)
            _ = try await browser.post("/people/contacts", [("role", "member"), ("reason", "名簿の確認")])
            #expect(house.api.told.contacts(of: PageHouse.own.member).count == 2)
            #expect(try await browser.get("/people.csv").text.contains("h＊＊＊@x.example"))
            // Where the organization forbids it there is no way, and none is offered.
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            _ = try await house.api.call(
                .patch, "/settings", as: bearer, #"{"administratorsSeeContacts":false}"#)
            #expect(try await !browser.get("/people").text.contains("/people/contacts"))
            #expect(try await !browser.get("/people/22").text.contains("/people/22/contacts"))
            #expect(try await browser.post("/people/contacts", [("reason", "x")]).status == 403)
        }
    }

    @Test("Whoever leaves is listed among leavers with the day of removal, which the confirm page shows")
    func leavers() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get("/people/22")
            let leaves = [("loginID", "B002417"), ("name", "山田 花子"), ("role", "member"), ("retired", "1")]
            let confirm = try await browser.post("/people/22", leaves)
            #expect(confirm.text.contains("削除予定日"))
            try await browser.post("/people/22/confirm", leaves)
            #expect(try await browser.get("/people").fields("person") == ["21"])
            let only = try await browser.get("/people?retired=only")
            #expect(only.fields("person") == ["22"] && only.text.contains("に削除"))
            #expect(try await browser.get("/people?retired=1").fields("person").count == 2)
        }
    }
}
