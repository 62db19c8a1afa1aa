import Database
import Domain

/// How the list of an office's clients stands, with everything that their policies depend on: while it is the same, whatever
/// was read of the list is as it was read.
struct ClientsRevision: Hashable, Sendable {
    /// Counts what changes in the list itself.
    let number: Int64
    /// What the office decided for itself, which decides what its clients can use.
    private let uses: [FromTime<Bool>]
    /// From when on everybody must.
    private let mandatory: FromTime<Bool>?

    /// How the list stands now.
    static func load(of office: OfficeID, in transaction: Transaction) throws -> ClientsRevision {
        ClientsRevision(
            number: try transaction.value(Int64.self, "SELECT revision FROM office WHERE id = \(office)") ?? 0,
            uses: try PolicyStore.officeSteps(of: office, in: transaction),
            mandatory: try PolicyStore.mandatory(in: transaction))
    }

    /// Something changes in the list.
    ///
    /// - Parameter expected: How it must stand until now; nil for however it does.
    /// - Returns: Whether it stood so.
    @discardableResult
    static func moveOn(
        of office: OfficeID, from expected: ClientsRevision? = nil, in transaction: Transaction
    ) throws -> Bool {
        if let expected {
            guard try load(of: office, in: transaction) == expected else { return false }
        }
        let stands: SQL = expected.map { " AND revision = \($0.number)" } ?? ""
        return try transaction.execute(
            "UPDATE office SET revision = revision + 1 WHERE id = \(office)\(stands)") == 1
    }

    /// Something changes in an organization that may be a client.
    static func moveOn(ofClient client: TenantID, in transaction: Transaction) throws {
        try transaction.execute(
            """
            UPDATE office SET revision = revision + 1
            WHERE id = (SELECT office_id FROM tenant WHERE tenant.id = \(client))
            """)
    }
}
