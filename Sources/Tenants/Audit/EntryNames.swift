import Database
import Domain

/// What entries of the code lists are called while somebody moves between them, as the audit chain keeps it: code and name
/// of that day, since an entry may be renamed or gone later.
struct EntryNames {
    private var departments: [DepartmentID: String] = [:]
    private var locations: [LocationID: String] = [:]
    private var userCodes: [UserCodeID: String] = [:]

    /// Reads the names of all entries that differ between details before and after.
    init(
        of changes: [(before: PersonDetails, after: PersonDetails)], in tenant: TenantID, _ transaction: Transaction
    ) throws {
        departments = try Self.names(.departments, Self.differing(changes, \.department), tenant, transaction)
        locations = try Self.names(.locations, Self.differing(changes, \.location), tenant, transaction)
        userCodes = try Self.names(.userCodes, Self.differing(changes, \.userCode), tenant, transaction)
    }

    /// Reads the names of departments.
    init(departments ids: Set<DepartmentID>, in tenant: TenantID, _ transaction: Transaction) throws {
        departments = try Self.names(.departments, ids, tenant, transaction)
    }

    /// The department's name; empty for none.
    func department(_ id: DepartmentID?) -> String { id.map { departments[$0] ?? $0.description } ?? "" }

    /// The location's name; empty for none.
    func location(_ id: LocationID?) -> String { id.map { locations[$0] ?? $0.description } ?? "" }

    /// The user code's name; empty for none.
    func userCode(_ id: UserCodeID?) -> String { id.map { userCodes[$0] ?? $0.description } ?? "" }

    /// `D01 営業部`.
    static func name(_ code: String, _ name: String) -> String { code == name ? code : "\(code) \(name)" }

    private static func differing<ID: Hashable>(
        _ changes: [(before: PersonDetails, after: PersonDetails)], _ path: KeyPath<PersonDetails, ID?>
    ) -> Set<ID> {
        var ids: Set<ID> = []
        for (before, after) in changes where before[keyPath: path] != after[keyPath: path] {
            if let id = before[keyPath: path] { ids.insert(id) }
            if let id = after[keyPath: path] { ids.insert(id) }
        }
        return ids
    }

    private static func names<Kind>(
        _ list: CodeList<Kind>, _ ids: Set<Identifier<Kind>>, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [Identifier<Kind>: String] {
        var names: [Identifier<Kind>: String] = [:]
        for piece in ids.sorted().paddedPieces {
            try transaction.forEach(
                "SELECT id, code, name FROM \(list.table) WHERE tenant_id = \(tenant) AND id IN \(list: piece)"
            ) { row in
                names[try row.next()] = name(try row.next(), try row.next())
            }
        }
        return names
    }
}
