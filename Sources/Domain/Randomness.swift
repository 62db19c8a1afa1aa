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

    /// The operating system's cryptographic generator.
    package static let system = Randomness { count in
        var generator = SystemRandomNumberGenerator()
        var result: [UInt8] = []
        result.reserveCapacity(count + 7)
        while result.count < count {
            withUnsafeBytes(of: generator.next() as UInt64) { result.append(contentsOf: $0) }
        }
        result.removeLast(result.count - count)
        return result
    }
}
