import Database
package import Domain

/// The right of somebody in an office to look after the office's clients. Whatever takes one names the office in each
/// statement, so another office's clients do not exist for it.
package struct OfficeScope: Sendable, Hashable {
    /// Who acts, in the office's own house.
    package let house: TenantScope
    /// The office.
    package let office: OfficeID
    /// Looking across the office's clients.
    package let installation: InstallationScope

    /// The right that a person's session in the office gives.
    ///
    /// - Throws: `NotAllowed`: only people of offices have the capability.
    package init(_ scope: TenantScope, _ capability: Capability) throws(NotAllowed) {
        try scope.require(capability)
        house = scope
        office = OfficeHouse.office(of: scope.tenant)
        installation = InstallationScope(purpose: "office")
    }

    /// The actor as a client's audit chain names it.
    var actor: Actor { house.actor.outside(of: office) }

    /// Writes into both chains what is done with a client.
    func record(_ event: AuditEvent, of client: TenantID, at now: Instant, in transaction: Transaction) throws {
        for (chain, actor) in [(AuditChainID.tenant(client), actor), (.tenant(house.tenant), house.actor)] {
            try AuditChain.append(
                event, to: chain, actor: actor, requestID: house.requestID, at: now, in: transaction)
        }
    }
}
