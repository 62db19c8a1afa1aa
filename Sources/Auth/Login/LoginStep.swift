import Database

/// What a login that is not finished waits for. Each state ends by itself after ten minutes, `factor` with the last code
/// that was sent to it if that works longer, `enrolment` after thirty minutes, and all of them by a
/// cancelled login.
package enum LoginStep: String, Sendable, Hashable, CaseIterable, DatabaseConvertible {
    /// The password was a first one: an own one must be chosen. Becomes `choice`, `factor`,
    /// `enrolment`, or a session.
    case password
    /// すべての機能 or 限定. Becomes `factor`, `enrolment`, or a limited session.
    case choice
    /// A factor that is set must be shown. Becomes a session, `backupCodes` if none were ever kept, or `enrolment`
    /// when a backup code cleared the factors or the organization allows none of them any more.
    case factor
    /// No factor is set, a backup code cleared them, or none is allowed any more. Becomes `backupCodes` or a session.
    case enrolment
    /// A factor was set, here or within a session, and no codes were kept since: ten are to be kept before going on
    /// . Becomes a session.
    case backupCodes
}

/// What a person did at a step.
package enum LoginEvent: Sendable, Hashable {
    /// An own password was stored in place of the first one.
    case passwordChosen
    /// 「すべての機能を利用する」.
    case choseFull
    /// 限定.
    case choseLimited
    /// A factor was shown.
    case factorShown(FactorKind)
    /// A backup code was used to sign in once.
    case backupCodeShown
    /// A factor was set.
    case enrolled(FactorKind)
    /// The backup codes are kept.
    case codesKept
    /// A backup code cleared all factors.
    case cleared
}

/// What decides a login's way, read in the transaction that takes the step.
package struct LoginFacts: Sendable, Hashable {
    /// What the organization asks for.
    package var policy: LoginPolicy
    /// The factors that the person has set.
    package var factors: Set<FactorKind>
    /// Whether the password is a first one.
    package var isTemporary: Bool
    /// Whether a set factor is followed by backup codes.
    package var makesBackupCodes: Bool
    /// Whether the person has backup codes, and said that they are kept.
    package var hasBackupCodes: Bool

    /// The facts of one login.
    package init(
        policy: LoginPolicy, factors: Set<FactorKind>, isTemporary: Bool = false, makesBackupCodes: Bool = false,
        hasBackupCodes: Bool = false
    ) {
        self.policy = policy
        self.factors = factors
        self.isTemporary = isTemporary
        self.makesBackupCodes = makesBackupCodes
        self.hasBackupCodes = hasBackupCodes
    }

    /// Those of the factors that the organization allows.
    package var allowed: Set<FactorKind> { factors.filter(policy.allows) }

    /// Those that can be shown. Whoever has none that is allowed any more shows an old one a last time, and then sets up
    /// another: nobody is locked out, and nobody gets in without.
    package var usable: Set<FactorKind> { allowed.isEmpty ? factors : allowed }

    /// Those by which a login goes on, in the order in which they are offered; none where no second factor is used.
    package var offered: [FactorKind] {
        policy.usesSecondFactor ? FactorKind.allCases.filter(usable.contains) : []
    }

    /// Whether a session without a second factor is offered.
    package var opensLimited: Bool { policy.usesSecondFactor && !policy.isOffice && !policy.limited.isEmpty }
}

/// What happens next.
package enum LoginAction: Sendable, Hashable {
    /// The person is asked for this.
    case ask(LoginStep)
    /// The person is in.
    case open(SessionMode)
}

extension LoginStep {
    /// What follows the right password, or another provider's word.
    package static func first(_ facts: LoginFacts) -> LoginAction {
        facts.isTemporary ? .ask(.password) : afterPassword(facts)
    }

    /// What follows an event at this step; nil if it cannot happen here, and nothing changes.
    package func after(_ event: LoginEvent, _ facts: LoginFacts) -> LoginAction? {
        switch (self, event) {
        case (.password, .passwordChosen): Self.afterPassword(facts)
        case (.choice, .choseFull): Self.proof(facts)
        case (.choice, .choseLimited): facts.opensLimited ? .open(.limited) : nil
        case (.factor, .factorShown(let kind)):
            if !facts.usable.contains(kind) {
                nil
            } else {
                // Whoever set the factor within a session, or left before the codes were kept, keeps them now.
                facts.makesBackupCodes && !facts.hasBackupCodes && !facts.allowed.isEmpty
                    ? .ask(.backupCodes) : Self.afterFactor(facts)
            }
        case (.factor, .backupCodeShown): Self.afterFactor(facts)
        case (.factor, .cleared): facts.factors.isEmpty ? .ask(.enrolment) : nil
        case (.enrolment, .enrolled(let kind)):
            // Whoever had one before shows it, and sets up others within a session.
            if facts.allowed == [kind] {
                facts.makesBackupCodes ? .ask(.backupCodes) : .open(.full)
            } else {
                nil
            }
        case (.backupCodes, .codesKept): .open(.full)
        default: nil
        }
    }

    /// Nothing more is asked for where no second factor is used.
    private static func afterPassword(_ facts: LoginFacts) -> LoginAction {
        guard facts.policy.usesSecondFactor else { return .open(.full) }
        return facts.opensLimited ? .ask(.choice) : proof(facts)
    }

    /// An old factor that is not allowed any more only leads to the set-up of another.
    private static func afterFactor(_ facts: LoginFacts) -> LoginAction {
        facts.allowed.isEmpty ? .ask(.enrolment) : .open(.full)
    }

    private static func proof(_ facts: LoginFacts) -> LoginAction {
        .ask(facts.factors.isEmpty ? .enrolment : .factor)
    }
}
