import Synchronization

/// How many bytes of large bodies are in memory, all exchanges together.
final class BodyMemory: Sendable {
    /// Bodies up to this size do not count: they are bounded by the number of connections.
    static let small = 64 * 1_024

    private let limit: Int
    private let bytes = Atomic<Int>(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// The bytes at this moment.
    var held: Int { bytes.load(ordering: .relaxed) }

    /// Takes more; false, and nothing is taken, if there is no room.
    func take(_ count: Int) -> Bool {
        if bytes.add(count, ordering: .relaxed).newValue <= limit { return true }
        release(count)
        return false
    }

    /// Gives back what was taken.
    func release(_ count: Int) {
        bytes.subtract(count, ordering: .relaxed)
    }
}
