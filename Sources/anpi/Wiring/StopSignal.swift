import Dispatch
import Glibc

/// The operator or the service manager asks the process to end.
///
/// From the moment one is made, SIGTERM and SIGINT no longer end the process by themselves: whoever makes it waits for
/// it, and a signal that came before the waiting is not lost.
struct StopSignal {
    private let stream: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (stream, arrived) = AsyncStream.makeStream(of: Void.self)
        self.stream = stream
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { arrived.yield() }
            source.resume()
            return source
        }
    }

    /// Returns at the first SIGTERM or SIGINT.
    func wait() async {
        for await _ in stream { break }
        for source in sources { source.cancel() }
    }
}
