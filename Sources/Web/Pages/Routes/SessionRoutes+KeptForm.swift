import Auth
import Domain
import HTTPServer

/// What was typed survives the end of a session: the login carries it along, and leads back to it.
extension SessionRoutes {
    /// Asks whoever sent a form without a session to log in; the form is kept if it came from a session that ran out.
    @Sendable func askLogin(_ visit: Visit, _ route: Route, _ address: String?) async throws -> HTTPResponse {
        var page = LoginPage(note: .loginNeeded, next: address)
        if let cookie = Cookie.session.value(in: visit.request),
            let ended = try await services.sessions.ended(cookie: cookie)
        {
            page.organization = ended.organizationCode
            page.note = .idle(isKept: false)
            if let goal = route.keptForm, isOwn(visit.request, ended) {
                page.kept = KeptForm.seal(
                    visit, to: goal, of: ended, key: services.formKey, randomness: services.randomness)
                if page.kept != nil { page.note = .idle(isKept: true) }
            }
        }
        return renderer.send(page, to: visit, status: .unauthorized)
    }

    /// Leads back to a kept form; nil if it is somebody else's, too old, or none.
    func reopen(_ sealed: String?, _ grant: SessionGrant, _ visit: Visit) async throws -> HTTPResponse? {
        guard let form = sealed.flatMap({ KeptForm(sealed: $0, key: services.formKey) }),
            form.tenant == grant.tenant, form.person == grant.person, visit.now < form.until,
            let session = try await services.sessions.resume(
                cookie: grant.cookie.exposed, requestID: visit.requestID, now: visit.now)
        else { return nil }
        let language = Cookie.language.value(in: visit.request) == nil ? session.language : visit.language
        return renderer.send(
            KeptFormPage(place: form.place, fields: form.fields),
            to: visit.with(session: session, bearer: nil, language: language))
    }

    /// Only a form of ours may be put in front of a person: it carries the token of its session.
    private func isOwn(_ request: HTTPRequest, _ ended: EndedSession) -> Bool {
        let isFromHere = request.headers["Origin"].map { $0 == services.publicURL } ?? true
        return isFromHere && ConstantTime.equal(request.formData()[FormName.csrf] ?? "", ended.csrfToken)
    }
}
