import Glibc
import Synchronization

/// Threads of their own for blocking work, so that the cooperative pool never blocks.
package final class WorkerThreads: Sendable {
    private let running: Atomic<Int>
    private let ending: AsyncStream<Void>.Continuation
    private let ended: AsyncStream<Void>

    /// Starts `count` threads; each runs `body` with its number, from 0, and ends with it.
    package init(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        precondition(count > 0, "There must be a thread to do the work")
        running = Atomic(count)
        (ended, ending) = AsyncStream.makeStream(of: Void.self)
        for number in 0..<count {
            Self.start { [self] in
                body(number)
                if running.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { ending.finish() }
            }
        }
    }

    /// Waits until all of them have ended.
    func join() async {
        for await _ in ended {}
    }

    /// Runs `body` on a thread made for it.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            start { continuation.resume(with: Result { try body() }) }
        }
    }

    private static func start(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Body(run: body))
        let failure = pthread_create(&thread, nil, threadEntry, box.toOpaque())
        precondition(failure == 0, "The system has no thread left")
        pthread_detach(thread)
    }

    private final class Body: Sendable {
        let run: @Sendable () -> Void

        init(run: @escaping @Sendable () -> Void) {
            self.run = run
        }
    }

    private static let threadEntry: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { pointer in
        guard let pointer else { return nil }
        Unmanaged<Body>.fromOpaque(pointer).takeRetainedValue().run()
        return nil
    }
}
