import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// One's own factors, backup codes and sessions.
    var careOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/factors", .bearer, factors),
            removal("/api/v1/factors/app", .app), removal("/api/v1/factors/mail", .mail),
            removal("/api/v1/factors/phone", .phone),
            APIOperation(.post, "/api/v1/factors/reset", body: .json, bodyLimit: 10_000) { visit in
                var body = try JSONBody(visit.request)
                let password = body.text("password") ?? ""
                try body.finish()
                try await auth.resetFactors.own(session(visit), password: password, now: visit.now)
                return .empty()
            },
            APIOperation(.post, "/api/v1/backup-codes", body: .json, bodyLimit: 10_000) { visit in
                var body = try JSONBody(visit.request)
                let password = body.text("password") ?? ""
                try body.finish()
                let codes = try await auth.makeBackupCodes.anew(
                    session(visit), password: password, areKept: true, now: visit.now, randomness: randomness)
                return .json(Self.json(codes), status: .created)
            },
            APIOperation(.post, "/api/v1/session/backup-codes", .anybody, body: .json, bodyLimit: 10_000) { visit in
                let grant = try pendingGrant(visit)
                let codes = try await auth.makeBackupCodes.show(
                    grant, requestID: visit.requestID, now: visit.now, randomness: randomness)
                return .json(Self.json(codes.codes), status: .created)
            },
            APIOperation(
                .post, "/api/v1/session/backup-codes/kept", .anybody, body: .json, bodyLimit: 10_000
            ) { visit in
                let grant = try pendingGrant(visit)
                return .json(
                    Self.json(
                        try await auth.makeBackupCodes.kept(
                            grant, requestID: visit.requestID, now: visit.now, randomness: randomness)))
            },
            APIOperation(
                .post, "/api/v1/session/backup-code", .anybody, body: .json, bodyLimit: 10_000, useBackupCode),
            APIOperation(.get, "/api/v1/sessions") { visit in
                let items = try await auth.ownSessions.list(session(visit), now: visit.now).map { entry -> JSON in
                    [
                        "id": .text(entry.handle), "browser": .text(entry.opening.label),
                        "mode": .text(entry.opening.mode.rawValue), "createdAt": JSON(entry.createdAt),
                        "seenAt": JSON(entry.seenAt), "isCurrent": JSON(entry.isCurrent),
                    ]
                }
                return .json(["items": .array(items)])
            },
            APIOperation(.delete, "/api/v1/sessions") { visit in
                try await auth.ownSessions.endOthers(session(visit), now: visit.now)
                return .empty()
            },
            APIOperation(.delete, "/api/v1/sessions/{session}") { visit in
                try await auth.ownSessions.end(
                    visit.parameters["session"] ?? "", by: session(visit), now: visit.now)
                return .empty()
            },
        ]
    }

    private func removal(_ pattern: RoutePattern, _ kind: FactorKind) -> APIOperation {
        APIOperation(.delete, pattern) { visit in
            try await auth.removeFactor(session(visit), kind, now: visit.now)
            return .empty()
        }
    }

    /// The session of a person; programs have no login of their own to look after.
    func session(_ visit: Visit) throws -> Session {
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnFactors) }
        return session
    }

    private func pendingGrant(_ visit: Visit) throws -> PendingGrant {
        var body = try JSONBody(visit.request)
        let pending = body.text("pendingToken") ?? ""
        try body.finish()
        guard let grant = PendingGrant(cookie: pending) else { throw LoginOver() }
        return grant
    }

    private func factors(_ visit: Visit) async throws -> HTTPResponse {
        let overview = try await auth.ownSecurity(session(visit), now: visit.now)
        let items = overview.factors.map { factor -> JSON in
            let lockedUntil: Instant? = if case .locked(let until) = factor.lock { until } else { nil }
            return [
                "kind": .text(factor.kind.rawValue), "isSet": JSON(factor.isSet), "hint": JSON(factor.hint),
                "lockedUntil": JSON(lockedUntil), "isStopped": JSON(factor.lock == .stopped),
            ]
        }
        let backup = overview.backup.map { status -> JSON in
            ["madeAt": JSON(status.madeAt), "unused": JSON(status.unused)]
        }
        return .json([
            "usesSecondFactor": JSON(overview.usesSecondFactor), "items": .array(items),
            "backupCodes": backup ?? .null,
        ])
    }

    private func useBackupCode(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let pending = body.text("pendingToken") ?? ""
        let code = body.text("code") ?? ""
        let use = body.word("use", UseBackupCode.Use.self) ?? .signIn
        try body.finish()
        guard let grant = PendingGrant(cookie: pending) else { throw LoginOver() }
        guard BackupCode(typed: code) != nil else {
            throw InvalidInput(field: "code", rule: "sixteen", message: Catalogue.Backup.notSixteen)
        }
        let outcome = try await auth.useBackupCode(
            grant, typed: code, use, requestID: visit.requestID, now: visit.now, randomness: randomness)
        switch outcome {
        case .progress(let progress): return .json(Self.json(progress))
        case .wrong(let left, _): throw Self.wrongCode(left)
        case .locked(let until): throw ProblemError(problem: .codesLocked(until - visit.now))
        case .stopped: throw ProblemError(problem: .codesStopped)
        case .expired: throw ProblemError(problem: .codeExpired)
        case .used: throw ProblemError(problem: .backupCodeUsed)
        case .loginOver: throw LoginOver()
        }
    }

    static func wrongCode(_ left: Int) -> InvalidInput {
        InvalidInput(
            field: "code", rule: "mismatch",
            message: .sentences([Catalogue.Factor.wrong, Catalogue.Factor.left(left)]))
    }

    private static func json(_ codes: [BackupCode]) -> JSON {
        ["codes": .array(codes.map { .text($0.text.exposed) })]
    }
}

extension Problem {
    /// Five wrong codes: nothing is looked at for a while.
    static func codesLocked(_ wait: Duration) -> Problem {
        let seconds = max(1, wait.wholeSeconds)
        return Problem(
            .tooManyRequests, "codesLocked", Catalogue.Factor.locked((seconds + 59) / 60), retryAfter: seconds)
    }

    /// A hundred wrong codes: nothing is looked at until a reset.
    static let codesStopped = Problem(
        .forbidden, "codesStopped", .sentences([Catalogue.Factor.stopped, Catalogue.Factor.stoppedText]))
}
