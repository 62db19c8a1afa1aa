import Domain
import HTTPServer
import Notify
import TestKit
import Testing

@testable import Web

@Suite("Pages: the voice gateway's hook")
struct PagesVoiceTests {
    private static func report(
        _ house: PageHouse, _ words: String, signature: String? = "yes"
    ) async throws -> APIAnswer {
        let headers = HTTPHeaders(signature.map { [("Signature", $0)] } ?? [])
        return try APIAnswer(
            await house.site.respond(to: HTTPRequest(.post, "/hooks/voice", headers: headers, body: Array(words.utf8))))
    }

    private static func key(_ broadcast: BroadcastID) -> AttemptKey {
        AttemptKey(tenant: PageHouse.own.tenant, broadcast: broadcast, person: PageHouse.own.member, round: 1, step: 0)
    }

    @Test("A key press answers once, however often it is reported", arguments: DatabaseKind.available)
    func press(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let broadcast = try await house.broadcast()
            let key = Self.key(broadcast)
            let first = try await Self.report(house, "e1 \(key) 2")
            #expect(first.status == 200)
            #expect(first.headers["Content-Type"]?.hasPrefix("text/xml") == true)
            #expect(first.text == "end: 「軽いけが」で受け付けました。ありがとうございました。")
            // Meanwhile the person answers otherwise; the old report comes again and changes nothing.
            try await Browser(house).post("/r/\(house.token(broadcast))", [("s", "safe")])
            #expect(try await Self.report(house, "e1 \(key) 2").text == first.text)
            #expect(try await house.journal(broadcast) == ["minor|-|||voice", "safe|-|||link"])
            let wrong = try await Self.report(house, "e2 \(key) 9")
            #expect(wrong.text.hasPrefix("again: ") && wrong.text.contains("「無事」の方は、1を押してください。"))
            #expect(try await Self.report(house, "e3 \(key) *").text.hasPrefix("again: "))
            #expect(try await house.journal(broadcast).count == 2)
        }
    }

    @Test("Reports without our signature, or of calls that nobody made, are turned away")
    func strangers() async throws {
        try await PageHouse.with(.sqlite) { house in
            let broadcast = try await house.broadcast()
            let key = Self.key(broadcast)
            for signature in [nil, "no"] {
                let refused = try await Self.report(house, "e1 \(key) 1", signature: signature)
                #expect(refused.status == 403)
                #expect(refused.code == "notSigned")
            }
            #expect(try await Self.report(house, "e1 nonsense 1").status == 404)
            #expect(try await Self.report(house, "e1 b-1-1-1-0 1").status == 404)
            #expect(try await Self.report(house, "e1 \(key) ringing").status == 204)
            #expect(try await house.journal(broadcast).isEmpty)
        }
    }
}
