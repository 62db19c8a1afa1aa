package import Database
package import Domain

/// At start: finishes the imports of people that were published before the program ended, and throws away those that
/// were not.
package struct ResumeImports: Sendable {
    private let database: Database
    private let finish: FinishImport

    /// Works on this database.
    ///
    /// - Parameters:
    ///   - extras: The same as those of `ImportPeople`.
    ///   - notice: How administrators are told who is one of them.
    ///   - hold: Who may not leave their department now.
    package init(
        database: Database, identifiers: IdentifierSource, extras: PeopleImportExtras,
        notice: AppointmentNotice = .none, hold: DepartmentHold
    ) {
        self.database = database
        finish = FinishImport(
            database: database, identifiers: identifiers, extras: extras, notice: notice, hold: hold)
    }

    /// Leaves no import under way. Nobody else may import meanwhile: it is called before the server listens.
    ///
    /// - Returns: The organizations whose import was finished.
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ scope: InstallationScope, at now: Instant) async throws -> [TenantID] {
        let tenants = try await database.read(scope) { transaction in
            try transaction.values(TenantID.self, "SELECT tenant_id FROM people_import ORDER BY tenant_id")
        }
        var finished: [TenantID] = []
        for tenant in tenants {
            let current = try await database.read(.tenant(tenant)) {
                try PeopleImport.current(in: tenant, at: now, $0)
            }
            guard let (item, state, _) = current else { continue }
            switch state {
            case .staging: try await finish.discard(item)
            case .published:
                try await finish.publish(item, actor: .system, at: now)
                finished.append(tenant)
            }
        }
        return finished
    }
}
