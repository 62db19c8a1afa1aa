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
        var held: Set<String> = []
        var before: (@Sendable (OutgoingAttempt) async -> Void)?
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

    func handOff(_ attempt: OutgoingAttempt) async -> HandOffOutcome {
        if let before = state.withLock({ $0.before }) { await before(attempt) }
        let (address, text, isCall) =
            switch attempt.message {
            case .mail(let address, let mail): (address, mail.subject + "\n" + mail.body, false)
            case .call(let number, let call): (number, call.prompt, true)
            }
        return state.withLock { state in
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
}
