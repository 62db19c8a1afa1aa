import Auth
import Domain
import HTTPServer
import Tenants

/// The office's own people who can't show their second factor any more: two colleagues clear it.
struct ColleagueRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/office/colleagues", .session) { visit in
                let scope = try visit.scope
                let colleagues = try await services.auth.resetColleague.colleagues(scope, now: visit.now)
                let page = ColleaguesPage(colleagues: colleagues.map { line($0, scope) })
                return renderer.send(page, to: visit)
            },
            Route(.get, "/office/colleagues/{p}", .session) { visit in try await show(visit) },
            Route(.post, "/office/colleagues/{p}", .session, take),
        ]
    }

    private func show(_ visit: Visit, errors: [FieldError] = []) async throws -> HTTPResponse {
        let scope = try visit.scope
        let colleague = try await services.auth.resetColleague.colleague(
            scope, try visit.identifier("p"), now: visit.now)
        let page = ColleaguePage(
            colleague: line(colleague, scope), reason: visit.request.formData()["reason"] ?? "", errors: errors)
        return renderer.send(page, to: visit)
    }

    /// Does what the page that was sent offered: a proposal that came meanwhile is never confirmed unseen.
    @Sendable private func take(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let person: PersonID = try visit.identifier("p")
        let form = visit.request.formData()
        let password = form["password"] ?? ""
        do {
            if form["do"] == "confirm" {
                try await services.auth.resetColleague.confirm(person, by: scope, password: password, now: visit.now)
                return renderer.redirect(to: "/office/colleagues", .factorsReset)
            }
            try await services.auth.resetColleague.propose(
                person, by: scope, password: password, reason: form["reason"] ?? "", now: visit.now)
            return renderer.redirect(to: "/office/colleagues", .resetProposed)
        } catch let error as InvalidInput {
            return try await show(visit, errors: error.errors)
        } catch let refusal as ResetRefusal {
            return try await show(
                visit, errors: [FieldError(field: "", rule: refusal.rawValue, message: refusal.sentence)])
        }
    }

    private func line(_ colleague: ResetColleague.Colleague, _ scope: TenantScope) -> ColleagueLine {
        ColleagueLine(
            id: colleague.person.description, name: colleague.name, loginID: colleague.loginID,
            hasFactor: colleague.hasFactor,
            proposal: colleague.proposal.map { proposal in
                ProposalLine(
                    by: proposal.proposerName, reason: proposal.reason, at: proposal.at, until: proposal.expiresAt,
                    isOwn: proposal.proposer == scope.person)
            })
    }
}
