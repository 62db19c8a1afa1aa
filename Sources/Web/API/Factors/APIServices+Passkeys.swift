import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// Passkeys: within a login that is not finished, and for whoever is signed in.
    var passkeyOperations: [APIOperation] {
        [
            APIOperation(
                .post, "/api/v1/session/passkey/options", .anybody, body: .json, bodyLimit: 10_000
            ) { visit in
                var body = try JSONBody(visit.request)
                let token = body.text("pendingToken") ?? ""
                try body.finish()
                guard let grant = PendingGrant(cookie: token),
                    let pending = try await auth.continueLogin.pending(grant, now: visit.now)
                else { throw LoginOver() }
                return try await options(.login(grant), pending.step == .enrolment ? .set : .show, visit)
            },
            APIOperation(
                .post, "/api/v1/session/passkey", .anybody, body: .json, bodyLimit: Self.answerLimit, showPasskey),
            APIOperation(
                .put, "/api/v1/session/passkey", .anybody, body: .json, bodyLimit: Self.answerLimit
            ) { visit in
                var body = try JSONBody(visit.request)
                let token = body.text("pendingToken") ?? ""
                let made = MadePasskey(&body)
                try body.finish()
                guard let grant = PendingGrant(cookie: token) else { throw LoginOver() }
                return try await register(made, .login(grant), visit)
            },
            APIOperation(.get, "/api/v1/factors/passkeys") { visit in
                let items = try await auth.passkeys.list(session(visit)).map { passkey -> JSON in
                    [
                        "id": JSON(passkey.id), "name": .text(passkey.name), "setAt": JSON(passkey.setAt),
                        "usedAt": JSON(passkey.usedAt),
                    ]
                }
                return .json(["items": .array(items)])
            },
            APIOperation(.post, "/api/v1/factors/passkeys/options") { visit in
                try await options(.session(session(visit)), .set, visit)
            },
            APIOperation(.post, "/api/v1/factors/passkeys", body: .json, bodyLimit: Self.answerLimit) { visit in
                var body = try JSONBody(visit.request)
                let made = MadePasskey(&body)
                try body.finish()
                return try await register(made, .session(session(visit)), visit)
            },
            APIOperation(.delete, "/api/v1/factors/passkeys/{passkey}") { visit in
                let id: PasskeyID = try visit.identifier("passkey")
                try await auth.passkeys.remove(id, session(visit), now: visit.now)
                return .empty()
            },
        ]
    }

    /// What an attestation or a signature may take.
    static let answerLimit = 40_000

    /// A challenge, with what the browser needs to answer it.
    func options(_ place: CodePlace, _ purpose: CodePurpose, _ visit: Visit) async throws -> HTTPResponse {
        let options = try await auth.passkeys.options(place, purpose, now: visit.now, randomness: randomness)
        return .json([
            "purpose": .text(purpose.rawValue),
            "options": options.json(purpose, siteName: visit.session?.systemTitle ?? "Anpi"),
        ])
    }

    private func showPasskey(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let token = body.text("pendingToken") ?? ""
        let answer = PasskeyAssertion(&body)
        try body.finish()
        guard let grant = PendingGrant(cookie: token) else { throw LoginOver() }
        let outcome = try await auth.factors.show(
            grant, .passkey, .assertion(answer), requestID: visit.requestID, now: visit.now, randomness: randomness)
        switch outcome {
        case .progress(let progress): return self.answer(progress)
        case .wrong, .expired, .used: throw ProblemError(problem: .passkeyRefused)
        case .locked(let until): throw ProblemError(problem: .factorLocked(for: until - visit.now))
        case .stopped: throw ProblemError(problem: .factorStopped)
        case .loginOver: throw LoginOver()
        }
    }

    private func register(_ made: MadePasskey, _ place: CodePlace, _ visit: Visit) async throws -> HTTPResponse {
        let outcome = try await auth.passkeys.register(
            place, clientData: made.clientData, attestation: made.attestation,
            name: made.name ?? Catalogue.Passkeys.standardName[visit.language], requestID: visit.requestID,
            now: visit.now, randomness: randomness)
        switch outcome {
        case .progress(let progress): return answer(progress)
        case .set: return try await hasSet(visit)
        case .refused: throw ProblemError(problem: .passkeyRefused)
        case .full: throw ProblemError(problem: Problem(.conflict, "passkeysFull", Catalogue.Passkeys.full))
        }
    }
}

/// What a program hands in for a new passkey.
private struct MadePasskey {
    let clientData: [UInt8]
    let attestation: [UInt8]
    let name: String?

    init(_ body: inout JSONBody) {
        clientData = body.bytes("clientData")
        attestation = body.bytes("attestation")
        name = body.text("name", required: false).map { String($0.filter { !$0.isNewline }.prefix(40)) }
    }
}

extension PasskeyAssertion {
    /// What a program handed in.
    init(_ body: inout JSONBody) {
        self.init(
            credentialID: body.bytes("credential"), clientData: body.bytes("clientData"),
            authenticatorData: body.bytes("authenticatorData"), signature: body.bytes("signature"))
    }
}

extension JSONBody {
    /// Bytes as browsers write them; what is none of that is refused like a passkey's wrong answer.
    mutating func bytes(_ name: String) -> [UInt8] { text(name).flatMap(Base64URL.bytes) ?? [] }
}

extension Problem {
    /// The passkey's answer is wrong, too late, of another site, or did not check its person.
    static let passkeyRefused = Problem(
        .unprocessable, "passkeyRefused", Catalogue.Passkeys.refused)
}
