import Domain
import Testing

@testable import Notify

@Suite("Reading JMA's feed")
struct AtomFeedTests {
    @Test("Each entry of the real feeds is read", arguments: zip(Sample.feeds, [23, 17]))
    func realFeeds(_ sample: Sample, count: Int) throws {
        let feed = try AtomFeed(try sample.bytes)
        #expect(feed.entries.count == count)
        #expect(feed.updated == XMLTime.read(sample["report_datetime"]))
        #expect(Set(feed.entries.map(\.id)).count == count)
        for entry in feed.entries {
            #expect(entry.link.hasPrefix("http://www.data.jma.go.jp/developer/xml/data/"))
            #expect(entry.link.hasSuffix(".xml"))
            #expect(!entry.title.isEmpty)
        }
    }

    @Test("Earthquake bulletins are told from the others by their titles")
    func kinds() throws {
        let entries = try Sample.feeds.flatMap { try AtomFeed(try $0.bytes).entries }
        for entry in entries where entry.link.contains("_VX") {
            #expect(entry.type.map { entry.link.contains($0.rawValue) } ?? !entry.link.contains("_VXSE5"))
        }
        #expect(entries.contains { $0.type == nil })
        #expect(Set(BulletinType.allCases.map(\.rawValue)) == ["VXSE51", "VXSE52", "VXSE53", "VXSE61"])
    }

    @Test("Entries without an identifier, a time or a link are left out; the others stay")
    func incompleteEntries() throws {
        let feed = try AtomFeed(
            Array(
                """
                <feed xmlns="http://www.w3.org/2005/Atom"><updated>2026-01-01T00:00:00Z</updated>
                <entry><id>a</id><title>震度速報</title><updated>2026-01-01T00:00:00Z</updated><link href=" https://a "/>
                <link href="https://second"/></entry>
                <entry><title>震度速報</title><updated>2026-01-01T00:00:00Z</updated><link href="https://b"/></entry>
                <entry><id>c</id><title>震度速報</title><updated>gestern</updated><link href="https://c"/></entry>
                <entry><id>d</id><title>震度速報</title><updated>2026-01-01T00:00:00Z</updated></entry>
                <entry><id>e</id><updated>2026-01-01T00:00:00Z</updated><link rel="edit" href="https://x"/>
                <link rel="alternate" href="https://e"/></entry>
                </feed>
                """.utf8))
        #expect(feed.entries.map(\.id) == ["a", "e"])
        #expect(feed.entries.map(\.link) == ["https://a", "https://e"])
        #expect(feed.entries.map(\.type) == [.rapidIntensity, nil])
    }

    @Test("An empty feed has no entries")
    func emptyFeed() throws {
        let feed = try AtomFeed(Array("<feed xmlns=\"http://www.w3.org/2005/Atom\"/>".utf8))
        #expect(feed.entries.isEmpty)
        #expect(feed.updated == nil)
    }
}
