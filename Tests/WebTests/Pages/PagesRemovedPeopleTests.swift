import Database
import Domain
import HTTPServer
import TestKit
import Testing

@testable import Web

@Suite("Pages: people whose data were removed")
struct PagesRemovedPeopleTests {
    @Test("Results name them in the page's language, on the page and in the file", arguments: DatabaseKind.available)
    func language(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let broadcast = try await house.broadcast(7001, to: [PageHouse.own.member])
            let tenant = PageHouse.own.tenant
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    "UPDATE recipient SET level = 0 WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast)")
                try transaction.execute(
                    "DELETE FROM person WHERE tenant_id = \(tenant) AND id = \(PageHouse.own.member)")
            }
            let browser = try await house.browser(PageHouse.own.administrator)
            for (language, said, other) in [("ja", "（削除した方）", "removed)"), ("en", "(removed)", "削除した方")] {
                for path in ["/b/\(broadcast)/people", "/b/\(broadcast)", "/b/\(broadcast)/people.csv"] {
                    let reply = try await browser.get(path + "?lang=" + language)
                    let page = reply.status == 303 ? try await browser.get(path) : reply
                    #expect(page.status == 200 && !page.text.contains(other), "\(path) \(language)")
                    #expect(page.text.contains(said) || path == "/b/\(broadcast)", "\(path) \(language)")
                }
            }
        }
    }

    @Test(
        "A draft that names somebody who was removed says so before it is sent, and needs one press (R-184)",
        arguments: DatabaseKind.available)
    func leftOut(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let tenant = PageHouse.own.tenant
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            let people = [PageHouse.own.member, PageHouse.own.administrator]
            let targets = people.map { #"{"kind":"person","value":"\#($0)"}"# }.joined(separator: ",")
            let made = try await house.api.call(
                .post, "/broadcasts", as: bearer,
                #"{"kind":"safetyCheck","subject":"確認","body":"本文","targets":[\#(targets)]}"#)
            let draft = "/b/\(try #require(made["id"].string))"
            let browser = try await house.browser(PageHouse.own.administrator)
            #expect(try await !browser.get(draft + "/check").text.contains("削除された方"))
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    "DELETE FROM person WHERE tenant_id = \(tenant) AND id = \(PageHouse.own.member)")
            }
            let edit = try await browser.get(draft + "/edit")
            #expect(edit.text.contains("削除された方が1人いる") && !edit.text.contains("選び直すまで"))
            let english = try await browser.get(draft + "/check?lang=en")
            let check = english.status == 303 ? try await browser.get(draft + "/check") : english
            #expect(check.status == 200 && check.text.contains("1 person who was removed is left out"))
            #expect(try await browser.get(draft + "/check?lang=ja").status < 400)
            let shown = try await browser.get(draft + "/check")
            #expect(shown.text.contains("削除された方が1人いるため、送る相手から外します"))
            let flight = try await house.api.call(
                .post, "/broadcasts/\(made["id"].string ?? "")/preflight", as: bearer)
            #expect(flight["people"].number == 1 && flight["leftOut"].number == 1)
            #expect(try await browser.post(draft + "/send", [("confirm", "1")]).location == draft)
        }
    }
}
