import Auth
import HTTPServer
import Tenants

extension APIServices {
    /// One's own password.
    var passwordOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/password", body: .json, bodyLimit: 10_000, changeOwnPassword),
            APIOperation(.post, "/api/v1/password/strength", body: .json, bodyLimit: 10_000, ownStrength),
        ]
    }

    private func changeOwnPassword(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.manageOwnLogin)
        var body = try JSONBody(visit.request)
        let current = body.text("currentPassword") ?? ""
        let password = body.text("newPassword") ?? ""
        let confirmation = body.text("confirmation") ?? ""
        try body.finish()
        guard let session = visit.session else { throw NotAllowed(capability: .manageOwnLogin) }
        let grant = try await changePassword.own(
            session, current: current, ChangePassword.Choice(password: password, confirmation: confirmation),
            now: visit.now, randomness: randomness)
        return .json(Self.json(grant))
    }

    private func ownStrength(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.manageOwnLogin)
        var body = try JSONBody(visit.request)
        let password = body.text("password") ?? ""
        try body.finish()
        let scope = try visit.scope
        guard let person = scope.person else { throw NotAllowed(capability: .manageOwnLogin) }
        let judged = try await changePassword.judge(password, person: person, tenant: scope.tenant)
        return .json(Self.json(judged.strength))
    }
}
