extension HTTPServer {
    /// Where and how a server listens.
    package struct Configuration: Sendable {
        /// Where requests come in. There is no way to listen to a network: nginx does that.
        package enum Listen: Hashable, Sendable {
            /// `127.0.0.1` and, where the machine has it, `::1`; port 0 picks a free one.
            case loopback(port: UInt16)
            /// A socket file with these permissions; a file left behind by a dead server is replaced.
            case unixSocket(path: String, permissions: UInt32 = 0o660)
        }

        /// Where requests come in.
        package var listen: Listen
        /// The limits of a request, decided from its head; the body isn't there yet.
        package var limits: @Sendable (HTTPRequest) -> ExchangeLimits = { _ in .standard }
        /// Who may not send a large body, and the answer to them; nil for everybody else.
        ///
        /// Asked from the head, if the body may be larger than ``ExchangeLimits/standard``. Until it is known, no more
        /// than the first bytes of the body are read.
        package var refusalFromHead: @Sendable (HTTPRequest) async -> HTTPResponse? = { _ in nil }
        /// Told of each body that was refused for its size: the bytes that were announced, or had arrived by then.
        package var bodyWasTooLarge: @Sendable (HTTPRequest, Int) async -> Void = { _, _ in }
        /// The most bytes of large bodies in memory, all connections together; what comes beyond is answered 503.
        package var largeBodyMemory = 160_000_000
        /// The most connections open at once, on each address; further ones wait in the kernel's queue.
        package var connectionLimit: UInt32 = 12_000
        /// Memory of one connection in bytes: it bounds the head, and the first request touches all of it.
        package var connectionMemory = 12 * 1_024
        /// A connection on which nothing moves is closed after this long (whole seconds).
        ///
        /// Longer than nginx keeps an idle upstream connection (60 s), so that nginx never posts into a closing one.
        package var idleTimeout: Duration = .seconds(75)
        /// Threads that read, write and run handlers up to their first wait; 2 at least.
        package var threads: UInt32 = 4
        /// Whether a proxy stands in front that sets `X-Forwarded-For` and `X-Forwarded-Proto`; if not, both are
        /// whatever a stranger wrote and are not looked at.
        package var trustsForwardedHeaders = false
        /// The server's own answers, in place of the handler's; the request is nil if it could not be read.
        package var refusalResponse: @Sendable (HTTPRefusal, HTTPRequest?) -> HTTPResponse = { refusal, request in
            refusal.problem(for: request)
        }

        /// The defaults, listening there.
        package init(listen: Listen) {
            self.listen = listen
        }
    }
}
