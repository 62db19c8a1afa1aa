import Channels
import Foundation

/// Reads pages of a server on this machine.
struct LoopbackPages: Sendable {
    private let base: String
    private let client: HTTPClient

    /// Pages of the server on this port.
    init(port: Int) {
        base = "http://127.0.0.1:\(port)"
        client = HTTPClient(
            pool: TransferPool(connections: 2),
            policy: HTTPClient.Policy(hosts: ["127.0.0.1"], allowsPlainLoopback: true))
    }

    /// What a page could not be read for.
    enum ReadError: Error {
        case badAddress
        case noPage(String)
    }

    /// The body of a page that must be there.
    func body(_ path: String) async throws -> [UInt8] {
        guard let url = HTTPURL(base + path) else { throw ReadError.badAddress }
        let outcome = await client.send(.get(url, maximumReplyBytes: 100_000_000, timeout: .seconds(60)))
        guard case .replied(let reply) = outcome, reply.status == 200, reply.isWhole else {
            throw ReadError.noPage("\(outcome)")
        }
        return reply.body
    }

    /// A page's JSON as a value.
    func json<Value: Decodable>(_ type: Value.Type, _ path: String) async throws -> Value {
        try JSONDecoder().decode(type, from: Data(try await body(path)))
    }
}
