import Synchronization

/// Words in the order in which transactions wrote them.
final class Recorder: Sendable {
    private let held = Mutex<[String]>([])

    var words: [String] { held.withLock { $0 } }

    func append(_ word: String) {
        held.withLock { $0.append(word) }
    }
}
