import Foundation

/// A web server for a test (`Tools/page-server.py`): a feed that changes, or the receiver of callbacks.
package struct PageServer: Sendable {
    /// Where it listens, on 127.0.0.1.
    package let port: Int

    private let program: ExternalProgram
    private let pages: LoopbackPages
    private let folder: URL

    /// One request that it was sent.
    package struct Request: Decodable, Sendable {
        /// Such as `POST`.
        package let method: String
        /// The path without a query.
        package let path: String
        /// The header fields, their names in lower case.
        package let headers: [String: String]
        /// The body.
        package let body: String
    }

    /// What it saw.
    package struct Seen: Decodable, Sendable {
        /// Connections opened so far, this test's own included.
        package let connections: Int
        /// The requests in the order they came.
        package let requests: [Request]
    }

    /// Starts a server with an empty folder; `rules` is the behaviour file's list, as JSON.
    package static func start(rules: String = "[]") async throws -> PageServer {
        let folder = FileManager.default.temporaryDirectory.appending(path: "anpi-pages-\(UUID().uuidString)")
        let served = folder.appending(path: "pages")
        try FileManager.default.createDirectory(at: served, withIntermediateDirectories: true)
        let behaviour = folder.appending(path: "behaviour.json")
        try Data("{\"rules\": \(rules)}".utf8).write(to: behaviour)
        let program = try await ExternalProgram.tool(
            "page-server.py", ["--folder", served.path(), "--behaviour", behaviour.path()])
        guard let port = program.ports["http"] else { throw ExternalProgram.StartError.notReady("no port") }
        return PageServer(port: port, program: program, pages: LoopbackPages(port: port), folder: folder)
    }

    /// The address of a path on this server.
    package func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    /// Puts a page into the folder, or replaces it.
    package func put(_ name: String, _ content: [UInt8]) throws {
        try Data(content).write(to: folder.appending(path: "pages/\(name)"), options: .atomic)
    }

    /// The requests to paths like this, once there are so many; gives what there is after 30 seconds.
    package func requests(to path: String = "*", atLeast count: Int = 0) async throws -> Seen {
        try await pages.json(Seen.self, "/requests?path=\(path)&count=\(count)")
    }

    /// Waits until the program has ended.
    package func ended() async {
        await program.ended()
    }

    /// Ends the server.
    package func stop() {
        program.stop()
        try? FileManager.default.removeItem(at: folder)
    }
}
