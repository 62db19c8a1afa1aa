import Auth
import Domain
import HTTPServer
import Tenants

/// The login of family users: the one form of everybody, with a family code.
extension SessionRoutes {
    /// Ends the family user's session that the browser still had: whoever comes next must not be the one before.
    func endFamily(_ visit: Visit) async throws {
        if let before = Cookie.family.value(in: visit.request) {
            try await services.auth.familySessions.end(cookie: before)
        }
    }

    /// Logs a family user in, if a family code was typed; nil for an employee, who leaves it empty.
    func logInFamily(
        _ visit: Visit, again: (LoginPage.Note, HTTPStatus) async throws -> HTTPResponse
    ) async throws -> HTTPResponse? {
        let form = visit.request.formData()
        guard let code = form["familyCode"], !WidthFolding.trimmed(code).isEmpty else { return nil }
        let outcome = try await services.auth.familyLogIn(
            FamilyLogIn.Attempt(
                account: AccountName(organizationCode: form["organization"] ?? "", loginID: form["loginID"] ?? ""),
                code: code, password: form["password"] ?? "",
                deviceMark: Cookie.familyDevice.value(in: visit.request), source: visit.request.clientAddress,
                requestID: visit.requestID),
            now: visit.now, randomness: services.randomness)
        switch outcome {
        case .signedIn(let grant):
            try await endFamily(visit)
            if visit.session != nil, let before = Cookie.session.value(in: visit.request) {
                try await services.sessions.end(cookie: before)
            }
            let waiting = try await reopen(form[FormName.kept], grant, visit)
            return (waiting ?? renderer.redirect(to: "/family")).removing(.session).removing(.pendingLogin)
                .setting(.family, to: grant.cookie.exposed).setting(.familyDevice, to: grant.deviceMark)
        case .refused: return try await again(.mismatch, .unprocessable)
        case .wait(let duration): return try await again(.wait(seconds: duration.wholeSeconds), .tooManyRequests)
        case .tooManyFromSource:
            return try await again(.wait(seconds: SourceLimit.wait.wholeSeconds), .tooManyRequests)
        }
    }
}
