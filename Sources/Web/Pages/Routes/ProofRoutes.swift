import Auth
import Domain
import HTTPServer
import Tenants

/// Who it is, once more: password and factor within a session.
struct ProofRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/security/prove", .session) { visit in
                try await ask(
                    visit, ProofGoal(next: visit.request.query(FormName.next)), via: visit.request.query("via"))
            },
            Route(.post, "/security/prove", .session, take),
            Route(.post, "/security/prove/via", .session) { visit in
                let form = visit.request.formData()
                return try await ask(visit, ProofGoal(form), via: form["via"])
            },
            Route(.get, "/security/prove/via", .session) { _ in .redirect(to: "/security/prove") },
            Route(.post, "/security/prove/send", .session, sendCode),
            Route(.get, "/security/prove/send", .session) { _ in .redirect(to: "/security/prove") },
        ]
    }

    private var auth: AuthServices { services.auth }

    private func session(_ visit: Visit) throws -> Session {
        guard let session = visit.session else { throw NotSignedIn() }
        try session.scope.require(.manageOwnFactors)
        return session
    }

    /// The page that asks, by one of the factors that are set.
    func ask(
        _ visit: Visit, _ goal: ProofGoal, via: String? = nil, status: HTTPStatus = .ok, note: CodeNote? = nil,
        wait: Int? = nil,
        errors: [FieldError] = []
    ) async throws -> HTTPResponse {
        let session = try session(visit)
        let place = CodePlace.session(session)
        let states = try await auth.proveAgain.asked(session, now: visit.now)
        let chosen = states.first { $0.kind.rawValue == via } ?? states.first
        let asked: ProvePage.Asked
        switch chosen?.kind {
        case nil: asked = .nothing
        case .app: asked = .app
        case .mail:
            asked = .code(.mail, try await auth.sendCode.desk(place, .mail, .show, now: visit.now))
        case .phone:
            asked = .code(.phone, try await auth.sendCode.desk(place, .phone, .show, now: visit.now))
        case .passkey:
            asked = .passkey(
                try await auth.passkeys.options(place, .show, now: visit.now, randomness: services.randomness))
        }
        let refusal = note?.errors ?? []
        let page = ProvePage(
            asked: asked, others: states.map(\.kind).filter { $0 != chosen?.kind },
            goal: goal, now: visit.now,
            note: refusal.isEmpty ? note ?? chosen.flatMap { CodeNote($0.lock, now: visit.now) } : nil, wait: wait,
            errors: errors + (chosen?.kind == .passkey && !refusal.isEmpty ? PasskeyRoutes.notDone : refusal))
        return renderer.send(
            page, to: visit,
            status: note == nil && wait == nil ? status : .unprocessable)
    }

    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let goal = ProofGoal(form)
        let kind = form["via"].flatMap(FactorKind.init(rawValue:))
        let factor: (FactorKind, FactorProof)? =
            switch kind {
            case nil: nil
            case .passkey: (.passkey, .assertion(PasskeyAssertion(form)))
            case .some(let kind): CodeText(typed: form["code"] ?? "").map { (kind, .code($0)) }
            }
        func again(_ note: CodeNote) async throws -> HTTPResponse {
            try await ask(visit, goal, via: form["via"], note: note)
        }
        do {
            let outcome = try await auth.proveAgain(
                session(visit), password: form["password"] ?? "", factor: factor, now: visit.now)
            switch outcome {
            case .right:
                let kept = goal.kept.flatMap {
                    SessionRoutes(services: services, renderer: renderer).reopen($0, in: visit)
                }
                return kept ?? .redirect(to: goal.next)
            case .wrong(let left, let skew):
                return try await again(.refused(left: left, kind.map(LockKind.init) ?? .app, skew))
            case .locked(let until): return try await again(.lock(until: until, now: visit.now))
            case .stopped: return try await again(.stopped)
            case .expired: return try await again(.expired)
            case .used: return try await again(.used)
            }
        } catch let error as InvalidInput {
            return try await ask(visit, goal, via: form["via"], errors: error.errors)
        }
    }

    @Sendable private func sendCode(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let goal = ProofGoal(form)
        let channel = form["via"].flatMap(CodeChannel.init(rawValue:)) ?? .mail
        let way = form["way"].flatMap(CodeWay.init(rawValue:)) ?? (channel == .mail ? .mail : .sms)
        let outcome = try await auth.sendCode(
            .session(session(visit)), channel.kind, way, .show, language: visit.chosenLanguage,
            requestID: visit.requestID, now: visit.now, randomness: services.randomness)
        if case .wait(let until) = outcome {
            return try await ask(visit, goal, via: channel.rawValue, wait: (until - visit.now).wholeSeconds)
        }
        // A lock, and what is not offered, show on the page. No address could carry a form.
        if goal.kept != nil { return try await ask(visit, goal, via: channel.rawValue) }
        return renderer.redirect(
            to: Address("security", "prove").adding("via", channel.rawValue).adding(FormName.next, goal.next))
    }
}

extension ProofGoal {
    /// Addresses that are not of this site lead to the overview.
    init(next: String?, kept: String? = nil) {
        self.init(place: next.flatMap(SessionRoutes.ownPath) ?? "/security", kept: kept)
    }

    /// What a form of the page carried along.
    init(_ form: FormData) {
        self.init(next: form[FormName.next], kept: form[FormName.kept])
    }
}

extension PasskeyAssertion {
    /// What the script filled into a form.
    init(_ form: FormData) {
        func bytes(_ name: String) -> [UInt8] { Base64URL.bytes(form[name] ?? "") ?? [] }
        self.init(
            credentialID: bytes("credential"), clientData: bytes("clientData"),
            authenticatorData: bytes("authenticatorData"), signature: bytes("signature"))
    }
}
