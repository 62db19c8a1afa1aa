package import Database
import Domain

/// Checks the chains of all organizations, of all offices and of the installation (`anpi audit verify`).
package struct VerifyAuditChains: Sendable {
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// Every chain that has a head or rows.
    ///
    /// - Throws: `DatabaseError`.
    package func chains(_ scope: InstallationScope) async throws -> [AuditChainID] {
        try await database.read(scope) { transaction in
            try transaction.values(
                AuditChainID.self,
                """
                SELECT tenant_id FROM audit_head UNION SELECT tenant_id FROM audit
                UNION SELECT id FROM tenant UNION SELECT -id FROM office ORDER BY 1
                """)
        }
    }

    /// Checks one chain.
    ///
    /// - Parameter anchor: A head that was kept outside.
    /// - Throws: `DatabaseError`.
    package func callAsFunction(
        _ scope: InstallationScope, _ chain: AuditChainID, anchor: AuditHead? = nil
    ) async throws -> VerifyAudit.Verdict {
        try await VerifyAudit(database: database).verify(chain, in: .installation, anchor: anchor)
    }

    /// The heads of all chains, to be kept outside (once a day).
    ///
    /// - Throws: `DatabaseError`.
    package func heads(_ scope: InstallationScope) async throws -> [AuditChainID: AuditHead] {
        try await database.read(scope) { transaction in
            var heads: [AuditChainID: AuditHead] = [:]
            try transaction.forEach("SELECT tenant_id, seq, hash FROM audit_head") { row in
                let chain = try row.next(AuditChainID.self)
                heads[chain] = try AuditHead(row: &row)
            }
            return heads
        }
    }
}
