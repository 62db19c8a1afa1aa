import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// Logging in and out. A session's token is sent as `Authorization: Bearer …`.
    var sessionOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/session", .anybody, body: .json, bodyLimit: 10_000, signIn),
            APIOperation(.get, "/api/v1/session") { .json(try sessionJSON($0)) },
            APIOperation(.delete, "/api/v1/session", .bearer, signOut),
            APIOperation(.post, "/api/v1/session/password", .anybody, body: .json, bodyLimit: 10_000, choosePassword),
            APIOperation(
                .post, "/api/v1/session/password/strength", .anybody, body: .json, bodyLimit: 10_000, pendingStrength),
        ]
    }

    private func signIn(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let organization = body.text("organization") ?? ""
        let loginID = body.text("loginId") ?? ""
        let password = body.text("password") ?? ""
        let deviceMark = body.text("deviceMark", required: false)
        try body.finish()
        let attempt = LogIn.Attempt(
            account: AccountName(organizationCode: organization, loginID: loginID), password: password,
            deviceMark: deviceMark, source: visit.request.clientAddress, requestID: visit.requestID,
            device: visit.request.device, label: visit.request.browserLabel)
        return answer(try await signedIn(attempt, visit))
    }

    /// What the right password leads to.
    func signedIn(_ attempt: LogIn.Attempt, _ visit: Visit) async throws -> LoginProgress {
        switch try await logIn(attempt, now: visit.now, randomness: randomness) {
        case .progress(let progress): return progress
        case .refused: throw ProblemError(problem: .loginRefused)
        case .wait(let duration): throw ProblemError(problem: .loginWaits(duration))
        case .tooManyFromSource: throw ProblemError(problem: .loginWaits(SourceLimit.wait))
        }
    }

    private func choosePassword(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let pending = body.text("pendingToken") ?? ""
        let password = body.text("newPassword") ?? ""
        let confirmation = body.text("confirmation") ?? ""
        try body.finish()
        guard let grant = PendingGrant(cookie: pending) else { throw LoginOver() }
        let progress = try await changePassword.afterFirstPassword(
            grant, ChangePassword.Choice(password: password, confirmation: confirmation), requestID: visit.requestID,
            now: visit.now, randomness: randomness)
        return answer(progress)
    }

    private func pendingStrength(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let pending = body.text("pendingToken") ?? ""
        let password = body.text("password") ?? ""
        try body.finish()
        guard let grant = PendingGrant(cookie: pending),
            let person = try await changePassword.person(of: grant, now: visit.now)
        else { throw LoginOver() }
        let judged = try await changePassword.judge(password, person: person, tenant: grant.tenant)
        return .json(Self.json(judged.strength))
    }

    private func signOut(_ visit: Visit) async throws -> HTTPResponse {
        guard visit.session != nil else { throw NotAllowed(capability: .manageOwnLogin) }
        if let token = Gate.bearerToken(of: visit.request) { try await sessions.end(cookie: token) }
        return .empty()
    }

    private func sessionJSON(_ visit: Visit) throws -> JSON {
        let scope = try visit.scope
        var members: [(String, JSON)] = [
            ("actor", .text(scope.actor.auditName)),
            ("capabilities", .array(scope.capabilities.map(\.rawValue).sorted().map(JSON.text))),
        ]
        if let session = visit.session {
            members += [
                (
                    "person",
                    [
                        "id": JSON(session.person), "loginId": .text(session.loginID), "name": .text(session.name),
                        "isAdministrator": JSON(session.isAdministrator), "language": .text(session.language.rawValue),
                        "lastLogin": JSON(session.lastLogin),
                    ]
                ),
                (
                    "organization",
                    ["code": .text(session.organizationCode), "systemTitle": .text(session.systemTitle)]
                ),
                ("idleEnd", JSON(session.idleEnd)),
            ]
        }
        return .object(members)
    }

    /// Where a login goes on.
    static func json(_ progress: LoginProgress) -> JSON {
        switch progress {
        case .signedIn(let grant): json(grant)
        case .next(let grant, let step, _):
            ["result": .text(step.resultName), "pendingToken": .text(grant.cookie.exposed)]
        }
    }

    /// A session that was opened; the token is shown this one time.
    static func json(_ grant: SessionGrant) -> JSON {
        [
            "result": "signedIn", "token": .text(grant.cookie.exposed), "deviceMark": .text(grant.deviceMark),
            "personId": JSON(grant.person),
        ]
    }

    /// The gauge 弱/中/強.
    static func json(_ strength: PasswordStrength) -> JSON {
        let level: JSON =
            switch strength.level {
            case .weak: "weak"
            case .medium: "medium"
            case .strong: "strong"
            }
        return ["level": level, "isCommon": JSON(strength.isCommon)]
    }
}

extension LoginStep {
    /// The step as `result` names it.
    fileprivate var resultName: String {
        switch self {
        case .password: "passwordChangeRequired"
        case .choice: "choice"
        case .factor: "secondFactor"
        case .enrolment: "enrolment"
        case .backupCodes: "backupCodes"
        }
    }
}

extension Problem {
    /// The same for every reason, so that nobody learns which organizations and IDs exist.
    static let loginRefused = Problem(
        .unauthorized, "loginRefused",
        LocalizedText(
            ja: "ログインできませんでした。団体コード、ID、パスワードをご確認ください。",
            en: "Sign-in failed. Please check organization code, ID and password."))
    /// Growing waits after wrong passwords, in whole seconds, rounded up.
    static func loginWaits(_ duration: Duration) -> Problem {
        let seconds = max(1, Int((duration.inMilliseconds + 999) / 1_000))
        return Problem(
            .tooManyRequests, "wait",
            LocalizedText(
                ja: "続けて試すことができません。\(seconds)秒待ってから、もう一度お試しください。",
                en: "Please wait \(seconds) seconds and try again."),
            retryAfter: seconds)
    }
}
