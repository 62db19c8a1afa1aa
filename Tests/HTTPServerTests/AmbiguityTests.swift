import Testing

@testable import HTTPServer

/// One row of the table of ambiguous requests: what is sent, and what must come of it.
struct AmbiguousRequest: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: String
    /// Nil: the library closes the connection without a word.
    let status: Int?

    var testDescription: String { name }
}

@Suite("Requests that two programs could read differently")
struct AmbiguityTests {
    static let refused = [
        AmbiguousRequest(
            name: "two lengths, different",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 44\r\n\r\nHello", status: 400),
        AmbiguousRequest(
            name: "two lengths, equal",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nHello", status: 400),
        AmbiguousRequest(
            name: "a list of lengths",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\nHello", status: 400),
        AmbiguousRequest(
            name: "length with a sign",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nHello", status: 400),
        AmbiguousRequest(
            name: "length and chunks",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            status: 400),
        AmbiguousRequest(
            name: "chunks and length",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
            status: 400),
        AmbiguousRequest(
            name: "two codings",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\n0\r\n\r\n",
            status: 400),
        AmbiguousRequest(
            name: "an unknown coding",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", status: 501),
        AmbiguousRequest(name: "no host", bytes: "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n", status: 400),
        AmbiguousRequest(name: "no host in HTTP/1.0", bytes: "GET / HTTP/1.0\r\nAccept: */*\r\n\r\n", status: 400),
        AmbiguousRequest(name: "two hosts", bytes: "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", status: 400),
        AmbiguousRequest(name: "two equal hosts", bytes: "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", status: 400),
        AmbiguousRequest(
            name: "a blank before the colon", bytes: "GET / HTTP/1.1\r\nHost: a\r\nX-Name : b\r\n\r\n", status: 400),
        AmbiguousRequest(
            name: "a blank before the colon of a length",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\nHello", status: 400),
        AmbiguousRequest(name: "a blank in the address", bytes: "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", status: nil),
        AmbiguousRequest(
            name: "an address of another server", bytes: "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n", status: 400),
        AmbiguousRequest(name: "a tunnel", bytes: "CONNECT b:443 HTTP/1.1\r\nHost: a\r\n\r\n", status: 400),
        AmbiguousRequest(
            name: "a control character in a value", bytes: "GET / HTTP/1.1\r\nHost: a\r\nX: a\u{1}b\r\n\r\n",
            status: 400),
        AmbiguousRequest(name: "a small method", bytes: "get / HTTP/1.1\r\nHost: a\r\n\r\n", status: 400),
        AmbiguousRequest(name: "an unknown version", bytes: "GET / HTTP/1.7\r\nHost: a\r\n\r\n", status: 505),
    ]

    @Test("It is refused, its connection is closed, and nothing after it is read as a request", arguments: refused)
    func refusal(request: AmbiguousRequest) async throws {
        try await withServer { _ in
            .text("reached")
        } _: { server, port in
            let (status, isClosed, leftOver) = try await onThread {
                let client = try RawClient(port: port)
                try client.send(request.bytes + get("/smuggled"))
                return (try? client.answer().status, client.isClosedByPeer(), client.leftOver)
            }
            #expect(status == request.status)
            #expect(isClosed)
            // libmicrohttpd 0.9.75 writes the head of its own error pages twice, so something may be left over.
            #expect(!String(decoding: leftOver, as: UTF8.self).contains("reached"))
            #expect(server.metrics.successes == 0)
            try await eventually { server.metrics.inFlight == 0 }
        }
    }

    @Test("Bare line feeds end lines (RFC 9112, 2.2): one request, one answer, the same reading for all")
    func bareLineFeeds() async throws {
        try await withServer {
            .text($0.path + String(decoding: $0.body, as: UTF8.self))
        } _: { server, port in
            let texts = try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST /a HTTP/1.1\nHost: a\nContent-Length: 5\n\nHello" + get("/b"))
                return [try client.answer().text, try client.answer().text]
            }
            #expect(texts == ["/aHello", "/b"])
            #expect(server.metrics.requests == 2)
        }
    }

    @Test(
        "Bytes that are no HTTP at all get no answer from a handler",
        arguments: ["\u{16}\u{3}\u{1}", "hello\r\n\r\n", "\r\n\r\n\r\n"])
    func nonsense(bytes: String) async throws {
        try await withServer { _ in
            .text("reached")
        } _: { server, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(bytes)
                shutdownWriting(client)
                #expect(client.isClosedByPeer())
                #expect(!String(decoding: client.leftOver, as: UTF8.self).contains("reached"))
            }
            try await eventually { server.metrics.inFlight == 0 }
        }
    }

    @Test("A head larger than the connection's memory is refused and leaves nothing behind")
    func largeHead() async throws {
        try await withServer { _ in
            .text("reached")
        } _: { server, port in
            let status = try await onThread {
                let client = try RawClient(port: port)
                try client.send("GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 15_000))
                do { try client.send(String(repeating: "x", count: 15_000) + "\r\n\r\n") } catch {}
                return try client.answer().status
            }
            #expect([413, 431].contains(status))
            #expect(server.metrics.successes == 0)
            try await eventually { server.metrics.inFlight == 0 }
        }
    }
}
