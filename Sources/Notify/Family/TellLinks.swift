import Database
import Domain
import Tenants

/// Tells employees that somebody asks to be linked as family, and whoever asked that the other one approved.
struct TellLinks: Sendable {
    let database: Database
    let mail: FamilyMail

    private var shared: FamilyLinksAcrossTenants { FamilyLinksAcrossTenants(database: database) }

    /// Tells all of whom the other one has heard nothing.
    func callAsFunction(now: Instant, _ round: inout FamilyRound) async {
        var last = FamilyLinkID(rawValue: 0)
        while !Task.isCancelled {
            let first = last
            var found: [FamilyLinksAcrossTenants.Untold] = []
            await round.take {
                found = try await shared.untold(after: first, since: now - FamilyLinks.requestLife)
                return 0
            }
            guard let end = found.last?.id else { return }
            for untold in found {
                await round.take { try await tell(untold, now) ? 1 : 0 }
            }
            last = end
        }
    }

    private func tell(_ untold: FamilyLinksAcrossTenants.Untold, _ now: Instant) async throws -> Bool {
        let (from, to) = (untold.from, untold.to)
        let (name, organization) = try await database.read(.tenant(from.tenant)) { transaction in
            (
                try FamilySeat.name(of: from.person, in: from.tenant, transaction),
                try ReadOrganization.load(from.tenant, in: transaction).name
            )
        }
        let words: FamilyWords = untold.isRequest ? .request(of: name, organization) : .approved(by: name)
        return try await shared.tell(untold.id, from: from, now) { [mail] transaction in
            // What does not hold any more is told nobody.
            guard untold.holds else { return }
            let reader = try FamilyReader.employee(to.person, in: to.tenant, since: now, transaction)
            if let reader { try mail.queue(words, to: reader, in: to.tenant, at: now, transaction) }
        }
    }
}
