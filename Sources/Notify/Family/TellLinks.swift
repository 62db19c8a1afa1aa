import Database
import Domain
import Tenants

/// Tells employees that somebody asks to be linked as family, and their family users, whose board it is too; and whoever
/// asked that the other one approved.
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
        // What does not hold any more is told nobody.
        guard untold.holds else {
            try await shared.markTold(untold.id, from: from)
            return false
        }
        let (name, organization) = try await database.read(.tenant(from.tenant)) { transaction in
            (
                try FamilySeat.name(of: from.person, in: from.tenant, transaction),
                try ReadOrganization.load(from.tenant, in: transaction).name
            )
        }
        let words: FamilyWords = untold.isRequest ? .request(of: name, organization) : .approved(by: name)
        // Noted where it is told: an interruption before the mark below tells nobody twice.
        let isTold = try await database.write(.tenant(to.tenant)) { [mail] transaction in
            let reader = try FamilyReader.employee(to.person, in: to.tenant, since: now, transaction)
            guard let reader, try Self.note(untold.id, reader, to.tenant, now, transaction) else { return false }
            let head = try FamilyMail.Letterhead.load(to.tenant, transaction)
            try mail.queue(words, link: untold.id, to: reader, in: to.tenant, under: head, at: now, transaction)
            guard untold.isRequest else { return true }
            let asked = try FamilySeat.name(of: to.person, in: to.tenant, transaction)
            // Two of a family may have the same address.
            var reached = Set(reader.mails)
            let family = try FamilyReader.family(of: to.person, in: to.tenant, transaction)
            for (_, var member) in family.sorted(by: { $0.key < $1.key }) {
                member.mails.removeAll { reached.contains($0) }
                reached.formUnion(member.mails)
                try mail.queue(
                    .request(of: name, organization, to: asked), link: untold.id, to: member, in: to.tenant,
                    under: head, at: now, transaction)
            }
            return true
        }
        try await shared.markTold(untold.id, from: from)
        return isTold
    }

    private static func note(
        _ link: FamilyLinkID, _ reader: FamilyReader, _ tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws -> Bool {
        try transaction.execute(
            """
            INSERT INTO family_link_told (tenant_id, person_id, link_id, at)
            VALUES (\(tenant), \(reader.person), \(link), \(now))
            ON CONFLICT (tenant_id, person_id, link_id) DO NOTHING
            """) == 1
    }
}
