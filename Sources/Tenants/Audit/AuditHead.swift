package import Database

/// The end of a chain. Kept outside (a log, a mail to the auditor), it proves later that no row up to it was changed,
/// cut off or replaced, even by somebody who can write to the database.
package struct AuditHead: Hashable, Sendable, RowDecodable, CustomStringConvertible {
    /// The number of the last row; 0 for an empty chain.
    package let seq: Int64
    /// Its hash, 32 bytes.
    package let hash: [UInt8]

    /// The end of a chain.
    package init(seq: Int64, hash: [UInt8]) {
        self.seq = seq
        self.hash = hash
    }

    /// The end that `description` wrote, or nil if the text is not one.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let seq = Int64(parts[0]), seq >= 0, parts[1].utf8.count == 64 else { return nil }
        let digits = Array(parts[1].utf8)
        var hash: [UInt8] = []
        for index in stride(from: 0, to: 64, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            hash.append(byte)
        }
        self.init(seq: seq, hash: hash)
    }

    /// Takes number and hash.
    package init(row: inout Row) throws {
        seq = try row.next()
        hash = try row.next()
    }

    /// The end of a chain without rows.
    package static let empty = AuditHead(seq: 0, hash: AuditChain.start)

    /// `number:hash`, the hash in hexadecimal digits.
    package var description: String {
        "\(seq):" + hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
