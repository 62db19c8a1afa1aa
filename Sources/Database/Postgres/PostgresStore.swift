import Domain

struct PostgresStore: Sendable {
    func read<Value: Sendable>(
        _ rows: RowScope, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value { throw DatabaseError(.connection, "x") }
    func write<Value: Sendable>(
        _ rows: RowScope, urgent: Bool, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value { throw DatabaseError(.connection, "x") }
    func close() async {}
}
