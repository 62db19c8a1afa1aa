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
        /// A person who has fewer or more open attempts than were counted.
        case lostAttempt
        /// A bulletin that came minutes ago and about which somebody has not decided.
        case undecided
        /// An earthquake whose hold time was over minutes ago, and nobody was asked.
        case stillHeld
        /// A broadcast whose people are not found any more: nothing came of it for minutes.
        case notExpanding
        /// Attempts are due, and nobody takes them.
        case notLeaving
        /// Work that fails by itself and is tried again each minute.
        case setAside
        /// The store takes nothing.
        case notWritable
        /// The feed of bulletins could not be read for a while.
        case feedSilent
        /// A file in the drop folder, or the folder, cannot be taken for minutes.
        case folderStuck
    }

    /// How many of each were found, up to a thousand; those of which there are none are left out.
    package internal(set) var findings: [Finding: Int] = [:]
    /// How long the oldest attempt has been due in each lane that has one.
    package internal(set) var oldestReady: [Lane: Duration] = [:]

    /// Broadcasts whose people are being found, each with how far that is.
    var expanding: Set<String> = []

    /// Whether nothing was found.
    package var isClean: Bool { findings.isEmpty }
}
