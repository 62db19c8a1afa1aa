package import Database

/// Checks a whole audit chain and names the first row that does not fit.
package struct VerifyAudit: Sendable {
    /// What a check found.
    package enum Verdict: Sendable, Hashable {
        /// Every row fits; the chain ends here. Worth keeping outside as the next anchor.
        case intact(AuditHead)
        /// The first place where the chain does not hold.
        case broken(AuditWalk.Break)
    }

    private static let page = 1_000
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// Checks the chain of the scope's organization; requires `viewAudit`.
    ///
    /// - Parameter anchor: A head that was kept outside.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, anchor: AuditHead? = nil) async throws -> Verdict {
        try scope.require(.viewAudit)
        return try await verify(.tenant(scope.tenant), in: .tenant(scope.tenant), anchor: anchor)
    }

    /// Checks one chain in pages, so that a chain of any length needs little memory and holds up nobody.
    func verify(_ chain: AuditChainID, in rows: RowScope, anchor: AuditHead?) async throws -> Verdict {
        var walk = AuditWalk(anchor: anchor)
        while true {
            let start = walk.head.seq
            let (page, head) = try await database.read(rows) { transaction in
                let page = try transaction.all(
                    AuditRecord.self,
                    """
                    SELECT \(AuditRecord.columns) FROM audit WHERE tenant_id = \(chain) AND seq > \(start)
                    ORDER BY seq LIMIT \(Self.page)
                    """)
                return (page, try AuditChain.head(of: chain, in: transaction))
            }
            do {
                for row in page { try walk.step(row) }
                if page.count < Self.page {
                    try walk.finish(at: head)
                    return .intact(walk.head)
                }
            } catch {
                return .broken(error)
            }
        }
    }
}
