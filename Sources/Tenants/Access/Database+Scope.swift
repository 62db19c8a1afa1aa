package import Database

extension Database {
    /// Reads the rows of the scope's organization.
    ///
    /// - Throws: `DatabaseError`, or what `body` throws.
    package func read<Value: Sendable>(
        _ scope: TenantScope, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await read(.tenant(scope.tenant), body)
    }

    /// Changes rows of the scope's organization; durable when it returns.
    ///
    /// - Throws: `DatabaseError`, or what `body` throws.
    @discardableResult
    package func write<Value: Sendable>(
        _ scope: TenantScope, urgent: Bool = false, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await write(.tenant(scope.tenant), urgent: urgent, body)
    }

    /// Looks across organizations.
    ///
    /// - Throws: `DatabaseError`, or what `body` throws.
    package func read<Value: Sendable>(
        _ scope: InstallationScope, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await read(.installation, body)
    }

    /// Changes rows across organizations.
    ///
    /// - Throws: `DatabaseError`, or what `body` throws.
    @discardableResult
    package func write<Value: Sendable>(
        _ scope: InstallationScope, urgent: Bool = false, durability: Durability = .disk,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await write(.installation, urgent: urgent, durability: durability, body)
    }
}
