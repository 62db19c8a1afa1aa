import Auth
import Domain
package import HTTPServer
import Tenants

/// All pages and the API: request in, response out.
package struct Site: Sendable {
    private let router: Router
    private let gate: Gate
    private let clock: WallClock
    private let log: Log
    private let edge: EdgePages
    private let limits: TokenLimits

    init(
        routes: [Route], gate: Gate, clock: WallClock, log: Log, limits: TokenLimits = TokenLimits(), edge: EdgePages
    ) {
        self.limits = limits
        router = Router(routes)
        self.gate = gate
        self.clock = clock
        self.log = log
        self.edge = edge
    }

    /// How large the body of a request may be, decided before it is read.
    package func limits(for request: HTTPRequest) -> ExchangeLimits {
        guard case .route(let route, _) = router.find(request.method, request.segments) else {
            return ExchangeLimits(bodyBytes: 10_000)
        }
        return ExchangeLimits(bodyBytes: route.bodyLimit, deadline: route.deadline)
    }

    /// The answer to whoever may not come here, from the head alone, before a large body is read; nil for everybody
    /// else. What the body proves (a form's token) is asked for later.
    package func refusal(fromHeadOf request: HTTPRequest) async -> HTTPResponse? {
        guard let (route, visit) = arrival(of: request) else { return nil }
        do {
            do {
                _ = try await identify(visit, for: route)
                return nil
            } catch is NotSignedIn where route.access.asksLogin && route.method == .post {
                return finish(try await edge.askLogin(visit, route, router.page(near: request.segments)), visit)
            }
        } catch {
            return present(problem(of: error, visit), visit)
        }
    }

    /// Lets the route record a body that was refused for its size; whoever may not come here leaves no record.
    package func bodyWasTooLarge(of request: HTTPRequest, size: Int) async {
        guard let (route, visit) = arrival(of: request), let record = route.bodyWasTooLarge else { return }
        do {
            try await record(identify(visit, for: route), size)
        } catch {
            _ = problem(of: error, visit)
        }
    }

    /// The server's own answer in place of a route's: to whoever sent a form from a page, a page in the language that
    /// the browser shows and with the way back; problem details for programs, and for all else. Nobody is looked up,
    /// since no form came whole.
    package func refused(_ refusal: HTTPRefusal, _ request: HTTPRequest?) -> HTTPResponse {
        let isOfForm =
            switch refusal {
            case .bodyTooLarge, .malformedForm, .tooManyBodies: true
            case .malformedRequest, .unknownTransferEncoding, .unknownVersion, .deadlinePassed, .stopping,
                .unusableResponse:
                false
            }
        guard isOfForm, let request, !isAPI(request), request.headers["Accept"]?.contains("text/html") == true else {
            return refusal.problem(for: request)
        }
        let visit = Visit(
            request: request, parameters: [:], now: clock.now(), language: language(of: request), session: nil,
            bearer: nil)
        return present(Problem(refusal.status, refusal.code, refusal.text), visit)
    }

    private func arrival(of request: HTTPRequest) -> (Route, Visit)? {
        guard case .route(let route, let parameters) = router.find(request.method, request.segments) else { return nil }
        let visit = Visit(
            request: request, parameters: parameters, now: clock.now(), language: language(of: request), session: nil,
            bearer: nil)
        return (route, visit)
    }

    /// Answers a request.
    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        let now = clock.now()
        var visit = Visit(
            request: request, parameters: [:], now: now, language: language(of: request), session: nil, bearer: nil)
        do {
            switch router.find(request.method, request.segments) {
            case .nothing:
                visit = try await signedIn(visit)
                throw ProblemError(problem: .notFound)
            case .otherMethods where !isAPI(request) && (request.method == .get || request.method == .head):
                // Whoever reloads what a form answered, or changes its language there, is led back to the form.
                return finish(.redirect(to: Self.path(router.page(near: request.segments))), visit)
            case .otherMethods(let methods):
                if !isAPI(request) { visit = try await signedIn(visit) }
                var response = present(
                    Problem(
                        .methodNotAllowed, "methodNotAllowed",
                        LocalizedText(ja: "この操作はここではできません。", en: "This can't be done here.")), visit)
                response.headers["Allow"] = methods.map(\.rawValue).joined(separator: ", ")
                return response
            case .route(let route, let parameters):
                visit = Visit(
                    request: request, parameters: parameters, now: now, language: visit.language, session: nil,
                    bearer: nil)
                do {
                    visit = try await identify(visit, for: route)
                    if route.access.takesToken { try limits.check(request, now: now) }
                    try checkForm(visit, for: route)
                } catch is NotSignedIn where route.access.asksLogin && route.method == .post {
                    return finish(try await edge.askLogin(visit, route, router.page(near: request.segments)), visit)
                } catch is Gate.EarlierForm {
                    return finish(edge.askAgain(visit, route, router.page(near: request.segments)), visit)
                }
                do {
                    return finish(try await route.answer(visit), visit)
                } catch is ProofNeeded where route.keptForm != nil {
                    return finish(try await edge.askProof(visit, route, router.page(near: request.segments)), visit)
                }
            }
        } catch {
            return present(problem(of: error, visit), visit)
        }
    }

    private func checkForm(_ visit: Visit, for route: Route) throws {
        guard ![.get, .head].contains(visit.request.method) else { return }
        if route.access == .family {
            guard let family = visit.family else { throw NotSignedIn() }
            return try gate.checkForm(visit.request, family: family)
        }
        switch (route.access, visit.session) {
        case (.session, let session?), (.signedInOrNot, let session?):
            try gate.checkForm(visit.request, session: session)
        case (.anybody, _), (.session, nil), (.signedInOrNot, nil):
            if !isAPI(visit.request) { try gate.checkOrigin(visit.request) }
        // The link is all the proof there is, and programs have no browser.
        case (.link, _), (.family, _), (.bearer, _), (.bearerOrInstallation, _), (.bearerOrFamily, _),
            (.familyBearer, _):
            break
        }
    }

    private func identify(_ visit: Visit, for route: Route) async throws -> Visit {
        switch route.access {
        case .anybody, .signedInOrNot:
            return isAPI(visit.request) ? visit : try await signedIn(visit, isUse: route.isUse)
        case .link: return visit
        case .family:
            guard let family = try await gate.family(of: visit.request, now: visit.now) else { throw NotSignedIn() }
            return visit.with(family: family)
        case .session:
            let visit = try await signedIn(visit, isUse: route.isUse)
            guard visit.session != nil else { throw NotSignedIn() }
            return visit
        case .familyBearer:
            guard let family = try await familyWithToken(visit) else { throw NotSignedIn() }
            return family
        case .bearer, .bearerOrInstallation, .bearerOrFamily:
            switch try await gate.bearer(of: visit.request, now: visit.now) {
            case .person(let session): return visit.with(session: session, bearer: session.scope)
            case .program(let scope): return visit.with(session: nil, bearer: scope)
            case .installation(let bearer):
                guard route.access == .bearerOrInstallation else { throw ProblemError(problem: .notAllowed(nil)) }
                return visit.with(session: nil, bearer: nil, installation: bearer)
            case nil:
                guard route.access == .bearerOrFamily, let family = try await familyWithToken(visit) else {
                    throw NotSignedIn()
                }
                return family
            }
        }
    }

    /// The visit of a family user who shows the token of a session; nil for everybody else.
    private func familyWithToken(_ visit: Visit) async throws -> Visit? {
        guard let family = try await gate.familyBearer(of: visit.request, now: visit.now) else { return nil }
        return visit.with(family: family, language: visit.language)
    }

    private static func path(_ segments: [String]) -> String {
        "/" + segments.map { PercentCoding.encode($0) }.joined(separator: "/")
    }

    private func signedIn(_ visit: Visit, isUse: Bool = true) async throws -> Visit {
        guard let session = try await gate.session(of: visit.request, now: visit.now, isUse: isUse) else {
            return visit.with(
                session: nil, bearer: nil, timeZone: try await gate.timeZone(of: visit.request, visit.now))
        }
        return visit.with(
            session: session, bearer: nil, language: visit.chosenLanguage ?? session.language)
    }

    /// The chosen language, or what the browser prefers; the profile's own once somebody is signed in.
    private func language(of request: HTTPRequest) -> Language {
        Visit.chosenLanguage(of: request) ?? Visit.acceptedLanguage(of: request) ?? .japanese
    }

    private func problem(of error: any Error, _ visit: Visit) -> Problem {
        var problem = Problem(error)
        if problem.code == "notAllowed", visit.session?.isLimited == true { problem = .secondFactorNeeded }
        // A directory that comes again in a moment is no trouble of the server's.
        let isLate = problem.code == DepartmentHold.beingAskedRule
        if problem.status == .internalServerError || problem.status == .serviceUnavailable && !isLate {
            log.error("request.failed", ("request", visit.requestID), ("reason", "\(error)"))
        }
        return problem
    }

    private func present(_ problem: Problem, _ visit: Visit) -> HTTPResponse {
        if visit.request.segments.first == "scim" { return finish(problem.scimResponse(in: visit.language), visit) }
        if isAPI(visit.request) { return finish(problem.response(in: visit.language), visit) }
        let isFamily = visit.request.segments.first == "family"
        if problem == .notSignedIn, isFamily || visit.request.method == .get || visit.request.method == .head {
            let next = PercentCoding.encode(visit.request.path)
            return finish(.redirect(to: "/login?next=\(next)"), visit)
        }
        return finish(edge.problem(problem, visit, router.page(near: visit.request.segments)), visit)
    }

    private func isAPI(_ request: HTTPRequest) -> Bool {
        ["api", "hooks", "scim"].contains(request.segments.first)
    }

    /// What every response carries; a handler's own headers stand.
    private func finish(_ response: HTTPResponse, _ visit: Visit) -> HTTPResponse {
        var response = response
        for (name, value) in SecurityHeaders.all where response.headers[name] == nil {
            response.headers.add(name, value)
        }
        if !isAPI(visit.request), let asked = visit.request.query("lang").flatMap(Language.init(rawValue:)) {
            response = response.setting(.language, to: asked.rawValue)
        }
        return response
    }
}

extension Visit {
    /// The same visit, knowing which family user makes it; nil after the logout. The language is the family user's own
    /// unless another one was chosen.
    func with(family: FamilySession?, language: Language? = nil) -> Visit {
        Visit(
            request: request, parameters: parameters, now: now,
            language: language ?? chosenLanguage ?? family?.language ?? self.language, session: nil, bearer: nil,
            family: family)
    }

    /// The same visit, knowing who makes it.
    func with(
        session: Session?, bearer: TenantScope?, installation: InstallationBearer? = nil, language: Language? = nil,
        timeZone: String? = nil
    ) -> Visit {
        Visit(
            request: request, parameters: parameters, now: now, language: language ?? self.language, session: session,
            bearer: bearer, installation: installation, timeZone: timeZone)
    }
}
