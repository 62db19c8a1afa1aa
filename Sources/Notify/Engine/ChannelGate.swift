/// The way to a provider, as the engine sees it. The wiring makes one for each channel.
package struct ChannelGate: Sendable {
    /// Which attempts go through it.
    package let channel: Channel
    /// How many hand-offs may run at the same time, 1 or more. After a crash this many may be in doubt.
    package let capacity: Int
    /// Calls the provider. It must return, at the latest after the provider's own time limit.
    package let handOff: @Sendable (OutgoingAttempt) async -> HandOffOutcome

    /// A way to a provider.
    package init(
        _ channel: Channel, capacity: Int, handOff: @escaping @Sendable (OutgoingAttempt) async -> HandOffOutcome
    ) {
        precondition(capacity > 0, "A gate lets something through")
        self.channel = channel
        self.capacity = capacity
        self.handOff = handOff
    }
}
