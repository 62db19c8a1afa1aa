import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// Password and factor once more, within a session.
    var proofOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/session/proof", body: .json, bodyLimit: Self.answerLimit, prove),
            APIOperation(.post, "/api/v1/session/proof/code", body: .json, bodyLimit: 10_000) { visit in
                var body = try JSONBody(visit.request)
                let channel = body.word("kind", CodeChannel.self) ?? .mail
                let sending = CodeSending(&body, channel)
                try body.finish()
                return try await send((.session(session(visit)), .show), sending, channel, visit)
            },
            APIOperation(.post, "/api/v1/session/proof/passkey") { visit in
                try await options(.session(session(visit)), .show, visit)
            },
        ]
    }

    private func prove(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let password = body.text("password") ?? ""
        let kind = body.word("kind", FactorKind.self, required: false)
        let typed = body.text("code", required: false)
        let passkey = body.object("passkey", required: false) { PasskeyAssertion(&$0) }
        try body.finish()
        let proof: FactorProof? =
            if kind == .passkey {
                passkey.map(FactorProof.assertion)
            } else {
                try typed.map { .code(try Self.code($0)) }
            }
        let outcome = try await auth.proveAgain(
            session(visit), password: password, factor: proof.map { (kind ?? .app, $0) }, now: visit.now)
        switch outcome {
        case .right: return .empty()
        case .wrong(let left, _): throw Self.wrongCode(left)
        case .locked(let until): throw ProblemError(problem: .codesLocked(until - visit.now))
        case .stopped: throw ProblemError(problem: .codesStopped)
        case .used: throw ProblemError(problem: kind == .passkey ? .passkeyRefused : .codeUsed)
        case .expired: throw ProblemError(problem: kind == .passkey ? .passkeyRefused : .codeExpired)
        }
    }
}
