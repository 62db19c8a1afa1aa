import Database
import Domain
import Tenants

/// Tells families how their employees answered a safety check, whoever gave the answer and however.
///
/// Nothing of it happens where answers are taken. It goes through the family users of an organization from first to last
/// and looks up how each one's employee answered; what each was told is noted in the transaction that queues the mail, so
/// nobody is told twice and an interruption loses nobody.
struct TellAnswers: Sendable {
    /// An answer older than this is no news.
    private static let oldest = FamilyMail.life
    /// Whoever was told something is told the next thing after this long, and then only what holds by then.
    private static let pause = Duration.seconds(300)
    /// Family users that one statement looks at.
    private static let chunk = 500
    /// Those who are told in one transaction: few enough that nobody who answers waits for them.
    private static let batch = 20

    let database: Database
    let mail: FamilyMail

    /// A safety check, as mails name it.
    private struct Check: Sendable {
        let id: BroadcastID
        let subject: String
        let isDrill: Bool
        let form: AnswerForm
    }

    /// What somebody answered, as somebody of the family is told it.
    private struct News: Sendable {
        let name: String
        let status: String
        let at: Instant
    }

    /// Whom a note says what they were told.
    private struct Place: Hashable, Sendable {
        let person: PersonID
        var member = FamilyMemberID(rawValue: 0)
        var link = FamilyLinkID(rawValue: 0)
    }

    /// The safety checks of an organization that may be answered still, or were a short while ago, with whether each is
    /// over.
    ///
    /// - Throws: `DatabaseError`.
    func checks(of tenant: TenantID, now: Instant) async throws -> [(id: BroadcastID, isOver: Bool)] {
        try await database.read(.tenant(tenant)) { transaction in
            try transaction.all(
                """
                SELECT id, CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END FROM broadcast
                WHERE tenant_id = \(tenant) AND kind = \(BroadcastKind.safetyCheck)
                  AND status NOT IN ('draft', 'calledOff')
                  AND (ended_at IS NULL OR ended_at > \(now - AnswerWindow.lateTime - Self.oldest))
                ORDER BY id
                """
            ) { (id: try $0.next(BroadcastID.self), isOver: try $0.next(Bool.self)) }
        }
    }

    /// Tells whoever was not told yet. Returns how many were.
    ///
    /// - Throws: `DatabaseError`; whoever was told stays told.
    func callAsFunction(_ broadcast: BroadcastID, of tenant: TenantID, now: Instant) async throws -> Int {
        guard let check = try await check(broadcast, tenant) else { return 0 }
        return try await tellMembers(check, tenant, now) + tellLinked(check, tenant, now)
    }

    private func check(_ broadcast: BroadcastID, _ tenant: TenantID) async throws -> Check? {
        try await database.read(.tenant(tenant)) { transaction in
            try transaction.first(
                """
                SELECT subject, is_drill, answer_form FROM broadcast WHERE tenant_id = \(tenant) AND id = \(broadcast)
                """
            ) { row in
                Check(
                    id: broadcast, subject: try row.next(), isDrill: try row.next(),
                    form: AnswerForm(stored: try row.next()) ?? AnswerForm())
            }
        }
    }

    private func tellMembers(_ check: Check, _ tenant: TenantID, _ now: Instant) async throws -> Int {
        var told = 0
        var last = FamilyMemberID(rawValue: 0)
        while !Task.isCancelled {
            let first = last
            let found = try await database.read(.tenant(tenant)) { transaction in
                let ids = try transaction.values(
                    FamilyMemberID.self,
                    """
                    SELECT id FROM family_member WHERE tenant_id = \(tenant) AND id > \(first)
                    ORDER BY id LIMIT \(Self.chunk)
                    """)
                guard let end = ids.last else { return (end: FamilyMemberID?.none, news: [FamilyMemberID]()) }
                let news = try Self.untold(check.id, tenant, "m.id > \(first) AND m.id <= \(end)", now, transaction)
                return (end: end, news: news.keys.sorted())
            }
            guard let end = found.end else { break }
            for start in stride(from: 0, to: found.news.count, by: Self.batch) {
                let batch = Array(found.news[start..<min(start + Self.batch, found.news.count)])
                told += try await database.write(.tenant(tenant)) { [mail] transaction in
                    let news = try Self.untold(check.id, tenant, "m.id IN \(list: batch)", now, transaction)
                    let readers = try FamilyReader.members(news.keys.sorted(), in: tenant, transaction)
                    return try readers.values.count { reader in
                        guard let member = reader.member, let news = news[member] else { return false }
                        return try Self.tell(
                            reader, Place(person: reader.person, member: member), news, check, tenant, mail, now,
                            transaction)
                    }
                }
            }
            last = end
        }
        return told
    }

    /// What family users were not told yet. The tables are joined in this order on both engines: nobody looks at everybody
    /// who was asked.
    private static func untold(
        _ broadcast: BroadcastID, _ tenant: TenantID, _ condition: SQL, _ now: Instant, _ transaction: Transaction
    ) throws -> [FamilyMemberID: News] {
        var found: [FamilyMemberID: News] = [:]
        try transaction.forEach(
            """
            SELECT m.id, p.name, r.answer_status, r.answered_at
            FROM family_member m CROSS JOIN recipient r CROSS JOIN person p
            LEFT JOIN family_answer_told t ON t.tenant_id = m.tenant_id AND t.person_id = m.person_id
                AND t.member_id = m.id AND t.link_id = 0 AND t.broadcast_id = \(broadcast)
            WHERE m.tenant_id = \(tenant) AND \(condition)
              AND r.tenant_id = \(tenant) AND r.broadcast_id = \(broadcast) AND r.person_id = m.person_id
              AND p.tenant_id = \(tenant) AND p.id = m.person_id
              AND r.answer_status IS NOT NULL AND r.answered_at >= \(now - oldest) AND r.answered_at >= m.created_at
              AND (t.status IS NULL OR (t.status <> r.answer_status AND t.at <= \(now - pause)))
            """
        ) { row in
            found[try row.next()] = News(name: try row.next(), status: try row.next(), at: try row.next())
        }
        return found
    }

    /// Employees of this or another organization who are family of somebody here.
    private func tellLinked(_ check: Check, _ tenant: TenantID, _ now: Instant) async throws -> Int {
        let links = try await FamiliesAcrossTenants(database: database).links(of: tenant)
        var told = 0
        for start in stride(from: 0, to: links.count, by: Self.chunk) {
            let links = Array(links[start..<min(start + Self.chunk, links.count)])
            let news = try await answers(of: Set(links.map(\.person)).sorted(), to: check, tenant, now)
            let fresh = links.filter { link in news[link.person].map { $0.at >= link.since } ?? false }
            for (other, links) in Dictionary(grouping: fresh, by: \.otherTenant).sorted(by: { $0.key < $1.key }) {
                told += try await tell(links, in: other, news, check, now)
            }
        }
        return told
    }

    private func answers(
        of people: [PersonID], to check: Check, _ tenant: TenantID, _ now: Instant
    ) async throws -> [PersonID: News] {
        try await database.read(.tenant(tenant)) { transaction in
            var news: [PersonID: News] = [:]
            for piece in people.paddedPieces {
                try transaction.forEach(
                    """
                    SELECT p.id, p.name, r.answer_status, r.answered_at FROM recipient r
                    JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
                    WHERE r.tenant_id = \(tenant) AND r.broadcast_id = \(check.id) AND r.person_id IN \(list: piece)
                      AND r.answer_status IS NOT NULL AND r.answered_at >= \(now - Self.oldest)
                    """
                ) { row in
                    news[try row.next()] = News(name: try row.next(), status: try row.next(), at: try row.next())
                }
            }
            return news
        }
    }

    /// Those links of one organization's people whose other end answered.
    private func tell(
        _ links: [FamiliesAcrossTenants.Link], in tenant: TenantID, _ news: [PersonID: News], _ check: Check,
        _ now: Instant
    ) async throws -> Int {
        let noted = try await database.read(.tenant(tenant)) { transaction in
            var noted: [Place: (status: String, at: Instant)] = [:]
            for piece in links.map(\.id).paddedPieces {
                try transaction.forEach(
                    """
                    SELECT person_id, link_id, status, at FROM family_answer_told
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(check.id) AND link_id IN \(list: piece)
                      AND person_id IN \(list: links.map(\.other))
                    """
                ) { row in
                    let place = Place(person: try row.next(), link: try row.next())
                    noted[place] = (status: try row.next(), at: try row.next())
                }
            }
            return noted
        }
        let untold = links.filter { link in
            guard let note = noted[Place(person: link.other, link: link.id)] else { return true }
            return note.status != news[link.person]?.status && note.at <= now - Self.pause
        }
        var told = 0
        for start in stride(from: 0, to: untold.count, by: Self.batch) {
            let batch = Array(untold[start..<min(start + Self.batch, untold.count)])
            told += try await database.write(.tenant(tenant)) { [mail] transaction in
                try batch.count { link in
                    guard let news = news[link.person],
                        let reader = try FamilyReader.employee(link.other, in: tenant, since: link.since, transaction)
                    else { return false }
                    return try Self.tell(
                        reader, Place(person: link.other, link: link.id), news, check, tenant, mail, now, transaction)
                }
            }
        }
        return told
    }

    /// Notes and queues; false if another program did so meanwhile.
    private static func tell(
        _ reader: FamilyReader, _ place: Place, _ news: News, _ check: Check, _ tenant: TenantID, _ mail: FamilyMail,
        _ now: Instant, _ transaction: Transaction
    ) throws -> Bool {
        let isNew = try transaction.execute(
            """
            INSERT INTO family_answer_told (tenant_id, person_id, member_id, link_id, broadcast_id, status, at)
            VALUES (\(tenant), \(place.person), \(place.member), \(place.link), \(check.id), \(news.status), \(now))
            ON CONFLICT (tenant_id, person_id, member_id, link_id, broadcast_id)
            DO UPDATE SET status = excluded.status, at = excluded.at
            WHERE family_answer_told.status <> excluded.status AND family_answer_told.at <= \(now - pause)
            """)
        guard isNew == 1, let choice = check.form.choices.first(where: { $0.code == news.status }) else {
            return false
        }
        let zone = try ReadSettings.load(tenant, in: transaction).timeZone
        try mail.queue(
            .answer(
                of: news.name, choice, to: check.subject, isDrill: check.isDrill,
                at: DayFormat(timeZone: zone).minute(news.at)), to: reader, in: tenant, at: now, transaction)
        return true
    }
}
