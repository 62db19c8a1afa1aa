import Database
import Domain
import Profiles
import Tenants

/// Tells families how their employees answered a safety check, whoever gave the answer and however.
///
/// Nothing of it happens where answers are taken. Where the numbers of a safety check changed, it goes through the family
/// users of the organization from first to last and looks up how each one's employee answered; what each was told is noted
/// in the transaction that queues the mail, so nobody is told twice and an interruption loses nobody.
struct TellAnswers: Sendable {
    /// An answer older than this is no news.
    static let oldest = FamilyMail.life
    /// Whoever was told something is told the next thing after this long, and then only what holds by then.
    static let pause = Duration.seconds(300)
    /// How often everybody is looked at while somebody who was told may have changed an answer.
    static let again = Duration.seconds(60)
    /// How often everybody is looked at though no number changed.
    static let anyway = Duration.seconds(600)
    /// Family users that one statement looks at.
    private static let chunk = 500
    /// Those who are told in one transaction: few enough that nobody who answers waits for them.
    private static let batch = 20

    let database: Database
    let mail: FamilyMail

    /// A safety check, as mails name it.
    private struct Check: Sendable {
        let id: BroadcastID
        let subject: LocalizedText
        let isDrill: Bool
        let form: AnswerForm
    }

    /// What somebody answered, as somebody of the family is told it.
    private struct News: Sendable {
        let name: String
        let choice: AnswerChoice
        let at: Instant
    }

    /// Where an answer was told: two of a family may have the same address.
    private struct Reached: Hashable, Sendable {
        let person: PersonID
        let status: String
        let address: String
    }

    /// Whom a note says what they were told.
    private struct Place: Hashable, Sendable {
        let person: PersonID
        var member = FamilyMemberID(rawValue: 0)
        var link = FamilyLinkID(rawValue: 0)
    }

    /// Looks at every safety check of which there may be news.
    func callAsFunction(_ looked: inout [BroadcastID: Look], now: Instant, _ round: inout FamilyRound) async {
        let across = FamiliesAcrossTenants(database: database)
        var tenants: [TenantID] = []
        let isKnown = await round.take {
            tenants = try await across.tenants()
            return 0
        }
        guard isKnown else { return }
        let before = looked
        // Checks that nobody answers any more are forgotten.
        looked = [:]
        for tenant in tenants {
            var looks: [(id: BroadcastID, look: Look)] = []
            var links: [FamiliesAcrossTenants.Link] = []
            let isRead = await round.take {
                looks = try await self.looks(tenant, before, now)
                if looks.contains(where: { $0.look.isDue }) { links = try await across.links(of: tenant) }
                return 0
            }
            guard isRead else { continue }
            for (id, look) in looks {
                if look.isDue {
                    let isTold = await round.take { try await tell(id, of: tenant, links, now) }
                    // What could not be told is looked at again at once.
                    guard isTold else { continue }
                }
                looked[id] = look
            }
        }
    }

    /// The safety checks of an organization that may be answered still, or were a short while ago, with what is known of
    /// each now.
    private func looks(
        _ tenant: TenantID, _ before: [BroadcastID: Look], _ now: Instant
    ) async throws -> [(id: BroadcastID, look: Look)] {
        try await database.read(.tenant(tenant)) { transaction in
            let checks = try transaction.all(
                """
                SELECT id, CASE WHEN ended_at IS NULL THEN 0 ELSE 1 END FROM broadcast
                WHERE tenant_id = \(tenant) AND kind = \(BroadcastKind.safetyCheck)
                  AND status NOT IN ('draft', 'calledOff')
                  AND (ended_at IS NULL OR ended_at > \(now - AnswerWindow.lateTime - Self.oldest))
                ORDER BY id
                """
            ) { (id: try $0.next(BroadcastID.self), isOver: try $0.next(Bool.self)) }
            return try checks.map { check -> (id: BroadcastID, look: Look) in
                let last = before[check.id]
                if let last, check.isOver, now - last.readAt < Self.anyway {
                    return (id: check.id, look: last.unchanged)
                }
                let answers = try Self.numbers(of: check.id, tenant, transaction)
                return (id: check.id, look: Look(answers, after: last, isOver: check.isOver, now))
            }
        }
    }

    /// How many people gave each answer: some dozen rows, however many were asked.
    private static func numbers(
        of broadcast: BroadcastID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [String: Int] {
        var numbers: [String: Int] = [:]
        try transaction.forEach(
            """
            SELECT word, CAST(SUM(people) AS BIGINT) FROM recipient_tally
            WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND part = 'department'
              AND level = \(RecipientLevel.answered)
            GROUP BY word
            """
        ) { row in
            numbers[try row.next(String.self)] = try row.next(Int.self)
        }
        return numbers
    }

    /// Tells whoever was not told yet. Returns how many were.
    private func tell(
        _ broadcast: BroadcastID, of tenant: TenantID, _ links: [FamiliesAcrossTenants.Link], _ now: Instant
    ) async throws -> Int {
        guard let check = try await check(broadcast, tenant) else { return 0 }
        return try await tellMembers(check, tenant, now) + tellLinked(check, tenant, links, now)
    }

    private func check(_ broadcast: BroadcastID, _ tenant: TenantID) async throws -> Check? {
        try await database.read(.tenant(tenant)) { transaction in
            try transaction.first(
                """
                SELECT subject, body, is_drill, answer_form FROM broadcast
                WHERE tenant_id = \(tenant) AND id = \(broadcast)
                """
            ) { row in
                Check(
                    id: broadcast, subject: OwnLanguage.subject(try row.next(), of: try row.next()),
                    isDrill: try row.next(), form: AnswerForm(stored: try row.next()) ?? AnswerForm())
            }
        }
    }

    private func tellMembers(_ check: Check, _ tenant: TenantID, _ now: Instant) async throws -> Int {
        var told = 0
        var last = FamilyMemberID(rawValue: 0)
        while !Task.isCancelled {
            let first = last
            let found = try await database.read(.tenant(tenant)) { transaction in
                let members = try Self.members("m.id > \(first)", tenant, transaction)
                let news = try Self.untold(check, members, tenant, now, transaction)
                let head = news.isEmpty ? nil : try FamilyMail.Letterhead.load(tenant, transaction)
                return (end: members.last?.id, news: news.keys.sorted(), head: head)
            }
            guard let end = found.end else { break }
            last = end
            guard let head = found.head else { continue }
            for start in stride(from: 0, to: found.news.count, by: Self.batch) where !Task.isCancelled {
                let batch = Array(found.news[start..<min(start + Self.batch, found.news.count)])
                told += try await database.write(.tenant(tenant)) { [mail] transaction in
                    let members = try Self.members("m.id IN \(list: batch.padded)", tenant, transaction)
                    let news = try Self.untold(check, members, tenant, now, transaction)
                    if news.isEmpty { return 0 }
                    let readers = try FamilyReader.members(news.keys.sorted().padded, in: tenant, transaction)
                    let people = Set(readers.values.map(\.person)).sorted()
                    var reached = try Self.reached(people, check, tenant, since: now - Self.pause, transaction)
                    var count = 0
                    for (member, reader) in readers.sorted(by: { $0.key < $1.key }) {
                        guard let news = news[member] else { continue }
                        let isTold = try Self.tell(
                            reader, Place(person: reader.person, member: member), news, check, tenant, mail, head,
                            now, &reached, transaction)
                        if isTold { count += 1 }
                    }
                    return count
                }
            }
        }
        return told
    }

    /// A family user who could be told something.
    private struct Member: Sendable {
        let id: FamilyMemberID
        let person: PersonID
        let since: Instant
    }

    /// Family users with a confirmed mail address, the first ones of those that keep a condition.
    private static func members(
        _ condition: SQL, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [Member] {
        try transaction.all(
            """
            SELECT m.id, m.person_id, m.created_at FROM family_member m
            WHERE m.tenant_id = \(tenant) AND \(condition)
              AND EXISTS (SELECT 1 FROM family_contact c
                          WHERE c.tenant_id = m.tenant_id AND c.member_id = m.id AND c.kind = 'mail'
                            AND \(FamilyAddress.whereTold))
            ORDER BY m.id LIMIT \(chunk)
            """
        ) { Member(id: try $0.next(), person: try $0.next(), since: try $0.next()) }
    }

    /// What family users were not told yet. Each statement finds its rows by their keys: nobody looks at everybody who was
    /// asked, whatever the database knows of the newest broadcast.
    private static func untold(
        _ check: Check, _ members: [Member], _ tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws -> [FamilyMemberID: News] {
        let people = Set(members.map(\.person)).sorted()
        let news = try answers(of: people, to: check, tenant, now, transaction)
        var noted: [FamilyMemberID: (status: String, at: Instant)] = [:]
        for piece in news.keys.sorted().paddedPieces {
            try transaction.forEach(
                """
                SELECT member_id, status, at FROM family_answer_told
                WHERE tenant_id = \(tenant) AND person_id IN \(list: piece) AND link_id = 0
                  AND broadcast_id = \(check.id)
                """
            ) { row in
                let member = try row.next(FamilyMemberID.self)
                noted[member] = (status: try row.next(), at: try row.next())
            }
        }
        var untold: [FamilyMemberID: News] = [:]
        for member in members {
            guard let news = news[member.person], news.at >= member.since else { continue }
            if let note = noted[member.id], note.status == news.choice.code || note.at > now - pause { continue }
            untold[member.id] = news
        }
        return untold
    }

    /// The addresses at which family users were told of answers since an instant.
    private static func reached(
        _ people: [PersonID], _ check: Check, _ tenant: TenantID, since instant: Instant, _ transaction: Transaction
    ) throws -> Set<Reached> {
        var reached: Set<Reached> = []
        for piece in people.paddedPieces {
            try transaction.forEach(
                """
                SELECT t.person_id, t.status, c.value FROM family_answer_told t
                JOIN family_contact c ON c.tenant_id = t.tenant_id AND c.member_id = t.member_id AND c.kind = 'mail'
                     AND \(FamilyAddress.whereTold)
                WHERE t.tenant_id = \(tenant) AND t.person_id IN \(list: piece) AND t.link_id = 0
                  AND t.broadcast_id = \(check.id) AND t.at > \(instant)
                """
            ) { row in
                reached.insert(Reached(person: try row.next(), status: try row.next(), address: try row.next()))
            }
        }
        return reached
    }

    /// Employees of this or another organization who are family of somebody here.
    private func tellLinked(
        _ check: Check, _ tenant: TenantID, _ links: [FamiliesAcrossTenants.Link], _ now: Instant
    ) async throws -> Int {
        var told = 0
        for start in stride(from: 0, to: links.count, by: Self.chunk) {
            let links = Array(links[start..<min(start + Self.chunk, links.count)])
            let people = Set(links.map(\.person)).sorted()
            let news = try await database.read(.tenant(tenant)) { transaction in
                try Self.answers(of: people, to: check, tenant, now, transaction)
            }
            let fresh = links.filter { link in news[link.person].map { $0.at >= link.since } ?? false }
            for (other, links) in Dictionary(grouping: fresh, by: \.otherTenant).sorted(by: { $0.key < $1.key }) {
                told += try await tell(links, in: other, news, check, now)
            }
        }
        return told
    }

    /// How those answered who did so a short while ago.
    private static func answers(
        of people: [PersonID], to check: Check, _ tenant: TenantID, _ now: Instant, _ transaction: Transaction
    ) throws -> [PersonID: News] {
        var news: [PersonID: News] = [:]
        for piece in people.paddedPieces {
            try transaction.forEach(
                """
                SELECT p.id, p.name, r.answer_status, r.answered_at FROM recipient r
                JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
                WHERE r.tenant_id = \(tenant) AND r.broadcast_id = \(check.id) AND r.person_id IN \(list: piece)
                  AND r.answer_status IS NOT NULL AND r.answered_at >= \(now - oldest)
                """
            ) { row in
                let (person, name) = (try row.next(PersonID.self), try row.next(String.self))
                let (status, at) = (try row.next(String.self), try row.next(Instant.self))
                guard let choice = check.form.choices.first(where: { $0.code == status }) else { return }
                news[person] = News(name: name, choice: choice, at: at)
            }
        }
        return news
    }

    /// Those links of one organization's people whose other end answered.
    private func tell(
        _ links: [FamiliesAcrossTenants.Link], in tenant: TenantID, _ news: [PersonID: News], _ check: Check,
        _ now: Instant
    ) async throws -> Int {
        let (noted, head) = try await database.read(.tenant(tenant)) { transaction in
            let others = Set(links.map(\.other)).sorted().padded
            var noted: [Place: (status: String, at: Instant)] = [:]
            for piece in links.map(\.id).paddedPieces {
                try transaction.forEach(
                    """
                    SELECT person_id, link_id, status, at FROM family_answer_told
                    WHERE tenant_id = \(tenant) AND broadcast_id = \(check.id) AND link_id IN \(list: piece)
                      AND person_id IN \(list: others)
                    """
                ) { row in
                    let place = Place(person: try row.next(), link: try row.next())
                    noted[place] = (status: try row.next(), at: try row.next())
                }
            }
            return (noted, try FamilyMail.Letterhead.load(tenant, transaction))
        }
        let untold = links.filter { link in
            guard let note = noted[Place(person: link.other, link: link.id)] else { return true }
            return note.status != news[link.person]?.choice.code && note.at <= now - Self.pause
        }
        var told = 0
        for start in stride(from: 0, to: untold.count, by: Self.batch) where !Task.isCancelled {
            let batch = Array(untold[start..<min(start + Self.batch, untold.count)])
            told += try await database.write(.tenant(tenant)) { [mail] transaction in
                var reached: Set<Reached> = []
                return try batch.count { link in
                    guard let news = news[link.person],
                        let reader = try FamilyReader.employee(link.other, in: tenant, since: link.since, transaction)
                    else { return false }
                    return try Self.tell(
                        reader, Place(person: link.other, link: link.id), news, check, tenant, mail, head, now,
                        &reached, transaction)
                }
            }
        }
        return told
    }

    /// Notes and queues; false if there is no address, or if another program did so meanwhile. An address that was told
    /// already is not told again.
    private static func tell(
        _ reader: FamilyReader, _ place: Place, _ news: News, _ check: Check, _ tenant: TenantID, _ mail: FamilyMail,
        _ head: FamilyMail.Letterhead, _ now: Instant, _ reached: inout Set<Reached>, _ transaction: Transaction
    ) throws -> Bool {
        // Who has no address yet is told as soon as there is one.
        guard !reader.mails.isEmpty else { return false }
        let status = news.choice.code
        let isNew = try transaction.execute(
            """
            INSERT INTO family_answer_told (tenant_id, person_id, member_id, link_id, broadcast_id, status, at)
            VALUES (\(tenant), \(place.person), \(place.member), \(place.link), \(check.id), \(status), \(now))
            ON CONFLICT (tenant_id, person_id, member_id, link_id, broadcast_id)
            DO UPDATE SET status = excluded.status, at = excluded.at
            WHERE family_answer_told.status <> excluded.status AND family_answer_told.at <= \(now - pause)
            """)
        guard isNew == 1 else { return false }
        let isOwn = place.link == FamilyLinkID(rawValue: 0)
        var reader = reader
        if isOwn {
            reader.mails.removeAll { address in
                !reached.insert(Reached(person: place.person, status: status, address: address)).inserted
            }
        }
        try mail.queue(
            .answer(
                of: news.name, news.choice, to: isOwn ? check.subject : nil, isDrill: check.isDrill,
                at: head.days.minute(news.at)), link: isOwn ? nil : place.link, isCapped: true, to: reader, in: tenant,
            under: head, at: now, transaction)
        return true
    }
}
