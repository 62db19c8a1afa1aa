import Synchronization
import Testing

@testable import HTTPServer

@Suite("Large bodies, and who may send them")
struct LargeBodyTests {
    private static let large = 10_000_000

    private func withLargeServer(
        _ configure: (inout HTTPServer.Configuration) -> Void,
        handler: @escaping HTTPHandler = { .text("\($0.body.count)") },
        _ body: (HTTPServer, UInt16) async throws -> Void
    ) async throws {
        try await withServer(
            { configuration in
                configuration.limits = { _ in ExchangeLimits(bodyBytes: Self.large) }
                configure(&configuration)
            }, handler: handler, body)
    }

    private static func head(_ length: Int) -> String {
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: \(length)\r\n\r\n"
    }

    @Test("Who is known from the head alone to be nobody is refused before the body is sent")
    func refusedFromHead() async throws {
        try await withLargeServer {
            $0.refusalFromHead = { _ in .text("who?", status: .unauthorized) }
        } _: { _, port in
            let (answer, isClosed) = try await onThread {
                let client = try RawClient(port: port)
                try client.send(Self.head(9_000_000))
                return (try client.answer(), client.isClosedByPeer())
            }
            #expect(answer.status == 401 && answer.text == "who?" && isClosed)
        }
    }

    @Test("Until it is known who sends, no more than the first bytes are read, and a refusal reaches the sender")
    func refusedLater() async throws {
        let gate = Gate()
        let handled = Atomic(0)
        try await withLargeServer {
            $0.refusalFromHead = { _ in
                await gate.pass()
                return .text("nobody", status: .unauthorized)
            }
        } handler: { _ in
            handled.add(1, ordering: .relaxed)
            return .text("taken")
        } _: { server, port in
            async let answer = exchange(port, Self.head(5_000_000) + String(repeating: "x", count: 5_000_000))
            await gate.arrivals(1)
            try await eventually { server.service.largeBodies.held > 0 }
            // The client pushes megabytes; what is held stays one buffer above the first bytes.
            for _ in 0..<200 { await Task.yield() }
            #expect(server.service.largeBodies.held < 2 * BodyMemory.small)
            await gate.open()
            let refused = try await answer
            #expect(refused.status == 401 && refused.text == "nobody")
            try await eventually { server.service.largeBodies.held == 0 }
            #expect(handled.load(ordering: .relaxed) == 0)
        }
    }

    @Test("Who may send a large body sends all of it, whenever that becomes known")
    func goesOn() async throws {
        let gate = Gate()
        try await withLargeServer {
            $0.refusalFromHead = { _ in
                await gate.pass()
                return nil
            }
        } _: { server, port in
            async let answer = exchange(port, Self.head(5_000_000) + String(repeating: "x", count: 5_000_000))
            async let small = exchange(port, post("/", "small"))
            await gate.arrivals(2)
            let quick = try await small
            #expect(quick.text == "5", "a small body need not wait")
            await gate.open()
            let whole = try await answer
            #expect(whole.text == "5000000")
            try await eventually { server.service.largeBodies.held == 0 }
        }
    }

    @Test("More large bodies than the memory is for are asked to come back, and small ones are not")
    func memory() async throws {
        let gate = Gate()
        try await withLargeServer {
            $0.largeBodyMemory = 3_000_000
        } handler: { request in
            if request.body.count > 1_000_000 { await gate.pass() }
            return .text("\(request.body.count)")
        } _: { server, port in
            let body = String(repeating: "x", count: 2_000_000)
            async let first = exchange(port, post("/", body))
            await gate.arrivals(1)
            let second = try await exchange(port, post("/", body))
            #expect(second.status == 503 && second["Retry-After"] != nil && second.text.contains("tooManyBodies"))
            #expect(try await exchange(port, post("/", "safe")).text == "4")
            await gate.open()
            let whole = try await first
            #expect(whole.text == "2000000")
            try await eventually { server.service.largeBodies.held == 0 }
            #expect(try await exchange(port, post("/", body)).text == "2000000")
        }
    }

    @Test("A server that stops while it is asked who sends gives up the sender")
    func stops() async throws {
        let gate = Gate()
        try await withLargeServer {
            $0.refusalFromHead = { _ in
                await gate.pass()
                return nil
            }
        } _: { server, port in
            async let answer = exchange(port, Self.head(500_000) + String(repeating: "x", count: 500_000))
            await gate.arrivals(1)
            try await eventually { server.service.largeBodies.held > 0 }
            await server.stop(within: .zero)
            await gate.open()
            let status = try? await answer.status
            #expect(status ?? 503 == 503)
        }
    }

    @Test("A body that is refused for its size is told with its size", arguments: [true, false])
    func told(isAnnounced: Bool) async throws {
        let told = Mutex<[Int]>([])
        try await withLargeServer {
            $0.limits = { _ in ExchangeLimits(bodyBytes: 2_000) }
            $0.bodyWasTooLarge = { _, size in told.withLock { $0.append(size) } }
        } _: { _, port in
            let chunk = "1000\r\n" + String(repeating: "x", count: 4_096) + "\r\n0\r\n\r\n"
            let answer = try await exchange(
                port,
                isAnnounced
                    ? Self.head(50_000_000)
                    : "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + chunk)
            #expect(answer.status == 413)
            try await eventually { told.withLock { !$0.isEmpty } }
            let size = told.withLock { $0.first ?? 0 }
            #expect(isAnnounced ? size == 50_000_000 : size > 2_000)
        }
    }
}
