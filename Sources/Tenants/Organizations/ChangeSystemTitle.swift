package import Database
package import Domain

/// An administrator changes the system title.
package struct ChangeSystemTitle: Sendable {
    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// Changes the title; requires `manageSettings`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of the field `system_title`, or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, to title: String, at now: Instant) async throws {
        try scope.require(.manageSettings)
        let title = try Organization.checkedTitle(title)
        try await database.write(scope) { transaction in
            try transaction.execute("UPDATE tenant SET system_title = \(title) WHERE id = \(scope.tenant)")
            try AuditChain.append(AuditEvent("organization.titleChanged"), by: scope, at: now, in: transaction)
        }
    }
}
