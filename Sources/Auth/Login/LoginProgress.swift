/// What every step of every login leads to.
package enum LoginProgress: Sendable, Hashable {
    /// The person is in.
    case signedIn(SessionGrant)
    /// One more step is to be taken. At `factor`: by one of these kinds, in the order in which they are offered.
    case next(PendingGrant, LoginStep, by: [FactorKind])
}

extension LoginProgress {
    /// What a step leads to that was asked for because of these facts.
    init(at step: LoginStep, _ grant: PendingGrant, _ facts: LoginFacts) {
        self = .next(grant, step, by: step == .factor ? facts.offered : [])
    }
}
