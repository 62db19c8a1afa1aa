import Synchronization

/// Where the bytes of a file come from, piece by piece, so that no file has to fit into memory.
package struct ByteSource: Sendable {
    /// The next piece, or nil at the end.
    package let next: @Sendable () async throws -> [UInt8]?

    /// Bytes from a function.
    package init(next: @escaping @Sendable () async throws -> [UInt8]?) {
        self.next = next
    }

    /// Bytes that are in memory already.
    package static func bytes(_ bytes: [UInt8]) -> ByteSource {
        let position = BytePosition()
        return ByteSource {
            let start = position.advance(by: pieceSize)
            return start < bytes.count ? Array(bytes[start..<min(start + pieceSize, bytes.count)]) : nil
        }
    }

    private static let pieceSize = 64 * 1_024
}

private final class BytePosition: Sendable {
    private let position = Mutex(0)

    func advance(by count: Int) -> Int {
        position.withLock { position in
            defer { position += count }
            return position
        }
    }
}
