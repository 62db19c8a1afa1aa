import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// The steps of a login after the password.
    var stepOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/session/choice", .anybody, body: .json, bodyLimit: 10_000, choose),
            APIOperation(.post, "/api/v1/session/cancellation", .anybody, body: .json, bodyLimit: 10_000) { visit in
                var body = try JSONBody(visit.request)
                let grant = body.text("pendingToken").flatMap(PendingGrant.init(cookie:))
                try body.finish()
                guard let grant else { throw LoginOver() }
                try await auth.continueLogin.cancel(grant)
                return .empty()
            },
            APIOperation(.post, "/api/v1/session/widening") { try await widen($0) },
            APIOperation(.post, "/api/v1/session/code", .anybody, body: .json, bodyLimit: 10_000, showCode),
            APIOperation(.post, "/api/v1/session/app", .anybody, body: .json, bodyLimit: 10_000, showLoginKey),
            APIOperation(.put, "/api/v1/session/app", .anybody, body: .json, bodyLimit: 10_000, registerAtLogin),
            APIOperation(.post, "/api/v1/factors/app", .bearer, showKey),
            APIOperation(.put, "/api/v1/factors/app", body: .json, bodyLimit: 10_000, register),
        ]
    }

    /// Where a login goes on, with the factors that are set if one of them is asked for.
    func answer(_ progress: LoginProgress) -> HTTPResponse {
        guard case .next(let grant, .factor, let kinds) = progress else { return .json(Self.json(progress)) }
        return .json([
            "result": "secondFactor", "pendingToken": .text(grant.cookie.exposed),
            "methods": .array(kinds.map { .text($0.rawValue) }),
        ])
    }

    /// From a session without a second factor to that factor: the session is over, whatever comes of it.
    private func widen(_ visit: Visit) async throws -> HTTPResponse {
        guard let session = visit.session, session.isLimited else { throw ProblemError(problem: .isNotLimited) }
        let progress = try await auth.continueLogin.widen(
            session, leadsTo: "", now: visit.now, randomness: randomness)
        guard let progress else { throw LoginOver() }
        return answer(progress)
    }

    private func choose(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let grant = body.text("pendingToken").flatMap(PendingGrant.init(cookie:))
        let scope = body.word("scope", SessionMode.self)
        try body.finish()
        guard let grant, let scope else { throw LoginOver() }
        let progress = try await auth.continueLogin.choose(
            grant, scope, requestID: visit.requestID, now: visit.now, randomness: randomness)
        return answer(progress)
    }

    private func showCode(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let grant = body.text("pendingToken").flatMap(PendingGrant.init(cookie:))
        let kind = body.word("kind", FactorKind.self)
        let typed = body.text("code") ?? ""
        try body.finish()
        guard let grant, let kind else { throw LoginOver() }
        let code = try Self.code(typed)
        let outcome = try await auth.factors.show(
            grant, kind, .code(code), requestID: visit.requestID, now: visit.now, randomness: randomness)
        switch outcome {
        case .progress(let progress): return answer(progress)
        case .wrong(let left, let skew):
            throw ProblemError(problem: .codeMismatch(LockKind(kind), left: left, skew))
        case .locked(let until): throw ProblemError(problem: .factorLocked(for: until - visit.now))
        case .stopped: throw ProblemError(problem: .factorStopped)
        case .expired: throw ProblemError(problem: .codeExpired)
        case .used: throw ProblemError(problem: .codeUsed)
        case .loginOver: throw LoginOver()
        }
    }

    private func showLoginKey(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let grant = body.text("pendingToken").flatMap(PendingGrant.init(cookie:))
        try body.finish()
        guard let grant else { throw LoginOver() }
        let outcome = try await auth.setUpApp.show(grant, now: visit.now, randomness: randomness)
        guard let key = try Self.key(in: outcome, now: visit.now) else { throw LoginOver() }
        return .json(key)
    }

    private func registerAtLogin(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let grant = body.text("pendingToken").flatMap(PendingGrant.init(cookie:))
        let typed = body.text("code") ?? ""
        try body.finish()
        guard let grant else { throw LoginOver() }
        let code = try Self.code(typed)
        return try await answer(
            auth.setUpApp.register(
                grant, code, requestID: visit.requestID, now: visit.now, randomness: randomness), visit)
    }

    private func showKey(_ visit: Visit) async throws -> HTTPResponse {
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnFactors) }
        let outcome = try await auth.setUpApp.show(session, now: visit.now, randomness: randomness)
        guard let key = try Self.key(in: outcome, now: visit.now) else { throw ProblemError(problem: .factorIsSet) }
        return .json(key)
    }

    private func register(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let typed = body.text("code") ?? ""
        try body.finish()
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnFactors) }
        let code = try Self.code(typed)
        return try await answer(
            auth.setUpApp.register(session, code, now: visit.now, randomness: randomness), visit)
    }

    /// What follows a factor that was set within a session: nothing, or the backup codes that are still to be made
    ///
    func hasSet(_ visit: Visit) async throws -> HTTPResponse {
        guard try await auth.makeBackupCodes.areMissing(session(visit)) else { return .empty() }
        return .json(["next": "backupCodes"])
    }

    private func answer(_ outcome: SetUpOutcome, _ visit: Visit) async throws -> HTTPResponse {
        let now = visit.now
        switch outcome {
        case .progress(let progress): return answer(progress)
        case .set: return try await hasSet(visit)
        case .wrong(let left, let skew): throw ProblemError(problem: .codeMismatch(.app, left: left, skew))
        case .locked(let until): throw ProblemError(problem: .factorLocked(for: until - now))
        case .stopped: throw ProblemError(problem: .factorStopped)
        case .expired: throw ProblemError(problem: .keyExpired)
        case .loginOver: throw LoginOver()
        }
    }

    /// Six digits.
    ///
    /// - Throws: `InvalidInput`: nothing was counted.
    static func code(_ typed: String) throws(InvalidInput) -> CodeText {
        guard let code = CodeText(typed: typed) else {
            throw InvalidInput(field: "code", rule: "sixDigits", message: Catalogue.Factor.notSixDigits)
        }
        return code
    }

    /// The key that is shown; nil if there is none.
    ///
    /// - Throws: `ProblemError` while nothing can be registered.
    private static func key(in outcome: AppKeyOutcome, now: Instant) throws(ProblemError) -> JSON? {
        switch outcome {
        case .shown(let shown):
            [
                "key": .text(shown.key.text.exposed), "link": .text(shown.link.exposed),
                "goodUntil": JSON(shown.goodUntil),
            ]
        case .locked(let until): throw ProblemError(problem: .factorLocked(for: until - now))
        case .stopped: throw ProblemError(problem: .factorStopped)
        case .unavailable: nil
        }
    }
}

extension Problem {
    /// A code that is none of those that are taken now.
    static func codeMismatch(_ kind: LockKind, left: Int, _ skew: ClockSkew? = nil) -> Problem {
        typealias Words = Catalogue.Factor
        let why = skew.map(Words.skew) ?? Words.wrongText(kind)
        return Problem(.unprocessable, "codeMismatch", .sentences([Words.wrong, why, Words.left(left)]))
    }

    static let isNotLimited = Problem(
        .conflict, "notLimited",
        LocalizedText(ja: "すべての機能を利用できるログインです。", en: "This session can do everything already."))
    static let keyExpired = Problem(.unprocessable, "keyExpired", Catalogue.Factor.keyExpired)
    static let codeExpired = Problem(.unprocessable, "codeExpired", Catalogue.Factor.expired)
    static let codeUsed = Problem(
        .unprocessable, "codeUsed", .sentences([Catalogue.Factor.used, Catalogue.Factor.usedText]))
    static let backupCodeUsed = Problem(.unprocessable, "codeUsed", Catalogue.Backup.used)
    static let factorStopped = Problem(
        .forbidden, "factorStopped", .sentences([Catalogue.Factor.stopped, Catalogue.Factor.stoppedText]))
    static let factorIsSet = Problem(.conflict, "factorIsSet", Catalogue.Factor.isSetAlready)

    /// Wrong codes locked it.
    static func factorLocked(for duration: Duration) -> Problem {
        let seconds = max(1, duration.wholeSeconds)
        return Problem(
            .tooManyRequests, "factorLocked", Catalogue.Factor.locked((seconds + 59) / 60), retryAfter: seconds)
    }
}
