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
        /// Suspended in the middle of the body, until it is known that the sender may send it.
        case waitingToRead
        case suspended
        case answered(HTTPResponse)
    }

    private struct Present {
        var state = State.running
        var mayRead = false
    }

    private let present = Mutex(Present())

    /// The response, once there is one.
    var response: HTTPResponse? {
        present.withLock { present in
            if case .answered(let response) = present.state { response } else { nil }
        }
    }

    /// Whether a large body may be read.
    var mayRead: Bool { present.withLock(\.mayRead) }

    /// Answers, if nobody has.
    func answer(_ response: HTTPResponse) -> Outcome {
        present.withLock { present in
            switch present.state {
            case .answered: return .tooLate
            case .running:
                present.state = .answered(response)
                return .taken
            case .waitingToRead, .suspended:
                present.state = .answered(response)
                return .takenWhileSuspended
            }
        }
    }

    /// The sender may send a large body. True: the connection waits for this, and the caller must resume it.
    func letRead() -> Bool {
        present.withLock { present in
            present.mayRead = true
            guard case .waitingToRead = present.state else { return false }
            present.state = .running
            return true
        }
    }

    /// Notes that the connection is suspended until its sender may go on. False: that, or an answer, came first; the
    /// caller must resume.
    func waitToRead() -> Bool {
        present.withLock { present in
            guard case .running = present.state, !present.mayRead else { return false }
            present.state = .waitingToRead
            return true
        }
    }

    /// Notes that the connection is suspended. False: the answer came first, the caller must resume.
    func suspend() -> Bool {
        present.withLock { present in
            guard case .running = present.state else { return false }
            present.state = .suspended
            return true
        }
    }
}
