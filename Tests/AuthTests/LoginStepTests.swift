import Auth
import Tenants
import Testing

@Suite("Steps of a login")
struct LoginStepTests {
    private static let limited: Set<Capability> = [.answerOwn]
    private static let off = LoginFacts(policy: LoginPolicy(), factors: [])
    private static let unset = LoginFacts(
        policy: LoginPolicy(usesSecondFactor: true, limited: limited), factors: [])
    private static let set = LoginFacts(
        policy: LoginPolicy(usesSecondFactor: true, limited: limited), factors: [.app, .mail])
    private static let strict = LoginFacts(policy: LoginPolicy(usesSecondFactor: true), factors: [.app])
    private static let office = LoginFacts(
        policy: LoginPolicy(usesSecondFactor: true, isOffice: true, limited: limited), factors: [.app])

    @Test("Where no second factor is used, the right password opens everything (R-018, R-070)")
    func withoutFactor() {
        #expect(LoginStep.first(Self.off) == .open(.full))
        var first = Self.off
        first.isTemporary = true
        #expect(LoginStep.first(first) == .ask(.password))
        #expect(LoginStep.password.after(.passwordChosen, Self.off) == .open(.full), "R-025")
    }

    @Test("Clients choose between everything and the few without a code; a factor is set up once (R-069, R-082, R-083)")
    func client() {
        #expect(LoginStep.first(Self.unset) == .ask(.choice))
        #expect(LoginStep.choice.after(.choseFull, Self.unset) == .ask(.enrolment))
        #expect(LoginStep.choice.after(.choseFull, Self.set) == .ask(.factor))
        #expect(LoginStep.choice.after(.choseLimited, Self.set) == .open(.limited))
        #expect(LoginStep.password.after(.passwordChosen, Self.set) == .ask(.choice), "R-031: no code for the password")
    }

    @Test("Offices, and clients without exemptions, go straight to the code (R-057, R-071)")
    func straight() {
        #expect(LoginStep.first(Self.office) == .ask(.factor))
        #expect(LoginStep.first(Self.strict) == .ask(.factor))
        #expect(LoginStep.choice.after(.choseLimited, Self.office) == nil)
        #expect(LoginStep.choice.after(.choseLimited, Self.strict) == nil)
    }

    @Test("A set factor opens everything, after the backup codes where there are some (R-095, R-096, R-119)")
    func enrolment() {
        var facts = Self.strict
        #expect(LoginStep.enrolment.after(.enrolled(.app), facts) == .open(.full))
        #expect(LoginStep.enrolment.after(.enrolled(.app), Self.set) == nil, "another was set meanwhile")
        #expect(LoginStep.enrolment.after(.enrolled(.mail), Self.strict) == nil)
        facts.makesBackupCodes = true
        #expect(LoginStep.enrolment.after(.enrolled(.app), facts) == .ask(.backupCodes))
        #expect(LoginStep.backupCodes.after(.codesKept, facts) == .open(.full))
        #expect(LoginStep.factor.after(.factorShown(.app), facts) == .ask(.backupCodes), "set within a session")
        #expect(LoginStep.factor.after(.backupCodeShown, facts) == .open(.full), "not by an administrator's code")
        facts.hasBackupCodes = true
        #expect(LoginStep.factor.after(.factorShown(.app), facts) == .open(.full))
        #expect(LoginStep.factor.after(.cleared, Self.unset) == .ask(.enrolment))
        #expect(LoginStep.factor.after(.cleared, Self.set) == nil, "the factors are still there")
        #expect(LoginStep.factor.after(.backupCodeShown, Self.set) == .open(.full))
    }

    /// What is set, what the organization forbids, what is shown, and what follows.
    struct Forbidden: Sendable {
        let set: Set<FactorKind>
        let mail: Bool
        let phone: Bool
        let shown: FactorKind
        let next: LoginAction?
    }

    @Test(
        "Whoever has only what is not allowed any more shows it a last time, and then sets up another",
        arguments: [
            Forbidden(set: [.mail], mail: false, phone: true, shown: .mail, next: .ask(.enrolment)),
            Forbidden(set: [.phone], mail: true, phone: false, shown: .phone, next: .ask(.enrolment)),
            Forbidden(set: [.mail, .phone], mail: false, phone: false, shown: .phone, next: .ask(.enrolment)),
            Forbidden(set: [.mail, .phone], mail: false, phone: true, shown: .phone, next: .open(.full)),
            Forbidden(set: [.mail, .phone], mail: false, phone: true, shown: .mail, next: nil),
            Forbidden(set: [.app, .mail], mail: false, phone: true, shown: .mail, next: nil),
            Forbidden(set: [.app, .mail], mail: false, phone: true, shown: .app, next: .open(.full)),
            Forbidden(set: [.mail], mail: true, phone: false, shown: .mail, next: .open(.full)),
            Forbidden(set: [.mail], mail: false, phone: true, shown: .app, next: nil),
        ])
    func forbidden(_ item: Forbidden) {
        let facts = LoginFacts(
            policy: LoginPolicy(
                usesSecondFactor: true, allowsMailFactor: item.mail, allowsPhoneFactor: item.phone),
            factors: item.set)
        #expect(LoginStep.first(facts) == .ask(.factor), "never in without, never locked out")
        #expect(LoginStep.factor.after(.factorShown(item.shown), facts) == item.next)
        let without: LoginAction = facts.allowed.isEmpty ? .ask(.enrolment) : .open(.full)
        #expect(LoginStep.factor.after(.backupCodeShown, facts) == without)
        for kind in FactorKind.allCases where !facts.policy.allows(kind) {
            #expect(LoginStep.enrolment.after(.enrolled(kind), facts) == nil)
        }
    }

    @Test("Every pair of step and event that is not in life changes nothing")
    func table() {
        let events: [LoginEvent] =
            [.passwordChosen, .choseFull, .choseLimited, .backupCodeShown, .codesKept, .cleared]
            + FactorKind.allCases.map(LoginEvent.factorShown) + FactorKind.allCases.map(LoginEvent.enrolled)
        var taken: [String] = []
        for step in LoginStep.allCases {
            for event in events where step.after(event, Self.set) != nil { taken.append("\(step) \(event)") }
        }
        #expect(
            taken.sorted() == [
                "backupCodes codesKept", "choice choseFull", "choice choseLimited",
                "factor backupCodeShown",
                "factor factorShown(Auth.FactorKind.app)", "factor factorShown(Auth.FactorKind.mail)",
                "password passwordChosen",
            ])
    }

    @Test("No way through the steps opens everything without a factor, and every step has an exit")
    func randomWalk() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            var facts = Bool.random(using: &generator) ? Self.set : Self.unset
            facts.makesBackupCodes = Bool.random(using: &generator)
            facts.isTemporary = Bool.random(using: &generator)
            var action = LoginStep.first(facts)
            var isProven = false
            var steps = 0
            while case .ask(let step) = action {
                steps += 1
                #expect(steps < 10)
                let event: LoginEvent
                switch step {
                case .password: event = .passwordChosen
                case .choice: event = Bool.random(using: &generator) ? .choseFull : .choseLimited
                case .factor:
                    if Bool.random(using: &generator) {
                        event = .factorShown(.app)
                        isProven = true
                    } else {
                        event = .cleared
                        facts.factors = []
                    }
                case .enrolment:
                    event = .enrolled(.app)
                    facts.factors.insert(.app)
                    isProven = true
                case .backupCodes: event = .codesKept
                }
                guard let next = step.after(event, facts) else {
                    Issue.record("\(step) has no exit by \(event)")
                    return
                }
                action = next
            }
            if action == .open(.full) { #expect(isProven) }
        }
    }
}
