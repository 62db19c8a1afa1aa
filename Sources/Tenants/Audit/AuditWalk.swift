/// Walks along a chain, row by row, and stops at the first one that does not fit. A rule without a store, so that an
/// auditor can run it over an export as well.
package struct AuditWalk: Sendable {
    /// What does not fit.
    package enum Fault: String, Sendable, Hashable {
        /// A row is missing before this one, or the rows were moved.
        case missingRow
        /// The row's fields or hash are not what was written.
        case alteredRow
        /// The chain ends elsewhere than its head says: rows were cut off or appended by hand.
        case headDiffers
        /// The chain does not contain the head that was kept outside.
        case anchorDiffers
    }

    /// The first place where the chain does not hold.
    package struct Break: Error, Sendable, Hashable {
        /// The number of the row that is missing or does not fit.
        package let seq: Int64
        /// What does not fit.
        package let fault: Fault
    }

    /// The end of what was walked so far.
    package private(set) var head = AuditHead.empty
    private let anchor: AuditHead?

    /// A walk from the start of a chain.
    ///
    /// - Parameter anchor: A head that was kept outside and must lie in the chain.
    package init(anchor: AuditHead? = nil) {
        self.anchor = anchor
    }

    /// Goes one row further.
    ///
    /// - Throws: `Break` at the first row that does not fit.
    package mutating func step(_ row: AuditRecord) throws(Break) {
        guard row.seq == head.seq + 1 else { throw Break(seq: head.seq + 1, fault: .missingRow) }
        guard row.hash == row.expectedHash(after: head.hash) else { throw Break(seq: row.seq, fault: .alteredRow) }
        head = AuditHead(seq: row.seq, hash: row.hash)
        if let anchor, anchor.seq == head.seq, anchor.hash != head.hash {
            throw Break(seq: head.seq, fault: .anchorDiffers)
        }
    }

    /// Compares the end with the stored head, after the last row.
    ///
    /// - Throws: `Break` if the tail was cut off or lengthened, or never reached the anchor.
    package func finish(at stored: AuditHead) throws(Break) {
        if let anchor, anchor.seq > head.seq { throw Break(seq: head.seq + 1, fault: .anchorDiffers) }
        guard stored == head else { throw Break(seq: min(stored.seq, head.seq) + 1, fault: .headDiffers) }
    }
}
