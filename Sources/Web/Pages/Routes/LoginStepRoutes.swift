import Auth
import Domain
import HTTPServer
import Tenants

/// The steps of a login after the password.
struct LoginStepRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/login/scope", .anybody, showChoice),
            Route(.post, "/login/scope", .anybody, choose),
            Route(.get, "/login/code", .anybody, showCode),
            Route(.post, "/login/code", .anybody, check),
            Route(.post, "/login/cancel", .anybody, cancel),
            Route(.post, "/login/widen", .session, widen),
            Route(.get, "/login/apps", .anybody) { visit in renderer.send(InstallAppPage(), to: visit) },
        ] + AppRoutes(services: services, renderer: renderer).routes
    }

    private var session: SessionRoutes { SessionRoutes(services: services, renderer: renderer) }

    @Sendable private func showChoice(_ visit: Visit) async throws -> HTTPResponse {
        guard let grant = visit.pendingGrant,
            let facts = try await services.auth.continueLogin.facts(of: grant, at: .choice, now: visit.now)
        else { return try await session.elsewhere(visit) }
        var page = ChoicePage(limited: Self.words(facts.policy.limited))
        page.waitsToLink =
            try await services.auth.continueLogin.pending(grant, now: visit.now)?.waitsToLink ?? false
        return renderer.send(page, to: visit)
    }

    @Sendable private func choose(_ visit: Visit) async throws -> HTTPResponse {
        guard let grant = visit.pendingGrant else { return try await session.stepOver(visit) }
        let mode: SessionMode
        switch visit.request.formData()["scope"] {
        case "full": mode = .full
        case "limited": mode = .limited
        case "cancel": return try await cancel(visit)
        default: return .redirect(to: "/login/scope")
        }
        let login = services.auth.continueLogin
        let waitsToLink = try await login.pending(grant, now: visit.now)?.waitsToLink ?? false
        do {
            return try await session.goOn(
                login.choose(
                    grant, mode, requestID: visit.requestID, now: visit.now, randomness: services.randomness), visit,
                saying: waitsToLink && mode == .limited ? .externalNotLinked : nil)
        } catch is LoginOver {
            return try await session.stepOver(visit)
        }
    }

    @Sendable private func showCode(_ visit: Visit) async throws -> HTTPResponse {
        guard let grant = visit.pendingGrant,
            let states = try await services.auth.factors.offered(grant, now: visit.now),
            var page = Self.page(states, via: visit.request.query("via"), now: visit.now)
        else { return try await session.elsewhere(visit) }
        guard page.kind == .app else { return .redirect(to: page.kind.page.text) }
        page.note = try await services.naming(page.note, grant, visit)
        return renderer.send(page, to: visit)
    }

    @Sendable private func check(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        guard let grant = visit.pendingGrant,
            let states = try await services.auth.factors.offered(grant, now: visit.now),
            var page = Self.page(states, via: form["via"], now: visit.now)
        else { return try await session.stepLeft(visit) }
        guard let code = CodeText(typed: form["code"] ?? "") else {
            page.note = try await services.naming(page.note, grant, visit) ?? .notSixDigits
            return renderer.send(page, to: visit, status: .unprocessable)
        }
        let outcome: FactorOutcome
        do {
            outcome = try await services.auth.factors.show(
                grant, page.kind, .code(code), requestID: visit.requestID, now: visit.now,
                randomness: services.randomness)
        } catch is LoginOver {
            return try await session.stepLeft(visit)
        }
        switch outcome {
        case .progress(let progress): return try await session.goOn(progress, visit)
        case .wrong(let left, let skew):
            page.note = .refused(left: left, LockKind(page.kind), skew)
            // The last try ends the login: nothing leads on from here.
            if left == 0 { page.others = [] }
        case .locked(let until):
            page.note = try await services.naming(.lock(until: until, now: visit.now), grant, visit)
            if page.note?.locksEverything == true { page.others = [] }
        case .stopped:
            page.note = .stopped
            page.others = []
        case .expired: page.note = .expired
        case .used: page.note = .used
        case .loginOver: return try await session.stepLeft(visit)
        }
        return renderer.send(page, to: visit, status: .unprocessable)
    }

    @Sendable func cancel(_ visit: Visit) async throws -> HTTPResponse {
        if let grant = visit.pendingGrant { try await services.auth.continueLogin.cancel(grant) }
        return HTTPResponse.redirect(to: "/login").removing(.pendingLogin)
    }

    /// From a session without a code to the code, and back to the page that needs it.
    @Sendable private func widen(_ visit: Visit) async throws -> HTTPResponse {
        guard let own = visit.session, own.isLimited else { return .redirect(to: "/menu") }
        let next = visit.request.formData()[FormName.next].flatMap(SessionRoutes.ownPath)
        let progress = try await services.auth.continueLogin.widen(
            own, leadsTo: next ?? "", now: visit.now, randomness: services.randomness)
        if let progress { return try await session.goOn(progress, visit) }
        let login = next.map { ("/login" as Address).adding(FormName.next, $0) } ?? "/login"
        return HTTPResponse.redirect(to: login.text).removing(.session)
    }

    /// The page of the factor that was asked for, or of the first that is set; nil if none is.
    private static func page(_ states: [FactorState], via: String?, now: Instant) -> FactorCodePage? {
        guard let state = states.first(where: { $0.kind.rawValue == via }) ?? states.first else { return nil }
        return FactorCodePage(
            kind: state.kind, hint: state.hint,
            others: states.filter { $0.kind != state.kind && $0.canBeTried }.map(\.kind),
            note: CodeNote(state.lock, now: now))
    }

    /// What a login without a second factor may do, in words.
    static func words(_ capabilities: Set<Capability>) -> [LocalizedText] {
        typealias Words = Catalogue.Factor
        let all: [(Capability, LocalizedText)] = [
            (.answerOwn, Words.answering), (.viewOwnProfile, Words.viewing), (.editOwnProfile, Words.editing),
        ]
        return all.filter { capabilities.contains($0.0) }.map(\.1)
    }
}

extension FactorState {
    /// Whether a try is looked at now.
    var canBeTried: Bool { if case .open = lock { true } else { false } }
}

extension PageServices {
    /// What a lock says at a login: of everything, if no other way is open.
    func naming(_ note: CodeNote?, _ grant: PendingGrant, _ visit: Visit) async throws -> CodeNote? {
        guard case .locked = note else { return note }
        // A login that a lock has just ended was ended by the lock of everything: that of one kind is told as a wrong code.
        let locks = try await auth.factors.locks(grant, now: visit.now)
        return locks?.isEverythingLocked != false ? note?.ofEverything : note
    }
}

extension CodeNote {
    /// What a lock says; nil if a code can be tried.
    init?(_ lock: LockAnswer, now: Instant) {
        switch lock {
        case .open: return nil
        case .locked(let until): self = .lock(until: until, now: now)
        case .stopped: self = .stopped
        }
    }

    /// A lock with the minutes that are left, rounded up so that nobody comes back too early.
    static func lock(until: Instant, now: Instant) -> CodeNote {
        .locked(minutes: max(1, ((until - now).wholeSeconds + 59) / 60))
    }
}

extension Visit {
    /// The login that this browser has not finished.
    var pendingGrant: PendingGrant? {
        Cookie.pendingLogin.value(in: request).flatMap(PendingGrant.init(cookie:))
    }
}
