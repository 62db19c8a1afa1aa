import Domain
import Glibc
import Testing

@testable import HTTPServer

/// No more can be sent; what comes back is still read.
func shutdownWriting(_ client: RawClient) {
    shutdown(client.descriptor, Int32(SHUT_WR))
}

@Suite("A server from start to stop")
struct ServerLifeTests {
    @Test("Both loopback addresses answer on the port it reports")
    func bothLoopbacks() async throws {
        try await withServer {
            .text($0.clientAddress)
        } _: { _, port in
            let texts = try await onThread {
                try [false, true].map { overIPv6 in
                    let client = try RawClient(port: port, overIPv6: overIPv6)
                    try client.send(get("/"))
                    return try client.answer().text
                }
            }
            #expect(texts == ["127.0.0.1", "::1"])
        }
    }

    @Test("A port that is taken is named, and can be had after the other has stopped")
    func takenPort() async throws {
        let first = try HTTPServer.start(.init(listen: .loopback(port: 0))) { _ in .empty() }
        let port = try #require(first.port)
        #expect(throws: HTTPListenError.inUse("127.0.0.1:\(port)")) {
            try HTTPServer.start(.init(listen: .loopback(port: port))) { _ in .empty() }
        }
        await first.stop()
        let second = try HTTPServer.start(.init(listen: .loopback(port: port))) { _ in .text("second") }
        #expect(try await exchange(port, get("/")).text == "second")
        await second.stop()
    }

    @Test("Open exchanges end before the server does; nobody new gets in; connections say goodbye")
    func gracefulStop() async throws {
        let gate = Gate()
        let server = try HTTPServer.start(.init(listen: .loopback(port: 0))) { request in
            if request.path == "/wait" { await gate.pass() }
            return .text("done")
        }
        let port = try #require(server.port)
        async let waiting = onThread {
            let client = try RawClient(port: port)
            try client.send(get("/wait"))
            return (try client.answer(), client.isClosedByPeer())
        }
        await gate.arrivals(1)
        async let stopped: Void = server.stop(within: .seconds(60))
        async let stoppedAgain: Void = server.stop(within: .seconds(60))
        try await eventually {
            guard let client = try? RawClient(port: port) else { return true }
            try? client.send(get("/"))
            return (try? client.answer()) == nil
        }
        await gate.open()
        let (answer, isClosed) = try await waiting
        await stopped
        await stoppedAgain
        await server.stop()
        #expect(answer.text == "done")
        #expect(isClosed)
        #expect(server.metrics.inFlight == 0)
    }

    @Test("A handler that does not end within the grace is answered for")
    func impatientStop() async throws {
        let gate = Gate()
        let server = try HTTPServer.start(.init(listen: .loopback(port: 0))) { _ in
            await gate.pass()
            return .text("late")
        }
        let port = try #require(server.port)
        async let waiting = onThread {
            let clients = try (0..<20).map { _ in try RawClient(port: port) }
            for client in clients { try client.send(get("/")) }
            return try clients.map { try $0.answer() }
        }
        await gate.arrivals(20)
        await server.stop(within: .milliseconds(20))
        let answers = try await waiting
        #expect(answers.allSatisfy { $0.status == 503 && $0.text.contains("stopping") })
        await gate.open()
    }

    @Test("After the end nothing is left in memory, whatever was sent")
    func nothingLeft() async throws {
        let gate = Gate()
        let left = WeakService()
        do {
            var configuration = HTTPServer.Configuration(listen: .loopback(port: 0))
            configuration.limits = { ExchangeLimits(deadline: $0.path == "/late" ? .milliseconds(20) : .seconds(30)) }
            let server = try HTTPServer.start(configuration) { request in
                if request.path == "/wait" || request.path == "/late" { await gate.pass() }
                return .text("done")
            }
            left.service = server.service
            let port = try #require(server.port)
            try await onThread {
                let requests = [
                    get("/"), get("/late"), get("/wait"), "GET /started HTTP/1.1\r\nHos",
                    "GET /no-host HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 17_000),
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhalf", "GET\r\n\r\n", "GET /\r\n\r\n",
                    "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "BREW / HTTP/9\r\n\r\n",
                ]
                for request in requests {
                    let client = try RawClient(port: port)
                    try client.send(request)
                    if !request.contains("/wait") {
                        shutdownWriting(client)
                        _ = client.isClosedByPeer()
                    }
                }
            }
            await server.stop(within: .milliseconds(20))
            await gate.open()
        }
        try await eventually { left.service == nil }
    }

    @Test("Stopping while requests pour in neither hangs nor loses a connection")
    func stopUnderLoad() async throws {
        for _ in 0..<5 {
            let server = try HTTPServer.start(.init(listen: .loopback(port: 0))) { _ in
                await Task.yield()
                return .text("ok")
            }
            let port = try #require(server.port)
            async let counts = withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await onThread {
                            var count = 0
                            for _ in 0..<100_000 {
                                guard let client = try? RawClient(port: port) else { return count }
                                for _ in 0..<50 {
                                    guard (try? client.send(get("/"))) != nil, let answer = try? client.answer() else {
                                        break
                                    }
                                    #expect(answer.status == 200 || answer.status == 503)
                                    count += 1
                                }
                            }
                            return count
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            try await eventually { server.metrics.successes > 200 }
            await server.stop(within: .seconds(5))
            #expect(try await counts > 200)
            #expect(server.metrics.inFlight == 0)
        }
    }

    @Test("A client that sends its head byte by byte keeps nobody else waiting")
    func slowHead() async throws {
        try await withServer {
            .text($0.path)
        } _: { _, port in
            try await onThread {
                let slow = try (0..<20).map { _ in try RawClient(port: port) }
                for byte in get("/slow").utf8 {
                    for client in slow { try client.send([byte]) }
                    if byte == UInt8(ascii: "\n") {
                        let quick = try RawClient(port: port)
                        try quick.send(get("/quick"))
                        #expect(try quick.answer().text == "/quick")
                    }
                }
                for client in slow { #expect(try client.answer().text == "/slow") }
            }
        }
    }

    @Test("A connection on which nothing moves is closed")
    func idleConnection() async throws {
        try await withServer({ $0.idleTimeout = .seconds(1) }) {
            .text($0.path)
        } _: { _, port in
            try await onThread {
                let unfinished = try RawClient(port: port)
                try unfinished.send("GET / HTTP/1.1\r\nHost: a")
                let idle = try RawClient(port: port)
                try idle.send(get("/idle"))
                #expect(try idle.answer().text == "/idle")
                #expect(unfinished.isClosedByPeer())
                #expect(idle.isClosedByPeer())
            }
        }
    }

    @Test("A body that trickles in past the deadline is cut off")
    func slowBody() async throws {
        try await withServer({ $0.limits = { _ in ExchangeLimits(deadline: .milliseconds(30)) } }) { _ in
            .text("reached")
        } _: { server, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
                var isCut = false
                for _ in 0..<4_000 where !isCut {
                    do { try client.send("x") } catch { isCut = true }
                    poll(nil, 0, 5)
                }
                #expect(isCut)
            }
            #expect(server.metrics.abandoned == 1)
        }
    }

    @Test("A client that leaves while its handler waits leaves nothing behind")
    func departedClient() async throws {
        let gate = Gate()
        try await withServer { _ in
            await gate.pass()
            return .text("nobody reads this")
        } _: { server, port in
            try await onThread {
                let client = try RawClient(port: port)
                try client.send(get("/"))
            }
            await gate.arrivals(1)
            #expect(server.metrics.inFlight == 1)
            await gate.open()
            try await eventually { server.metrics.inFlight == 0 }
        }
    }

    @Test("Forwarded headers count only where a proxy is said to stand in front", arguments: [true, false])
    func forwardedHeaders(trusted: Bool) async throws {
        try await withServer({ $0.trustsForwardedHeaders = trusted }) { request in
            .text("\(request.clientAddress) \(request.isSecure)")
        } _: { _, port in
            let answer = try await exchange(
                port, get("/", "X-Forwarded-For: 6.6.6.6, 203.0.113.9", "X-Forwarded-Proto: https"))
            #expect(answer.text == (trusted ? "203.0.113.9 true" : "127.0.0.1 false"))
        }
    }

    @Test("A socket file is served, protected, replaced after a crash, and removed at the end")
    func socketFile() async throws {
        let path = "/tmp/anpi-http-\(getpid())-\(UInt32.random(in: 0 ... .max)).sock"
        let left = try RawListener(path: path)  // A server that died: its file is there and nobody listens.
        left.closeKeepingFile()

        let server = try HTTPServer.start(.init(listen: .unixSocket(path: path, permissions: 0o600))) {
            .text($0.clientAddress)
        }
        #expect(server.port == nil)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        let text = try await onThread {
            let client = try RawClient(path: path)
            try client.send(get("/"))
            return try client.answer().text
        }
        #expect(text == "unix")
        #expect(throws: HTTPListenError.inUse(path)) {
            try HTTPServer.start(.init(listen: .unixSocket(path: path))) { _ in .empty() }
        }
        await server.stop()
        #expect(stat(path, &status) != 0)
    }

    @Test(
        "A path that cannot be a socket file is refused",
        arguments: ["", "/tmp/" + String(repeating: "x", count: 120), "/tmp"])
    func unusablePath(path: String) {
        #expect(throws: HTTPListenError.unusablePath(path)) {
            try HTTPServer.start(.init(listen: .unixSocket(path: path))) { _ in .empty() }
        }
    }
}

/// Sees whether the service of a stopped server is still held by an exchange. Weak references are atomic.
final class WeakService: @unchecked Sendable {
    weak var service: HTTPService?
}

/// A socket file without a server.
struct RawListener {
    private let descriptor: Int32

    init(path: String) throws {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw RawClient.Failure.refused(errno) }
    }

    func closeKeepingFile() {
        close(descriptor)
    }
}
