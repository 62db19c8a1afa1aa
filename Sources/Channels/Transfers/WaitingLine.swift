import Synchronization

/// What waits for a thread, in the order it came; taking one is cheap, however long the line.
struct WaitingLine {
    enum Entry {
        case transfer(PoolJob, CheckedContinuation<TransferReport, Never>)
        case task(UnownedJob, on: UnownedTaskExecutor)

        var isWithdrawn: Bool {
            switch self {
            case .transfer(let job, _): job.isWithdrawn.load(ordering: .relaxed)
            case .task: false
            }
        }
    }

    private var entries: [Entry?] = []
    private var first = 0
    private var removed = 0

    var count: Int { entries.count - first - removed }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    mutating func next() -> Entry? {
        while first < entries.count {
            let entry = entries[first]
            entries[first] = nil
            first += 1
            if first == entries.count || first > 4_096 {
                entries.removeFirst(first)
                first = 0
            }
            if let entry { return entry }
            removed -= 1
        }
        return nil
    }

    mutating func remove(_ number: UInt64) -> CheckedContinuation<TransferReport, Never>? {
        for index in entries.indices[first...] {
            guard case .transfer(let job, let continuation) = entries[index], job.number == number else { continue }
            entries[index] = nil
            removed += 1
            return continuation
        }
        return nil
    }

    mutating func removeAll() -> [Entry] {
        defer { (entries, first, removed) = ([], 0, 0) }
        return entries[first...].compactMap(\.self)
    }
}

/// One transfer on its way through the pool.
final class PoolJob: Sendable {
    let number: UInt64
    let transfer: Transfer
    let isWithdrawn = Atomic<Bool>(false)

    init(number: UInt64, transfer: Transfer) {
        self.number = number
        self.transfer = transfer
    }
}
