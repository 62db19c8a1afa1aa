import Testing

@testable import HTTPServer

@Suite("Bodies, limits and uploads over real sockets")
struct BodyTests {
    private static let limit = 2_000

    private func withLimitedServer(_ body: (HTTPServer, UInt16) async throws -> Void) async throws {
        try await withServer(
            { $0.limits = { ExchangeLimits(bodyBytes: $0.segments == ["import"] ? 10_000_000 : Self.limit) } },
            handler: { .text("\($0.body.count)") }, body)
    }

    @Test("A body of exactly the limit is taken; one path may have a limit of its own")
    func withinLimit() async throws {
        try await withLimitedServer { _, port in
            let exact = try await exchange(port, post("/", String(repeating: "x", count: Self.limit)))
            #expect(exact.text == "\(Self.limit)")
            let large = try await exchange(port, post("/import", String(repeating: "x", count: 3_000_000)))
            #expect(large.text == "3000000")
        }
    }

    @Test("A body somewhat over the limit is read and dropped, and its sender learns why", arguments: [1, 3_000_000])
    func overLimit(excess: Int) async throws {
        try await withLimitedServer { _, port in
            let answer = try await exchange(port, post("/", String(repeating: "x", count: Self.limit + excess)))
            #expect(answer.status == 413)
            #expect(answer.text.contains("bodyTooLarge"))
            #expect(answer["Connection"]?.lowercased() == "close")
        }
    }

    @Test(
        "A body far over the limit, or one that asks first, is refused before it is sent",
        arguments: ["Content-Length: 50000000", "Content-Length: 2001\r\nExpect: 100-continue"])
    func refusedEarly(lines: String) async throws {
        try await withLimitedServer { _, port in
            let (answer, isClosed) = try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST / HTTP/1.1\r\nHost: localhost\r\n\(lines)\r\n\r\n")
                return (try client.answer(), client.isClosedByPeer())
            }
            #expect(answer.status == 413)
            #expect(isClosed)
        }
    }

    @Test("Who asks first and is within the limit is told to go on")
    func continues() async throws {
        try await withLimitedServer { _, port in
            let text = try await onThread {
                let client = try RawClient(port: port)
                try client.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
                try client.send("Hello")
                return try client.answer().text
            }
            #expect(text == "5")
        }
    }

    @Test("Chunks over the limit are dropped and refused; without end they are cut off")
    func chunks() async throws {
        try await withLimitedServer { server, port in
            let head = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            let chunk = "400\r\n" + String(repeating: "x", count: 1_024) + "\r\n"
            let answer = try await exchange(port, head + chunk + chunk + "0\r\n\r\n")
            #expect(answer.status == 413)

            let isClosed = try await onThread {
                let client = try RawClient(port: port)
                try client.send(head)
                let many = String(repeating: chunk, count: 64)
                do {
                    for _ in 0..<1_000 { try client.send(many) }
                    return false
                } catch {
                    return true
                }
            }
            #expect(isClosed)
            try await eventually { server.metrics.inFlight == 0 }
            #expect(server.metrics.abandoned == 1)
        }
    }

    private static let boundary = "----anpi7MA4YWxkTrZu0gW"

    private func multipart(_ parts: [(head: String, body: [UInt8])]) -> [UInt8] {
        var result: [UInt8] = []
        for part in parts {
            result += Array("--\(Self.boundary)\r\nContent-Disposition: form-data; \(part.head)\r\n\r\n".utf8)
            result += part.body + Array("\r\n".utf8)
        }
        return result + Array("--\(Self.boundary)--\r\n".utf8)
    }

    private func upload(_ port: UInt16, _ body: [UInt8], pieces: Int = .max) async throws -> RawClient.Answer {
        try await onThread {
            let client = try RawClient(port: port)
            try client.send(
                "POST /import HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(body.count)\r\n"
                    + "Content-Type: multipart/form-data; boundary=\(Self.boundary)\r\n\r\n")
            var rest = body[...]
            while !rest.isEmpty {
                try client.send(Array(rest.prefix(pieces)))
                rest = rest.dropFirst(pieces)
            }
            return try client.answer()
        }
    }

    private func describe(_ form: FormData) -> String {
        form.fields.map { field in
            "\(field.name)|\(field.fileName ?? "-")|\(field.contentType ?? "-")|\(field.bytes.count)"
        }.joined(separator: "\n")
    }

    @Test(
        "An uploaded file arrives byte for byte beside the other fields, however it is cut", arguments: [1, 7, 5_000])
    func uploadInPieces(pieces: Int) async throws {
        let shiftJIS: [UInt8] = [0x8E, 0x52, 0x93, 0x63, 0x2C, 0x0D, 0x0A, 0x2D, 0x2D, 0x0D, 0x0A, 0x00, 0xFF]
        let body = multipart([
            ("name=\"note\"", Array("山田".utf8)),
            ("name=\"list\"; filename=\"名簿.csv\"\r\nContent-Type: text/csv", shiftJIS),
            ("name=\"day\"", []), ("name=\"day\"", Array("mon".utf8)), ("name=\"day\"", []),
            ("name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream", []),
        ])
        try await withServer { request in
            let form = request.formData()
            let isExact = form.file("list")?.bytes == shiftJIS && form["note"] == "山田" && form.file("none") == nil
            return .text("\(isExact) \(form.all("day")) \(request.body.count)\n\(self.describe(form))")
        } _: { _, port in
            let answer = try await upload(port, body, pieces: pieces)
            #expect(
                answer.text == """
                    true ["", "mon", ""] 0
                    note|-|-|6
                    list|名簿.csv|text/csv|13
                    day|-|-|0
                    day|-|-|3
                    day|-|-|0
                    none||application/octet-stream|0
                    """)
        }
    }

    @Test("A file of megabytes arrives whole")
    func largeUpload() async throws {
        let file = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 >> 2) }
        let body = multipart([("name=\"list\"; filename=\"a.csv\"", file), ("name=\"last\"", [65])])
        try await withServer({ $0.limits = { _ in ExchangeLimits(bodyBytes: 10_000_000) } }) { request in
            let form = request.formData()
            return .text("\(form.file("list")?.bytes == file) \(form["last"] ?? "")")
        } _: { _, port in
            let answer = try await upload(port, body)
            #expect(answer.text == "true A")
        }
    }

    @Test(
        "A body that is not the form it claims to be is refused",
        arguments: [
            "no boundary at all", "--\(boundary)\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ncut off", "",
            "--\(boundary)\r\n" + String(repeating: "x", count: 10_000),
        ])
    func malformed(body: String) async throws {
        try await withServer {
            .text(self.describe($0.formData()))
        } _: { _, port in
            let answer = try await upload(port, Array(body.utf8))
            #expect(answer.status == 400)
            #expect(answer.text.contains("malformedForm"))
        }
    }

    @Test("A form of more parts than any form has is refused")
    func tooManyParts() async throws {
        let body = multipart((0..<1_001).map { ("name=\"f\($0)\"", [65]) })
        try await withServer {
            .text("\($0.formData().fields.count)")
        } _: { _, port in
            let answer = try await upload(port, body)
            #expect(answer.status == 400)
        }
    }

    @Test("Multipart without a boundary is refused")
    func withoutBoundary() async throws {
        try await withServer { _ in
            .text("taken")
        } _: { _, port in
            let answer = try await exchange(port, post("/", "x", "Content-Type: multipart/form-data"))
            #expect(answer.status == 400)
        }
    }
}
