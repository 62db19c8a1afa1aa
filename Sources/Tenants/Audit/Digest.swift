import CSodium

/// BLAKE2b-256 of libsodium: for chains and for looking up tokens, never for passwords.
package enum Digest {
    /// The hash of these bytes, 32 bytes long.
    package static func blake2b(_ bytes: [UInt8]) -> [UInt8] {
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, bytes, UInt64(bytes.count), nil, 0)
        return output
    }

    /// A short name of a text, in hexadecimal: another text has another one.
    static func name(_ text: String) -> String {
        blake2b(Array(text.utf8)).prefix(16).reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
    }
}
