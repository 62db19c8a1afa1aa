package import Domain

/// Remembers the looks before this one, and finds what a single look cannot see: that nothing moves, although there is
/// something to do. Pure; what was seen comes from outside.
package struct DispatchVigil: Sendable {
    /// What is seen beside the rows.
    package struct Signs: Sendable {
        /// What the engine of this process does.
        package var engine: DispatchMetrics
        /// Whether the store took a row just now.
        package var isWritable: Bool
        /// People whose open attempts were counted and are other than noted.
        package var lostAttempts: Int
        /// How the triggers are.
        package var triggers: TriggerSigns.State

        /// An engine, and nothing else that is wrong.
        package init(
            engine: DispatchMetrics, isWritable: Bool = true, lostAttempts: Int = 0,
            triggers: TriggerSigns.State = TriggerSigns.State()
        ) {
            self.engine = engine
            self.isWritable = isWritable
            self.lostAttempts = lostAttempts
            self.triggers = triggers
        }
    }

    /// What stands still for less is under way.
    private static let patience = Duration.seconds(180)
    /// A feed may be silent for so long: servers are restarted.
    private static let feedPatience = Duration.seconds(600)

    private var lastProgress: Int?
    private var expandingSince: [String: Instant] = [:]

    /// Nobody has looked yet.
    package init() {}

    /// What one look amounts to, with what is known from those before it.
    package mutating func judge(_ look: DispatchHealth, _ signs: Signs, at now: Instant) -> DispatchHealth {
        var health = look
        func find(_ finding: DispatchHealth.Finding, _ count: Int) {
            if count > 0 { health.findings[finding, default: 0] += count }
        }
        find(.notWritable, signs.isWritable && signs.engine.canRecord ? 0 : 1)
        find(.setAside, signs.engine.setAside)
        find(.lostAttempt, signs.lostAttempts)
        find(.notLeaving, standsStill(look, signs.engine) ? 1 : 0)
        expandingSince = look.expanding.reduce(into: [:]) { $0[$1] = expandingSince[$1] ?? now }
        find(.notExpanding, expandingSince.values.count { now - $0 > Self.patience })
        let triggers = signs.triggers
        if let heard = triggers.feedHeardAt {
            find(.feedSilent, now - heard > max(Self.feedPatience, triggers.feedInterval * 10) ? 1 : 0)
        }
        if let stuck = triggers.folderStuckSince { find(.folderStuck, now - stuck > Self.patience ? 1 : 0) }
        return health
    }

    /// Whether something was due for minutes now and at the last look, and nothing was claimed or handed off in between.
    private mutating func standsStill(_ look: DispatchHealth, _ engine: DispatchMetrics) -> Bool {
        guard (look.oldestReady.values.max() ?? .zero) > Self.patience else {
            lastProgress = nil
            return false
        }
        let progress = engine.claimed + engine.handOffs.values.reduce(0) { $0 + $1.values.reduce(0, +) }
        defer { lastProgress = progress }
        return lastProgress == progress
    }
}
