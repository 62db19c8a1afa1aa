package import Database
package import Domain

/// The operator makes an organization, under an office or without one.
package struct CreateOrganization: Sendable {
    private let database: Database
    private let identifiers: IdentifierSource

    /// Writes to this database.
    package init(database: Database, identifiers: IdentifierSource) {
        self.database = database
        self.identifiers = identifiers
    }

    /// Makes an organization with all settings at their defaults.
    ///
    /// - Parameter systemTitle: What stands as `{…}` in mails; the name if nil.
    /// - Throws: `InvalidInput` of `name`, `name_kana`, `system_title`, or of `organization_code` if it is taken; `NotFound` for an
    ///   unknown office; `DatabaseError`.
    package func callAsFunction(
        _ scope: InstallationScope, code: OrganizationCode, name: String, kana: String = "", systemTitle: String? = nil,
        contract: Contract, office: OfficeID?, by actor: Actor, requestID: String, at now: Instant
    ) async throws -> TenantID {
        let name = try Organization.checkedName(name)
        let kana = try Organization.checkedKana(kana)
        let title = try Organization.checkedTitle(systemTitle ?? String(name.prefix(40)))
        let id = identifiers.next(TenantID.self, now: now)
        try await database.write(scope) { transaction in
            if let office {
                let known = try transaction.value(Int.self, "SELECT 1 FROM office WHERE id = \(office)")
                guard known != nil else { throw NotFound("office") }
            }
            let added = try transaction.execute(
                """
                INSERT INTO tenant (id, office_id, code, name, name_kana, system_title, plan, voice_option, family_option,
                                    mail_limit, voice_limit, created_at)
                VALUES (\(id), \(office as OfficeID?), \(code), \(name), \(kana), \(title), \(contract.plan),
                        \(contract.hasVoice), \(contract.hasFamily), \(contract.mailLimit), \(contract.voiceLimit),
                        \(now))
                ON CONFLICT (code) DO NOTHING
                """)
            guard added == 1 else {
                throw InputField("organization_code", ja: "団体コード", en: "Organization code").refusal(
                    "taken", ja: "はすでに使われています。別のコードにしてください。", en: "% is already in use. Please choose another.")
            }
            if let office { try ClientsRevision.moveOn(of: office, in: transaction) }
            let event = AuditEvent("organization.created", subject: "organization:\(id)")
            var chains: [AuditChainID] = [.installation, .tenant(id)]
            if let office { chains.insert(.office(office), at: 1) }
            for chain in chains {
                try AuditChain.append(event, to: chain, actor: actor, requestID: requestID, at: now, in: transaction)
            }
        }
        return id
    }
}
