import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// Other providers' logins. The trip itself is a browser's: a program opens the address that it is
    /// given in one, and hands in what the provider sends to our return address, such as an app that the system opens for
    /// it.
    var openIDOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/session/external", .anybody, body: .json, bodyLimit: 10_000, depart),
            APIOperation(.post, "/api/v1/session/external/return", .anybody, body: .json, bodyLimit: 10_000) {
                visit in try await arrive(visit, nil)
            },
            APIOperation(.post, "/api/v1/session/external/link", .anybody, body: .json, bodyLimit: 10_000, link),
            APIOperation(.get, "/api/v1/external-login") { visit in
                let own = try await auth.openIDLink.own(person(visit))
                return .json([
                    "offered": JSON(own.offered), "linked": JSON(own.link?.issuer),
                    "linkedAt": JSON(own.link?.linkedAt),
                ])
            },
            APIOperation(.post, "/api/v1/external-login") { visit in
                let departure = try await auth.openIDLogin.departToLink(
                    person(visit), now: visit.now, randomness: randomness)
                return Self.json(departure)
            },
            APIOperation(.put, "/api/v1/external-login", body: .json, bodyLimit: 10_000) { visit in
                try await arrive(visit, try person(visit))
            },
            APIOperation(.post, "/api/v1/external-login/confirmation", body: .json, bodyLimit: 10_000) { visit in
                let session = try person(visit)
                var body = try JSONBody(visit.request)
                let token = body.text("linkToken").flatMap(TripGrant.init(cookie:))
                try body.finish()
                guard let token else { throw OpenIDFailure.stale }
                try await auth.openIDLink.confirm(session, token, now: visit.now)
                return .empty()
            },
            APIOperation(.delete, "/api/v1/external-login") { visit in
                try await auth.openIDLink.remove(person(visit), now: visit.now)
                return .empty()
            },
            APIOperation(.get, "/api/v1/openid-provider") { visit in
                let provider = try await OpenIDProvider.configured(visit.scope, auth.parts)
                return .json([
                    "issuer": JSON(provider?.issuer), "clientId": JSON(provider?.clientID),
                    "hasSecret": JSON(provider?.clientSecret != nil),
                    "trustedContext": JSON(provider?.trustedContext),
                ])
            },
            APIOperation(.put, "/api/v1/openid-provider/secret", body: .json, bodyLimit: 10_000) { visit in
                try visit.scope.require(.manageSettings)
                // Whoever changes it has shown who they are just now: no program has.
                guard let session = visit.session else { throw NotAllowed(capability: .manageSettings) }
                var body = try JSONBody(visit.request)
                let secret = body.text("secret")
                try await OpenIDProvider.changeSecret(
                    to: Secret(try body.finished(secret)), by: session, auth.parts, now: visit.now,
                    randomness: randomness)
                return .empty()
            },
        ]
    }

    /// The session of a person; programs have no login of their own.
    private func person(_ visit: Visit) throws -> Session {
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnFactors) }
        try session.scope.require(.manageOwnFactors)
        return session
    }

    private func depart(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let organization = body.text("organization") ?? ""
        try body.finish()
        return Self.json(
            try await auth.openIDLogin.depart(
                organizationCode: organization, source: visit.request.clientAddress, now: visit.now,
                randomness: randomness))
    }

    private func arrive(_ visit: Visit, _ session: Session?) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let trip = body.text("tripToken").flatMap(TripGrant.init(cookie:))
        let state = body.text("state") ?? ""
        let code = body.text("code", required: false)
        let issuer = body.text("issuer", required: false)
        try body.finish()
        guard let trip else { throw OpenIDFailure.stale }
        let arrival = try await auth.openIDLogin.arrive(
            OpenIDLogin.Answer(state: state, code: code, issuer: issuer), trip, session: session,
            opening: SessionOpening(device: visit.request.device, label: visit.request.browserLabel),
            requestID: visit.requestID, now: visit.now, randomness: randomness)
        return switch arrival {
        case .progress(let progress): answer(progress)
        case .unknown(let grant): .json(["result": "linkRequired", "linkToken": .text(grant.cookie.exposed)])
        case .confirm(let grant, let account):
            .json(["result": "confirmLink", "account": .text(account), "linkToken": .text(grant.cookie.exposed)])
        }
    }

    private func link(_ visit: Visit) async throws -> HTTPResponse {
        var body = try JSONBody(visit.request)
        let token = body.text("linkToken").flatMap(TripGrant.init(cookie:))
        let organization = body.text("organization") ?? ""
        let loginID = body.text("loginId") ?? ""
        let password = body.text("password") ?? ""
        try body.finish()
        guard let token, try await auth.openIDLink.waiting(token, now: visit.now) != nil else {
            throw OpenIDFailure.stale
        }
        let account = AccountName(organizationCode: organization, loginID: loginID)
        guard try await auth.openIDLink.takes(account, token) else {
            throw InvalidInput(
                field: "organization", rule: "mismatch", message: Catalogue.External.otherOrganization)
        }
        let attempt = LogIn.Attempt(
            account: account, password: password,
            deviceMark: nil, source: visit.request.clientAddress, requestID: visit.requestID,
            device: visit.request.device, label: visit.request.browserLabel)
        let progress = try await signedIn(attempt, visit)
        _ = try await auth.openIDLink.complete(token, progress, requestID: visit.requestID, now: visit.now)
        return answer(progress)
    }

    private static func json(_ departure: OpenIDLogin.Departure) -> HTTPResponse {
        .json(
            ["address": .text(departure.address), "tripToken": .text(departure.grant.cookie.exposed)], status: .created)
    }
}
