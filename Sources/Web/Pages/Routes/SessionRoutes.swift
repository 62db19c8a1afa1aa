import Auth
import Domain
import HTTPServer
import Tenants

/// Login, forced and own change of the password, logout.
struct SessionRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/", .anybody) { visit in
                // At the address that never changes, the system of this day is found.
                let here = services.loginURL == nil ? "" : services.publicURL
                return .redirect(to: here + (visit.session == nil ? "/login" : "/menu"))
            },
            Route(.get, "/login", .anybody, showLogin),
            Route(.post, "/login", .anybody, logIn),
            Route(.get, "/login/password", .anybody, showForcedChange),
            Route(.post, "/login/password", .anybody, changeForced),
            Route(.get, "/me/password", .session, showOwnChange),
            Route(.post, "/me/password", .session, undone: Catalogue.Undone.password, changeOwn),
            Route(.post, "/password/strength", .anybody, judge),
            Route(.get, "/logout", .session) { visit in renderer.send(LogoutPage(), to: visit) },
            Route(.post, "/logout", .session, logOut),
            Route(.post, "/session/stay", .session) { _ in .empty() },
            Route(.get, "/bookmark", .anybody) { visit in
                renderer.send(BookmarkPage(loginAddress: services.loginURL ?? services.publicURL + "/login"), to: visit)
            },
        ]
    }

    @Sendable private func showLogin(_ visit: Visit) async throws -> HTTPResponse {
        let next = visit.request.query("next")
        if visit.session != nil { return .redirect(to: next.flatMap(Self.ownPath) ?? "/menu") }
        var page = LoginPage(
            organization: visit.request.query("organization") ?? "", loginID: visit.request.query("loginID") ?? "",
            note: next == nil ? nil : .loginNeeded(), next: next.flatMap(Self.ownPath))
        page.isFamilyCard = visit.request.query("family") == "yes"
        if next != nil, let cookie = Cookie.session.value(in: visit.request),
            let ended = try await services.sessions.ended(cookie: cookie)
        {
            page.organization = ended.organizationCode
            page.note = .idle(ended.idleLimit)
        } else if next?.hasPrefix("/family") == true, let cookie = Cookie.family.value(in: visit.request),
            let ended = try await services.auth.familySessions.ended(cookie: cookie)
        {
            page.organization = ended.organizationCode
            page.note = .idle(ended.idleLimit)
        }
        return try await login(page, visit)
    }

    @Sendable private func logIn(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let organization = form["organization"] ?? ""
        let loginID = form["loginID"] ?? ""
        let next = form[FormName.next].flatMap(Self.ownPath)
        let kept = form[FormName.kept]
        func again(_ note: LoginPage.Note, _ status: HTTPStatus) async throws -> HTTPResponse {
            try await login(
                LoginPage(
                    organization: organization, loginID: loginID, familyCode: form["familyCode"] ?? "", note: note,
                    next: next, kept: kept), visit, status)
        }
        if let answer = try await logInFamily(visit, again: again) { return answer }
        let outcome = try await services.logIn(
            LogIn.Attempt(
                account: AccountName(organizationCode: organization, loginID: loginID),
                password: form["password"] ?? "", deviceMark: Cookie.device.value(in: visit.request),
                source: visit.request.clientAddress, requestID: visit.requestID, device: visit.request.device,
                label: visit.request.browserLabel, leadsTo: Self.goal(next: next, kept: kept)),
            now: visit.now, randomness: services.randomness)
        switch outcome {
        case .progress(let progress): return try await goOn(progress, visit)
        case .refused: return try await again(.mismatch, .unprocessable)
        case .wait(let duration): return try await again(.wait(seconds: duration.wholeSeconds), .tooManyRequests)
        case .tooManyFromSource:
            return try await again(.wait(seconds: SourceLimit.wait.wholeSeconds), .tooManyRequests)
        }
    }

    @Sendable private func showForcedChange(_ visit: Visit) async throws -> HTTPResponse {
        guard let pending = try await pending(visit) else { return try await elsewhere(visit) }
        return renderer.send(try await passwordPage(pending.grant.tenant, pending.person, isForced: true), to: visit)
    }

    @Sendable private func changeForced(_ visit: Visit) async throws -> HTTPResponse {
        guard let pending = try await pending(visit) else { return try await notChanged(visit) }
        let form = visit.request.formData()
        do {
            let progress = try await services.changePassword.afterFirstPassword(
                pending.grant, choice(in: form), requestID: visit.requestID, now: visit.now,
                randomness: services.randomness)
            return try await goOn(progress, visit).setting(.banner, to: Banner.passwordChanged.cookieText)
        } catch let error as InvalidInput {
            var page = try await passwordPage(pending.grant.tenant, pending.person, isForced: true)
            page.errors = error.errors
            page.strength = try await strength(form["newPassword"] ?? "", pending.person, pending.grant.tenant)
            return renderer.send(page, to: visit)
        } catch is LoginOver {
            return try await notChanged(visit)
        }
    }

    /// The time between login and new password ran out: the first password is still the one.
    private func notChanged(_ visit: Visit) async throws -> HTTPResponse {
        try await login(LoginPage(note: .notChanged), visit, .forbidden)
    }

    @Sendable private func showOwnChange(_ visit: Visit) async throws -> HTTPResponse {
        guard let session = visit.session else { throw NotSignedIn() }
        try session.scope.require(.manageOwnLogin)
        // Asked before anything is typed.
        try await services.changePassword.requireFactor(session, now: visit.now)
        return renderer.send(try await passwordPage(session.scope.tenant, session.person, isForced: false), to: visit)
    }

    @Sendable private func changeOwn(_ visit: Visit) async throws -> HTTPResponse {
        guard let session = visit.session else { throw NotSignedIn() }
        let (person, tenant) = (session.person, session.scope.tenant)
        let form = visit.request.formData()
        do {
            let grant = try await services.changePassword.own(
                session, current: form["currentPassword"] ?? "", choice(in: form), now: visit.now,
                randomness: services.randomness)
            return admit(grant, to: nil).setting(.banner, to: Banner.passwordChanged.cookieText)
        } catch let error as InvalidInput {
            var page = try await passwordPage(tenant, person, isForced: false)
            page.errors = error.errors
            page.strength = try await strength(form["newPassword"] ?? "", person, tenant)
            return renderer.send(page, to: visit)
        }
    }

    /// The gauge while typing, for whoever is choosing a password just now.
    @Sendable private func judge(_ visit: Visit) async throws -> HTTPResponse {
        let typed = visit.request.formData()["password"] ?? ""
        let owner: (PersonID, TenantID)
        if let pending = try await pending(visit) {
            owner = (pending.person, pending.grant.tenant)
        } else if let session = visit.session {
            owner = (session.person, session.scope.tenant)
        } else {
            throw NotSignedIn()
        }
        guard typed.utf8.count <= 1_000, !typed.isEmpty else { return .json(["level": 0]) }
        let judged = try await services.changePassword.judge(typed, person: owner.0, tenant: owner.1)
        return .json([
            "level": JSON(PasswordLevel(judged.strength.level).rawValue),
            "refusal": JSON(judged.refusal?.message[visit.language]),
        ])
    }

    @Sendable private func logOut(_ visit: Visit) async throws -> HTTPResponse {
        if let cookie = Cookie.session.value(in: visit.request) { try await services.sessions.end(cookie: cookie) }
        try await endFamily(visit)
        return renderer.send(LoggedOutPage(), to: visit.with(session: nil, bearer: nil))
            .removing(.session).removing(.family)
    }

    // MARK: Steps that several of them take

    /// Stands before a form that waits for the end of a login, where else an address stands.
    private static let keptMark = "kept:"

    /// What waits for the end of a login: a form, a page, or nothing.
    static func goal(next: String?, kept: String?) -> String { kept.map { keptMark + $0 } ?? next ?? "" }

    /// Where a login goes on: the next step's page, the form or page that waited for it, or the menu. The only way out of
    /// a step, so that no kind of factor loses what was typed. What another person was doing is not this one's next step.
    /// Nor is the session that the browser still had, of an employee or of a family: it ends.
    ///
    /// - Parameter banner: What the next page says of the step that was done; an account that was linked is said instead.
    func goOn(
        _ progress: LoginProgress, _ visit: Visit, saying banner: Banner? = nil
    ) async throws -> HTTPResponse {
        let response = try await follow(progress, visit)
        var said = banner
        if case .signedIn(let grant) = progress, grant.linksAccount { said = .externalLinked }
        return said.map { response.setting(.banner, to: $0.cookieText) } ?? response
    }

    private func follow(_ progress: LoginProgress, _ visit: Visit) async throws -> HTTPResponse {
        let before = visit.session == nil ? nil : Cookie.session.value(in: visit.request)
        if let before { try await services.sessions.end(cookie: before) }
        try await endFamily(visit)
        switch progress {
        case .signedIn(let grant):
            if grant.leadsTo.hasPrefix(Self.keptMark),
                let form = try await reopen(String(grant.leadsTo.dropFirst(Self.keptMark.count)), grant, visit)
            {
                return form.carrying(grant).removing(.pendingLogin).removing(.family)
            }
            return admit(grant, to: Self.ownPath(grant.leadsTo)).removing(.pendingLogin).removing(.family)
        case .next(let grant, let step, _):
            let response = HTTPResponse.redirect(to: step.path).setting(.pendingLogin, to: grant.cookie.exposed)
            return before == nil ? response : response.removing(.session)
        }
    }

    private func admit(_ grant: SessionGrant, to next: String?) -> HTTPResponse {
        HTTPResponse.redirect(to: next ?? "/menu").carrying(grant)
    }

    private func choice(in form: FormData) -> ChangePassword.Choice {
        ChangePassword.Choice(password: form["newPassword"] ?? "", confirmation: form["confirmation"] ?? "")
    }

    private func pending(_ visit: Visit) async throws -> (grant: PendingGrant, person: PersonID)? {
        guard let grant = visit.pendingGrant,
            let person = try await services.changePassword.person(of: grant, now: visit.now)
        else { return nil }
        return (grant, person)
    }

    private func passwordPage(
        _ tenant: TenantID, _ person: PersonID, isForced: Bool
    ) async throws -> PasswordPage {
        let facts = try await services.changePassword.rules(for: person, tenant: tenant)
        return PasswordPage(
            isForced: isForced, loginID: facts.loginID,
            rules: PasswordRules(
                minimum: facts.policy.shortest, maximum: facts.policy.longest,
                allowsUnicode: facts.policy.allowsUnicode, allowsWeak: !facts.policy.forbidsWeak))
    }

    private func strength(
        _ typed: String, _ person: PersonID, _ tenant: TenantID
    ) async throws -> PasswordLevel {
        PasswordLevel(
            try await services.changePassword.judge(typed, person: person, tenant: tenant).strength.level)
    }

    /// A place on this site that a login may lead to; anything else would send people elsewhere.
    static func ownPath(_ text: String) -> String? {
        guard text.hasPrefix("/"), !text.hasPrefix("//"), !text.hasPrefix("/login"), !text.hasPrefix("/logout"),
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return text
    }
}

extension HTTPResponse {
    /// This response, with the cookies of a session that was just opened.
    fileprivate func carrying(_ grant: SessionGrant) -> HTTPResponse {
        setting(.session, to: grant.cookie.exposed).setting(.device, to: grant.deviceMark)
    }
}

extension LoginStep {
    /// The page of the step.
    var path: String {
        switch self {
        case .password: "/login/password"
        case .choice: "/login/scope"
        case .factor: "/login/code"
        case .enrolment: "/security/app"
        case .backupCodes: "/login/backup"
        }
    }
}

extension Duration {
    /// Seconds, rounded up, so that nobody comes back too early.
    var wholeSeconds: Int { Int((inMilliseconds + 999) / 1_000) }
}
