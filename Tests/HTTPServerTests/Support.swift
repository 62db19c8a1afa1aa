import Domain
import Glibc
import Synchronization
import Testing

@testable import HTTPServer

/// Runs blocking work on a thread of its own, so that the handlers under test keep the cooperative pool.
func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        if !OwnThread.start({ continuation.resume(with: Swift.Result { try work() }) }) {
            continuation.resume(throwing: NoThread())
        }
    }
}

struct NoThread: Error {}

/// Starts a server on a free port, lends it, and stops it.
func withServer(
    _ configure: (inout HTTPServer.Configuration) -> Void = { _ in }, log: Log = .none,
    handler: @escaping HTTPHandler, _ body: (HTTPServer, UInt16) async throws -> Void
) async throws {
    var configuration = HTTPServer.Configuration(listen: .loopback(port: 0))
    configure(&configuration)
    let server = try HTTPServer.start(configuration, log: log, handler: handler)
    let port = try #require(server.port)
    do {
        try await body(server, port)
    } catch {
        await server.stop(within: .zero)
        throw error
    }
    await server.stop(within: .zero)
}

/// One exchange on a connection of its own.
func exchange(_ port: UInt16, _ request: String, hasBody: Bool = true) async throws -> RawClient.Answer {
    try await onThread {
        let client = try RawClient(port: port)
        try client.send(request)
        return try client.answer(hasBody: hasBody)
    }
}

/// A request without a body, with these lines after `Host`.
func get(_ target: String, _ lines: String...) -> String {
    (["GET \(target) HTTP/1.1", "Host: localhost"] + lines + ["", ""]).joined(separator: "\r\n")
}

/// A request with a body and its length.
func post(_ target: String, _ body: String, _ lines: String...) -> String {
    (["POST \(target) HTTP/1.1", "Host: localhost", "Content-Length: \(body.utf8.count)"] + lines + ["", body])
        .joined(separator: "\r\n")
}

/// Waits until something is so, for 20 seconds at most.
func eventually(_ condition: @escaping @Sendable () -> Bool) async throws {
    let isSo = try await onThread {
        for _ in 0..<4_000 {
            if condition() { return true }
            poll(nil, 0, 5)
        }
        return false
    }
    #expect(isSo)
}

/// Lets handlers say that they have begun, and holds them until the test opens it.
actor Gate {
    private var arrived = 0
    private var isOpen = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var watchers: [(count: Int, CheckedContinuation<Void, Never>)] = []

    func pass() async {
        arrived += 1
        for watcher in watchers where watcher.count <= arrived { watcher.1.resume() }
        watchers.removeAll { $0.count <= arrived }
        if !isOpen { await withCheckedContinuation { held.append($0) } }
    }

    func arrivals(_ count: Int) async {
        if arrived < count { await withCheckedContinuation { watchers.append((count, $0)) } }
    }

    func open() {
        isOpen = true
        for continuation in held { continuation.resume() }
        held = []
    }
}
