import Domain
import Synchronization

/// What all exchanges of one server share.
final class HTTPService: Sendable {
    let configuration: HTTPServer.Configuration
    let handler: HTTPHandler
    let log: Log
    let registry = ExchangeRegistry()
    let counters = HTTPCounters()
    let largeBodies: BodyMemory
    private let firstIdentifier: UInt64
    private let identifiers = Atomic<UInt64>(0)

    init(
        _ configuration: HTTPServer.Configuration, log: Log, randomness: Randomness, handler: @escaping HTTPHandler
    ) {
        self.configuration = configuration
        self.log = log
        self.handler = handler
        largeBodies = BodyMemory(limit: configuration.largeBodyMemory)
        firstIdentifier = randomness.number()
    }

    /// A new name; multiplying by an odd number never meets the same one again and makes neighbours look different.
    func nextIdentifier() -> RequestID {
        let count = identifiers.add(1, ordering: .relaxed).newValue
        return RequestID(number: (firstIdentifier &+ count) &* 0x9E37_79B9_7F4A_7C15)
    }

    /// The response as it can be sent; one with a header that could become two is replaced and reported.
    func sendable(_ response: HTTPResponse, of exchange: Exchange) -> HTTPResponse {
        guard let name = response.unusableHeader else { return response }
        let shown = HTTPToken.isToken(name) ? name : "(not a name)"
        log.error("http.unusableHeader", ("request", exchange.id.description), ("header", shown))
        return refusal(.unusableResponse, exchange.head)
    }

    /// The server's own answer; a configured one that cannot be sent gives way to the built-in.
    func refusal(_ refusal: HTTPRefusal, _ request: HTTPRequest?) -> HTTPResponse {
        let response = configuration.refusalResponse(refusal, request)
        return response.unusableHeader == nil ? response : refusal.problem(for: request)
    }
}
