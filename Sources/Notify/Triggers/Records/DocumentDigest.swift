import CSodium

/// Names a document that has no key of its own, because nobody could read it.
struct DocumentDigest: Hashable, Sendable {
    /// BLAKE2b-256 of the document, or of the part that was read.
    let hash: [UInt8]

    /// The digest of a whole document.
    init(_ bytes: [UInt8]) {
        var output = [UInt8](repeating: 0, count: 32)
        crypto_generichash(&output, output.count, bytes, UInt64(bytes.count), nil, 0)
        hash = output
    }

    /// The key under which a document without a better one is stored.
    func key(size: Int) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let text = hash.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
        return "document/\(size)/" + String(decoding: text, as: UTF8.self)
    }
}
