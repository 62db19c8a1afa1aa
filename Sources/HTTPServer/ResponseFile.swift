import Glibc
import Synchronization

/// An open file that becomes the body of one response, streamed in constant memory.
///
/// It owns the descriptor: closed when the response was sent, or when nobody holds the file any more.
package final class ResponseFile: Sendable {
    /// How many bytes are sent, from the file's beginning.
    package let length: UInt64
    private let descriptor: Atomic<Int32>

    /// Takes over an open, readable, regular file of at least this length; it may be unlinked already.
    package init(descriptor: Int32, length: UInt64) {
        self.descriptor = Atomic(descriptor)
        self.length = length
    }

    deinit {
        if let left = take() { close(left) }
    }

    /// Gives the descriptor away, once; the receiver closes it.
    func take() -> Int32? {
        let taken = descriptor.exchange(-1, ordering: .acquiringAndReleasing)
        return taken < 0 ? nil : taken
    }
}
