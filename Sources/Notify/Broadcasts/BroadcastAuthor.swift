import Database
import Domain
import Tenants

/// Who or what made a broadcast, with the name of today.
package enum BroadcastAuthor: Hashable, Sendable {
    /// A person of the organization, by name.
    case person(String)
    /// A person who was removed since.
    case removedPerson
    /// A program with the token of this name.
    case token(String)
    /// The operator at the command line.
    case commandLine
    /// The organization's trigger rule.
    case triggerRule

    /// Finds the authors of these broadcasts.
    static func load(
        of broadcasts: [Broadcast], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [BroadcastID: BroadcastAuthor] {
        var people: [PersonID: String] = [:]
        for piece in Set(broadcasts.compactMap { $0.number(after: "person:").map(PersonID.init(rawValue:)) }).sorted()
            .paddedPieces
        {
            try transaction.forEach(
                "SELECT id, name FROM person WHERE tenant_id = \(tenant) AND id IN \(list: piece)"
            ) { row in people[try row.next()] = try row.next() }
        }
        var tokens: [Int64: String] = [:]
        for piece in Set(broadcasts.compactMap { $0.number(after: "token:") }).sorted().paddedPieces {
            try transaction.forEach(
                "SELECT id, name FROM api_token WHERE tenant_id = \(tenant) AND id IN \(list: piece)"
            ) { row in tokens[try row.next()] = try row.next() }
        }
        return Dictionary(
            broadcasts.map { broadcast in
                let author: BroadcastAuthor =
                    if let person = broadcast.number(after: "person:") {
                        people[PersonID(rawValue: person)].map(BroadcastAuthor.person) ?? .removedPerson
                    } else if let token = broadcast.number(after: "token:") {
                        .token(tokens[token] ?? String(token))
                    } else {
                        broadcast.createdBy == Actor.system.auditName ? .triggerRule : .commandLine
                    }
                return (broadcast.id, author)
            }
        ) { first, _ in first }
    }
}

extension Broadcast {
    /// The number in `createdBy`, if it begins so.
    fileprivate func number(after prefix: String) -> Int64? {
        createdBy.hasPrefix(prefix) ? Int64(createdBy.dropFirst(prefix.count)) : nil
    }
}
