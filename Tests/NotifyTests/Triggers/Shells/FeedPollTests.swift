import Channels
import Database
import Domain
import TestKit
import Testing

@testable import Notify

@Suite("Polling JMA's feed")
struct FeedPollTests {
    /// A feed on this machine, and a poll of it.
    private struct Place {
        let house: TriggerHouse
        let server: FeedServer
        let base: String
        let reader: PageReader

        var poll: FeedPoll {
            FeedPoll(
                url: base + "/feed.xml", reader: reader, ingest: house.ingest, bulletins: house.reader,
                database: house.database, log: house.log.log)
        }

        func round() async throws -> FeedPoll.Round { try await poll.poll(now: house.now) }

        /// One more round does this.
        func expect(_ expected: FeedPoll.Round, at place: SourceLocation = #_sourceLocation) async throws {
            let round = try await round()
            #expect(round == expected, sourceLocation: place)
        }

        /// Puts up a feed of these entries.
        func publish(_ entries: [(title: String, link: String)], tag: String) {
            let text = entries.map { entry in
                """
                <entry><title>\(entry.title)</title><id>\(entry.link)</id><updated>2026-01-01T03:02:00Z</updated>
                <link type="application/xml" href="\(entry.link)"/></entry>
                """
            }
            let feed = "<feed xmlns=\"http://www.w3.org/2005/Atom\">\(text.joined())</feed>"
            server.put(.document(Array(feed.utf8)), at: "/feed.xml", tag: tag)
        }
    }

    private let strong = Draft(regions: [(390, "6+")])

    private func withPlace(
        _ kind: DatabaseKind = .sqlite, _ body: (Place, _ tenant: TenantID) async throws -> Void
    ) async throws {
        let pool = TransferPool(connections: 4)
        do {
            try await withHouse(kind) { house in
                let tenant = try await house.tenant(try TriggerRule())
                house.world.clock.advance(by: try strong.bulletin.reportedAt + .seconds(30) - house.now)
                try await FeedServer.run { server, base in
                    let policy = HTTPClient.Policy(hosts: ["localhost"], allowsPlainLoopback: true)
                    let reader = PageReader(HTTPClient(pool: pool, policy: policy), policy: policy)
                    try await body(Place(house: house, server: server, base: base, reader: reader), tenant)
                }
            }
        } catch {
            await pool.close(grace: .zero)
            throw error
        }
        await pool.close(grace: .zero)
    }

    @Test(
        "A new entry about an earthquake asks people; an unchanged feed is not read again",
        arguments: DatabaseKind.available)
    func news(kind: DatabaseKind) async throws {
        try await withPlace(kind) { place, _ in
            let (server, base) = (place.server, place.base)
            server.put(.document(Array(strong.xml.utf8)), at: "/data/1_VXSE51_1.xml")
            place.publish(
                [("降灰予報（定時）", base + "/data/ash.xml"), ("震度速報", base + "/data/1_VXSE51_1.xml")], tag: "\"1\"")
            try await place.expect(FeedPoll.Round(isReached: true, news: 1, fetched: 1))
            #expect(place.house.actions.lines().count == 1)
            #expect(server.requests == ["/feed.xml", "/data/1_VXSE51_1.xml"])

            server.forgetRequests()
            try await place.expect(FeedPoll.Round(isReached: true, isUnchanged: true))
            #expect(server.requests == ["/feed.xml 304"])

            // A changed feed with the same entries brings nothing that is known again, also after a restart.
            place.publish([("震度速報", base + "/data/1_VXSE51_1.xml")], tag: "\"2\"")
            try await place.expect(FeedPoll.Round(isReached: true))
            #expect(place.house.actions.lines().count == 1)
        }
    }

    @Test("JMA's own feed of 2021-11-12: the one entry about an earthquake is followed, the rest is not")
    func realFeed() async throws {
        try await withPlace { place, tenant in
            let sample = try #require(Sample.all.first { $0.file == "feed_eqvol_20211112.xml" })
            let text = String(decoding: try sample.bytes, as: UTF8.self)
                .replacing("http://www.data.jma.go.jp/developer/xml/data/", with: place.base + "/data/")
            let link = try #require(
                try AtomFeed(Array(text.utf8)).entries.first { $0.type == .intensity }?.link)
            place.server.put(.document(Array(text.utf8)), at: "/feed.xml", tag: "\"jma\"")
            let whole = try #require(Sample.all.first { $0.file == "20240101072429_0_VXSE53_010000.xml" })
            place.server.put(.document(try whole.bytes), at: String(link.dropFirst(place.base.count)))
            try await place.expect(FeedPoll.Round(isReached: true, news: 1, fetched: 1))
            #expect(place.server.requests.count == 2)
            // It is two years old by this clock.
            let effects = try await place.house.effects(tenant)
            #expect(effects == [.nothing(.tooOld)])
        }
    }

    @Test(
        "An entry that cannot be fetched is tried again with growing waits, though the feed does not change",
        arguments: DatabaseKind.available)
    func retried(kind: DatabaseKind) async throws {
        try await withPlace(kind) { place, _ in
            place.server.put(.status(500), at: "/a.xml")
            place.publish([("震度速報", place.base + "/a.xml")], tag: "\"1\"")
            try await place.expect(FeedPoll.Round(isReached: true, news: 1, postponed: 1))
            try await place.expect(FeedPoll.Round(isReached: true, isUnchanged: true))
            place.house.world.clock.advance(by: .seconds(2))
            let second = try await place.round()
            #expect(second.postponed == 1)
            place.house.world.clock.advance(by: .seconds(2))
            let tooEarly = try await place.round()
            #expect(tooEarly.postponed == 0)
            place.house.world.clock.advance(by: .seconds(2))
            place.server.put(.document(Array(strong.xml.utf8)), at: "/a.xml")
            try await place.expect(FeedPoll.Round(isReached: true, isUnchanged: true, fetched: 1))
            #expect(place.house.actions.lines().count == 1)
        }
    }

    @Test(
        "A page about a fault in the document's place is asked for again until the document is there",
        arguments: [
            "<!DOCTYPE html><html><body>Bad gateway</body></html>", "<html><body>Sorry</body></html>", "Sorry", "",
        ])
    func errorPage(page: String) async throws {
        try await withPlace { place, _ in
            place.server.put(.document(Array(page.utf8)), at: "/a.xml")
            place.publish([("震度速報", place.base + "/a.xml")], tag: "\"1\"")
            try await place.expect(FeedPoll.Round(isReached: true, news: 1, postponed: 1))
            for seconds in [2, 4, 8] {
                place.house.world.clock.advance(by: .seconds(seconds))
                try await place.expect(FeedPoll.Round(isReached: true, isUnchanged: true, postponed: 1))
            }
            let records = try await place.house.count("SELECT COUNT(*) FROM bulletin WHERE outcome = 'refused'")
            #expect(records == 1)
            place.server.put(.document(Array(strong.xml.utf8)), at: "/a.xml")
            place.house.world.clock.advance(by: .seconds(16))
            try await place.expect(FeedPoll.Round(isReached: true, isUnchanged: true, fetched: 1))
            #expect(place.house.actions.lines().count == 1)
        }
    }

    @Test("A document that stays unreadable for an hour is given up")
    func neverReadable() async throws {
        try await withPlace { place, _ in
            place.server.put(.document(Array("<html/>".utf8)), at: "/a.xml")
            place.publish([("震度速報", place.base + "/a.xml")], tag: "\"1\"")
            try await place.expect(FeedPoll.Round(isReached: true, news: 1, postponed: 1))
            place.house.world.clock.advance(by: .seconds(3_700))
            try await place.expect(FeedPoll.Round(isReached: true, isUnchanged: true, refused: 1))
            place.house.world.clock.advance(by: .seconds(3_700))
            try await place.expect(FeedPoll.Round(isReached: true, isUnchanged: true))
        }
    }

    @Test("An entry that is gone for an hour is given up")
    func givenUp() async throws {
        try await withPlace { place, _ in
            place.publish([("震度速報", place.base + "/gone.xml")], tag: "\"1\"")
            let first = try await place.round()
            #expect(first.postponed == 1)
            place.house.world.clock.advance(by: .seconds(3_700))
            let last = try await place.round()
            #expect(last.refused == 1)
            place.house.world.clock.advance(by: .seconds(3_700))
            try await place.expect(FeedPoll.Round(isReached: true, isUnchanged: true))
        }
    }

    @Test("Foreign hosts, redirects and documents beyond 5 MB are never taken")
    func refused() async throws {
        try await withPlace { place, _ in
            let base = place.base
            place.server.put(.document(Array(strong.xml.utf8)), at: "/secret.xml")
            place.server.put(.redirect(to: base + "/secret.xml"), at: "/moved.xml")
            place.server.put(.document([UInt8](repeating: 0x20, count: 5_100_000)), at: "/large.xml")
            place.publish(
                [
                    ("震度速報", "https://evil.example/a.xml"), ("震度速報", "http://127.0.0.1:1/a.xml"),
                    ("震度速報", "file:///etc/passwd"), ("震度速報", "https://localhost@evil.example/a.xml"),
                    ("震度速報", base + "/moved.xml"), ("震度速報", base + "/large.xml"),
                ], tag: "\"1\"")
            try await place.expect(FeedPoll.Round(isReached: true, news: 6, refused: 6))
            #expect(Set(place.server.requests) == ["/feed.xml", "/moved.xml", "/large.xml"])
            #expect(place.house.actions.lines().isEmpty)
            let records = try await place.house.count("SELECT COUNT(*) FROM bulletin WHERE outcome = 'refused'")
            #expect(records == 1)
            try await place.expect(FeedPoll.Round(isReached: true, isUnchanged: true))
        }
    }

    @Test("A feed that fails, is no feed, or is too large changes nothing", arguments: ["500", "302", "junk", "large"])
    func badFeed(what: String) async throws {
        try await withPlace { place, _ in
            place.server.put(.document(Array(strong.xml.utf8)), at: "/a.xml")
            place.publish([("震度速報", place.base + "/a.xml")], tag: "\"1\"")
            switch what {
            case "500": place.server.put(.status(500), at: "/feed.xml")
            case "302": place.server.put(.redirect(to: place.base + "/a.xml"), at: "/feed.xml")
            case "junk": place.server.put(.document(Array("<html></html>".utf8)), at: "/feed.xml", tag: "\"2\"")
            default:
                place.server.put(.document([UInt8](repeating: 0x20, count: 5_100_000)), at: "/feed.xml", tag: "\"2\"")
            }
            try await place.expect(FeedPoll.Round())
            #expect(place.house.log.lines.contains { $0.hasPrefix("warning feed.") })
            // Nothing of it was kept: the next good one is read from its beginning.
            place.publish([("震度速報", place.base + "/a.xml")], tag: "\"2\"")
            try await place.expect(FeedPoll.Round(isReached: true, news: 1, fetched: 1))
        }
    }

    @Test("Waits double with each failure, up to ten minutes, and heed what the server asks for")
    func waits() {
        let interval = Duration.seconds(20)
        #expect(
            (0...6).map { FeedPoll.wait(interval, failures: $0, retryAfter: nil) }
                == [20, 40, 80, 160, 320, 600, 600].map { Duration.seconds($0) })
        #expect(FeedPoll.wait(interval, failures: 1, retryAfter: .seconds(300)) == .seconds(300))
        #expect(FeedPoll.wait(interval, failures: 1, retryAfter: .seconds(86_400)) == .seconds(600))
        #expect(FeedPoll.wait(interval, failures: 0, retryAfter: .seconds(300)) == .seconds(20))
        #expect(FeedPoll.wait(interval, failures: 60, retryAfter: nil) == .seconds(600))
    }
}
