import Domain
import TestKit
import Testing

@testable import Web

@Suite("Pages: the card of a family user")
struct PagesFamilyCardTests {
    @Test("The card is in the family user's language, its QR code fills in the login, and no secret is in it (R-162)")
    func card() async throws {
        try await PageHouse.with(.sqlite) { house in
            let (employee, _, member) = try await PagesFamilyBoardTests.settle(house, language: "en")
            let card = try await employee.get(member + "/card")
            #expect(card.text.contains("Employee&#39;s ID") || card.text.contains("Employee's ID"))
            #expect(card.text.contains("seikai") && card.text.contains("B002417") && card.text.contains("CHICHI"))
            #expect(card.text.contains("http://localhost/login") && !card.text.contains(PagesFamilyBoardTests.password))
            let link = "http://localhost/login?organization=seikai&loginID=B002417&family=yes"
            let code = try #require(QRCode(Secret(link))).html(label: "QR code that opens the login page").text
            #expect(card.text.contains(code))
            let visitor = Browser(house)
            let login = try await visitor.get("/login?organization=seikai&loginID=B002417&family=yes")
            #expect(login.field("organization") == "seikai" && login.field("loginID") == "B002417")
            #expect(login.text.contains("<details open>"))
            let other = try await house.browser(PageHouse.own.administrator)
            #expect(try await other.get(member + "/card").status == 404)
        }
    }
}
