import CSodium
package import Domain

/// What lets one person answer one broadcast, and nothing else: 128 bits that nobody can guess. It stands in links only;
/// the database holds its hash.
package struct AnswerToken: Hashable, Sendable {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    private let bytes: [UInt8]

    fileprivate init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// A new token of chance alone.
    init(_ randomness: Randomness) {
        bytes = randomness.bytes(16)
    }

    /// The token that stands in a link, or nil if the text is none. Capital letters do no harm.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 26 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in text.utf8 {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - UInt8(ascii: "a")
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - UInt8(ascii: "A")
            case UInt8(ascii: "2")...UInt8(ascii: "7"): value = byte - UInt8(ascii: "2") + 26
            default: return nil
            }
            buffer = buffer << 5 | UInt32(value)
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: buffer >> bits))
                buffer &= (1 << bits) - 1
            }
        }
        guard bytes.count == 16, buffer == 0 else { return nil }
        self.bytes = bytes
    }

    /// 26 small letters and digits (base32): nothing that a mail program cuts off at the end of a link.
    package var text: Secret {
        var result: [UInt8] = []
        result.reserveCapacity(26)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            buffer = buffer << 8 | UInt32(byte)
            bits += 8
            while bits >= 5 {
                bits -= 5
                result.append(Self.alphabet[Int(buffer >> bits & 31)])
            }
            buffer &= (1 << bits) - 1
        }
        if bits > 0 { result.append(Self.alphabet[Int(buffer << (5 - bits) & 31)]) }
        return Secret(String(decoding: result, as: UTF8.self))
    }

    /// What the database holds: BLAKE2b of the token, 16 bytes.
    package var hash: [UInt8] { blake2b(bytes, key: []) }
}

/// Makes answer tokens. The same person and broadcast always get the same token, so every message of an incident carries
/// the same link and nothing but the keys has to be kept.
package struct AnswerTokens: Sendable {
    private let keys: [[UInt8]]

    /// Tokens derived with the installation's answer keys.
    ///
    /// - Parameter keys: The current one first, then those that earlier links were made with; 32 secret bytes each.
    package init(keys: [[UInt8]]) {
        precondition(!keys.isEmpty && keys.allSatisfy { $0.count == 32 }, "An answer key has 32 bytes")
        self.keys = keys
    }

    /// The token of one person for one broadcast, for a new recipient.
    package func token(tenant: TenantID, broadcast: BroadcastID, person: PersonID) -> AnswerToken {
        token(tenant, broadcast, person, keys[0])
    }

    /// The token with this hash, made with whatever key was the current one; nil if its key is gone.
    func token(
        tenant: TenantID, broadcast: BroadcastID, person: PersonID, withHash hash: [UInt8]
    ) -> AnswerToken? {
        keys.lazy.map { token(tenant, broadcast, person, $0) }.first { $0.hash == hash }
    }

    private func token(
        _ tenant: TenantID, _ broadcast: BroadcastID, _ person: PersonID, _ key: [UInt8]
    ) -> AnswerToken {
        var input: [UInt8] = []
        for number in [tenant.rawValue, broadcast.rawValue, person.rawValue] {
            withUnsafeBytes(of: number.bigEndian) { input.append(contentsOf: $0) }
        }
        return AnswerToken(bytes: blake2b(input, key: key))
    }
}

private func blake2b(_ input: [UInt8], key: [UInt8]) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: 16)
    crypto_generichash(&output, output.count, input, UInt64(input.count), key.isEmpty ? nil : key, key.count)
    return output
}
