import Database
package import Domain
import Tenants

/// How a code stands that was sent.
package struct CodeStanding: Sendable, Hashable {
    /// What it is for.
    package let purpose: CodePurpose
    /// How it travels.
    package let way: CodeWay
    /// Where it goes, mostly hidden.
    package let masked: String
    /// When it was sent.
    package let sentAt: Instant
    /// When it stops working.
    package let expiresAt: Instant
    /// How far it came; nil if that is forgotten.
    package let progress: CodeProgress?

    /// A code that was sent.
    package init(
        purpose: CodePurpose, way: CodeWay, masked: String, sentAt: Instant, expiresAt: Instant,
        progress: CodeProgress?
    ) {
        self.purpose = purpose
        self.way = way
        self.masked = masked
        self.sentAt = sentAt
        self.expiresAt = expiresAt
        self.progress = progress
    }
}

/// What somebody sees who may ask for a code.
package struct CodeDesk: Sendable, Hashable {
    /// The ways that are open; empty if the organization or the installation has none for this kind.
    package let ways: Set<CodeWay>
    /// What is set already, mostly hidden.
    package let hint: String?
    /// The code that is under way for this login or session.
    package let sent: CodeStanding?
    /// When the next one may be sent.
    package let nextAt: Instant
    /// Whether codes are looked at now.
    package let lock: LockAnswer

    /// What somebody sees.
    package init(ways: Set<CodeWay>, hint: String?, sent: CodeStanding?, nextAt: Instant, lock: LockAnswer) {
        self.ways = ways
        self.hint = hint
        self.sent = sent
        self.nextAt = nextAt
        self.lock = lock
    }
}

/// Sends codes, and says how far they came.
package struct SendCode: Sendable {
    /// What came of it.
    package enum Outcome: Sendable, Hashable {
        /// It is queued.
        case sent
        /// The next one may be sent then.
        case wait(until: Instant)
        /// Codes are not looked at before then, so none is sent.
        case locked(until: Instant)
        /// Codes of this kind are not looked at until it is reset.
        case stopped
        /// There is no such way, or nothing to send it to.
        case notOffered
    }

    /// How long a code by phone works.
    private static let phoneLife = Duration.seconds(600)

    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Sends a code; the one before it stops working.
    ///
    /// - Parameters:
    ///   - target: The address or number as typed, to set it; nil sends again, or to the one that is set.
    ///   - language: What somebody chose in the browser that asks; nil for the person's own.
    /// - Throws: `InvalidInput`, `LoginOver`, `NotAllowed`, `ProofNeeded` or `DatabaseError`.
    package func callAsFunction(
        _ place: CodePlace, _ kind: FactorKind, _ way: CodeWay, _ purpose: CodePurpose, target: CodeTarget? = nil,
        language: Language? = nil, requestID: String, now: Instant, randomness: Randomness
    ) async throws -> Outcome {
        let typed = try target.map { try parts.delivery.target($0.folded) }
        let digits = Self.code(randomness)
        let outcome = try await parts.database.write(place.scope) { transaction -> Outcome in
            let (subject, pending, device) = try place.standing(purpose, parts, now: now, in: transaction)
            let policy = try parts.policy.read(subject.tenant, device, now, transaction)
            guard try ways(of: kind, purpose, policy, subject, now: now, in: transaction).contains(way) else {
                return .notOffered
            }
            switch try FactorLocks.look(LockKind(kind), subject, now: now, in: transaction) {
            case .open: break
            case .locked(let until): return .locked(until: until)
            case .stopped: return .stopped
            }
            let before = try SentCode.load(kind, subject, in: transaction)
            let again = before.flatMap { $0.purpose == .set && $0.binding == subject.binding ? $0.target : nil }
            let known = purpose == .show ? try CodeFactor(kind, parts).target(subject, in: transaction) : again
            guard let address = purpose == .set ? typed ?? known : known else { return .notOffered }
            if let until = try SendLimit.take(subject, now: now, in: transaction) { return .wait(until: until) }
            var end = now + (kind == .mail ? policy.mailCodeLife : Self.phoneLife)
            if let pending, case .login(let grant) = place {
                // What is promised holds: a code lives as long as its login, which waits for it. A set-up has its own end.
                let loginEnd =
                    try purpose == .show
                    ? PendingLogin.wait(grant, until: end, in: transaction) : pending.expiresAt
                end = min(end, loginEnd ?? pending.expiresAt)
            }
            let delivery = try parts.delivery.queue(
                CodeMessage(
                    person: subject.person, way: way, target: address, code: Secret(digits), expiresAt: end,
                    replaces: before?.delivery, language: language), subject.tenant, now, transaction)
            let mark = SentCode.mark(digits, kind, subject, key: parts.codeKeys[0])
            try SentCode(
                purpose: purpose, binding: subject.binding, mark: mark, target: address, way: way,
                delivery: delivery, sentAt: now, expiresAt: end
            ).store(kind, subject, in: transaction)
            try AuditChain.append(
                AuditEvent("factor.codeSent", subject: "person:\(subject.person)", reason: way.rawValue),
                tenant: subject.tenant, actor: place.actor, requestID: place.requestID(requestID), at: now,
                in: transaction)
            return .sent
        }
        if outcome == .sent { parts.delivery.wake() }
        return outcome
    }

    /// What somebody sees who may ask for a code.
    ///
    /// - Throws: `LoginOver`, `NotAllowed`, `ProofNeeded` or `DatabaseError`.
    package func desk(
        _ place: CodePlace, _ kind: FactorKind, _ purpose: CodePurpose, now: Instant
    ) async throws -> CodeDesk {
        try await parts.database.read(place.scope) { transaction in
            let (subject, _, device) = try place.standing(purpose, parts, now: now, in: transaction)
            let sent = try SentCode.load(kind, subject, in: transaction).flatMap {
                $0.binding == subject.binding && $0.purpose == purpose && $0.expiresAt > now ? $0 : nil
            }
            let policy = try parts.policy.read(subject.tenant, device, now, transaction)
            return CodeDesk(
                ways: try ways(of: kind, purpose, policy, subject, now: now, in: transaction),
                hint: try CodeFactor(kind, parts).hint(subject, in: transaction),
                sent: try sent.map {
                    CodeStanding(
                        purpose: $0.purpose, way: $0.way, masked: CodeFactor.masked($0.target), sentAt: $0.sentAt,
                        expiresAt: $0.expiresAt,
                        progress: try parts.delivery.state($0.delivery, subject.tenant, transaction))
                }, nextAt: try SendLimit.load(subject, in: transaction).next(now: now),
                lock: try FactorLocks.look(LockKind(kind), subject, now: now, in: transaction))
        }
    }

    /// What the organization allows and the installation has. What is set can be shown, also a last time.
    private func ways(
        of kind: FactorKind, _ purpose: CodePurpose, _ policy: LoginPolicy, _ subject: FactorSubject, now: Instant,
        in transaction: Transaction
    ) throws -> Set<CodeWay> {
        let isOpen =
            switch purpose {
            case .set: policy.offersSecondFactor && policy.allows(kind)
            case .show: try Factors(parts).usable(subject, now: now, in: transaction).contains(kind)
            }
        guard isOpen else { return [] }
        return parts.delivery.ways.intersection(kind.ways ?? [])
    }

    /// Six digits, each as likely as any other.
    private static func code(_ randomness: Randomness) -> String {
        let text = String(randomness.number() % 1_000_000)
        return String(repeating: "0", count: CodeText.length - text.count) + text
    }
}
