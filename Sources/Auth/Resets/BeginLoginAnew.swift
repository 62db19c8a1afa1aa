package import Database
package import Domain
package import Tenants

/// Takes everything from a person by which they log in or report by telephone: password, second factors, backup codes,
/// the account at the organization's provider, voice ID, and whatever is open. They get a first password as somebody new.
package struct BeginLoginAnew: Sendable {
    private let parts: AuthParts

    /// The use case with what it needs.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Does it in an open transaction, and says so in the audit chain.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(
        _ person: PersonID, by scope: TenantScope, at now: Instant, in transaction: Transaction
    ) throws {
        let tenant = scope.tenant
        // Told first, where the person was known until now. The caller wakes the notices.
        let hadLogin = try Credential.find(person: person, tenant: tenant, transaction)?.changedAt != nil
        if try hadLogin || !FactorTables.kinds(of: person, tenant, in: transaction).isEmpty {
            try parts.notices.queue(.loginBegunAnew, tenant, person, now, transaction)
        }
        try Credential.endEverything(person: person, tenant: tenant, transaction)
        _ = try Factors(parts).removeAll(FactorSubject(tenant: tenant, person: person, binding: []), in: transaction)
        try BackupCodes.removeAll(of: person, tenant: tenant, in: transaction)
        try LoginBypass.drop(of: person, tenant: tenant, now: now, in: transaction)
        try OpenIDLink.cut(
            person, tenant, by: scope.actor, requestID: scope.requestID, now: now, in: transaction)
        try transaction.execute(
            "DELETE FROM factor_reset_proposal WHERE tenant_id = \(tenant) AND person_id = \(person)")
        try transaction.execute("DELETE FROM voice_login WHERE tenant_id = \(tenant) AND person_id = \(person)")
        try transaction.execute("DELETE FROM credential WHERE tenant_id = \(tenant) AND person_id = \(person)")
        try AuditChain.append(
            AuditEvent("login.begunAnew", subject: "person:\(person)"), by: scope, at: now, in: transaction)
    }
}
