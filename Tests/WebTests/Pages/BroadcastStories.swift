import Domain
import Notify
import TestKit
import Testing

@testable import HTTPServer
@testable import Web

@Suite("Broadcast pages")
struct BroadcastStories {
    @Test(
        "Compose, check, send, results: everybody is counted once, and the numbers add up",
        arguments: DatabaseKind.available)
    func fromWordsToResults(kind: DatabaseKind) async throws {
        try await BroadcastHouse.with(kind) { house in
            let cookie = try await house.cookie()
            let address = try await house.draft(as: cookie)

            let check = try await house.get(address + "/check", as: cookie)
            #expect(check.status == .ok)
            #expect(check.text.contains("電話だけの登録で、音声サービスがない"))
            #expect(check.text.contains("連絡先が登録されていない"))
            #expect(check.text.contains("連絡手段がない　2人"))

            let sent = try await house.post(address + "/send", as: cookie, [("people", "５人")])
            #expect(sent.status == .seeOther && sent.headers["Location"] == address)
            #expect(sent.headers.all("Set-Cookie").contains { $0.contains("sendingStarted.5") })
            let early = try await house.get(address, as: cookie)
            #expect(early.text.contains(address + "/calloff"))
            #expect(early.scale == [0, 0, 0, 0, 0, 0, 0])

            house.clock.advance(by: .seconds(11))
            await house.engine.drain()
            try await house.answer(2, address, Answer(status: "minor"))
            let results = try await house.results(address, as: cookie) { $0.scale == [1, 0, 2, 0, 0, 0, 2] }
            #expect(results.status == .ok)
            #expect(results.scale == [1, 0, 2, 0, 0, 0, 2])
            #expect(results.text.contains("七尾工場"))
            #expect(results.text.contains("data-poll=\"\(address)/live\""))
            #expect(!results.text.contains(address + "/calloff"))

            let list = try await house.get("/b", as: cookie)
            #expect(list.text.contains("16:10 能登の地震") && list.text.contains("山田 1"))
        }
    }
}
