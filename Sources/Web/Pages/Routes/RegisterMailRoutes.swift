import Auth
import Database
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The link that a blank mail was replied. Opening it changes nothing: mail scanners do that, too.
struct RegisterMailRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/m/{token}", .anybody, show),
            Route(.post, "/m/{token}", .session, keptForm: .itself, register),
        ]
    }

    private var registering: RegisterAddress {
        RegisterAddress(services.mailRegistrations, profile: services.profile)
    }

    /// The address that the link registers; nil if it is over.
    private func address(_ visit: Visit) async throws -> String? {
        do {
            return try await registering.address(visit.parameters["token"], now: visit.now)
        } catch is RegisterAddress.LinkIsOver {
            return nil
        }
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
        let rank = visit.request.formData()["rank"].flatMap { Int($0) }
        let facts = try await services.facts(scope)
        do {
            try await registering(
                visit.parameters["token"], rank: rank, scope, rules: facts.profileRules, now: visit.now)
        } catch is RegisterAddress.LinkIsOver {
            return over(visit, place)
        } catch let refusal as InvalidInput {
            guard let address = try await address(visit) else { return over(visit, place) }
            let words = refusal.errors.map { error($0.message) }
            let chosen = rank.flatMap { (1...3).contains($0) ? $0 : nil }
            return try await choose(visit, place, address, chosen: chosen, words)
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
