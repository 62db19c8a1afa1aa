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
}
