package import Domain
import Synchronization

/// How the triggers are, for whoever watches over them: told by those who work, read by the watch.
package final class TriggerSigns: Sendable {
    /// What is known at one moment.
    package struct State: Hashable, Sendable {
        /// When the feed was read last, or its polling began; nil where none is polled.
        package var feedHeardAt: Instant?
        /// How often the feed is asked.
        package var feedInterval = Duration.zero
        /// Since when something in the drop folder cannot be taken; nil while all can.
        package var folderStuckSince: Instant?

        /// Nothing is watched.
        package init() {}
    }

    private let known = Mutex(State())

    /// Signs of triggers that have not begun.
    package init() {}

    /// What is known now.
    package var state: State { known.withLock { $0 } }

    /// The polling of a feed begins.
    func beginFeed(every interval: Duration, at now: Instant) {
        known.withLock { state in
            state.feedHeardAt = now
            state.feedInterval = interval
        }
    }

    /// The feed could be read.
    func hearFeed(at now: Instant) {
        known.withLock { $0.feedHeardAt = now }
    }

    /// A look at the drop folder found something that cannot be taken, or nothing of the kind.
    func seeFolder(isStuck: Bool, at now: Instant) {
        known.withLock { state in
            if !isStuck {
                state.folderStuckSince = nil
            } else if state.folderStuckSince == nil {
                state.folderStuckSince = now
            }
        }
    }
}
