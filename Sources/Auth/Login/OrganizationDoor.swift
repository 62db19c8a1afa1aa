import Database
import Domain
import Tenants

/// What the login needs to know of an organization before anybody is in.
struct OrganizationDoor: Sendable {
    let tenant: TenantID
    let requiresSecondFactor: Bool

    /// The organization with this code. The table `tenant` belongs to the installation, so this looks across all.
    static func find(code: String, in database: Database) async throws -> OrganizationDoor? {
        try await database.read(InstallationScope(purpose: "login")) { transaction in
            try transaction.first(
                "SELECT id, second_factor_required FROM tenant WHERE code = \(code)"
            ) { row in
                OrganizationDoor(tenant: try row.next(), requiresSecondFactor: try row.next())
            }
        }
    }
}
