import Database
package import Domain
import Tenants

/// Sets an address or number as a factor, once its code was typed in.
package struct SetCodeFactor: Sendable {
    /// What came of it.
    package enum Outcome: Sendable, Hashable {
        /// It is set, and the login goes on.
        case progress(LoginProgress)
        /// It is set; the person was signed in before.
        case set
        /// The code was wrong; so many more may be.
        case wrong(left: Int)
        /// Codes are not looked at before then.
        case locked(until: Instant)
        /// Codes of this kind are not looked at until it is reset.
        case stopped
        /// The code was right, but its time is over.
        case expired
    }

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Looks at the code, and sets the address or number that it went to.
    ///
    /// - Throws: `LoginOver`, `NotAllowed`, `NotSignedIn`, `ProofNeeded` or `DatabaseError`.
    package func callAsFunction(
        _ place: CodePlace, _ kind: FactorKind, _ code: CodeText, requestID: String, now: Instant,
        randomness: Randomness
    ) async throws -> Outcome {
        let outcome = try await parts.database.write(place.scope) { transaction -> Outcome in
            let factor = CodeFactor(kind, parts)
            let subject: FactorSubject
            let pending: PendingLogin?
            do {
                (subject, pending, _) = try place.standing(.set, parts, isHeld: true, now: now, in: transaction)
            } catch let over as LoginOver {
                // Pressed twice: the login is where the first press led.
                guard case .login(let grant) = place,
                    let progress = try ContinueLogin(parts).after(
                        grant, kind, now: now, in: transaction,
                        ifSet: { try factor.wasSet(by: code, $0, in: transaction) })
                else { throw over }
                return .progress(progress)
            }
            if pending == nil, try factor.wasSet(by: code, subject, in: transaction) { return .set }
            let left: Int
            switch try FactorLocks.take(LockKind(kind), subject, now: now, in: transaction) {
            case .locked(let until): return .locked(until: until)
            case .stopped: return .stopped
            case .open(let remaining): left = remaining
            }
            let (verdict, target) = try SentCode.check(
                code, kind, .set, subject, keys: parts.codeKeys, now: now, in: transaction)
            let requestID = place.requestID(requestID)
            guard verdict == .right else {
                let end = try Factors(parts).refused(
                    LockKind(kind), subject, by: place.actor, left: left, requestID: requestID, now: now,
                    in: transaction)
                switch end {
                case .stopped: return .stopped
                case .locked(let until): return .locked(until: until)
                case .open, nil: break
                }
                return verdict == .expired && left > 0 ? .expired : .wrong(left: left)
            }
            try parts.reached(target, subject.person, subject.tenant, now, transaction)
            func change() throws {
                try Factors(parts).changed(
                    .factorSet(kind), kind, subject, requestID: requestID, now: now, in: transaction)
            }
            // An address that is replaced is told before it goes: its owner need not be whoever typed the new one.
            let isReplaced = try factor.isSet(subject, in: transaction)
            if isReplaced { try change() }
            try factor.set(target, by: code, subject, now: now, in: transaction)
            if !isReplaced { try change() }
            guard let pending, case .login(let grant) = place else { return .set }
            return .progress(
                try ContinueLogin(parts).proceed(
                    grant, pending, .enrolled(kind), requestID: requestID, now: now, randomness: randomness,
                    in: transaction))
        }
        parts.notices.wake()
        return outcome
    }
}
