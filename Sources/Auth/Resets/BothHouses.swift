import Database
import Tenants

extension Database {
    /// Changes rows of a client and of the office that acts in it, together or not at all; rows of one organization where
    /// nobody comes from elsewhere.
    func write<Value: Sendable>(
        _ scope: TenantScope, and home: TenantScope, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        scope.tenant == home.tenant ? try await write(scope, body) : try await write(.installation, body)
    }
}
