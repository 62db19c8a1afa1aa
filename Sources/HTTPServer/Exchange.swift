import Synchronization

/// One request and its response on one connection, from the request line to the last byte.
///
/// `@unchecked Sendable`: `connection` and the stored variables are touched only by the thread that owns the connection,
/// with these exceptions, each ordered by a lock: `head` and `deadline` are written before the exchange enters the
/// registry and only read by others after that; `connection.resume()` is called by others only after `handOff` told
/// them that the connection is suspended, when its own thread does not touch it.
final class Exchange: @unchecked Sendable {
    /// What the connection's next call means.
    enum Stage {
        /// The head is complete.
        case head
        /// A piece of the body, or its end.
        case body
        /// The body is read and dropped, up to so many bytes more; then this is the answer.
        case discarding(HTTPResponse, left: Int)
        /// The handler runs, or has answered.
        case handling
        /// Nothing more is expected.
        case answered
    }

    let id: RequestID
    let service: HTTPService
    let connection: MicrohttpdConnection
    let target: String
    let handOff = HandOff()
    let task = Mutex<Task<Void, Never>?>(nil)

    var stage = Stage.head
    var head: HTTPRequest?
    var body: [UInt8] = []
    /// How much of the body counts against the memory for large ones.
    var heldBytes = 0
    /// Whether the registry looks after the exchange while its sender may not go on yet.
    var isWaitingToRead = false
    var limits = ExchangeLimits.standard
    var deadline = ContinuousClock.now
    var hasBegun = false
    var closesConnection = false

    /// The exchange that begins with this request target.
    init(_ service: HTTPService, _ connection: MicrohttpdConnection, target: String) {
        id = service.nextIdentifier()
        self.service = service
        self.connection = connection
        self.target = target
    }

    /// Answers if nobody has. Called from any thread.
    func answer(_ response: HTTPResponse) -> Bool {
        switch handOff.answer(response) {
        case .tooLate: return false
        case .taken: return true
        case .takenWhileSuspended:
            connection.resume()
            return true
        }
    }

    /// Gives the handler up and answers for it. Called from any thread.
    func giveUp(_ refusal: HTTPRefusal) -> Bool {
        let isFirst = answer(service.refusal(refusal, head))
        if isFirst { task.withLock { $0?.cancel() } }
        return isFirst
    }

    /// The exchange is over, with the response sent or not.
    func completed(wholly: Bool) {
        service.largeBodies.release(heldBytes)
        guard hasBegun else { return }
        if !wholly { service.counters.countAbandoned() }
        service.registry.end()
    }
}
