import Auth
import Domain
import Foundation
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("What is shown once")
struct ShownOnceTests {
    @Test("Half an hour after it was shown first it is gone, however often its language was changed (R-030, R-043)")
    func end() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(PageHouse.own.administrator)
            try await browser.get("/people")
            let sheet = try await browser.post("/people/passwords/issue", [("delivery", "sheet"), ("person", "22")])
            var sealed = try #require(sheet.field("shown"))
            for language in ["en", "ja"] {
                house.clock.advance(by: .seconds(14 * 60))
                let again = try await browser.post("/people/passwords/issue?lang=\(language)", [("shown", sealed)])
                #expect(again.status == 200)
                sealed = try #require(again.field("shown"))
            }
            house.clock.advance(by: .seconds(119))
            #expect(try await browser.post("/people/passwords/issue", [("shown", sealed)]).status == 200)
            house.clock.advance(by: .seconds(1))
            #expect(try await browser.post("/people/passwords/issue", [("shown", sealed)]).status == 404)
        }
    }

    @Test("A sheet of the most people with the longest names fits through a change of language (R-030, R-043)")
    func largest() async throws {
        try await PageHouse.with(.sqlite) { house in
            // 64 characters of eight bytes, as `TextRule` allows for names.
            let name = String(repeating: "👍🏽", count: 64)
            #expect(name.count == 64 && name.utf8.count == 64 * TextRule.bytesOfACharacter)
            let slip = PasswordSlip(
                name: name, department: name, loginID: String(repeating: "B", count: 32),
                password: Secret("ABCD-ABCD-ABCD-ABCD-ABCD-ABCD"))
            let sheet = SheetFacts(
                validUntil: house.clock.now, slips: Array(repeating: slip, count: IssueFirstPassword.mostPeople))
            let text = sheet.fields.map { "\(PercentCoding.encode($0.0))=\(PercentCoding.encode($0.1))" }
                .joined(separator: "&")
            let box = SecretBox(key: [UInt8](repeating: 7, count: 32)).seal(Array(text.utf8), randomness: .system)
            let sent = PercentCoding.encode(Data(box).base64EncodedString())
            let limits = house.site.limits(for: try HTTPRequest(.post, "/people/passwords/issue"))
            // The rest is the form's token, and whose sheet it is.
            #expect(sent.utf8.count + 5_000 < limits.bodyBytes, "\(sent.utf8.count)")
        }
    }
}
