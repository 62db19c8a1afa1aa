import Database
import Domain
import Tenants

/// What the login needs to know of an organization before anybody is in.
struct OrganizationDoor: Sendable {
    let tenant: TenantID

    /// The organization with this code. The table `tenant` belongs to the installation, so this looks across all.
    static func find(code: String, in database: Database) async throws -> OrganizationDoor? {
        try await database.read(InstallationScope(purpose: "login")) { transaction in
            try transaction.value(TenantID.self, "SELECT id FROM tenant WHERE code = \(code)")
                .map(OrganizationDoor.init)
        }
    }
}
