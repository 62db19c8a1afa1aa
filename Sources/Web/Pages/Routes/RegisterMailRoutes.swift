import Auth
import Database
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The link that a blank mail was replied. Opening it changes nothing: mail scanners do that, too.
struct RegisterMailRoutes: Sendable {
    /// The link was used by somebody else at the same time.
    private struct Used: Error {}

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/m/{token}", .anybody, show),
            Route(.post, "/m/{token}", .session, keptForm: .itself, register),
        ]
    }

    private func token(_ visit: Visit) -> AnswerToken? { visit.parameters["token"].flatMap { AnswerToken($0) } }

    private func address(_ visit: Visit) async throws -> String? {
        guard let token = token(visit), let registrations = services.mailRegistrations else { return nil }
        return try await registrations.address(of: token, at: visit.now)
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let place = Address("m", visit.parameters["token"] ?? "")
        guard let address = try await address(visit) else { return over(visit, place) }
        guard visit.session != nil else {
            let login = Address(segments: ["login"]).adding(FormName.next, place.text)
            return renderer.send(
                RegisterMailPage(place: place, address: address, state: .loginFirst(login)), to: visit)
        }
        try visit.scope.require(.editOwnProfile)
        return try await choose(visit, place, address, chosen: nil, [])
    }

    @Sendable private func register(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.editOwnProfile)
        let place = Address("m", visit.parameters["token"] ?? "")
        guard let token = token(visit), let address = try await address(visit) else { return over(visit, place) }
        let fields = visit.request.formData()
        guard let rank = fields["rank"].flatMap({ Int($0) }), (1...3).contains(rank) else {
            return try await choose(visit, place, address, chosen: nil, [error(Catalogue.MailIn.noRank)])
        }
        let facts = try await services.facts(scope)
        let now = visit.now
        do {
            try await services.profile.register(address, rank: rank, scope, rules: facts.profileRules, now: now) {
                transaction in
                guard try MailRegistrations.use(token, at: now, transaction) else { throw Used() }
            }
        } catch is Used {
            return over(visit, place)
        } catch let refusal as InvalidInput {
            let words = refusal.errors.map { error($0.message) }
            return try await choose(visit, place, address, chosen: rank, words)
        }
        return renderer.redirect(to: "/me/profile", .registered(.profile))
    }

    private func error(_ words: LocalizedText) -> FieldError {
        FieldError(field: "rank", rule: "choice", message: words)
    }

    private func over(_ visit: Visit, _ place: Address) -> HTTPResponse {
        renderer.send(RegisterMailPage(place: place, address: "", state: .over), to: visit, status: .notFound)
    }

    private func choose(
        _ visit: Visit, _ place: Address, _ address: String, chosen: Int?, _ errors: [FieldError]
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let current = try await services.profile.load(scope).draft.mails
        let facts = try await services.facts(scope)
        let free = (current.firstIndex(of: address) ?? current.firstIndex(of: "") ?? 0) + 1
        let page = RegisterMailPage(
            place: place, address: address, state: .choose(current: current, chosen: chosen ?? free),
            isPlanWithoutMail: !facts.organization.contract.plan.sendsMail, errors: errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }
}
