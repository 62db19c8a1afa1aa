/// How the engine works; the same for all organizations of an installation.
package struct EngineSettings: Sendable, Hashable {
    /// How long a worker may be silent before its work is taken away; renewed at a third of it.
    package var leaseTime = Duration.seconds(60)
    /// How long a lease is renewed for work that does not come back: longer than any provider may take.
    package var longestHandOff = Duration.seconds(600)
    /// How long hand-offs that run may go on when the engine is to stop; what waits in line for a provider is left at once.
    package var stopGrace = Duration.seconds(60)
    /// The most attempts that are claimed at once for one organization; an emergency waits at most for one such batch.
    package var quantum = 128
    /// The most hand-offs that stand in line before a provider, however fast it takes them; 0 for never more than its gate's
    /// capacity. After a crash so many may be in doubt.
    package var longestLine = 512
    /// How long results are gathered before they are written together.
    package var gatherTime = Duration.milliseconds(25)
    /// Recipients that one chunk of an expansion makes.
    package var chunk = 250
    /// The longest time between two looks at the database when nothing announces itself.
    package var patience = Duration.seconds(10)

    /// The defaults.
    package init() {}
}
