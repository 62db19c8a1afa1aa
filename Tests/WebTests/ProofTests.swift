import Auth
import Domain
import Foundation
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("What concerns everybody's login asks for one's own again")
struct ProofTests {
    /// What is done by whom, through the API and its pages.
    struct Case: Sendable, CustomTestStringConvertible {
        let method: HTTPMethod
        let path: String
        var body: String?
        var isOffice = false
        var isKept = false
        var form: [(String, String)]?
        var testDescription: String { "\(method) \(path)" }

        static let api = [
            Case(method: .put, path: "/office/policy", body: #"{"usesSecondFactor":false}"#, isOffice: true),
            Case(
                method: .put, path: "/office/clients/11/policy", body: #"{"usesSecondFactor":false}"#, isOffice: true),
            Case(
                method: .post, path: "/office/policies", body: #"{"clients":["11"],"usesSecondFactor":false}"#,
                isOffice: true),
            Case(method: .post, path: "/office/clients/11/accounts/22/unlock", isOffice: true),
            Case(method: .post, path: "/office/clients/11/accounts/22/first-password", isOffice: true),
            Case(method: .post, path: "/accounts/22/unlock"),
            Case(method: .delete, path: "/accounts/22/sessions"),
            Case(method: .patch, path: "/people/22", body: #"{"role":"administrator"}"#),
            Case(
                method: .post, path: "/people",
                body: #"{"loginId":"B900001","name":"仲間 太郎","role":"administrator"}"#),
            Case(method: .post, path: "/first-passwords", body: #"{"people":["22"]}"#),
            Case(method: .post, path: "/first-password-mails", body: #"{"people":["22"]}"#),
            Case(method: .post, path: "/tokens", body: #"{"name":"x","capabilities":["viewPeople"]}"#),
            Case(method: .patch, path: "/settings", body: #"{"mailFactorAllowed":true}"#),
            Case(method: .patch, path: "/settings", body: #"{"idleLogout":1800}"#),
            Case(method: .post, path: "/people/22/contacts", body: #"{"reason":"電話の確認"}"#),
            Case(method: .post, path: "/exports/people", body: #"{"reason":"電話の確認"}"#),
            Case(method: .patch, path: "/settings", body: #"{"administratorsSeeContacts":false}"#),
            Case(method: .post, path: "/me/family", body: #"{"code":"HAHA","name":"山田 花","language":"ja"}"#),
        ]

        static let pages = [
            Case(method: .get, path: "/office/settings", isOffice: true),
            Case(method: .post, path: "/office/settings/confirm", isOffice: true, form: [("use", "no")]),
            Case(method: .post, path: "/office/policy/confirm", isOffice: true, form: [("order", "11")]),
            Case(method: .get, path: "/office/policy/import", isOffice: true),
            Case(method: .post, path: "/office/policy/import/run", isOffice: true, form: [("upload", "x")]),
            Case(method: .post, path: "/office/orgs/11/accounts/22/do", isOffice: true, form: [("do", "password")]),
            Case(method: .post, path: "/accounts/22/do", form: [("do", "unlock")]),
            Case(method: .post, path: "/people/passwords", form: [("person", "22")]),
            Case(method: .post, path: "/people/passwords/issue", form: [("person", "22")]),
            Case(method: .get, path: "/tokens/new"),
            Case(method: .get, path: "/me/family/new"),
            Case(method: .get, path: "/settings/provider"),
            Case(method: .post, path: "/settings/provider", form: [("secret", "x")]),
            Case(method: .get, path: "/security/backup"),
            Case(method: .post, path: "/security/backup", form: [("password", APIHouse.password)]),
            Case(method: .get, path: "/security/reset/password"),
            Case(method: .post, path: "/security/reset", form: [("password", APIHouse.password)]),
            Case(
                method: .post, path: "/people/22", isKept: true,
                form: [("loginID", "B002417"), ("name", "山田 花子"), ("role", "administrator")]),
            Case(
                method: .post, path: "/people/new", isKept: true,
                form: [("loginID", "B900001"), ("name", "仲間 太郎"), ("role", "administrator")]),
            Case(
                method: .post, path: "/me/family/new", isKept: true,
                form: [("code", "HAHA"), ("name", "山田 花"), ("language", "ja")]),
            Case(method: .post, path: "/people/22/contacts", isKept: true, form: [("reason", "電話の確認")]),
            Case(
                method: .post, path: "/people/contacts", isKept: true,
                form: [("reason", "電話の確認"), ("role", "member")]),
            Case(
                method: .post, path: "/tokens/new", isKept: true,
                form: [("name", "x"), ("capabilities", "viewPeople")]),
            Case(
                method: .post, path: "/office/policy", isOffice: true, isKept: true,
                form: [("org", "11"), ("do", "many"), ("policy", "no")]),
        ]
    }

    @Test("The API asks for a proof of the last ten minutes", arguments: Case.api)
    func api(_ item: Case) async throws {
        try await APIHouse.with(.sqlite) { house in
            let organization = item.isOffice ? APIHouse.office : APIHouse.own
            let bearer = try await house.bearer(organization.administrator, of: organization)
            house.clock.advance(by: .seconds(601))
            let late = try await house.call(item.method, item.path, as: bearer, item.body)
            #expect(late.status == 403 && late.code == "proofNeeded", "\(late.text)")
            let fresh = try await house.bearer(organization.administrator, of: organization)
            let done = try await house.call(item.method, item.path, as: fresh, item.body)
            #expect((200...204).contains(done.status), "\(done.text)")
        }
    }

    @Test("So do the pages, and lead there", arguments: Case.pages)
    func pages(_ item: Case) async throws {
        try await PageHouse.with(.sqlite) { house in
            let organization = item.isOffice ? APIHouse.office : APIHouse.own
            let browser = try await house.knowing(organization.administrator, of: organization)
            try await browser.get("/menu")
            house.clock.advance(by: .seconds(601))
            let late =
                if let form = item.form { try await browser.post(item.path, form) } else {
                    try await browser.get(item.path)
                }
            guard item.isKept else {
                #expect(late.location?.hasPrefix("/security/prove") == true, "\(late.status)")
                return
            }
            let kept = try #require(late.field("keptForm"))
            #expect(late.status == 403)
            let proof = [("next", item.path), ("keptForm", kept)]
            let wrong = try await browser.post("/security/prove", proof + [("password", "x")])
            #expect(wrong.status == 422 && wrong.field("keptForm") == kept)
            let elsewhere = try await browser.post("/security/prove/via", proof)
            #expect(elsewhere.field("keptForm") == kept)
            // Another's browser opens nothing of it.
            let other = try await house.knowing(APIHouse.other.administrator, of: APIHouse.other)
            try await other.get("/menu")
            let foreign = try await other.post("/security/prove", proof + [("password", APIHouse.password)])
            #expect(foreign.location == item.path && !foreign.text.contains("viewPeople"))
            let back = try await browser.post("/security/prove", proof + [("password", APIHouse.password)])
            #expect(back.status == 200, "\(back.status)")
            for (name, value) in item.form ?? [] { #expect(back.text.contains("name=\"\(name)\" value=\"\(value)\"")) }
        }
    }

    @Test("A file that makes administrators asks for it before anybody is imported, by API and page")
    func files() async throws {
        try await PageHouse.with(.sqlite) { house in
            let file = "login_id,name,role\nB900001,仲間 太郎,administrator\n"
            let administrator = APIHouse.own.administrator
            let bearer = try await house.api.bearer(administrator)
            let browser = try await house.knowing(administrator)
            try await browser.get("/menu")
            house.clock.advance(by: .seconds(601))
            func take(_ dryRun: Bool, _ bearer: String) async throws -> APIAnswer {
                try await house.api.call(
                    .post, "/imports/people?dryRun=\(dryRun)", as: bearer, file, kind: "text/csv")
            }
            #expect(try await take(true, bearer).status == 200, "looking asks for nothing")
            let late = try await take(false, bearer)
            #expect(late.status == 403 && late.code == "proofNeeded", "\(late.text)")
            let checked = try await browser.upload("/people/import", file: Array(file.utf8))
            #expect(checked.text.contains("管理者になる方・管理者でなくなる方"))
            let upload = checked.fields("upload").last ?? ""
            let form =
                [("upload", upload), ("departments", ""), ("lines", "all")]
                + checked.fields("mark").suffix(1).map { ("mark", $0) }
            let asked = try await browser.post("/people/import/run", form)
            let kept = try #require(asked.field("keptForm"))
            let back = try await browser.post(
                "/security/prove", [("next", "/people/import"), ("keptForm", kept), ("password", APIHouse.password)])
            #expect(back.status == 200 && back.text.contains(upload))
            #expect(try await browser.post("/people/import", form + [("edit", "")]).text.contains("この内容で取り込みますか"))
            let done = try await browser.post("/people/import/run", form)
            #expect(done.location == "/people", "\(done.status)")
            let told = house.api.told.of(administrator)
            #expect(
                told.contains {
                    if case .rolesChanged(let words) = $0 { words[.japanese].contains("B900001") } else { false }
                })
        }
    }

    @Test("A program makes no administrators, by whatever way")
    func programs() async throws {
        try await APIHouse.with(.sqlite) { house in
            let program = try await house.program([.viewPeople, .managePeople])
            let changed = try await house.call(.patch, "/people/22", as: program, #"{"role":"administrator"}"#)
            #expect(changed.status == 403 && changed.code == "notAllowed", "\(changed.text)")
            let file = "login_id,name,role\nB002417,山田 花子,administrator\n"
            let taken = try await house.call(
                .post, "/imports/people?dryRun=false", as: program, file, kind: "text/csv")
            #expect(taken.status == 422 && taken["errors"][0]["field"].string == "2:role", "\(taken.text)")
            #expect(try await house.call(.get, "/people/22", as: program)["role"].string == "member")
        }
    }

    @Test("Settings that say nothing of logins are changed without it")
    func otherSettings() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            house.clock.advance(by: .seconds(601))
            #expect(try await house.call(.patch, "/settings", as: bearer, #"{"voiceRetries":2}"#).status == 200)
        }
    }
}
