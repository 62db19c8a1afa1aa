/// Every exchange that is open, those that wait for their handler, and how far the server is on its way down.
///
/// A suspended connection has no time-out of its own and must be resumed before the daemon stops; this is where both
/// are looked after.
final class ExchangeRegistry: Sendable {
    /// What the supervisor has to do next.
    enum Order {
        /// Accept no connections from now on.
        case quiesce
        /// The deadline of these has passed.
        case expire([Exchange])
        /// A crowd has gone.
        case tidyUp
        /// Nothing new is let in any more; these still wait.
        case close([Exchange])
    }

    /// So many exchanges at once are a crowd.
    private static let crowd = 64
    /// How long after a crowd came it is first asked whether it has gone.
    private static let crowdTime = Duration.seconds(5)

    private enum Phase {
        case serving
        case draining(until: ContinuousClock.Instant, isAnnounced: Bool)
        case closed
    }

    private struct State {
        var phase = Phase.serving
        var inFlight = 0
        var waiting: [RequestID: Exchange] = [:]
        var nextLook: ContinuousClock.Instant?
        /// When it is asked whether a crowd has gone; nil while there is none.
        var crowdLook: ContinuousClock.Instant?
    }

    private let monitor = Monitor(State())

    /// How many exchanges have begun and not ended.
    var inFlight: Int { monitor.withLock { $0.inFlight } }

    /// Whether handlers may no longer be started.
    var isClosed: Bool {
        monitor.withLock { state in
            if case .closed = state.phase { true } else { false }
        }
    }

    /// An exchange begins. False: its connection is to be closed after it.
    func begin() -> Bool {
        let (isServing, isFirstOfCrowd) = monitor.withLock { state in
            state.inFlight += 1
            guard case .serving = state.phase else { return (false, false) }
            guard state.inFlight >= Self.crowd, state.crowdLook == nil else { return (true, false) }
            state.crowdLook = .now + Self.crowdTime
            return (true, true)
        }
        if isFirstOfCrowd { monitor.wake() }
        return isServing
    }

    /// An exchange has ended: its response was sent, or its client is gone.
    func end() {
        let isLast = monitor.withLock { state in
            state.inFlight -= 1
            guard case .serving = state.phase else { return state.inFlight == 0 }
            return false
        }
        if isLast { monitor.wake() }
    }

    /// The exchange starts to wait for its handler. False: the server is closed, answer it at once.
    func admit(_ exchange: Exchange) -> Bool {
        let (isAdmitted, isSooner) = monitor.withLock { state in
            if case .closed = state.phase { return (false, false) }
            state.waiting[exchange.id] = exchange
            guard state.nextLook.map({ exchange.deadline < $0 }) ?? true else { return (true, false) }
            state.nextLook = exchange.deadline
            return (true, true)
        }
        if isSooner { monitor.wake() }
        return isAdmitted
    }

    /// The exchange waits no longer.
    func remove(_ exchange: Exchange) {
        monitor.withLock { $0.waiting[exchange.id] = nil }
    }

    /// From now on connections close after their exchange; those that still wait at `time` are given up.
    func drain(until time: ContinuousClock.Instant) {
        monitor.withLock { state in
            switch state.phase {
            case .serving: state.phase = .draining(until: time, isAnnounced: false)
            case .draining(let earlier, let isAnnounced):
                state.phase = .draining(until: min(earlier, time), isAnnounced: isAnnounced)
            case .closed: break
            }
        }
        monitor.wake()
    }

    /// Sleeps until there is something to do.
    func nextOrder() -> Order {
        monitor.wait { state in
            let now = ContinuousClock.now
            if case .draining(let end, isAnnounced: false) = state.phase {
                state.phase = .draining(until: end, isAnnounced: true)
                return .found(.quiesce)
            }
            if case .draining(let end, _) = state.phase, state.inFlight == 0 || end <= now {
                state.phase = .closed
                defer { state.waiting = [:] }
                return .found(.close(Array(state.waiting.values)))
            }
            if let next = state.nextLook, next <= now {
                let due = state.waiting.values.filter { $0.deadline <= now }
                for exchange in due { state.waiting[exchange.id] = nil }
                state.nextLook = state.waiting.values.map(\.deadline).min()
                if !due.isEmpty { return .found(.expire(due)) }
            }
            if let look = state.crowdLook, look <= now {
                state.crowdLook = state.inFlight < Self.crowd ? nil : now + Self.crowdTime
                if state.crowdLook == nil { return .found(.tidyUp) }
            }
            var end: ContinuousClock.Instant?
            if case .draining(let time, _) = state.phase { end = time }
            return .sleep(until: [end, state.nextLook, state.crowdLook].compactMap(\.self).min())
        }
    }

    /// Sleeps until no exchange is open, or until `time`.
    func awaitIdle(until time: ContinuousClock.Instant) {
        monitor.wait { state in
            state.inFlight == 0 || time <= ContinuousClock.now ? .found(()) : .sleep(until: time)
        }
    }
}
