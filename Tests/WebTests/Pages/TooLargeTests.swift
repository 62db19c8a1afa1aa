import Domain
import HTTPServer
import TestKit
import Testing

@testable import Web

@Suite("What is too large to be taken")
struct TooLargeTests {
    private static func refused(
        _ path: String, _ headers: [(String, String)], _ house: PageHouse,
        _ refusal: HTTPRefusal = .bodyTooLarge(limit: 2_000_000)
    ) throws -> (HTTPResponse, String) {
        let request = try HTTPRequest(.post, path, headers: HTTPHeaders(headers))
        let response = house.site.refused(refusal, request)
        return (response, try house.api.text(of: response))
    }

    @Test("A form of a page is answered by a page in the browser's language that leads back; a program gets a problem")
    func pages() async throws {
        try await PageHouse.with(.sqlite) { house in
            let html = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            let (japanese, words) = try Self.refused("/office/policy/import", [html], house)
            #expect(japanese.status == .contentTooLarge)
            #expect(japanese.headers["Content-Type"]?.hasPrefix("text/html") == true)
            #expect(japanese.headers["Content-Security-Policy"] != nil)
            #expect(words.contains("大きすぎる") && words.contains("href=\"/office/policy/import\""))
            let (_, english) = try Self.refused("/office/policy/import", [html, ("Accept-Language", "en")], house)
            #expect(english.contains("too large") && !english.contains("大きすぎる"))
            for (path, headers) in [
                ("/office/policy/import", []), ("/api/v1/people", [html]), ("/scim/v2/Users", [html]),
            ] {
                let (plain, text) = try Self.refused(path, headers, house)
                #expect(plain.status == .contentTooLarge && text.contains("bodyTooLarge"), "\(path)")
                #expect(plain.headers["Content-Type"]?.contains("json") == true, "\(path)")
            }
        }
    }

    @Test(
        "A form that can't be read, or comes with too many others, is answered by a page as well",
        arguments: [(HTTPRefusal.malformedForm, "この内容では受け付けられません", "Nothing was changed"), (.tooManyBodies, "", "")])
    func forms(refusal: HTTPRefusal, japanese: String, english: String) async throws {
        try await PageHouse.with(.sqlite) { house in
            let html = ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
            for (language, words) in [("ja", japanese), ("en", english)] {
                let (page, text) = try Self.refused(
                    "/office/policy/import", [html, ("Accept-Language", language)], house, refusal)
                #expect(page.status == refusal.status)
                #expect(page.headers["Content-Type"]?.hasPrefix("text/html") == true)
                #expect(text.contains("href=\"/office/policy/import\"") && text.contains(words), "\(language)")
            }
            for (path, headers) in [("/office/policy/import", []), ("/api/v1/people", [html])] {
                let (plain, text) = try Self.refused(path, headers, house, refusal)
                #expect(plain.status == refusal.status && text.contains(refusal.code), "\(path)")
                #expect(plain.headers["Content-Type"]?.contains("json") == true, "\(path)")
            }
        }
    }
}
