import Dispatch
import Glibc

/// Waits for the operator or the service manager to end the process.
enum StopSignal {
    /// Returns at the first SIGTERM or SIGINT.
    static func wait() async {
        let (stream, arrived) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { arrived.yield() }
            source.resume()
            return source
        }
        for await _ in stream { break }
        for source in sources { source.cancel() }
    }
}
