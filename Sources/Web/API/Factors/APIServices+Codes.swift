import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// Codes by mail and phone: within a login that is not finished, and for whoever is signed in.
    var codeOperations: [APIOperation] {
        let steps = [
            APIOperation(.post, "/api/v1/session/code/send", .anybody, body: .json, bodyLimit: 10_000) { visit in
                var body = try JSONBody(visit.request)
                let token = body.text("pendingToken") ?? ""
                let channel = body.word("kind", CodeChannel.self) ?? .mail
                let sending = CodeSending(&body, channel)
                try body.finish()
                return try await send(try await within(token, visit), sending, channel, visit)
            },
            APIOperation(.post, "/api/v1/session/code/state", .anybody, body: .json, bodyLimit: 10_000) { visit in
                var body = try JSONBody(visit.request)
                let token = body.text("pendingToken") ?? ""
                let channel = body.word("kind", CodeChannel.self) ?? .mail
                try body.finish()
                return try await state(try await within(token, visit), channel, visit)
            },
            APIOperation(.post, "/api/v1/session/code/factor", .anybody, body: .json, bodyLimit: 10_000) { visit in
                var body = try JSONBody(visit.request)
                let token = body.text("pendingToken") ?? ""
                let channel = body.word("kind", CodeChannel.self) ?? .mail
                let code = body.text("code") ?? ""
                try body.finish()
                return try await set(try await within(token, visit).place, code, channel, visit)
            },
        ]
        return steps
            + CodeChannel.allCases.flatMap { channel -> [APIOperation] in
                let place: RoutePattern = channel == .mail ? "/api/v1/factors/mail" : "/api/v1/factors/phone"
                return [
                    APIOperation(.get, place) { visit in try await state(try signedIn(visit), channel, visit) },
                    APIOperation(.post, place, body: .json, bodyLimit: 10_000) { visit in
                        var body = try JSONBody(visit.request)
                        let sending = CodeSending(&body, channel)
                        try body.finish()
                        return try await send(try signedIn(visit), sending, channel, visit)
                    },
                    APIOperation(.put, place, body: .json, bodyLimit: 10_000) { visit in
                        var body = try JSONBody(visit.request)
                        let code = body.text("code") ?? ""
                        try body.finish()
                        return try await set(try signedIn(visit).place, code, channel, visit)
                    },
                ]
            }
    }

    /// Where somebody is, and what a code is for there.
    typealias Standing = (place: CodePlace, purpose: CodePurpose)

    private func within(_ token: String, _ visit: Visit) async throws -> Standing {
        guard let grant = PendingGrant(cookie: token),
            let pending = try await auth.continueLogin.pending(grant, now: visit.now)
        else { throw LoginOver() }
        return (.login(grant), pending.step == .enrolment ? .set : .show)
    }

    private func signedIn(_ visit: Visit) throws -> Standing {
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnFactors) }
        return (.session(session), .set)
    }

    private func state(_ standing: Standing, _ channel: CodeChannel, _ visit: Visit) async throws -> HTTPResponse {
        let desk = try await auth.sendCode.desk(standing.place, channel.kind, standing.purpose, now: visit.now)
        return .json(Self.json(desk))
    }

    func send(
        _ standing: Standing, _ sending: CodeSending, _ channel: CodeChannel, _ visit: Visit
    ) async throws -> HTTPResponse {
        let outcome = try await auth.sendCode(
            standing.place, channel.kind, sending.way, standing.purpose,
            target: standing.purpose == .set ? sending.target : nil, language: visit.askedLanguage,
            requestID: visit.requestID, now: visit.now, randomness: randomness)
        switch outcome {
        case .sent: return try await state(standing, channel, visit)
        case .wait(let until): throw ProblemError(problem: .codeWaits(until - visit.now))
        case .locked(let until): throw ProblemError(problem: .factorLocked(for: until - visit.now))
        case .stopped: throw ProblemError(problem: .factorStopped)
        case .notOffered: throw ProblemError(problem: .codeNotOffered)
        }
    }

    private func set(
        _ place: CodePlace, _ typed: String, _ channel: CodeChannel, _ visit: Visit
    ) async throws -> HTTPResponse {
        let code = try Self.code(typed)
        let outcome = try await auth.setCodeFactor(
            place, channel.kind, code, requestID: visit.requestID, now: visit.now, randomness: randomness)
        switch outcome {
        case .progress(let progress): return .json(Self.json(progress))
        case .set: return try await hasSet(visit)
        case .wrong(let left): throw ProblemError(problem: .codeMismatch(LockKind(channel.kind), left: left))
        case .expired: throw ProblemError(problem: .codeExpired)
        case .locked(let until): throw ProblemError(problem: .factorLocked(for: until - visit.now))
        case .stopped: throw ProblemError(problem: .factorStopped)
        }
    }

    private static func json(_ desk: CodeDesk) -> JSON {
        var members: [(String, JSON)] = [
            ("ways", .array(desk.ways.map(\.rawValue).sorted().map(JSON.text))),
            ("current", desk.hint.map(JSON.text) ?? .null), ("nextAt", JSON(desk.nextAt)),
        ]
        if let sent = desk.sent {
            members.append(
                (
                    "sent",
                    [
                        "way": .text(sent.way.rawValue), "to": .text(sent.masked), "sentAt": JSON(sent.sentAt),
                        "expiresAt": JSON(sent.expiresAt), "delivery": json(sent.progress),
                    ]
                ))
        }
        return .object(members)
    }

    private static func json(_ progress: CodeProgress?) -> JSON {
        switch progress {
        case .queued(let since, let reason):
            ["state": "queued", "at": JSON(since), "reason": reason.map(JSON.text) ?? .null]
        case .accepted(let time): ["state": "accepted", "at": JSON(time), "reason": .null]
        case .refused(let reason): ["state": "refused", "at": .null, "reason": .text(reason)]
        case .unclear, nil: ["state": "unclear", "at": .null, "reason": .null]
        }
    }
}

/// How a program asks for a code.
struct CodeSending {
    let way: CodeWay
    var target: CodeTarget?

    init(_ body: inout JSONBody, _ channel: CodeChannel) {
        way = body.word("way", CodeWay.self, required: false) ?? (channel == .mail ? .mail : .sms)
        let address = body.text("address", required: false)
        let number = body.text("number", required: false)
        let country = body.text("countryCode", required: false)
        target =
            switch channel {
            case .mail: address.map { .address($0) }
            case .phone: number.map { .number($0, countryCode: country ?? "81") }
            }
    }
}

extension Problem {
    fileprivate static func codeWaits(_ wait: Duration) -> Problem {
        Problem(
            .tooManyRequests, "codeWaits", Catalogue.Codes.wait(wait.wholeSeconds), retryAfter: wait.wholeSeconds)
    }
    fileprivate static let codeNotOffered = Problem(.unprocessable, "codeNotOffered", Catalogue.Codes.notOffered)
}
