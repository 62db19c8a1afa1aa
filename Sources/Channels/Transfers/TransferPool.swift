import Dispatch
import Domain
import Glibc
import Synchronization

/// A few threads that talk to the network through curl, one connection each, so that no thread of the cooperative pool
/// ever waits for a relay or a gateway. Transfers beyond the number of connections wait in line, first come, first
/// served; a transfer's own deadlines start when it leaves the line.
///
/// Threads instead of curl's multi interface: curl waits for the reply to a mail's final dot *blocking*
/// (`smtp_done`), so on a shared thread each slow reply would stop every other connection, and a handle removed in
/// the middle of a message would end that message as if it were whole.
package final class TransferPool: Sendable {
    private let state: Mutex<PoolState>
    private let jobsWaiting = DispatchSemaphore(value: 0)
    private let stopping = StopSignal()
    private let numbers = Atomic<UInt64>(0)
    private let connections: Int
    private let idle: Duration

    /// A pool of at most `connections` (1–500) connections. Each is reused, and closed when `idle` has passed without
    /// use, because relays and gateways hang up on idle ones. Threads start when they are first needed.
    package init(connections: Int, idle: Duration = .seconds(20)) {
        precondition((1...500).contains(connections), "1 to 500 connections")
        self.connections = connections
        self.idle = idle
        state = Mutex(PoolState())
    }

    /// Has one conversation. Cancelling the task withdraws it; the report then still says how far it got.
    func run(_ transfer: Transfer) async -> TransferReport {
        let job = PoolJob(number: numbers.wrappingAdd(1, ordering: .relaxed).newValue, transfer: transfer)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { enqueue(job, $0) }
        } onCancel: {
            job.isWithdrawn.store(true, ordering: .relaxed)
            let continuation = state.withLock { $0.line.remove(job.number) }
            continuation?.resume(returning: .neverStarted)
        }
    }

    /// Refuses what waits, lets what runs finish for at most `grace`, and ends the threads. Transfers after this are
    /// refused. Returns when the last thread has ended.
    package func close(grace: Duration) async {
        stopping.stop(at: ContinuousClock.now + grace)
        let (refused, threads) = state.withLock { state in
            state.isClosing = true
            return (state.line.removeAll(), state.threads)
        }
        refused.forEach { $0.resume(returning: .neverStarted) }
        for _ in 0..<threads { jobsWaiting.signal() }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.threads > 0 { state.waitingForEnd.append(continuation) }
                return state.threads == 0
            }
            if isOver { continuation.resume() }
        }
    }

    private func enqueue(_ job: PoolJob, _ continuation: CheckedContinuation<TransferReport, Never>) {
        let (isRefused, needsThread) = state.withLock { state in
            // The cancellation handler may have run before the job stood in the line.
            guard !state.isClosing, !job.isWithdrawn.load(ordering: .relaxed) else { return (true, false) }
            state.line.append(job, continuation)
            let needsThread = state.line.count > state.idleThreads && state.threads < connections
            if needsThread { state.threads += 1 }
            return (false, needsThread)
        }
        if isRefused { return continuation.resume(returning: .neverStarted) }
        jobsWaiting.signal()
        if needsThread { startThread() }
    }

    private func startThread() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        pthread_attr_setstacksize(&attributes, 1 << 20)
        defer { pthread_attr_destroy(&attributes) }
        var thread = pthread_t()
        let result = pthread_create(&thread, &attributes, poolThread, Unmanaged.passRetained(self).toOpaque())
        guard result == 0 else {
            Unmanaged.passUnretained(self).release()
            return threadEnded()
        }
    }

    /// A thread's whole life: it ends when the pool closes or nothing came for `idle`, and hangs up politely.
    fileprivate func work() {
        var handle: EasyHandle?
        state.withLock { $0.idleThreads += 1 }
        while true {
            let wait = jobsWaiting.wait(timeout: .now() + .milliseconds(Int(idle.inMilliseconds)))
            let step: PoolStep = state.withLock { state in
                if let (job, continuation) = state.line.next() {
                    state.idleThreads -= 1
                    return .work(job, continuation)
                }
                if state.isClosing { return .end }
                guard wait == .timedOut else { return .again }
                // Counted out under the lock, so that the next transfer starts a new thread.
                state.idleThreads -= 1
                state.threads -= 1
                return .retire
            }
            switch step {
            case .work(let job, let continuation):
                if handle == nil { handle = EasyHandle(idle: idle) }
                let stopping = stopping
                let report = handle?.perform(job.transfer) {
                    job.isWithdrawn.load(ordering: .relaxed) || stopping.isOver
                }
                // Idle again before the caller knows, or its next transfer would start another thread.
                state.withLock { $0.idleThreads += 1 }
                continuation.resume(returning: report ?? TransferReport(end: .localTrouble))
            case .again: continue
            case .retire: return
            case .end:
                handle = nil
                return threadEnded()
            }
        }
    }

    private func threadEnded() {
        let (waiting, stranded) = state.withLock { state in
            state.threads -= 1
            guard state.threads == 0 else { return ([], []) as PoolState.Leftovers }
            defer { state.waitingForEnd = [] }
            return (state.waitingForEnd, state.line.removeAll())
        }
        stranded.forEach { $0.resume(returning: TransferReport(end: .localTrouble)) }
        waiting.forEach { $0.resume() }
    }
}

/// What a thread does next.
private enum PoolStep {
    case work(PoolJob, CheckedContinuation<TransferReport, Never>)
    case again
    case retire
    case end
}

/// One transfer on its way through the pool.
private final class PoolJob: Sendable {
    let number: UInt64
    let transfer: Transfer
    let isWithdrawn = Atomic<Bool>(false)

    init(number: UInt64, transfer: Transfer) {
        self.number = number
        self.transfer = transfer
    }
}

private struct PoolState {
    typealias Leftovers = ([CheckedContinuation<Void, Never>], [CheckedContinuation<TransferReport, Never>])

    var line = WaitingLine()
    var threads = 0
    var idleThreads = 0
    var isClosing = false
    var waitingForEnd: [CheckedContinuation<Void, Never>] = []
}

/// Jobs in the order they came; taking one is cheap, however long the line.
private struct WaitingLine {
    private var entries: [(job: PoolJob, continuation: CheckedContinuation<TransferReport, Never>)?] = []
    private var first = 0
    private var removed = 0

    var count: Int { entries.count - first - removed }

    mutating func append(_ job: PoolJob, _ continuation: CheckedContinuation<TransferReport, Never>) {
        entries.append((job, continuation))
    }

    mutating func next() -> (PoolJob, CheckedContinuation<TransferReport, Never>)? {
        while first < entries.count {
            let entry = entries[first]
            entries[first] = nil
            first += 1
            if first == entries.count || first > 4_096 {
                entries.removeFirst(first)
                first = 0
            }
            guard let entry else {
                removed -= 1
                continue
            }
            return (entry.job, entry.continuation)
        }
        return nil
    }

    mutating func remove(_ number: UInt64) -> CheckedContinuation<TransferReport, Never>? {
        guard let index = entries[first...].firstIndex(where: { $0?.job.number == number }) else { return nil }
        defer {
            entries[index] = nil
            removed += 1
        }
        return entries[index]?.continuation
    }

    mutating func removeAll() -> [CheckedContinuation<TransferReport, Never>] {
        defer { (entries, first, removed) = ([], 0, 0) }
        return entries[first...].compactMap { $0?.continuation }
    }
}

/// When running transfers must be given up; read by every thread while it waits for the network.
private final class StopSignal: Sendable {
    private let deadline = Atomic<Int64>(.max)
    private let start = ContinuousClock.now

    func stop(at instant: ContinuousClock.Instant) {
        deadline.min((instant - start).inMilliseconds, ordering: .relaxed)
    }

    var isOver: Bool {
        let deadline = deadline.load(ordering: .relaxed)
        return deadline != .max && (ContinuousClock.now - start).inMilliseconds >= deadline
    }
}

private func poolThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    // With CURLOPT_NOSIGNAL curl leaves SIGPIPE alone, and OpenSSL writes to sockets that may be closed.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &signals, nil)
    Unmanaged<TransferPool>.fromOpaque(context).takeRetainedValue().work()
    return nil
}
