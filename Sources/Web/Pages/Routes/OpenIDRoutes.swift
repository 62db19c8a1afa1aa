import Auth
import Domain
import HTTPServer
import Tenants

/// Other providers' logins.
struct OpenIDRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/login/external", .anybody) { visit in
                let page = ExternalLoginPage(
                    organization: visit.request.query("organization") ?? "",
                    next: visit.request.query(FormName.next).flatMap(SessionRoutes.ownPath))
                return renderer.send(page, to: visit)
            },
            Route(.post, "/login/external", .anybody, depart),
            Route(.get, "/login/external/return", .anybody, arrive),
            Route(.get, "/login/external/link", .anybody, showLink),
            Route(.post, "/login/external/link", .anybody, link),
            Route(.get, "/security/external", .session) { visit in
                try visit.scope.require(.manageOwnFactors)
                return renderer.send(ExternalBeginPage(), to: visit)
            },
            Route(.post, "/security/external", .session, departToLink),
            Route(.post, "/security/external/confirm", .session, confirm),
            Route(.get, "/security/external/remove", .session) { visit in
                try visit.scope.require(.manageOwnFactors)
                if let proof = care.proofPage(visit) { return proof }
                let page = RemoveFromLoginPage(
                    question: Catalogue.External.unlinkTitle, text: Catalogue.External.unlinkText,
                    action: "/security/external/remove")
                return renderer.send(page, to: visit)
            },
            Route(.post, "/security/external/remove", .session) { visit in
                if let proof = care.proofPage(visit) { return proof }
                guard let session = visit.session else { throw NotSignedIn() }
                try await auth.openIDLink.remove(session, now: visit.now)
                return renderer.redirect(to: "/security", .externalUnlinked)
            },
        ]
    }

    private var auth: AuthServices { services.auth }
    private var care: CareRoutes { CareRoutes(services: services, renderer: renderer) }

    @Sendable private func depart(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let (organization, kept) = (form["organization"] ?? "", form[FormName.kept])
        let next = form[FormName.next].flatMap(SessionRoutes.ownPath)
        // The login page's button comes before the code was typed.
        if organization.isEmpty { return renderer.send(ExternalLoginPage(next: next, kept: kept), to: visit) }
        do {
            let departure = try await auth.openIDLogin.depart(
                organizationCode: organization, leadsTo: SessionRoutes.goal(next: next, kept: kept),
                source: visit.request.clientAddress, now: visit.now, randomness: services.randomness)
            return leave(departure, visit)
        } catch let failure as OpenIDFailure {
            return failed(failure, visit)
        }
    }

    @Sendable private func departToLink(_ visit: Visit) async throws -> HTTPResponse {
        if let proof = care.proofPage(visit) { return proof }
        guard let session = visit.session else { throw NotSignedIn() }
        do {
            return leave(
                try await auth.openIDLogin.departToLink(session, now: visit.now, randomness: services.randomness),
                visit)
        } catch let failure as OpenIDFailure {
            return failed(failure, visit)
        }
    }

    @Sendable private func arrive(_ visit: Visit) async throws -> HTTPResponse {
        let request = visit.request
        guard let grant = grant(visit) else { return failed(.stale, visit) }
        let answer = OpenIDLogin.Answer(
            state: request.query("state") ?? "", code: request.query("code"), issuer: request.query("iss"))
        do {
            let arrival = try await auth.openIDLogin.arrive(
                answer, grant, session: visit.session,
                opening: SessionOpening(device: request.device, label: request.browserLabel),
                requestID: visit.requestID, now: visit.now, randomness: services.randomness)
            switch arrival {
            case .progress(let progress):
                return try await SessionRoutes(services: services, renderer: renderer).goOn(progress, visit)
                    .removing(.external)
            case .unknown(let grant):
                return HTTPResponse.redirect(to: "/login/external/link").setting(.external, to: grant.cookie.exposed)
            case .confirm(let grant, let account):
                return renderer.send(ExternalConfirmPage(account: account), to: visit)
                    .setting(.external, to: grant.cookie.exposed)
            }
        } catch let failure as OpenIDFailure {
            return failed(failure, visit).removing(.external)
        }
    }

    @Sendable private func showLink(_ visit: Visit) async throws -> HTTPResponse {
        guard let grant = grant(visit), let waiting = try await auth.openIDLink.waiting(grant, now: visit.now) else {
            return failed(.stale, visit)
        }
        return renderer.send(ExternalLinkPage(account: waiting.account), to: visit)
    }

    @Sendable private func confirm(_ visit: Visit) async throws -> HTTPResponse {
        guard let session = visit.session else { throw NotSignedIn() }
        try session.scope.require(.manageOwnFactors)
        guard let grant = grant(visit) else { return failed(.stale, visit) }
        do {
            try await auth.openIDLink.confirm(session, grant, now: visit.now)
            return renderer.redirect(to: "/security", .externalLinked).removing(.external)
        } catch let failure as OpenIDFailure {
            return failed(failure, visit).removing(.external)
        }
    }

    @Sendable private func link(_ visit: Visit) async throws -> HTTPResponse {
        guard let grant = grant(visit), let waiting = try await auth.openIDLink.waiting(grant, now: visit.now) else {
            return failed(.stale, visit)
        }
        let form = visit.request.formData()
        let (organization, loginID) = (form["organization"] ?? "", form["loginID"] ?? "")
        func again(_ message: LocalizedText, at field: String = "") -> HTTPResponse {
            renderer.send(
                ExternalLinkPage(
                    account: waiting.account, organization: organization, loginID: loginID,
                    errors: [FieldError(field: field, rule: "mismatch", message: message)]), to: visit)
        }
        let account = AccountName(organizationCode: organization, loginID: loginID)
        guard try await auth.openIDLink.takes(account, grant) else {
            return again(Catalogue.External.otherOrganization, at: "organization")
        }
        let outcome = try await auth.logIn(
            LogIn.Attempt(
                account: account,
                password: form["password"] ?? "", deviceMark: Cookie.device.value(in: visit.request),
                source: visit.request.clientAddress, requestID: visit.requestID, device: visit.request.device,
                label: visit.request.browserLabel, leadsTo: waiting.leadsTo),
            now: visit.now, randomness: services.randomness)
        switch outcome {
        case .progress(let progress):
            do {
                let isLinked = try await auth.openIDLink.complete(
                    grant, progress, requestID: visit.requestID, now: visit.now)
                let response = try await SessionRoutes(services: services, renderer: renderer).goOn(progress, visit)
                    .removing(.external)
                return isLinked ? response.setting(.banner, to: Banner.externalLinked.cookieText) : response
            } catch let failure as OpenIDFailure {
                return failed(failure, visit)
            }
        case .refused: return again(Catalogue.External.mismatch)
        case .wait(let duration): return again(Catalogue.External.wait(duration.wholeSeconds))
        case .tooManyFromSource: return again(Catalogue.External.wait(60))
        }
    }

    // MARK: Steps that several of them take

    /// A page that leads on by itself. A redirect would not: the policy of our pages lets no form end at another site,
    /// and browsers hold it against every redirect that a form leads to.
    private func leave(_ departure: OpenIDLogin.Departure, _ visit: Visit) -> HTTPResponse {
        var response = renderer.send(ExternalDeparturePage(address: departure.address), to: visit)
        response.headers["Refresh"] = "0; url=" + departure.address
        return response.setting(.external, to: departure.grant.cookie.exposed)
    }

    private func failed(_ failure: OpenIDFailure, _ visit: Visit) -> HTTPResponse {
        renderer.send(
            ExternalFailedPage(reason: Catalogue.External.reason(failure)), to: visit,
            status: Problem(failure).status)
    }

    private func grant(_ visit: Visit) -> TripGrant? {
        Cookie.external.value(in: visit.request).flatMap(TripGrant.init(cookie:))
    }
}
