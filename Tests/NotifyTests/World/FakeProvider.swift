import Domain
import Notify
import Synchronization
import Testing

/// Stands for all providers: does what the test scripted for an address, and accepts everything else if the test said so. A
/// hand-off that nobody expected fails the test.
final class FakeProvider: Sendable {
    struct Delivery: Hashable, Sendable {
        let person: PersonID
        let address: String
        let key: String
        let text: String
        let tenant: TenantID
    }

    private struct State {
        var scripts: [String: [HandOffOutcome]] = [:]
        var acceptsRest = true
        var deliveries: [Delivery] = []
        var watchers: [(count: Int, prefix: String, continuation: CheckedContinuation<Void, Never>)] = []
        var before: (@Sendable (OutgoingAttempt) async -> Void)?
        var knowledge: [String: ChannelGate.LookUp] = [:]
        var lookUps: [String] = []
        var hungUp: [String] = []

        func address(of key: AttemptKey) -> String {
            deliveries.first { $0.key == key.description }?.address ?? ""
        }

        func count(_ prefix: String) -> Int { deliveries.count { $0.address.hasPrefix(prefix) } }
    }

    private let state = Mutex(State())

    /// All hand-offs so far, in their order.
    var deliveries: [Delivery] { state.withLock { $0.deliveries } }
    var addresses: [String] { deliveries.map(\.address) }

    /// Each hand-off to `address` gets the next of these; the last one repeats itself.
    func script(_ address: String, _ outcomes: HandOffOutcome...) {
        state.withLock { $0.scripts[address] = outcomes }
    }

    /// From now on every hand-off without a script fails the test.
    func expectNothingElse() {
        state.withLock { $0.acceptsRest = false }
    }

    /// Runs before each hand-off.
    func before(_ body: (@Sendable (OutgoingAttempt) async -> Void)?) {
        state.withLock { $0.before = body }
    }

    func forget() {
        state.withLock { $0.deliveries = [] }
    }

    /// As if only these addresses had ever been reached.
    func forget(except addresses: Set<String>) {
        state.withLock { state in state.deliveries.removeAll { !addresses.contains($0.address) } }
    }

    /// What it says from now on when it is asked about hand-offs to an address. It can be asked as soon as it knows one.
    func tell(_ address: String, _ answer: ChannelGate.LookUp) {
        state.withLock { $0.knowledge[address] = answer }
    }

    /// The addresses that it was asked about, and those whose calls it ended.
    var lookUps: [String] { state.withLock { $0.lookUps } }
    var hungUp: [String] { state.withLock { $0.hungUp } }

    /// The way to it for one channel.
    func gate(_ channel: Channel, capacity: Int, limits: GateLimits = GateLimits()) -> ChannelGate {
        guard !state.withLock({ $0.knowledge.isEmpty }) else {
            return ChannelGate(channel, capacity: capacity, limits: limits) { await self.handOff($0) }
        }
        return ChannelGate(
            channel, capacity: capacity, limits: limits, lookUp: { self.lookUp($0) }, hangUp: { self.hangUp($0) }
        ) { await self.handOff($0) }
    }

    private func lookUp(_ key: AttemptKey) -> ChannelGate.LookUp {
        state.withLock { state in
            let address = state.address(of: key)
            state.lookUps.append(address)
            return state.knowledge[address] ?? .notPlaced
        }
    }

    private func hangUp(_ key: AttemptKey) {
        state.withLock { state in state.hungUp.append(state.address(of: key)) }
    }

    private func handOff(_ attempt: OutgoingAttempt) async -> HandOffOutcome {
        if let before = state.withLock({ $0.before }) { await before(attempt) }
        let (address, text, isCall) =
            switch attempt.message {
            case .mail(let address, let mail): (address, mail.subject + "\n" + mail.body, false)
            case .call(let number, let call): (number, call.prompt, true)
            case .announcement(let number, let text): (number, text.exposed, true)
            case .text(let number, let text): (number, text.exposed, false)
            }
        let (outcome, reached) = state.withLock { state in
            let outcome = Self.take(attempt, address, text, isCall, &state)
            let watchers = state.watchers
            let reached = watchers.filter { state.count($0.prefix) >= $0.count }
            state.watchers = watchers.filter { state.count($0.prefix) < $0.count }
            return (outcome, reached)
        }
        for watcher in reached { watcher.continuation.resume() }
        return outcome
    }

    /// Returns when so many hand-offs went to addresses that begin so.
    func delivered(_ count: Int, to prefix: String = "") async {
        await withCheckedContinuation { continuation in
            let isReached = state.withLock { state in
                if state.count(prefix) >= count { return true }
                state.watchers.append((count, prefix, continuation))
                return false
            }
            if isReached { continuation.resume() }
        }
    }

    private static func take(
        _ attempt: OutgoingAttempt, _ address: String, _ text: String, _ isCall: Bool, _ state: inout State
    ) -> HandOffOutcome {
        state.deliveries.append(
            Delivery(
                person: attempt.key.person, address: address, key: attempt.key.description, text: text,
                tenant: attempt.key.tenant))
        if var script = state.scripts[address], let outcome = script.first {
            if script.count > 1 { script.removeFirst() }
            state.scripts[address] = script
            return outcome
        }
        if !state.acceptsRest { Issue.record("an unexpected hand-off") }
        return .accepted(reference: "ref", awaitsReport: isCall)
    }
}
