import Database
import Tenants

extension Database {
    /// Changes rows of a client and of the office that acts in it, together or not at all; rows of one organization where
    /// nobody comes from elsewhere.
    func write(
        _ scope: TenantScope, and home: TenantScope, _ body: @escaping @Sendable (Transaction) throws -> Void
    ) async throws {
        if scope.tenant == home.tenant {
            try await write(scope, body)
        } else {
            try await write(.installation, body)
        }
    }
}
