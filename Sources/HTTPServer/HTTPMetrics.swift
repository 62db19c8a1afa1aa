import Synchronization

/// What a server has done since it started.
package struct HTTPMetrics: Hashable, Sendable {
    /// Requests whose head arrived.
    package let requests: Int
    /// Exchanges that have begun and not ended.
    package let inFlight: Int
    /// Responses with a status from 200 to 299.
    package let successes: Int
    /// Responses with a status from 300 to 399.
    package let redirections: Int
    /// Responses with a status from 400 to 499.
    package let clientErrors: Int
    /// Responses with a status from 500 to 599.
    package let serverErrors: Int
    /// Exchanges answered 503 because their handler took too long; they are among the server errors.
    package let deadlinesPassed: Int
    /// Exchanges whose client left, or was cut off, before the whole response was sent.
    package let abandoned: Int
}

/// The counters behind ``HTTPMetrics``.
final class HTTPCounters: Sendable {
    private let requests = Atomic<Int>(0)
    private let successes = Atomic<Int>(0)
    private let redirections = Atomic<Int>(0)
    private let clientErrors = Atomic<Int>(0)
    private let serverErrors = Atomic<Int>(0)
    private let deadlinesPassed = Atomic<Int>(0)
    private let abandoned = Atomic<Int>(0)

    /// A head arrived.
    func countRequest() { requests.add(1, ordering: .relaxed) }
    /// A deadline passed.
    func countDeadline() { deadlinesPassed.add(1, ordering: .relaxed) }
    /// A client left.
    func countAbandoned() { abandoned.add(1, ordering: .relaxed) }

    /// A response was handed to its connection.
    func countResponse(_ status: HTTPStatus) {
        switch status.code {
        case ..<300: successes.add(1, ordering: .relaxed)
        case ..<400: redirections.add(1, ordering: .relaxed)
        case ..<500: clientErrors.add(1, ordering: .relaxed)
        default: serverErrors.add(1, ordering: .relaxed)
        }
    }

    /// The counters at this moment.
    func snapshot(inFlight: Int) -> HTTPMetrics {
        HTTPMetrics(
            requests: requests.load(ordering: .relaxed), inFlight: inFlight,
            successes: successes.load(ordering: .relaxed), redirections: redirections.load(ordering: .relaxed),
            clientErrors: clientErrors.load(ordering: .relaxed), serverErrors: serverErrors.load(ordering: .relaxed),
            deadlinesPassed: deadlinesPassed.load(ordering: .relaxed), abandoned: abandoned.load(ordering: .relaxed))
    }
}
