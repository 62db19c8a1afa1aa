import Database
import Domain

/// What a message to a recipient must know of the person.
struct AddresseeRow: Sendable {
    let name: String
    let language: Language
    let hasLeft: Bool
    let because: AskedBecause
    let tokenHash: [UInt8]

    static func load(
        _ people: [PersonID], of broadcast: BroadcastID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID: AddresseeRow] {
        var result: [PersonID: AddresseeRow] = [:]
        result.reserveCapacity(people.count)
        for piece in people.paddedPieces {
            try transaction.forEach(
                """
                SELECT p.id, p.name, p.language, p.employment, r.reason, r.reason_place, r.reason_note,
                       r.token_hash
                FROM recipient r JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
                WHERE r.tenant_id = \(tenant) AND r.broadcast_id = \(broadcast) AND r.person_id IN \(list: piece)
                """
            ) { row in
                let person = try row.next(PersonID.self)
                result[person] = AddresseeRow(
                    name: try row.next(), language: try row.next(), hasLeft: try row.next(String.self) == "left",
                    because: try AskedBecause(row: &row), tokenHash: try row.next())
            }
        }
        return result
    }
}

extension AskedBecause {
    /// The columns `reason`, `reason_place` and `reason_note`, in this order.
    init(row: inout Row) throws {
        let kind = Kind(rawValue: try row.next(String.self)) ?? .everyone
        self.init(kind, place: try row.next(), intensity: try row.next())
    }
}
