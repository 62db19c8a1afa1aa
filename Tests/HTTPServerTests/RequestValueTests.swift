import Domain
import Testing

@testable import HTTPServer

@Suite("Requests as values")
struct RequestValueTests {
    @Test(
        "A target is a path in printable ASCII with an optional query",
        arguments: [
            ("/", [], []),
            ("/a/b", ["a", "b"], []),
            ("/a/", ["a", ""], []),
            ("/%E5%AE%89%E5%90%A6/x%2Fy", ["安否", "x/y"], []),
            ("/s?q=%E5%BA%9C%E4%B8%AD+%E5%B8%82&q=2&empty=&bare", ["s"], ["q=府中 市", "q=2", "empty=", "bare="]),
            ("/s?a=1?b&&c==d&%zz=100%", ["s"], ["a=1?b", "c==d", "%zz=100%"]),
            ("/s?broken=%FF", ["s"], ["broken=\u{FFFD}"]),
        ])
    func targets(target: String, segments: [String], query: [String]) throws {
        let request = try HTTPRequest(.get, target)
        #expect(request.segments == segments)
        #expect(request.queryItems.map { "\($0.name)=\($0.value)" } == query)
    }

    @Test(
        "A target that is not a plain path is refused",
        arguments: [
            "", "*", "a", "http://evil.example/", "//" + "\u{7F}", "/a b", "/a#b", "/安否", "/%", "/%4", "/%zz", "/%FF",
            "/%00",
            "/a%0D%0Ab",
        ])
    func refusedTargets(target: String) {
        #expect(throws: HTTPRefusal.malformedRequest) { try HTTPRequest(.get, target) }
    }

    @Test("The first query value and the first cookie of a name count")
    func firstValues() throws {
        let headers = HTTPHeaders([("cookie", "a=1; __Host-session=x=y ; a=2"), ("Cookie", "b=\"q\"")])
        let request = try HTTPRequest(.get, "/?n=1&n=2", headers: headers)
        #expect(request.query("n") == "1")
        #expect(request.query("m") == nil)
        #expect(request.cookie("a") == "1")
        #expect(request.cookie("__Host-session") == "x=y")
        #expect(request.cookie("b") == "\"q\"")
        #expect(request.cookie("session") == nil)
    }

    @Test("Header names are compared without regard to case")
    func headerNames() {
        var headers = HTTPHeaders([("Set-Cookie", "a"), ("set-cookie", "b"), ("X", "1")])
        #expect(headers.all("SET-COOKIE") == ["a", "b"])
        headers["x"] = "2"
        #expect(headers.map { "\($0.name)=\($0.value)" } == ["Set-Cookie=a", "set-cookie=b", "x=2"])
        headers["set-Cookie"] = nil
        #expect(headers["Set-Cookie"] == nil)
    }

    @Test("An urlencoded form keeps order, repetition and Japanese")
    func urlencodedForm() throws {
        let body = "name=%E5%B1%B1%E7%94%B0+%E5%A4%AA%E9%83%8E&day=mon&day=tue&note=&plus=%2B&mail=a%40b.example"
        let headers = HTTPHeaders([("Content-Type", "Application/X-WWW-Form-Urlencoded; charset=UTF-8")])
        let form = try HTTPRequest(.post, "/", headers: headers, body: Array(body.utf8)).formData()
        #expect(form.fields.map(\.name) == ["name", "day", "day", "note", "plus", "mail"])
        #expect(form["name"] == "山田 太郎")
        #expect(form.all("day") == ["mon", "tue"])
        #expect(form["note"] == "")
        #expect(form["plus"] == "+")
        #expect(form["mail"] == "a@b.example")
        #expect(form["absent"] == nil)
    }

    @Test("A body of another kind is no form")
    func noForm() throws {
        let headers = HTTPHeaders([("Content-Type", "application/json")])
        #expect(try HTTPRequest(.post, "/", headers: headers, body: Array("a=1".utf8)).formData().fields.isEmpty)
    }

    @Test(
        "Only the value that the proxy itself added says who the client is",
        arguments: [
            ("203.0.113.7", "https", "203.0.113.7", true),
            ("6.6.6.6, 203.0.113.7", "http, https", "203.0.113.7", true),
            ("203.0.113.7, 2001:db8::1", "http", "2001:db8::1", false),
            ("203.0.113.7, <script>", "httpsx", nil, false),
            ("203.0.113.7\0", "http", nil, false),
            ("", "", nil, false),
        ] as [(String, String, String?, Bool)])
    func forwarded(forwardedFor: String, proto: String, address: String?, isSecure: Bool) {
        let client = ForwardedClient(HTTPHeaders([("X-Forwarded-For", forwardedFor), ("x-forwarded-proto", proto)]))
        #expect(client.address == address)
        #expect(client.isSecure == isSecure)
    }

    @Test("Whatever is encoded comes back, and nothing but plain characters is left")
    func percentCoding() {
        let text = "府中市 & <a href=\"/?x=1\">\r\n%"
        let coded = PercentCoding.encode(text)
        #expect(coded.utf8.allSatisfy { (0x21...0x7E).contains($0) })
        #expect(!coded.contains(where: { "\"<>&?/ \r\n".contains($0) }))
        #expect(PercentCoding.decodeFormText(Array(coded.utf8)) == text)
    }

    @Test("Two requests never have the same id")
    func requestIDs() {
        let service = HTTPService(.init(listen: .loopback(port: 0)), log: .none, randomness: .system) { _ in .empty() }
        let identifiers = (0..<10_000).map { _ in service.nextIdentifier() }
        #expect(Set(identifiers).count == identifiers.count)
        #expect(identifiers.allSatisfy { $0.description.utf8.count == 16 })
    }
}
