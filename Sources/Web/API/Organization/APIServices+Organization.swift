import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// The organization itself.
    var organizationOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/organization") { visit in
                .json(Self.json(try await ReadOrganization(database: database)(visit.scope)))
            },
            APIOperation(.patch, "/api/v1/organization", body: .json) { visit in
                var body = try JSONBody(visit.request)
                let title = body.text("systemTitle")
                try await ChangeSystemTitle(database: database)(
                    visit.scope, to: try body.finished(title), at: visit.now)
                return .json(Self.json(try await ReadOrganization(database: database)(visit.scope)))
            },
        ]
    }

    private static func json(_ organization: Organization) -> JSON {
        let contract = organization.contract
        return [
            "id": JSON(organization.id), "code": .text(organization.code.description),
            "name": .text(organization.name), "systemTitle": .text(organization.systemTitle),
            "plan": .text(contract.plan.rawValue), "hasVoice": JSON(contract.hasVoice),
            "hasFamily": JSON(contract.hasFamily), "requiresSecondFactor": JSON(contract.requiresSecondFactor),
            "createdAt": JSON(organization.createdAt),
        ]
    }
}
