package import Database
package import Domain

/// The operator changes what an organization has agreed: its name, plan, options and limits.
package struct ChangeOrganization: Sendable {
    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Changes the name, or plan, options and limits, or both at once.
    ///
    /// - Parameters:
    ///   - name: Another name, or nil for the present one.
    ///   - kana: Another name in katakana, or nil for the present one.
    ///   - change: What becomes of the contract as it stands.
    /// - Throws: `InvalidInput` of `name` or `name_kana`, `NotFound`, what `change` throws, or `DatabaseError`; nothing is changed then.
    package func callAsFunction(
        _ scope: InstallationScope, _ tenant: TenantID, name: String? = nil, kana: String? = nil, by actor: Actor,
        requestID: String, at now: Instant, contract change: @escaping @Sendable (Contract) throws -> Contract = { $0 }
    ) async throws {
        let name = try name.map { name throws(InvalidInput) in try Organization.checkedName(name) }
        let kana = try kana.map { kana throws(InvalidInput) in try Organization.checkedKana(kana) }
        try await database.write(scope) { transaction in
            // What its office decided before is done before.
            try PolicyBatch.settle([tenant], in: transaction)
            let stands = try transaction.first(
                Organization.self,
                "SELECT \(Organization.columns) FROM tenant WHERE id = \(tenant)\(dialect: .forUpdate)")
            guard let stands else { throw NotFound("organization") }
            let contract = try change(stands.contract)
            try transaction.execute(
                """
                UPDATE tenant SET name = \(name ?? stands.name), name_kana = \(kana ?? stands.kana),
                    plan = \(contract.plan), voice_option = \(contract.hasVoice), family_option = \(contract.hasFamily),
                    mail_limit = \(contract.mailLimit),
                    voice_limit = \(contract.voiceLimit)
                WHERE id = \(tenant)
                """)
            if name != nil || kana != nil {
                try ClientsRevision.moveOn(ofClient: tenant, in: transaction)
                try record("organization.renamed", "", tenant, actor, requestID, now, transaction)
            }
            guard contract != stands.contract else { return }
            let reason = """
                plan=\(contract.plan.rawValue) voice=\(contract.hasVoice) family=\(contract.hasFamily) \
                mailLimit=\(contract.mailLimit) voiceLimit=\(contract.voiceLimit)
                """
            try record("organization.contractChanged", reason, tenant, actor, requestID, now, transaction)
        }
    }

    private func record(
        _ action: StaticString, _ reason: String, _ tenant: TenantID, _ actor: Actor, _ requestID: String,
        _ now: Instant, _ transaction: Transaction
    ) throws {
        let event = AuditEvent(action, subject: "organization:\(tenant)", reason: reason)
        for chain in [AuditChainID.installation, .tenant(tenant)] {
            try AuditChain.append(event, to: chain, actor: actor, requestID: requestID, at: now, in: transaction)
        }
    }
}
