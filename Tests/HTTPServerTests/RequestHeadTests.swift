import Testing

@testable import HTTPServer

@Suite("Heads that can be read in one way only")
struct RequestHeadTests {
    private func framing(
        _ fields: [(String, String)], method: String = "POST", version: String = "HTTP/1.1"
    ) throws(HTTPRefusal) -> RequestHead.Framing {
        try RequestHead(method: method, version: version, headers: HTTPHeaders([("Host", "localhost:8080")] + fields))
            .checked().framing
    }

    @Test("A body is delimited by one length or by chunks")
    func framings() throws {
        #expect(try framing([]) == .length(0))
        #expect(try framing([("Content-Length", "0")]) == .length(0))
        #expect(try framing([("content-length", "12")]) == .length(12))
        #expect(try framing([("Transfer-Encoding", "Chunked")]) == .chunked)
    }

    @Test(
        "A length that two programs could read differently is refused",
        arguments: ["", "+5", "-1", "5, 5", "0x10", " 5", "5a", "１", "99999999999999999999"])
    func lengths(length: String) {
        #expect(throws: HTTPRefusal.malformedRequest) { try framing([("Content-Length", length)]) }
    }

    @Test(
        "Contradicting delimiters are refused",
        arguments: [
            ([("Content-Length", "5"), ("Content-Length", "5")], HTTPRefusal.malformedRequest),
            ([("Content-Length", "5"), ("Transfer-Encoding", "chunked")], .malformedRequest),
            ([("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")], .malformedRequest),
            ([("Transfer-Encoding", "gzip, chunked")], .unknownTransferEncoding),
            ([("Transfer-Encoding", "identity")], .unknownTransferEncoding),
            ([("Host", "localhost")], .malformedRequest),
            ([("X-Header", "a\u{0}b")], .malformedRequest),
            ([("X-Header", "a\rb")], .malformedRequest),
            ([("X Header", "a")], .malformedRequest),
        ] as [([(String, String)], HTTPRefusal)])
    func contradictions(fields: [(String, String)], refusal: HTTPRefusal) {
        #expect(throws: refusal) { try framing(fields) }
    }

    @Test("Chunks do not exist in HTTP/1.0, and other versions not here")
    func versions() {
        #expect(throws: HTTPRefusal.malformedRequest) {
            try framing([("Transfer-Encoding", "chunked")], version: "HTTP/1.0")
        }
        for version in ["", "HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "http/1.1"] {
            #expect(throws: HTTPRefusal.unknownVersion) { try framing([], version: version) }
        }
    }

    @Test(
        "A method is a short word in capitals",
        arguments: ["", "get", "G T", "PO\nST", String(repeating: "A", count: 21)])
    func methods(method: String) {
        #expect(throws: HTTPRefusal.malformedRequest) { try framing([], method: method) }
    }

    @Test("A host is a name or an address", arguments: ["", "a b", "a/b", "a@b", "<x>", "安否.example"])
    func hosts(host: String) {
        let head = RequestHead(method: "GET", version: "HTTP/1.1", headers: HTTPHeaders([("Host", host)]))
        #expect(throws: HTTPRefusal.malformedRequest) { _ = try head.checked() }
    }
}
