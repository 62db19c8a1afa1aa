import Database
import Domain
import Profiles
import Tenants

/// Tells family users of an earthquake of 震度5強 or more where they live, once for each event, and those who were told that
/// JMA took it back (R-163, R-182). It works on bulletins that were recorded, beside the organizations that decide about
/// them, and goes on where it was interrupted.
struct TellQuake: Sendable {
    /// Family users that one statement finds.
    private static let chunk = 500
    /// Those who are told in one transaction.
    private static let batch = 20
    /// Hours later nobody is told to get to safety first.
    private static let life = Duration.seconds(7_200)

    let database: Database
    let reader: BulletinReader
    let regions: RegionTable
    let mail: FamilyMail
    /// The age from which a bulletin tells nobody; nil if a demonstration replays the past.
    let oldest: Duration?

    private var across: FamiliesAcrossTenants { FamiliesAcrossTenants(database: database) }
    private var bulletins: BulletinsAcrossTenants { BulletinsAcrossTenants(database: database) }

    /// Takes up every bulletin that was not looked at for families yet. One that could not be told everywhere is taken up
    /// again, and whoever was told stays told.
    func callAsFunction(now: Instant, _ round: inout FamilyRound) async {
        var found: [(id: BulletinID, tenant: TenantID?)] = []
        await round.take {
            found = try await bulletins.untoldToFamilies()
            return 0
        }
        for (id, tenant) in found {
            var quakes: [Told] = []
            var isDone = await round.take {
                quakes = try await self.quakes(id, of: tenant, now)
                return 0
            }
            for told in quakes {
                let isTold = await tell(told, only: tenant, now, &round)
                isDone = isDone && isTold
            }
            guard isDone else { continue }
            await round.take {
                try await bulletins.markToldToFamilies(id, of: tenant, now: now)
                return 0
            }
        }
    }

    /// What a bulletin says of one event.
    private struct Told: Sendable {
        let quake: FamilyQuake
        let bulletin: Bulletin
        /// The events that the bulletin names beside it: it has one set of intensities, which is told once.
        var others: [EventID] { bulletin.events.filter { $0 != quake.event.event } }
    }

    /// What a bulletin means for families, event by event.
    private func quakes(_ id: BulletinID, of tenant: TenantID?, _ now: Instant) async throws -> [Told] {
        guard let (bulletin, key, receivedAt) = try await read(id, of: tenant) else { return [] }
        var quakes: [Told] = []
        for event in bulletin.events {
            let picture =
                if let tenant {
                    try await reader.picture(of: event, for: tenant, in: database)
                } else {
                    try await reader.picture(of: event, in: database)
                }
            let quake = FamilyQuake(
                bulletin, before: picture.state(without: key), receivedAt: receivedAt, now: now, oldest: oldest)
            if let quake { quakes.append(Told(quake: quake, bulletin: bulletin)) }
        }
        return quakes
    }

    private func read(
        _ id: BulletinID, of tenant: TenantID?
    ) async throws -> (bulletin: Bulletin, key: String, receivedAt: Instant)? {
        let document =
            if let tenant {
                try await database.read(.tenant(tenant)) { transaction in
                    try transaction.first(
                        """
                        SELECT key, xml, received_at FROM tenant_bulletin
                        WHERE tenant_id = \(tenant) AND id = \(id) AND xml IS NOT NULL
                        """
                    ) {
                        (
                            key: try $0.next(String.self), xml: try $0.next([UInt8].self),
                            receivedAt: try $0.next(Instant.self)
                        )
                    }
                }
            } else {
                try await bulletins.document(id)
            }
        guard let document, case .bulletin(let bulletin) = await reader.read(document.xml).0 else { return nil }
        return (bulletin, document.key, document.receivedAt)
    }

    /// Tells one organization after the other; false if one of them could not be told for now.
    private func tell(
        _ told: Told, only tenant: TenantID?, _ now: Instant, _ round: inout FamilyRound
    ) async -> Bool {
        let quake = told.quake
        let prefectures = Set(quake.regions.compactMap { regions[$0]?.prefecture }).sorted()
        let areas =
            quake.regions.sorted().map { FamiliesAcrossTenants.Area.region($0) }
            + prefectures.flatMap { [FamiliesAcrossTenants.Area.prefecture($0), .wholePrefecture($0)] }
        var knowing: [TenantID] = []
        var concerned: [(tenant: TenantID, areas: [FamiliesAcrossTenants.Area])] = []
        var isWhole = await round.take {
            if quake.takesBack { knowing = try await across.tenants(toldOf: quake.event.event) }
            if quake.tellsNew { concerned = try await across.tenants(in: areas) }
            return 0
        }
        for one in knowing where tenant == nil || one == tenant {
            let isDone = await round.take { try await takeBack(told, one, now) }
            isWhole = isWhole && isDone
        }
        for (one, areas) in concerned where tenant == nil || one == tenant {
            let isDone = await round.take {
                let head = try await head(of: one)
                var count = 0
                for area in areas { count += try await tell(told, area, one, head, now) }
                return count
            }
            isWhole = isWhole && isDone
        }
        return isWhole
    }

    /// A family user with the place where they live or, of those who were told, what place they were told of.
    private struct Home: Sendable {
        let member: FamilyMemberID
        /// When they were told; nil for who is not told yet.
        let toldAt: Instant?
        /// Nil for a code that nobody can read; such a place does not shake.
        let prefecture: PrefectureCode?
        let region: JMARegionCode?

        init(row: inout Row) throws {
            member = try row.next()
            prefecture = PrefectureCode(try row.next(String.self))
            region = try row.next(String?.self).flatMap { JMARegionCode($0) }
            toldAt = try row.next()
        }
    }

    private func head(of tenant: TenantID) async throws -> FamilyMail.Letterhead {
        try await database.read(.tenant(tenant)) { try FamilyMail.Letterhead.load(tenant, $0) }
    }

    private func tell(
        _ told: Told, _ area: FamiliesAcrossTenants.Area, _ tenant: TenantID, _ head: FamilyMail.Letterhead,
        _ now: Instant
    ) async throws -> Int {
        let event = told.quake.event.event
        var count = 0
        var last = FamilyMemberID(rawValue: 0)
        while !Task.isCancelled {
            let first = last
            let homes = try await database.read(.tenant(tenant)) { transaction in
                try transaction.all(
                    """
                    SELECT a.member_id, a.prefecture,
                           CASE WHEN \(AddressPrecision.isPrefectureOnly(of: "\(tenant)")) THEN NULL ELSE a.region END,
                           NULL
                    FROM family_address a
                    WHERE a.tenant_id = \(tenant) AND \(area.condition) AND a.member_id > \(first)
                      AND NOT EXISTS (SELECT 1 FROM family_quake q
                                      WHERE q.tenant_id = a.tenant_id AND q.event = \(event)
                                        AND q.member_id = a.member_id AND q.is_withdrawn = 0)
                    ORDER BY a.member_id LIMIT \(Self.chunk)
                    """
                ) { try Home(row: &$0) }
            }
            guard let end = homes.last?.member else { break }
            count += try await inBatches(homes, tenant) { home, readers, transaction in
                try tell(home, told, readers, tenant, head, now, transaction)
            }
            last = end
        }
        return count
    }

    private func tell(
        _ home: Home, _ told: Told, _ readers: [FamilyMemberID: FamilyReader], _ tenant: TenantID,
        _ head: FamilyMail.Letterhead, _ now: Instant, _ transaction: Transaction
    ) throws -> Bool {
        let quake = told.quake
        // Who has confirmed no address yet was told nothing, and nothing is to be taken back.
        guard let reader = readers[home.member], !reader.mails.isEmpty, let prefecture = home.prefecture,
            let intensity = quake.intensity(in: home.region, of: prefecture, regions)
        else { return false }
        let isNew = try transaction.execute(
            """
            INSERT INTO family_quake (tenant_id, event, member_id, prefecture, region, is_withdrawn, at)
            VALUES (\(tenant), \(quake.event.event), \(home.member), \(prefecture.description),
                    \(home.region?.description), 0, \(now))
            ON CONFLICT (tenant_id, event, member_id)
            DO UPDATE SET prefecture = excluded.prefecture, region = excluded.region, is_withdrawn = 0, at = excluded.at
            WHERE family_quake.is_withdrawn = 1
            """)
        guard isNew == 1, try !knows(any: told.others, home.member, tenant, transaction) else { return false }
        let others = try without(
            reader, reached: "q.is_withdrawn = 0", home, quake.event.event, tenant, transaction)
        try mail.queue(
            .quake(quake.event.title(in: regions), name(of: home), intensity), life: Self.life, to: others, in: tenant,
            under: head, at: now, transaction)
        return true
    }

    /// A reader without the addresses at which another family user of the same employee was told the same of the same place:
    /// two of a family may have one address, and each has a note of their own.
    private func without(
        _ reader: FamilyReader, reached condition: SQL, _ home: Home, _ event: EventID, _ tenant: TenantID,
        _ transaction: Transaction
    ) throws -> FamilyReader {
        // Whoever confirmed an address only later was not told there.
        let reached = try transaction.values(
            String.self,
            """
            SELECT c.value FROM family_member m
            JOIN family_quake q ON q.tenant_id = m.tenant_id AND q.member_id = m.id
            JOIN family_contact c ON c.tenant_id = m.tenant_id AND c.member_id = m.id AND c.kind = 'mail'
                 AND \(FamilyAddress.whereTold) AND COALESCE(c.verified_at, 0) <= q.at
            WHERE m.tenant_id = \(tenant) AND m.person_id = \(reader.person) AND m.id <> \(home.member)
              AND q.event = \(event) AND \(condition) AND q.prefecture = \(home.prefecture?.description ?? "")
              AND COALESCE(q.region, '') = \(home.region?.description ?? "")
            """)
        var reader = reader
        reader.mails.removeAll { reached.contains($0) }
        return reader
    }

    /// Whether a family user was told of one of these events, and not that it was taken back.
    private func knows(
        any events: [EventID], _ member: FamilyMemberID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> Bool {
        if events.isEmpty { return false }
        return try transaction.value(
            Int.self,
            """
            SELECT 1 FROM family_quake
            WHERE tenant_id = \(tenant) AND event IN \(list: events) AND member_id = \(member) AND is_withdrawn = 0
            LIMIT 1
            """) != nil
    }

    private func takeBack(_ told: Told, _ tenant: TenantID, _ now: Instant) async throws -> Int {
        let quake = told.quake
        let head = try await head(of: tenant)
        var count = 0
        var last = FamilyMemberID(rawValue: 0)
        let event = quake.event.event
        while !Task.isCancelled {
            let first = last
            let homes = try await database.read(.tenant(tenant)) { transaction in
                try transaction.all(
                    """
                    SELECT member_id, prefecture, region, at FROM family_quake
                    WHERE tenant_id = \(tenant) AND event = \(event) AND is_withdrawn = 0 AND member_id > \(first)
                    ORDER BY member_id LIMIT \(Self.chunk)
                    """
                ) { try Home(row: &$0) }
            }
            guard let end = homes.last?.member else { break }
            let lost = homes.filter { home in
                home.prefecture.flatMap { quake.intensity(in: home.region, of: $0, regions) } == nil
            }
            count += try await inBatches(lost, tenant) { home, readers, transaction in
                let isNew = try transaction.execute(
                    """
                    UPDATE family_quake SET is_withdrawn = 1, at = \(now)
                    WHERE tenant_id = \(tenant) AND event = \(event) AND member_id = \(home.member)
                      AND is_withdrawn = 0
                    """)
                // Of several events the last one that goes says so.
                guard isNew == 1, let reader = readers[home.member],
                    try !knows(any: told.others, home.member, tenant, transaction)
                else { return false }
                let title = quake.before.title(in: regions)
                let others = try without(
                    reader, reached: "q.is_withdrawn = 1 AND q.at >= \(home.toldAt ?? now)", home, event, tenant,
                    transaction)
                try mail.queue(
                    .withdrawal(title, name(of: home), at: XMLTime.clock(told.bulletin.reportedAt)), to: others,
                    in: tenant, under: head, at: now, transaction)
                return true
            }
            last = end
        }
        return count
    }

    private func inBatches(
        _ homes: [Home], _ tenant: TenantID,
        _ tell: @escaping @Sendable (Home, [FamilyMemberID: FamilyReader], Transaction) throws -> Bool
    ) async throws -> Int {
        var told = 0
        for start in stride(from: 0, to: homes.count, by: Self.batch) where !Task.isCancelled {
            let batch = Array(homes[start..<min(start + Self.batch, homes.count)])
            told += try await database.write(.tenant(tenant)) { transaction in
                let readers = try FamilyReader.members(batch.map(\.member), in: tenant, transaction)
                return try batch.count { try tell($0, readers, transaction) }
            }
        }
        return told
    }

    private func name(of home: Home) -> LocalizedText {
        home.region.flatMap { regions[$0]?.name } ?? home.prefecture.flatMap { regions[$0]?.name }
            ?? LocalizedText(ja: "お住まいの地域", en: "your region")
    }
}
