import Database
import Domain
import Tenants

/// Tells employees that somebody asks to be linked as family, and whoever asked that the other one approved.
struct TellLinks: Sendable {
    let database: Database
    let mail: FamilyMail

    /// Returns how many were told.
    ///
    /// - Throws: `DatabaseError`.
    func callAsFunction(now: Instant) async throws -> Int {
        let shared = FamilyLinksAcrossTenants(database: database)
        var told = 0
        for (id, from, to, isRequest) in try await shared.untold() {
            let (name, organization) = try await database.read(.tenant(from.tenant)) { transaction in
                (
                    try FamilySeat.name(of: from.person, in: from.tenant, transaction),
                    try ReadOrganization.load(from.tenant, in: transaction).name
                )
            }
            let words: FamilyWords = isRequest ? .request(of: name, organization) : .approved(by: name)
            let isNew = try await shared.tell(id, from: from, now) { [mail] transaction in
                let reader = try FamilyReader.employee(to.person, in: to.tenant, since: now, transaction)
                if let reader { try mail.queue(words, to: reader, in: to.tenant, at: now, transaction) }
            }
            if isNew { told += 1 }
        }
        return told
    }
}
