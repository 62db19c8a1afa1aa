import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// Factors of other people: cleared, or stood in for once, by an administrator, the office or two colleagues (R-004,
    /// Each asks for the caller's own password.
    var resetOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/people/{person}/factor-reset", body: .json, bodyLimit: 10_000) { visit in
                let scope = try visit.scope
                try scope.require(.resetFactors)
                return try await reset(visit, in: scope)
            },
            APIOperation(.post, "/api/v1/people/{person}/login-bypass", body: .json, bodyLimit: 10_000) { visit in
                let scope = try visit.scope
                try scope.require(.resetFactors)
                return try await bypass(visit, in: scope)
            },
            APIOperation(
                .post, "/api/v1/office/clients/{organization}/people/{person}/factor-reset", body: .json,
                bodyLimit: 10_000
            ) { visit in try await reset(visit, in: try await client(visit)) },
            APIOperation(
                .post, "/api/v1/office/clients/{organization}/people/{person}/login-bypass", body: .json,
                bodyLimit: 10_000
            ) { visit in try await bypass(visit, in: try await client(visit)) },
            APIOperation(.get, "/api/v1/office/colleagues") { try await colleagues($0) },
            APIOperation(
                .post, "/api/v1/office/colleagues/{person}/factor-reset", body: .json, bodyLimit: 10_000
            ) { visit in
                let scope = try visit.scope
                try scope.require(.manageClients)
                let person: PersonID = try visit.identifier("person")
                let (password, reason) = try Self.asked(visit)
                try await auth.resetColleague.propose(
                    person, by: scope, password: password, reason: reason, now: visit.now)
                return .empty()
            },
            APIOperation(
                .post, "/api/v1/office/colleagues/{person}/factor-reset/confirmation", body: .json, bodyLimit: 10_000
            ) { visit in
                let scope = try visit.scope
                try scope.require(.manageClients)
                let person: PersonID = try visit.identifier("person")
                var body = try JSONBody(visit.request)
                let password = body.text("password") ?? ""
                try body.finish()
                try await auth.resetColleague.confirm(person, by: scope, password: password, now: visit.now)
                return .empty()
            },
        ]
    }

    private func client(_ visit: Visit) async throws -> TenantScope {
        try await OfficeDoor(database: database).enter(visit.scope, client: try visit.identifier("organization"))
    }

    private static func asked(_ visit: Visit) throws -> (password: String, reason: String) {
        var body = try JSONBody(visit.request)
        let password = body.text("password") ?? ""
        let reason = body.text("reason") ?? ""
        try body.finish()
        return (password, reason)
    }

    private func reset(_ visit: Visit, in scope: TenantScope) async throws -> HTTPResponse {
        let person: PersonID = try visit.identifier("person")
        let (password, reason) = try Self.asked(visit)
        try await auth.resetFactors.other(
            person, by: scope, home: visit.scope, password: password, reason: reason, now: visit.now)
        return .empty()
    }

    private func bypass(_ visit: Visit, in scope: TenantScope) async throws -> HTTPResponse {
        let person: PersonID = try visit.identifier("person")
        let (password, reason) = try Self.asked(visit)
        let made = try await auth.loginBypass.make(
            for: person, by: scope, home: visit.scope, password: password, reason: reason, now: visit.now,
            randomness: randomness)
        return .json(
            ["code": .text(made.code.text.exposed), "validUntil": JSON(made.validUntil)], status: .created)
    }

    private func colleagues(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let found = try await auth.resetColleague.colleagues(scope, now: visit.now)
        return .json([
            "items": .array(
                found.map { colleague in
                    let proposal: JSON? = colleague.proposal.map { proposal in
                        [
                            "proposerId": JSON(proposal.proposer), "proposerName": .text(proposal.proposerName),
                            "reason": .text(proposal.reason), "proposedAt": JSON(proposal.at),
                            "expiresAt": JSON(proposal.expiresAt),
                        ]
                    }
                    return [
                        "personId": JSON(colleague.person), "loginId": .text(colleague.loginID),
                        "name": .text(colleague.name), "hasFactor": JSON(colleague.hasFactor),
                        "proposal": proposal ?? .null,
                    ]
                })
        ])
    }
}
