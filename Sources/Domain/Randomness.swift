import Glibc

/// Where chance comes from. Rules take one; only the wiring makes one from the operating system.
package struct Randomness: Sendable {
    /// This many bytes that nobody can predict.
    package let bytes: @Sendable (_ count: Int) -> [UInt8]

    /// Randomness from a function; tests pass a seeded one.
    package init(bytes: @escaping @Sendable (_ count: Int) -> [UInt8]) {
        self.bytes = bytes
    }

    /// A number of 64 random bits.
    package func number() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// The operating system's cryptographic generator, asked once for as many bytes as it gives at once.
    package static let system = Randomness { count in
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let next = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let asked = min(next.count, 256)
                precondition(getentropy(next.baseAddress, asked) == 0, "the system has no randomness")
                filled += asked
            }
        }
    }
}
