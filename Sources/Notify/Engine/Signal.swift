/// Wakes one waiting loop. Raising it several times before the loop looks counts once; nothing is ever missed.
struct Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    func raise() {
        continuation.yield()
    }

    /// Waits until somebody raises the signal, or the time is over. Only one task may wait at a time.
    func wait(atMost time: Duration? = nil) async {
        async let _ = expire(after: time)
        for await _ in stream { break }
    }

    private func expire(after time: Duration?) async {
        guard let time else { return }
        try? await Task.sleep(for: time)
        if !Task.isCancelled { raise() }
    }
}
