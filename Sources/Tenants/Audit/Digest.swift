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
        hexadecimal(blake2b(Array(text.utf8)).prefix(16))
    }

    /// What stands for a text where the text itself must not: 16 bytes of their own, in hexadecimal.
    static func mark(_ text: String) -> String {
        var output = [UInt8](repeating: 0, count: 16)
        let bytes = Array(text.utf8)
        crypto_generichash(&output, output.count, bytes, UInt64(bytes.count), nil, 0)
        return hexadecimal(output[...])
    }

    /// A short name of a text that somebody might guess: only whoever has the key, of 16 to 64 bytes, can make it.
    static func name(_ text: String, key: [UInt8]) -> String {
        precondition((16...64).contains(key.count), "A key has 16 to 64 bytes")
        var output = [UInt8](repeating: 0, count: 16)
        let bytes = Array(text.utf8)
        crypto_generichash(&output, output.count, bytes, UInt64(bytes.count), key, key.count)
        return hexadecimal(output[...])
    }

    private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
        bytes.reduce(into: "") { $0 += ($1 < 16 ? "0" : "") + String($1, radix: 16) }
    }
}
