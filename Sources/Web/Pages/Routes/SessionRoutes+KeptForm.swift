import Auth
import Domain
import HTTPServer
import Tenants

/// What was typed survives the end of a session: the login carries it along, and leads back to it.
extension SessionRoutes {
    /// What answers a request before its route does.
    var edge: EdgePages {
        EdgePages(
            problem: { renderer.failure($0, $1, near: $2) }, askLogin: askLogin,
            askAgain: { askAgain($0, $1, $2) }, askProof: askProof)
    }

    /// Asks whoever sent a form without a session to log in; the form is kept if it came from a session that ran out,
    /// and else it is said what was not done.
    @Sendable private func askLogin(_ visit: Visit, _ route: Route, _ near: [String]) async throws -> HTTPResponse {
        let late: LoginPage.LateForm = route.undone.map { .undone($0) } ?? .nothing
        var page = LoginPage(note: .loginNeeded(late), next: Address(segments: near).text)
        if route.access == .family {
            try await askFamily(visit, route, late, &page)
        } else if let cookie = Cookie.session.value(in: visit.request),
            let ended = try await services.sessions.ended(cookie: cookie)
        {
            page.organization = ended.organizationCode
            if let goal = route.keptForm, isOwn(visit.request, ended.csrfToken) {
                page.kept = KeptForm.seal(
                    visit, to: goal, of: .person(ended.tenant, ended.person), key: services.formKey,
                    randomness: services.randomness)
            }
            page.note = .idle(ended.idleLimit, page.kept == nil ? late : .kept)
        }
        return try await login(page, visit, .unauthorized)
    }

    /// The same for a form of a family user.
    private func askFamily(
        _ visit: Visit, _ route: Route, _ late: LoginPage.LateForm, _ page: inout LoginPage
    ) async throws {
        guard let cookie = Cookie.family.value(in: visit.request),
            let ended = try await services.auth.familySessions.ended(cookie: cookie)
        else { return }
        page.organization = ended.organizationCode
        if let goal = route.keptForm, isOwn(visit.request, ended.csrfToken) {
            page.kept = KeptForm.seal(
                visit, to: goal, of: .family(ended.tenant, ended.member), key: services.formKey,
                randomness: services.randomness)
        }
        page.note = .idle(ended.idleLimit, page.kept == nil ? late : .kept)
    }

    /// A login page with what all of them show: what the operator has to say to everybody, which whoever is refused needs
    /// most, and whether other providers' logins are taken.
    func login(_ page: LoginPage, _ visit: Visit, _ status: HTTPStatus = .ok) async throws -> HTTPResponse {
        var page = page
        page.news = try await services.listNews.forEverybody(at: visit.now)
        page.takesOthers = try await services.auth.openIDLogin.isOffered()
        return renderer.send(page, to: visit, status: status)
    }

    /// The login took too long, or was used elsewhere.
    func stepOver(_ visit: Visit) async throws -> HTTPResponse {
        try await login(LoginPage(note: .stepOver), visit, .forbidden).removing(.pendingLogin)
    }

    /// Whoever sends the code of a step that their login has left: the button was pressed twice, and the first press leads
    /// to where the browser is now. No session is opened for the second, and without one nothing is shown but the login.
    func stepLeft(_ visit: Visit) async throws -> HTTPResponse {
        if let led = try await whereFirstLed(visit) { return led }
        return try await stepOver(visit)
    }

    /// The page to which a step has led that the browser has left: of a login that goes on, its step, and the menu of
    /// whoever is in. Nil for a login that has ended otherwise.
    func whereFirstLed(_ visit: Visit) async throws -> HTTPResponse? {
        if visit.session != nil { return .redirect(to: "/menu") }
        guard let grant = visit.pendingGrant,
            let step = try await services.auth.continueLogin.pending(grant, now: visit.now)?.step, step != .factor
        else { return nil }
        return .redirect(to: step.path)
    }

    /// Whoever opens the page of a step where their login is not: on to the step where it is, or to the login, with a
    /// word why if this browser had begun one.
    func elsewhere(_ visit: Visit) async throws -> HTTPResponse {
        guard visit.session == nil, let grant = visit.pendingGrant else { return .redirect(to: "/login") }
        let pending = try await services.auth.continueLogin.pending(grant, now: visit.now)
        guard let path = pending?.step.path, path != visit.request.path else {
            return try await stepOver(visit)
        }
        return .redirect(to: path)
    }

    /// A form that was open while its person logged in anew comes back filled; what can't be kept says what was not
    /// done.
    private func askAgain(_ visit: Visit, _ route: Route, _ near: [String]) -> HTTPResponse {
        guard let goal = route.keptForm else {
            let page = FailurePage(failure: .stale, undone: route.undone, again: Address(segments: near))
            return renderer.send(page, to: visit, status: .forbidden)
        }
        let form = KeptForm.page(of: visit, to: goal)
        return renderer.send(
            KeptFormPage(place: form.place, fields: form.fields, isFromOtherTab: true), to: visit, status: .forbidden)
    }

    /// Asks who it is, and carries the form along.
    @Sendable private func askProof(_ visit: Visit, _ route: Route, _ near: [String]) async throws -> HTTPResponse {
        guard let session = visit.session else { throw NotSignedIn() }
        let kept = route.keptForm.flatMap { goal in
            KeptForm.seal(
                visit, to: goal, of: .person(session.scope.tenant, session.person), key: services.formKey,
                randomness: services.randomness)
        }
        return try await ProofRoutes(services: services, renderer: renderer).ask(
            visit, ProofGoal(next: Address(segments: near).text, kept: kept), status: .forbidden)
    }

    /// Leads back to a kept form; nil if it is somebody else's, too old, or none.
    func reopen(_ sealed: String?, _ grant: SessionGrant, _ visit: Visit) async throws -> HTTPResponse? {
        guard sealed != nil,
            let session = try await services.sessions.resume(
                cookie: grant.cookie.exposed, requestID: visit.requestID, now: visit.now)
        else { return nil }
        let language = Cookie.language.value(in: visit.request) == nil ? session.language : visit.language
        return reopen(sealed, in: visit.with(session: session, bearer: nil, language: language))
    }

    /// The same in the session of a visit.
    func reopen(_ sealed: String?, in visit: Visit) -> HTTPResponse? {
        guard let session = visit.session, let form = sealed.flatMap({ KeptForm(sealed: $0, key: services.formKey) }),
            form.owner == .person(session.scope.tenant, session.person), visit.now < form.until
        else { return nil }
        return renderer.send(KeptFormPage(place: form.place, fields: form.fields), to: visit)
    }

    /// The same for a family user who just logged in.
    func reopen(_ sealed: String?, _ grant: FamilyGrant, _ visit: Visit) async throws -> HTTPResponse? {
        guard let form = sealed.flatMap({ KeptForm(sealed: $0, key: services.formKey) }), visit.now < form.until,
            let session = try await services.auth.familySessions.resume(
                cookie: grant.cookie.exposed, requestID: visit.requestID, now: visit.now),
            let member = session.scope.familyMember, form.owner == .family(session.scope.tenant, member)
        else { return nil }
        return renderer.send(
            KeptFormPage(place: form.place, fields: form.fields), to: visit.with(family: session))
    }

    /// Only a form of ours may be put in front of a person: it carries the token of its session.
    private func isOwn(_ request: HTTPRequest, _ csrfToken: String) -> Bool {
        let isFromHere = request.headers["Origin"].map { $0 == services.publicURL } ?? true
        return isFromHere && ConstantTime.equal(request.formData()[FormName.csrf] ?? "", csrfToken)
    }
}
