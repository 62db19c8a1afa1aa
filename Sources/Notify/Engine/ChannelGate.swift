import Channels

/// The way to a provider, as the engine sees it. The wiring makes one for each channel.
package struct ChannelGate: Sendable {
    /// Which attempts go through it.
    package let channel: Channel
    /// How many hand-offs may run at the same time, 1 or more; more where they come back fast (`Pace`). After a crash this
    /// many may be in doubt.
    package let capacity: Int
    /// Whether there is no provider behind it.
    package var isMissing: Bool { turnstile.isMissing }
    /// Decides what may go through now.
    let turnstile: Turnstile
    /// Where hand-offs run; nil for nowhere in particular.
    private let executor: (any TaskExecutor)?
    /// Where hand-offs of codes run, so that they wait for no crowd; nil for the same place.
    private let codeExecutor: (any TaskExecutor)?
    /// Calls the provider. It must return, at the latest after the provider's own time limit.
    package let handOff: @Sendable (OutgoingAttempt) async -> HandOffOutcome

    /// What became of an attempt of which no word came; nil where nobody can be asked. The attempt's key names it.
    package let lookUp: (@Sendable (AttemptKey) async -> LookUp)?
    /// Ends what is still under way, such as a call that rings; nil where nothing can be ended.
    package let hangUp: (@Sendable (AttemptKey) async -> Void)?
    /// Refuses what waits in line for the provider, and lets what runs go on for at most this long. Nothing is handed off
    /// afterwards.
    package let close: (@Sendable (Duration) async -> Void)?

    /// What a provider knows about an attempt.
    package enum LookUp: Sendable, Hashable {
        /// It ended so.
        case ended(CallReport)
        /// It goes on; the reference is the provider's own number for it.
        case underWay(reference: String)
        /// It never reached the provider: handing it off again doubles nothing.
        case notPlaced
        /// The provider could not be asked.
        case failed
    }

    /// A way to a provider.
    package init(
        _ channel: Channel, capacity: Int, limits: GateLimits = GateLimits(),
        lookUp: (@Sendable (AttemptKey) async -> LookUp)? = nil,
        hangUp: (@Sendable (AttemptKey) async -> Void)? = nil, close: (@Sendable (Duration) async -> Void)? = nil,
        executor: (any TaskExecutor)? = nil, codeExecutor: (any TaskExecutor)? = nil,
        handOff: @escaping @Sendable (OutgoingAttempt) async -> HandOffOutcome
    ) {
        self.init(
            Turnstile(channel, limits), capacity: capacity, lookUp: lookUp, hangUp: hangUp, close: close,
            executor: executor, codeExecutor: codeExecutor, handOff: handOff)
    }

    /// Stands where the settings name no provider, such as after a line of them was lost. Nothing goes through it, but what
    /// was planned still has somebody who looks at it: its people go on with their next contact at once, and it ends with
    /// its give-up time.
    package static func missing(_ channel: Channel) -> ChannelGate {
        ChannelGate(Turnstile(channel, GateLimits(), isMissing: true), capacity: 64) { _ in
            .temporary(reason: FailureCode.localTrouble.rawValue, retryAfter: nil, isShut: true)
        }
    }

    private init(
        _ turnstile: Turnstile, capacity: Int, lookUp: (@Sendable (AttemptKey) async -> LookUp)? = nil,
        hangUp: (@Sendable (AttemptKey) async -> Void)? = nil, close: (@Sendable (Duration) async -> Void)? = nil,
        executor: (any TaskExecutor)? = nil, codeExecutor: (any TaskExecutor)? = nil,
        handOff: @escaping @Sendable (OutgoingAttempt) async -> HandOffOutcome
    ) {
        precondition(capacity > 0, "A gate lets something through")
        channel = turnstile.channel
        self.capacity = capacity
        self.turnstile = turnstile
        self.lookUp = lookUp
        self.hangUp = hangUp
        self.close = close
        self.executor = executor
        self.codeExecutor = codeExecutor
        self.handOff = handOff
    }

    /// Where hand-offs of a lane run; nil for nowhere in particular.
    func executor(of lane: Lane) -> (any TaskExecutor)? { lane == .codes ? codeExecutor ?? executor : executor }
}
