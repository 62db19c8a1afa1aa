import Channels
import Domain
import Foundation
import TestKit
import Testing

@Suite("Asking servers over HTTP", .timeLimit(.minutes(2)))
struct HTTPClientTests {
    private let now = MailFixture.now

    private func client(connections: Int = 2, hosts: Set<String>? = ["127.0.0.1"]) -> HTTPClient {
        HTTPClient(
            pool: TransferPool(connections: connections),
            policy: HTTPClient.Policy(hosts: hosts, allowsPlainLoopback: true))
    }

    private func url(_ text: String) throws -> HTTPURL { try #require(HTTPURL(text)) }

    @Test("Whoever may lead us anywhere leads us to public addresses only, whatever a name means")
    func publicOnly() async throws {
        let server = try await PageServer.start()
        defer { server.stop() }
        try server.put("page", Array("secret".utf8))
        let port = try #require(server.url("/page").split(separator: ":").last?.split(separator: "/").first)
        func ask(_ host: String, _ policy: HTTPClient.Policy) async throws -> HTTPOutcome {
            await HTTPClient(pool: TransferPool(connections: 1), policy: policy).send(
                .get(
                    try url("https://\(host):\(port)/page"), headers: [], maximumReplyBytes: 1_000, timeout: .seconds(1)
                ))
        }
        func code(_ outcome: HTTPOutcome) -> FailureCode? {
            switch outcome {
            case .notSent(let reason), .noReply(let reason): reason.code
            default: nil
            }
        }
        for host in ["127.0.0.1", "localhost", "[::1]"] {
            // Without the rule it gets as far as TLS, which the server does not speak.
            let open = try await ask(host, HTTPClient.Policy(hosts: nil, allowsPlainLoopback: false))
            if host != "[::1]" { #expect(code(open) != .connectionRefused, "\(host)") }
            let closed = try await ask(
                host, HTTPClient.Policy(hosts: nil, allowsPlainLoopback: false, isPublicOnly: true))
            #expect(code(closed) == .connectionRefused, "\(host)")
        }
    }

    @Test("A page is sent once and then only when it has changed")
    func conditional() async throws {
        let server = try await PageServer.start()
        defer { server.stop() }
        try server.put("feed.xml", Array("<feed>1</feed>".utf8))
        let (client, feed) = (client(), try url(server.url("/feed.xml")))
        func fetch(_ version: PageVersion) async -> PageFetch {
            await client.fetch(feed, unless: version, maximumBytes: 1_000, timeout: .seconds(10), now: now)
        }
        guard case .fresh(let body, let version) = await fetch(.unknown) else { throw Surprise() }
        #expect(String(decoding: body, as: UTF8.self) == "<feed>1</feed>")
        guard case .unchanged = await fetch(version) else { throw Surprise() }
        guard case .unchanged = await fetch(PageVersion(lastModified: version.lastModified)) else { throw Surprise() }
        try server.put("feed.xml", Array("<feed>2</feed>".utf8))
        guard case .fresh(let newer, _) = await fetch(version) else { throw Surprise() }
        #expect(String(decoding: newer, as: UTF8.self) == "<feed>2</feed>")
    }

    /// One server for all the ways a page can be wrong; it ends with the tests.
    private static let badServer = Task {
        let rules = wrongPages.map { #"{"path": "/\#($0.0)", \#($0.1)}"# }
        return try await PageServer.start(rules: "[\(rules.joined(separator: ","))]")
    }

    private static let wrongPages = [
        ("large", #""body": "x", "repeat": 1001"#, "failed tooLarge 200"),
        ("bomb", #""body": "x", "repeat": 100000, "gzip": true"#, "failed tooLarge 200"),
        ("short", #""raw": "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf""#, "failed connectionLost 200"),
        ("drop", #""drop": true"#, "failed connectionLost"),
        ("nonsense", #""raw": "nonsense\r\n\r\n""#, "failed providerFault"),
        ("missing", #""status": 404"#, "refused 404"),
        ("moved", #""status": 302, "headers": {"Location": "/other"}"#, "refused 302"),
        ("wait", #""status": 503, "headers": {"Retry-After": "7"}"#, "refused 503 after 7.0 seconds"),
        ("hang", #""hang": true"#, "failed timedOut"),
        ("packed", #""body": "x", "repeat": 1000, "gzip": true"#, "fresh 1000"),
    ]

    @Test(
        "A page that is too large, cut short or missing is not taken for the page",
        arguments: wrongPages)
    func trouble(name: String, action: String, expected: String) async throws {
        let server = try await Self.badServer.value
        let fetch = await client().fetch(
            try url(server.url("/\(name)")), unless: .unknown, maximumBytes: 1_000, timeout: .seconds(5), now: now)
        let words =
            switch fetch {
            case .unchanged: "unchanged"
            case .fresh(let body, _): "fresh \(body.count)"
            case .refused(let status, let wait): "refused \(status)" + (wait.map { " after \($0)" } ?? "")
            case .failed(let reason): "failed \(reason)"
            }
        #expect(words == expected)
    }

    @Test("Hosts that aren't allowed, and plain http to other machines, are never asked")
    func policy() throws {
        let policy = HTTPClient.Policy(hosts: ["www.data.jma.go.jp", "127.0.0.1"], allowsPlainLoopback: true)
        #expect(policy.allows(try url("https://www.data.jma.go.jp/developer/xml/feed/eqvol.xml")))
        #expect(policy.allows(try url("https://WWW.DATA.JMA.GO.JP/")))
        #expect(policy.allows(try url("http://127.0.0.1:8080/")))
        #expect(!policy.allows(try url("http://www.data.jma.go.jp/")))
        #expect(!policy.allows(try url("https://www.data.jma.go.jp.example.com/")))
        #expect(!policy.allows(try url("https://example.com/")))
        let production = HTTPClient.Policy(hosts: nil, allowsPlainLoopback: false)
        #expect(!production.allows(try url("http://127.0.0.1/")))
        #expect(production.allows(try url("https://example.com/")))
        let anyPlain = HTTPClient.Policy(hosts: nil, allowsPlainLoopback: true)
        #expect(!anyPlain.allows(try url("http://127.0.0.1.example.com/")))
        #expect(anyPlain.allows(try url("http://[::1]/")))
    }

    @Test("A refused host is not even connected to")
    func refusedHost() async throws {
        let server = try await PageServer.start()
        defer { server.stop() }
        let outcome = await client(hosts: ["example.com"]).send(
            .get(try url(server.url("/x")), maximumReplyBytes: 10, timeout: .seconds(2)))
        guard case .notSent = outcome else { throw Surprise() }
        #expect(try await server.requests().requests.isEmpty)
    }

    @Test(
        "Only plain http and https addresses are addresses",
        arguments: [
            "ftp://example.com/", "file:///etc/passwd", "https://user:pw@example.com/", "https://u@example.com/",
            "https://", "example.com", "", "https://example.com/a b", "https://example.com/\r\nX: y", "gopher://x/",
            "https://例え.jp/", "https://example.com/#x", "https://example.com:99999/",
        ])
    func badURLs(text: String) {
        #expect(HTTPURL(text) == nil)
    }

    @Test("The parts of an address are those that are connected to")
    func urlParts() throws {
        let parts = try url("HTTPS://Example.com/a?b=c")
        #expect(parts.isSecure && parts.host == "example.com" && parts.port == 443)
        #expect(try url("http://127.0.0.1:8080/x").port == 8080)
    }

    @Test("A POST whose reused connection breaks is reported as unclear and never sent a second time")
    func neverTwice() async throws {
        let server = try await PageServer.start(
            rules:
                #"[{"path": "/first", "body": "ok"}, {"path": "/second", "drop": true, "times": 1}, {"path": "/second"}]"#
        )
        defer { server.stop() }
        let client = client(connections: 1)
        let type = try #require(HTTPField("Content-Type", "text/plain"))
        func post(_ path: String) async throws -> HTTPOutcome {
            await client.send(
                .post(
                    try url(server.url(path)), headers: [type], body: Array("hello".utf8), maximumReplyBytes: 100,
                    timeout: .seconds(5)))
        }
        guard case .replied(let reply) = try await post("/first") else { throw Surprise() }
        #expect(reply.status == 200)
        guard case .noReply(let reason) = try await post("/second") else { throw Surprise() }
        #expect(reason.code == .connectionLost)
        let seen = try await server.requests(to: "/second")
        #expect(seen.requests.count == 1 && seen.requests.first?.body == "hello")
    }

    @Test("A request to nobody was not sent; one that got no answer may have been acted on")
    func nobody() async throws {
        let server = try await PageServer.start(rules: #"[{"hang": true}]"#)
        let type = try #require(HTTPField("Content-Type", "text/plain"))
        let request = HTTPRequest.post(
            try url(server.url("/x")), headers: [type], body: [1], maximumReplyBytes: 100, timeout: .seconds(1))
        guard case .noReply(let late) = await client().send(request) else { throw Surprise() }
        #expect(late.code == .timedOut)
        server.stop()
        await server.ended()
        guard case .notSent(let nobody) = await client().send(request) else { throw Surprise() }
        #expect(nobody.code == .connectionRefused)
    }

    @Test("Connections are reused, and never more than allowed")
    func connections() async throws {
        let server = try await PageServer.start(rules: #"[{"body": "ok"}]"#)
        defer { server.stop() }
        let (client, page) = (client(connections: 4), try url(server.url("/x")))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<400 {
                group.addTask { _ = await client.send(.get(page, maximumReplyBytes: 10, timeout: .seconds(10))) }
            }
        }
        let seen = try await server.requests(to: "/x")
        #expect(seen.requests.count == 400 && seen.connections <= 4 + 2)
    }

    @Test("Header fields that could carry a second one cannot be made")
    func fields() {
        #expect(HTTPField("X-A", "b\r\nX-C: d") == nil && HTTPField("X A", "b") == nil && HTTPField("", "b") == nil)
        #expect(HTTPField("X-A", "あ") == nil && HTTPField("X:A", "b") == nil && HTTPField("ETag", "\"a\"") != nil)
    }

    @Test("Retry-After is understood as seconds and as a date")
    func retryAfter() async throws {
        let values: [(String, Duration?)] = [
            ("0", .zero), ("7", .seconds(7)), ("99999999999999999999", .seconds(86_400)),
            ("Mon, 01 Jan 2024 06:11:00 GMT", .seconds(60)), ("Mon, 01 Jan 2024 06:00:00 GMT", .zero),
            ("Wed, 01 Jan 2025 00:00:00 GMT", .seconds(86_400)), ("soon", nil), ("", nil), ("-5", nil),
        ]
        let rules = values.enumerated().map {
            #"{"path": "/\#($0.offset)", "status": 429, "headers": {"Retry-After": "\#($0.element.0)"}}"#
        }
        let server = try await PageServer.start(rules: "[\(rules.joined(separator: ","))]")
        defer { server.stop() }
        let client = client()
        for (number, (value, wait)) in values.enumerated() {
            let request = HTTPRequest.get(
                try url(server.url("/\(number)")), maximumReplyBytes: 10, timeout: .seconds(5))
            guard case .replied(let reply) = await client.send(request) else { throw Surprise() }
            #expect(reply.retryAfter(now: now) == wait, "\(value)")
        }
    }
}

/// Something came out that the test has no words for.
struct Surprise: Error {}

@Suite("Form fields")
struct FormFieldsTests {
    @Test("What is written is read back, whatever the characters")
    func roundTrip() throws {
        var form = FormFields()
        form.add("To", "+81312345678")
        form.add("text", "安否 & 確認=100% \r\n+あ")
        form.add("empty", "")
        let read = try #require(FormFields(form.encoded))
        #expect(read["To"] == "+81312345678" && read["text"] == "安否 & 確認=100% \r\n+あ" && read["empty"] == "")
        #expect(read["other"] == nil)
    }

    @Test("Broken escapes, broken UTF-8 and doubled fields are not guessed at")
    func broken() {
        for bad in ["a=%", "a=%4", "a=%zz", "a=%FF", "%E3%81=b", "a=%+1"] {
            #expect(FormFields(Array(bad.utf8)) == nil)
        }
        #expect(FormFields(Array("a=1&a=2".utf8))?["a"] == nil)
        #expect(FormFields(Array("a+b=c+d".utf8))?["a b"] == "c d")
    }
}
