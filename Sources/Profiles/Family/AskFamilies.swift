package import Database
package import Domain
package import Tenants

/// Asks owners of family users' addresses at which nobody was asked yet: those from before anybody was, and those for which
/// there was no room. Some in a quarter of an hour, by daylight, and never while an emergency is under way.
///
/// What was asked is in the rows that are written a few at a time: whatever ends the program, it goes on from there.
package struct AskFamilies: Sendable {
    /// Addresses of one transaction.
    private static let chunk = 20
    /// So few at a time that small organizations notice nothing.
    private static let smallestPortion = 50
    /// Of many, this part at a time: in a few days everybody was asked.
    private static let part = 100

    private let database: Database
    private let asking: AskFamilyAddress
    private let isBusy: @Sendable (TenantID, Transaction) throws -> Bool

    /// The use case on one installation.
    ///
    /// - Parameter isBusy: Whether an emergency of an organization is under way.
    package init(
        database: Database, mail: ContactMail, randomness: Randomness,
        isBusy: @escaping @Sendable (TenantID, Transaction) throws -> Bool
    ) {
        self.database = database
        asking = AskFamilyAddress(mail: mail, randomness: randomness)
        self.isBusy = isBusy
    }

    /// Asks some in all organizations that have families.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ scope: InstallationScope, now: Instant) async throws {
        let tenants = try await database.read(scope) { transaction in
            try transaction.values(TenantID.self, "SELECT id FROM tenant WHERE family_option = 1 ORDER BY id")
        }
        for tenant in tenants where !Task.isCancelled {
            try await ask(tenant, now)
        }
        asking.mail.wake()
    }

    /// An address that waits.
    private struct Candidate: Sendable {
        let position: Int
        let place: AskFamilyAddress.Place
    }

    private func ask(_ tenant: TenantID, _ now: Instant) async throws {
        let waiting = try await database.read(.tenant(tenant)) { transaction -> Int in
            guard try Self.mayAsk(tenant, now, transaction) else { return 0 }
            return try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM family_contact
                WHERE tenant_id = \(tenant) AND asked_at IS NULL AND verified_at IS NULL AND kind = 'mail'
                """) ?? 0
        }
        // Addresses that get no more mails today stand before the others and are passed over.
        var left = max(Self.smallestPortion, waiting / Self.part)
        var looked = 0
        var last = (member: FamilyMemberID(rawValue: 0), position: 0)
        while left > 0, looked < waiting, !Task.isCancelled {
            let (first, limit) = (last, min(left, Self.chunk))
            let found = try await database.read(.tenant(tenant)) { transaction in
                try Self.candidates(tenant, after: first, limit: limit, transaction)
            }
            guard let end = found.last, let sent = try await send(found, tenant, now) else { return }
            left -= sent
            looked += found.count
            last = (end.place.member, end.position)
        }
    }

    private static func mayAsk(_ tenant: TenantID, _ now: Instant, _ transaction: Transaction) throws -> Bool {
        let settings = try ReadSettings.load(tenant, in: transaction)
        return try ContactReview.isDaytime(now, in: settings.timeZone)
            && ReadOrganization.load(tenant, in: transaction).contract.plan.sendsMail
    }

    private static func candidates(
        _ tenant: TenantID, after last: (member: FamilyMemberID, position: Int), limit: Int, _ transaction: Transaction
    ) throws -> [Candidate] {
        try transaction.all(
            """
            SELECT c.member_id, c.position, c.value, m.person_id, m.language
            FROM family_contact c
            JOIN family_member m ON m.tenant_id = c.tenant_id AND m.id = c.member_id
            JOIN person p ON p.tenant_id = m.tenant_id AND p.id = m.person_id AND p.employment <> 'left'
            WHERE c.tenant_id = \(tenant) AND c.asked_at IS NULL AND c.verified_at IS NULL AND c.kind = 'mail'
              AND (c.member_id, c.position) > (\(last.member), \(last.position))
            ORDER BY c.member_id, c.position LIMIT \(limit)
            """
        ) { row in
            let (member, position) = (try row.next(FamilyMemberID.self), try row.next(Int.self))
            let (value, person) = (try row.next(String.self), try row.next(PersonID.self))
            return Candidate(
                position: position,
                place: AskFamilyAddress.Place(
                    tenant: tenant, person: person, member: member, value: value, language: try row.next()))
        }
    }

    /// How many mails were queued; nil if an emergency has begun.
    private func send(_ found: [Candidate], _ tenant: TenantID, _ now: Instant) async throws -> Int? {
        let (asking, isBusy) = (asking, isBusy)
        return try await database.write(.tenant(tenant)) { transaction -> Int? in
            if try isBusy(tenant, transaction) { return nil }
            // One after the other, in the order of everybody who takes several.
            for person in Set(found.map(\.place.person)).sorted() {
                try FamilyLock.take(person, in: tenant, transaction)
            }
            var sent = 0
            for each in found {
                let place = each.place
                // Who was asked, changed the address or went meanwhile is not asked.
                let isStill = try transaction.value(
                    Int.self,
                    """
                    SELECT 1 FROM family_contact
                    WHERE tenant_id = \(tenant) AND member_id = \(place.member) AND kind = 'mail'
                      AND position = \(each.position) AND value = \(place.value) AND asked_at IS NULL
                      AND verified_at IS NULL
                    """)
                if isStill != nil, try asking(place, now: now, transaction) == .sent { sent += 1 }
            }
            return sent
        }
    }
}
