package import Database
package import Domain

/// Finds organizations: by the code that a person enters at login, or those of an office. Names nothing of what is in
/// them.
package struct FindOrganization: Sendable {
    /// What the login page may know before anybody has logged in.
    package struct LoginTarget: Sendable, Hashable {
        /// The organization.
        package let tenant: TenantID
        /// Its system title (R-017).
        package let systemTitle: String
    }

    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// The organization with this code, or nil (R-005).
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ scope: InstallationScope, code: OrganizationCode) async throws -> LoginTarget? {
        try await database.read(scope) { transaction in
            try transaction.first(
                "SELECT id, system_title FROM tenant WHERE code = \(code)"
            ) { row in
                LoginTarget(tenant: try row.next(), systemTitle: try row.next())
            }
        }
    }

    /// The office with this code, or nil.
    ///
    /// - Throws: `DatabaseError`.
    package func office(_ scope: InstallationScope, code: OfficeCode) async throws -> OfficeID? {
        try await database.read(scope) { transaction in
            try transaction.value(OfficeID.self, "SELECT id FROM office WHERE code = \(code)")
        }
    }

    /// The organizations of an office by code, in pages of up to 200 (R-001).
    ///
    /// - Parameter after: The last code of the page before; nil for the first page.
    /// - Throws: `DatabaseError`.
    package func organizations(
        _ scope: InstallationScope, of office: OfficeID, after: OrganizationCode? = nil
    ) async throws -> [Organization] {
        try await database.read(scope) { transaction in
            try transaction.all(
                Organization.self,
                """
                SELECT \(Organization.columns) FROM tenant WHERE office_id = \(office) AND code > \(after?.description ?? "")
                ORDER BY code LIMIT 200
                """)
        }
    }

    /// The identifiers of all organizations without the offices' houses, in pages of up to 1,000: for jobs that visit each.
    ///
    /// - Parameter after: The last identifier of the page before; nil for the first page.
    /// - Throws: `DatabaseError`.
    package func all(_ scope: InstallationScope, after: TenantID? = nil) async throws -> [TenantID] {
        try await database.read(scope) { transaction in
            try transaction.values(
                TenantID.self,
                """
                SELECT id FROM tenant
                WHERE id > \(after?.rawValue ?? 0) AND NOT EXISTS (SELECT 1 FROM office WHERE office.id = tenant.id)
                ORDER BY id LIMIT 1000
                """)
        }
    }
}
