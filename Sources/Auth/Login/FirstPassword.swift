import CSodium
package import Domain

/// A generated first or re-issued password (仮パスワード): 120 random bits, good for as many days as the organization's settings
/// say and for nothing but choosing an own one.
package struct FirstPassword: Sendable, Hashable {
    /// Letters and digits that are not mistaken for each other on paper.
    private static let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789".utf8)
    private static let length = 24

    /// As it is printed: six groups of four.
    package let text: Secret

    /// A new one.
    package init(randomness: Randomness) {
        let letters = randomness.bytes(Self.length).map { Self.alphabet[Int($0) & 31] }
        let groups = stride(from: 0, to: Self.length, by: 4).map { start in
            String(decoding: letters[start..<start + 4], as: UTF8.self)
        }
        text = Secret(groups.joined(separator: "-"))
    }

    /// What the database keeps: BLAKE2b-256. A fast hash is right for 120 random bits.
    var hash: [UInt8] { Self.hash(ofTyped: text.exposed) }

    /// The hash of a typed one: hyphens, spaces and case do not count.
    static func hash(ofTyped text: String) -> [UInt8] {
        let input = text.uppercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: " ") }
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, input, UInt64(input.count), nil, 0)
        return output
    }

    /// Compares in constant time.
    static func matches(_ typed: String, hash: [UInt8]) -> Bool {
        let candidate = Self.hash(ofTyped: typed)
        return hash.count == candidate.count && sodium_memcmp(candidate, hash, candidate.count) == 0
    }
}
