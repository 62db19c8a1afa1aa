import Auth
import Domain
import HTTPServer
import Tenants

/// Setting up an authenticator app, as a step of a login or within a session.
struct AppRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/security/app", .anybody, show),
            Route(.post, "/security/app", .signedInOrNot, register),
        ]
    }

    private var session: SessionRoutes { SessionRoutes(services: services, renderer: renderer) }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        try await page(visit, note: nil)
    }

    @Sendable private func register(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let code = CodeText(typed: form["code"] ?? "")
        let outcome: SetUpOutcome
        if let own = visit.session {
            guard let code else { return try await page(visit, note: .notSixDigits) }
            outcome = try await services.auth.setUpApp.register(
                own, code, now: visit.now, randomness: services.randomness)
        } else {
            guard let grant = visit.pendingGrant else { return try await session.stepOver(visit) }
            guard let code else { return try await page(visit, note: .notSixDigits) }
            do {
                outcome = try await services.auth.setUpApp.register(
                    grant, code, requestID: visit.requestID, now: visit.now, randomness: services.randomness)
            } catch is LoginOver {
                return try await session.stepOver(visit)
            }
        }
        switch outcome {
        case .progress(let progress):
            return try await session.goOn(progress, visit, saying: .registered(.app))
        case .set: return try await CodeRoutes(services: services, renderer: renderer).hasSet(.app, visit)
        case .wrong(left: 0, _), .stopped:
            // A login ends with the last try, so there is nothing to read anew.
            let note = outcome == .stopped ? CodeNote.stopped : .locked(minutes: 30)
            let page = AppSetUpPage(shown: nil, isLogin: visit.session == nil, note: note)
            return renderer.send(page, to: visit, status: .unprocessable)
        case .wrong(let left, let skew): return try await page(visit, note: .refused(left: left, .app, skew))
        case .locked(let until):
            let note = CodeNote.lock(until: until, now: visit.now)
            if visit.session == nil, let grant = visit.pendingGrant,
                try await services.auth.factors.locks(grant, now: visit.now) == nil
            {
                let page = AppSetUpPage(shown: nil, isLogin: true, note: note.ofEverything)
                return renderer.send(page, to: visit, status: .unprocessable)
            }
            return try await page(visit, note: note)
        case .expired: return try await page(visit, note: .keyExpired)
        case .loginOver: return try await session.stepOver(visit)
        }
    }

    /// The set-up with a new key: also after a wrong code, when the keys before it still enrol.
    private func page(_ visit: Visit, note: CodeNote?) async throws -> HTTPResponse {
        let setUp = services.auth.setUpApp
        let outcome: AppKeyOutcome
        var page = AppSetUpPage(shown: nil, isLogin: visit.session == nil, note: note)
        if let own = visit.session {
            outcome = try await setUp.show(own, now: visit.now, randomness: services.randomness)
        } else {
            guard let grant = visit.pendingGrant else { return try await session.elsewhere(visit) }
            let kinds = try await services.auth.continueLogin.settable(grant, now: visit.now)
            if kinds.isEmpty { return try await session.elsewhere(visit) }
            outcome = try await setUp.show(grant, now: visit.now, randomness: services.randomness)
            page.others = kinds.filter { $0 != .app }
        }
        switch outcome {
        case .shown(let key): page.shown = key
        case .locked(let until): page.note = .lock(until: until, now: visit.now)
        case .stopped: page.note = .stopped
        // Whoever has an app set never sees a key again.
        case .unavailable: return .redirect(to: page.isLogin ? "/login" : "/security")
        }
        return renderer.send(page, to: visit, status: note == nil ? .ok : .unprocessable)
    }
}
