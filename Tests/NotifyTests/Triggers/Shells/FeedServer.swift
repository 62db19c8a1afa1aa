import HTTPServer
import Synchronization
import Testing

/// JMA's server in a test: a feed and documents, on this machine.
final class FeedServer: Sendable {
    /// What it answers for one path.
    enum Page: Sendable {
        case document([UInt8])
        case status(Int)
        case redirect(to: String)
    }

    private struct State {
        var pages: [String: Page] = [:]
        var tags: [String: String] = [:]
        var requests: [String] = []
    }

    private let state = Mutex(State())

    /// Every request so far: its path, and `304` behind it if the page had not changed.
    var requests: [String] { state.withLock { $0.requests } }

    func forgetRequests() {
        state.withLock { $0.requests = [] }
    }

    /// Puts a page at a path; a tag makes it conditional.
    func put(_ page: Page, at path: String, tag: String? = nil) {
        state.withLock { state in
            state.pages[path] = page
            state.tags[path] = tag
        }
    }

    /// Gives `body` the address of the running server.
    static func run(_ body: (FeedServer, String) async throws -> Void) async throws {
        let feed = FeedServer()
        let server = try HTTPServer.start(.init(listen: .loopback(port: 0))) { feed.answer($0) }
        let port = try #require(server.port)
        do {
            try await body(feed, "http://localhost:\(port)")
        } catch {
            await server.stop(within: .zero)
            throw error
        }
        await server.stop(within: .zero)
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse {
        state.withLock { state in
            let tag = state.tags[request.path]
            if let tag, request.headers["If-None-Match"] == tag {
                state.requests.append(request.path + " 304")
                return HTTPResponse(status: 304, headers: HTTPHeaders([("ETag", tag)]))
            }
            state.requests.append(request.path)
            var headers = HTTPHeaders()
            if let tag { headers.add("ETag", tag) }
            switch state.pages[request.path] {
            case .document(let bytes): return HTTPResponse(status: .ok, headers: headers, body: .bytes(bytes))
            case .status(let status): return HTTPResponse(status: HTTPStatus(status))
            case .redirect(let address):
                return HTTPResponse(status: 302, headers: HTTPHeaders([("Location", address)]))
            case nil: return HTTPResponse(status: .notFound)
            }
        }
    }
}
