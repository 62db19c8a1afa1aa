import Domain
import HTTPServer
import Notify
import Tenants

extension APIServices {
    /// The organization itself.
    var organizationOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/organization") { visit in
                try visit.scope.require(.manageSettings)
                return .json(try await organization(visit))
            },
            APIOperation(.patch, "/api/v1/organization", body: .json) { visit in
                var body = try JSONBody(visit.request)
                let title = body.text("systemTitle")
                try await ChangeSystemTitle(database: database)(
                    visit.scope, to: try body.finished(title), at: visit.now)
                return .json(try await organization(visit))
            },
        ]
    }

    private func organization(_ visit: Visit) async throws -> JSON {
        let (tenant, now) = (try visit.scope.tenant, visit.now)
        let (organization, policy) = try await database.read(visit.scope) { transaction in
            (
                try ReadOrganization.load(tenant, in: transaction),
                try EffectivePolicy.load(tenant, at: now, in: transaction)
            )
        }
        let contract = organization.contract
        let limits = [(Channel.mail, contract.mailLimit), (.voice, contract.voiceLimit)].map { channel, limit -> JSON in
            let inForce = limit.inForce(standard: sending.rates.perTenant[channel])
            return [
                "channel": .text(channel.rawValue), "limit": JSON(inForce?.description),
                "isOwn": JSON(limit != .standard),
            ]
        }
        return [
            "id": JSON(organization.id), "code": .text(organization.code.description),
            "name": .text(organization.name), "systemTitle": .text(organization.systemTitle),
            "plan": .text(contract.plan.rawValue), "hasVoice": JSON(contract.hasVoice),
            "hasFamily": JSON(contract.hasFamily), "requiresSecondFactor": JSON(policy.usesSecondFactor),
            "limits": .array(limits), "createdAt": JSON(organization.createdAt),
        ]
    }
}
