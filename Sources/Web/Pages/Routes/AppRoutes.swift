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
            Route(.post, "/security/app", .anybody, register),
        ]
    }

    private var session: SessionRoutes { SessionRoutes(services: services, renderer: renderer) }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        try await page(visit, note: nil)
    }

    @Sendable private func register(_ visit: Visit) async throws -> HTTPResponse {
        try session.checkOrigin(visit.request)
        let form = visit.request.formData()
        let code = CodeText(typed: form["code"] ?? "")
        let outcome: SetUpOutcome
        if let own = visit.session {
            guard ConstantTime.equal(form[FormName.csrf] ?? "", own.csrfToken) else {
                throw ProblemError(problem: .forged)
            }
            guard let code else { return try await page(visit, note: .notSixDigits) }
            outcome = try await services.auth.setUpApp.register(
                own, code, now: visit.now, randomness: services.randomness)
        } else {
            guard let grant = visit.pendingGrant else { return over(visit) }
            guard let code else { return try await page(visit, note: .notSixDigits) }
            do {
                outcome = try await services.auth.setUpApp.register(
                    grant, code, requestID: visit.requestID, now: visit.now, randomness: services.randomness)
            } catch is LoginOver {
                return over(visit)
            }
        }
        switch outcome {
        case .progress(let progress):
            return session.follow(progress).setting(.banner, to: Banner.registered.cookieText)
        case .set: return renderer.redirect(to: "/security", .registered)
        case .wrong(let left, let skew):
            return try await page(visit, note: left == 0 ? .locked(minutes: 30) : .wrong(left: left, skew))
        case .locked(let until): return try await page(visit, note: .lock(until: until, now: visit.now))
        case .stopped: return try await page(visit, note: .stopped)
        case .loginOver: return over(visit)
        }
    }

    /// The set-up with a new key: also after a wrong code, when the keys before it still enrol.
    private func page(_ visit: Visit, note: CodeNote?) async throws -> HTTPResponse {
        let setUp = services.auth.setUpApp
        let shown: ShownAppKey?
        var page: AppSetUpPage
        if let own = visit.session {
            shown = try await setUp.show(own, now: visit.now, randomness: services.randomness)
            // Whoever has an app set never sees a key again.
            if shown == nil { return .redirect(to: "/security") }
            page = AppSetUpPage(shown: shown, isLogin: false, note: note)
        } else {
            guard let grant = visit.pendingGrant,
                let facts = try await services.auth.continueLogin.facts(of: grant, at: .enrolment, now: visit.now)
            else { return .redirect(to: "/login") }
            shown = try await setUp.show(grant, now: visit.now, randomness: services.randomness)
            page = AppSetUpPage(shown: shown, isLogin: true, note: note)
            page.offersMail =
                facts.policy.allowsMailFactor && services.auth.parts.delivery.ways.contains(.mail)
        }
        if note?.takesCodes == false { page = page.withoutKey }
        return renderer.send(page, to: visit, status: note == nil ? .ok : .unprocessable)
    }

    private func over(_ visit: Visit) -> HTTPResponse {
        renderer.send(LoginPage(note: .stepOver), to: visit, status: .forbidden).removing(.pendingLogin)
    }
}

extension AppSetUpPage {
    /// The page while nothing can be registered.
    fileprivate var withoutKey: AppSetUpPage {
        AppSetUpPage(shown: nil, isLogin: isLogin, offersMail: offersMail, note: note)
    }
}
