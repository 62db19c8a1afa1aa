/// Stands for what is stored of something, to see whether it was changed since somebody read it: other content has
/// another one, and the same content the same one. It names nothing of the content.
package struct ContentVersion: Hashable, Sendable, CustomStringConvertible {
    /// 24 hexadecimal digits, as forms and entity tags carry it.
    package let description: String

    /// The version of this content, whose parts stand in their order.
    package init(of parts: [String]) {
        // With the length before each, no two lists read the same.
        let text = parts.map { "\($0.utf8.count):\($0)" }.joined()
        description = String(Digest.name(text).prefix(24))
    }

    /// The version of these bytes.
    package init(of bytes: [UInt8]) {
        self.init(of: [String(decoding: bytes, as: UTF8.self)])
    }
}
