import Database
import Domain
import Foundation
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: organization, settings, audit, tokens")
struct APIOrganizationTests {
    @Test("Settings are shown with default and range, changed together and put back", arguments: DatabaseKind.available)
    func settings(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let all = try await house.call(.get, "/settings", as: bearer)
            #expect(all["items"].list.compactMap { $0["key"].string } == SettingDescriptor.catalogue.map(\.key))
            func value(_ answer: APIAnswer, _ key: String) -> APIAnswer? {
                answer["items"].list.first { $0["key"].string == key }
            }
            #expect(value(all, "voiceRetries")?["default"].number == 1)
            #expect(value(all, "voiceRetries")?["maximum"].number == 9)
            let changed = try await house.call(
                .patch, "/settings", as: bearer, #"{"voiceRetries":3,"asksAttendance":false,"slotInterval":60}"#)
            #expect(value(changed, "voiceRetries")?["value"].number == 3)
            #expect(value(changed, "asksAttendance")?["value"].bool == false)
            let bad = try await house.call(.patch, "/settings", as: bearer, #"{"voiceRetries":10,"mailRetries":2}"#)
            #expect(bad.status == 422)
            #expect(bad.refusals == ["voiceRetries:range"])
            let unknown = try await house.call(.patch, "/settings", as: bearer, #"{"voiceRetrys":1}"#)
            #expect(unknown.refusals == ["voiceRetrys:unknown"])
            let back = try await house.call(
                .patch, "/settings", as: bearer, #"{"voiceRetries":null,"asksAttendance":null,"slotInterval":null}"#)
            #expect(back.bytes == all.bytes)
        }
    }

    @Test("Answer choices travel as a list")
    func answerChoices() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let choices = """
                {"answerChoices":[{"code":"ok","ja":"無事","en":"Safe","easy":"ぶじ","severity":"good"},
                 {"code":"sos","ja":"救助","en":"Help","easy":"たすけて","severity":"urgent"}]}
                """
            let changed = try await house.call(.patch, "/settings", as: bearer, choices)
            let setting = changed["items"].list.first { $0["key"].string == "answerChoices" }
            #expect(setting?["value"].list.compactMap { $0["code"].string } == ["ok", "sos"])
        }
    }

    @Test("Every setting has its member in the document")
    func documentedSettings() throws {
        let json = try JSONSerialization.jsonObject(with: Data(APIServices.document)) as? [String: Any]
        let schemas = (json?["components"] as? [String: Any])?["schemas"] as? [String: Any]
        let change = (schemas?["SettingsChange"] as? [String: Any])?["properties"] as? [String: Any]
        #expect(Set((change ?? [:]).keys) == Set(SettingDescriptor.catalogue.map(\.key)))
    }

    @Test("The system title is changed by administrators only")
    func title() async throws {
        try await APIHouse.with(.sqlite) { house in
            let body = #"{"systemTitle":"新しい題名"}"#
            let member = try await house.bearer(APIHouse.own.member)
            #expect(try await house.call(.patch, "/organization", as: member, body).code == "notAllowed")
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let changed = try await house.call(.patch, "/organization", as: bearer, body)
            #expect(changed["systemTitle"].string == "新しい題名")
            #expect(try await house.call(.get, "/organization", as: bearer).bytes == changed.bytes)
            // What an organization pays for and how it is set up is its administrators' business.
            for path in ["/organization", "/settings"] {
                #expect(try await house.call(.get, path, as: member).code == "notAllowed", "\(path)")
            }
        }
    }

    @Test(
        "A member of another type is refused in the reader's language, with the words that are taken",
        arguments: [
            (#"{"voiceRetries":"2"}"#, "「voiceRetries」は", "整数で指定してください。", "must be a whole number from"),
            (#"{"asksAttendance":"yes"}"#, "「asksAttendance」は", "true か falseで指定してください。", "must be true or false."),
        ])
    func types(body: String, name: String, japanese: String, english: String) async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let first = try await house.call(.patch, "/settings", as: bearer, body)
            #expect(first.status == 400 && first.text.contains(name) && first.text.contains(japanese), "\(first.text)")
            let second = try await house.call(
                .patch, "/settings", as: bearer, body, headers: [("Accept-Language", "en")])
            #expect(second.text.contains(english), "\(second.text)")
        }
    }

    @Test("Whoever may not is told who could")
    func whoCould() async throws {
        try await APIHouse.with(.sqlite) { house in
            let member = try await house.bearer(APIHouse.own.member)
            let administrator = try await house.bearer(APIHouse.own.administrator)
            #expect(try await house.call(.get, "/people", as: member).text.contains("管理者の方だけ"))
            #expect(try await house.call(.get, "/office/policy", as: administrator).text.contains("事務所の方だけ"))
        }
    }

    @Test("What was done stands in the audit chain, and the chain is checked", arguments: DatabaseKind.available)
    func audit(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            for number in 1...3 {
                _ = try await house.call(.post, "/locations", as: bearer, #"{"code":"L\#(number)","name":"n"}"#)
            }
            let first = try await house.call(.get, "/audit?action=codeList&limit=2", as: bearer)
            #expect(first["items"].list.count == 2)
            let rest = try await house.call(
                .get, "/audit?action=codeList&limit=2&cursor=\(first["next"].string ?? "")", as: bearer)
            #expect(rest["items"].list.count == 1)
            #expect(rest["next"].isNull)
            let head = try #require(first["items"][0]["head"].string)
            let verdict = try await house.call(.post, "/audit/verify", as: bearer, #"{"anchor":"\#(head)"}"#)
            #expect(verdict["isIntact"].bool == true)
            try await house.database.write(.tenant(APIHouse.own.tenant)) { transaction in
                try transaction.execute(
                    "UPDATE audit SET subject = 'x' WHERE tenant_id = \(APIHouse.own.tenant) AND seq = 2")
            }
            let broken = try await house.call(.post, "/audit/verify", as: bearer, "{}")
            #expect(broken["isIntact"].bool == false)
            #expect(broken["seq"].string == "2")
        }
    }

    @Test("A token does what it was made for until it is revoked", arguments: DatabaseKind.available)
    func tokens(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let made = try await house.call(
                .post, "/tokens", as: bearer, #"{"name":"HR","capabilities":["viewPeople"]}"#)
            #expect(made.status == 201)
            let token = try #require(made["token"].string)
            #expect(try await house.call(.get, "/people", as: token).status == 200)
            #expect(try await house.call(.post, "/people", as: token, #"{"loginId":"B9","name":"a"}"#).status == 403)
            #expect(try await house.call(.get, "/session", as: token)["capabilities"][0].string == "viewPeople")
            let list = try await house.call(.get, "/tokens", as: bearer)
            #expect(list["items"][0]["name"].string == "HR")
            #expect(!list.text.contains(token))
            #expect(try await house.call(.delete, "/tokens/\(made["id"].string ?? "")", as: bearer).status == 204)
            #expect(try await house.call(.get, "/people", as: token).status == 401)
            let tooMuch = try await house.call(
                .post, "/tokens", as: bearer, #"{"name":"x","capabilities":["manageTokens"],"expiresAt":1}"#)
            #expect(tooMuch.status == 422)
        }
    }
}
