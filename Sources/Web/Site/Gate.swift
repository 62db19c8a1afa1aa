import Auth
import Domain
import HTTPServer
import Tenants

/// Decides who a request comes from and whether it may pass.
struct Gate: Sendable {
    /// Whom a bearer token belongs to.
    enum Bearer: Sendable {
        case person(Session)
        case program(TenantScope)
        /// A program of the installation's operator.
        case installation(InstallationBearer)
    }

    private let sessions: Sessions
    private let families: FamilySessions
    private let programs:
        @Sendable (_ token: String, _ requestID: String, _ now: Instant) async throws -> AuthenticateToken.Grant?
    /// Scheme and host of our own pages, such as `https://anpi.example.jp`.
    private let origin: String

    init(
        sessions: Sessions, families: FamilySessions, origin: String,
        programs:
            @escaping @Sendable (_ token: String, _ requestID: String, _ now: Instant) async throws -> AuthenticateToken
            .Grant?
    ) {
        self.sessions = sessions
        self.families = families
        self.origin = origin
        self.programs = programs
    }

    /// The session behind the cookie; `isUse` unless the page asks by itself.
    func session(of request: HTTPRequest, now: Instant, isUse: Bool) async throws -> Session? {
        guard let cookie = Cookie.session.value(in: request) else { return nil }
        return try await sessions.resume(cookie: cookie, requestID: request.id.description, now: now, isUse: isUse)
    }

    /// The time zone of the organization whose login is not finished; nil if there is none.
    func timeZone(of request: HTTPRequest, _ now: Instant) async throws -> String? {
        guard let grant = Cookie.pendingLogin.value(in: request).flatMap(PendingGrant.init(cookie:)) else { return nil }
        return try await sessions.timeZone(of: grant, now: now)
    }

    /// The family user's session behind the cookie of families.
    func family(of request: HTTPRequest, now: Instant) async throws -> FamilySession? {
        guard let cookie = Cookie.family.value(in: request) else { return nil }
        return try await families.resume(cookie: cookie, requestID: request.id.description, now: now)
    }

    /// The family user's session whose token the header `Authorization: Bearer …` carries.
    func familyBearer(of request: HTTPRequest, now: Instant) async throws -> FamilySession? {
        guard let token = Self.bearerToken(of: request) else { return nil }
        return try await families.resume(cookie: token, requestID: request.id.description, now: now)
    }

    /// Whoever the header `Authorization: Bearer …` names.
    func bearer(of request: HTTPRequest, now: Instant) async throws -> Bearer? {
        guard let token = Self.bearerToken(of: request) else { return nil }
        let requestID = request.id.description
        if let session = try await sessions.resume(cookie: token, requestID: requestID, now: now) {
            return .person(session)
        }
        switch try await programs(token, requestID, now) {
        case .organization(let scope): return .program(scope)
        case .installation(let token, let capabilities):
            return .installation(InstallationBearer(token: token, capabilities: capabilities))
        case nil: return nil
        }
    }

    /// The token in the header `Authorization: Bearer …`.
    static func bearerToken(of request: HTTPRequest) -> String? {
        guard let header = request.headers["Authorization"], header.lowercased().hasPrefix("bearer ") else {
            return nil
        }
        return String(header.dropFirst("bearer ".count))
    }

    /// A form of our own site that the same person opened before logging in anew, in another tab: nobody forged it, but
    /// what it asks for is done only after the person says so once more.
    struct EarlierForm: Error {}

    /// Refuses a form that another site sent: it must carry the session's token, and the browser must not say that it
    /// comes from elsewhere.
    ///
    /// - Throws: `ProblemError`; ``EarlierForm`` where the browser itself says that the form is ours.
    func checkForm(_ request: HTTPRequest, session: Session) throws {
        try checkOrigin(request)
        let sent = request.headers["X-CSRF-Token"] ?? request.formData()["csrf"] ?? ""
        if ConstantTime.equal(sent, session.csrfToken) { return }
        if request.headers["Origin"] == origin, session.isOwn(formToken: sent) { throw EarlierForm() }
        throw ProblemError(problem: .forged)
    }

    /// The same for a form of a family user.
    ///
    /// - Throws: `ProblemError`, ``EarlierForm``.
    func checkForm(_ request: HTTPRequest, family: FamilySession) throws {
        try checkOrigin(request)
        let sent = request.formData()["csrf"] ?? ""
        if ConstantTime.equal(sent, family.csrfToken) { return }
        if request.headers["Origin"] == origin, family.isOwn(formToken: sent) { throw EarlierForm() }
        throw ProblemError(problem: .forged)
    }

    /// Refuses a form of another site, where there is no session yet.
    func checkOrigin(_ request: HTTPRequest) throws {
        guard let sent = request.headers["Origin"] else { return }
        guard sent == origin else { throw ProblemError(problem: .forged) }
    }
}
