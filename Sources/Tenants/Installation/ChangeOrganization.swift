package import Database
package import Domain

/// The operator changes what an organization has agreed: its name, plan, options and second factor.
package struct ChangeOrganization: Sendable {
    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Gives the organization another name.
    ///
    /// - Throws: `InvalidInput` of `name`, `NotFound`, or `DatabaseError`.
    package func rename(
        _ scope: InstallationScope, _ tenant: TenantID, to name: String, by actor: Actor, requestID: String,
        at now: Instant
    ) async throws {
        let name = try Organization.checkedName(name)
        try await change(scope, tenant, "organization.renamed", "", actor, requestID, now) {
            "UPDATE tenant SET name = \(name) WHERE id = \(tenant)"
        }
    }

    /// Changes plan, options and whether a second factor is asked for.
    ///
    /// - Throws: `NotFound` or `DatabaseError`.
    package func setContract(
        _ scope: InstallationScope, _ tenant: TenantID, to contract: Contract, by actor: Actor, requestID: String,
        at now: Instant
    ) async throws {
        let reason = """
            plan=\(contract.plan.rawValue) voice=\(contract.hasVoice) family=\(contract.hasFamily) \
            secondFactor=\(contract.requiresSecondFactor)
            """
        try await change(scope, tenant, "organization.contractChanged", reason, actor, requestID, now) {
            """
            UPDATE tenant SET plan = \(contract.plan), voice_option = \(contract.hasVoice),
                family_option = \(contract.hasFamily), second_factor_required = \(contract.requiresSecondFactor)
            WHERE id = \(tenant)
            """
        }
    }

    private func change(
        _ scope: InstallationScope, _ tenant: TenantID, _ action: StaticString, _ reason: String, _ actor: Actor,
        _ requestID: String, _ now: Instant, _ statement: @escaping @Sendable () -> SQL
    ) async throws {
        try await database.write(scope) { transaction in
            guard try transaction.execute(statement()) == 1 else { throw NotFound("organization") }
            let event = AuditEvent(action, subject: "organization:\(tenant)", reason: reason)
            for chain in [AuditChainID.installation, .tenant(tenant)] {
                try AuditChain.append(event, to: chain, actor: actor, requestID: requestID, at: now, in: transaction)
            }
        }
    }
}
