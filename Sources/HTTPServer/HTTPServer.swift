import CShims
package import Domain
import Synchronization

/// Answers one request. It starts on the connection's own thread and must never block: waiting is `await`.
package typealias HTTPHandler = @Sendable (HTTPRequest) async -> HTTPResponse

/// A running HTTP/1.1 server on loopback or on a socket file, over libmicrohttpd; nginx stands in front in production.
///
/// A client that sends its head one byte at a time keeps a connection for as long as it likes; nginx bounds that.
package final class HTTPServer: Sendable {
    /// How long the last answers may take to leave after everything was given up.
    private static let farewell = Duration.seconds(1)

    /// The port it listens on; nil for a socket file.
    package let port: UInt16?
    let service: HTTPService
    private let ending = Mutex(Ending())

    private struct Ending {
        var hasEnded = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private init(_ service: HTTPService, port: UInt16?) {
        self.service = service
        self.port = port
    }

    /// Starts to listen and answers each request with `handler` until ``stop(within:)``.
    ///
    /// Throws ``HTTPListenError`` if the address cannot be had; nothing listens then.
    package static func start(
        _ configuration: Configuration, log: Log = .none, randomness: Randomness = .system,
        handler: @escaping HTTPHandler
    ) throws(HTTPListenError) -> HTTPServer {
        let sockets = try ListeningSocket.open(configuration.listen)
        let service = HTTPService(configuration, log: log, randomness: randomness, handler: handler)
        let server = HTTPServer(service, port: sockets.first?.port)
        var daemons: [MicrohttpdDaemon] = []
        for socket in sockets {
            guard let daemon = MicrohttpdDaemon(service, on: socket) else {
                stop(daemons)
                throw .outOfResources
            }
            daemons.append(daemon)
        }
        let running = daemons
        guard OwnThread.start({ server.supervise(running) }) else {
            stop(daemons)
            throw .outOfResources
        }
        return server
    }

    /// What the server has done since it started.
    package var metrics: HTTPMetrics {
        service.counters.snapshot(inFlight: service.registry.inFlight)
    }

    /// Stops to accept connections, lets open exchanges end for up to `grace`, answers the rest with 503, and closes.
    ///
    /// Returns when no thread of the server runs any more. A second call waits for the first and may shorten it.
    package func stop(within grace: Duration = .seconds(10)) async {
        await withCheckedContinuation { continuation in
            let hasEnded = ending.withLock { ending in
                if !ending.hasEnded { ending.waiters.append(continuation) }
                return ending.hasEnded
            }
            if hasEnded { continuation.resume() } else { service.registry.drain(until: .now + grace) }
        }
    }

    /// Looks after deadlines until the server is stopped. Runs on its own thread.
    private func supervise(_ daemons: [MicrohttpdDaemon]) {
        while true {
            switch service.registry.nextOrder() {
            case .quiesce:
                for daemon in daemons { daemon.quiesce() }
            case .expire(let exchanges):
                for exchange in exchanges where exchange.giveUp(.deadlinePassed) {
                    service.counters.countDeadline()
                    service.log.warning("http.deadlinePassed", ("request", exchange.id.description))
                }
            case .tidyUp:
                // The C library keeps every page below a piece that is in use: ten thousand connections that asked at
                // once would stay at more than twice their size.
                anpi_trim_memory()
            case .close(let exchanges):
                for exchange in exchanges where exchange.giveUp(.stopping) {
                    service.log.warning("http.givenUpWhileStopping", ("request", exchange.id.description))
                }
                service.registry.awaitIdle(until: .now + Self.farewell)
                Self.stop(daemons)
                return end()
            }
        }
    }

    private static func stop(_ daemons: [MicrohttpdDaemon]) {
        for daemon in daemons {
            daemon.quiesce()
            daemon.stop()
        }
    }

    private func end() {
        let waiters = ending.withLock { ending in
            ending.hasEnded = true
            defer { ending.waiters = [] }
            return ending.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}
