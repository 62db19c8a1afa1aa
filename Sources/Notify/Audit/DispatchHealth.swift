import Domain

/// What one look over all organizations found of the dispatch: nothing in `findings` means that nobody is known to be stuck.
package struct DispatchHealth: Hashable, Sendable {
    /// Something that must not be.
    package enum Finding: String, Sendable, CaseIterable {
        /// An attempt in a state or lane that does not exist: nothing would ever look at it.
        case unreadable
        /// An attempt that is claimed or handed off without a lease, so that nobody gives it back.
        case heldByNobody
        /// A lease that ran out minutes ago and was not taken over.
        case leaseOver
        /// A report or certainty that is minutes overdue.
        case wordOverdue
        /// A person whose sequence goes on and who has no next attempt.
        case noNextAttempt
    }

    /// How many of each were found, up to a thousand; those of which there are none are left out.
    package internal(set) var findings: [Finding: Int] = [:]
    /// How long the oldest attempt has been due in each lane that has one.
    package internal(set) var oldestReady: [Lane: Duration] = [:]

    /// Whether nothing was found.
    package var isClean: Bool { findings.isEmpty }
}
