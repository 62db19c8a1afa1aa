import Synchronization

/// Carries one response from whoever answers first (handler, deadline, shutdown) to the connection's own thread.
///
/// The connection's thread suspends *before* it says so here; whoever answers resumes *after* it has answered here.
/// So exactly one of the two sees that the other came first, and a suspended connection is resumed exactly once.
final class HandOff: Sendable {
    /// What came of an attempt to answer.
    enum Outcome {
        /// Somebody else had answered; this response is dropped.
        case tooLate
        /// Taken; the connection's thread is still there and will send it.
        case taken
        /// Taken; the caller must resume the connection.
        case takenWhileSuspended
    }

    private enum State {
        case running
        case suspended
        case answered(HTTPResponse)
    }

    private let state = Mutex<State>(.running)

    /// The response, once there is one.
    var response: HTTPResponse? {
        state.withLock { state in
            if case .answered(let response) = state { response } else { nil }
        }
    }

    /// Answers, if nobody has.
    func answer(_ response: HTTPResponse) -> Outcome {
        state.withLock { state in
            switch state {
            case .answered: return .tooLate
            case .running:
                state = .answered(response)
                return .taken
            case .suspended:
                state = .answered(response)
                return .takenWhileSuspended
            }
        }
    }

    /// Notes that the connection is suspended. False: the answer came first, the caller must resume.
    func suspend() -> Bool {
        state.withLock { state in
            guard case .running = state else { return false }
            state = .suspended
            return true
        }
    }
}
