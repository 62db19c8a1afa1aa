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

    /// Whether any organization has a provider and takes its logins; which one is never told.
    static func someTakesOtherLogins(in database: Database) async throws -> Bool {
        try await database.read(InstallationScope(purpose: "login")) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT 1 FROM open_id_provider JOIN tenant_setting
                    ON tenant_setting.tenant_id = open_id_provider.tenant_id
                    AND tenant_setting.name = 'openIDEnabled' AND tenant_setting.value = 'true'
                LIMIT 1
                """) != nil
        }
    }
}
