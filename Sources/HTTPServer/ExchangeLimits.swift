/// What one exchange may take.
package struct ExchangeLimits: Hashable, Sendable {
    /// The longest body in bytes; a longer one is answered 413.
    package let bodyBytes: Int
    /// From the arrival of the head to the handler's response; then the answer is 503 and the handler is cancelled.
    package let deadline: Duration

    /// These limits; neither may be negative.
    package init(bodyBytes: Int = 1_000_000, deadline: Duration = .seconds(30)) {
        precondition(bodyBytes >= 0 && deadline >= .zero, "Limits are not negative")
        self.bodyBytes = bodyBytes
        self.deadline = deadline
    }

    /// One million bytes, 30 seconds.
    package static let standard = ExchangeLimits()
}
