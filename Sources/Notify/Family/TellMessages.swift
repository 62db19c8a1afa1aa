import Database
import Domain
import Tenants

/// Tells the others of a family that somebody wrote on its board: at once, and then at most once in ten minutes at each
/// address.
struct TellMessages: Sendable {
    /// Between two mails to one address.
    private static let pause = Duration.seconds(600)
    /// Messages that are looked at; whoever missed more reads the board.
    private static let most = 100

    let database: Database
    let mail: FamilyMail

    /// What stands on a board, newest first.
    private struct News: Sendable {
        let lastNumber: Int
        let messages: [FamilyMessage]
        let head: FamilyMail.Letterhead
    }

    /// What came of one reader.
    private enum Outcome: Sendable {
        case told
        case nothing
        /// The address got a mail a short while ago; the next one may go then.
        case later(Instant)
    }

    /// Looks at every board that is due. One that fails stays due, and whoever was told stays told.
    func callAsFunction(now: Instant, _ round: inout FamilyRound) async {
        var last: FamiliesAcrossTenants.DueBoard?
        while !Task.isCancelled {
            let first = last
            var boards: [FamiliesAcrossTenants.DueBoard] = []
            await round.take {
                boards = try await FamiliesAcrossTenants(database: database).boardsDue(now, after: first)
                return 0
            }
            guard let end = boards.last else { return }
            for board in boards {
                await round.take { try await tell(board.person, board.tenant, now) }
            }
            last = end
        }
    }

    private func tell(_ person: PersonID, _ tenant: TenantID, _ now: Instant) async throws -> Int {
        let news = try await database.read(.tenant(tenant)) { transaction in
            News(
                lastNumber: try transaction.value(
                    Int.self,
                    """
                    SELECT last_number FROM family_board WHERE tenant_id = \(tenant) AND person_id = \(person)
                    """) ?? 0,
                messages: try FamilyMessage.some(
                    "1 = 1", Self.most, of: person, in: tenant, since: now - FamilyMail.life, transaction),
                head: try FamilyMail.Letterhead.load(tenant, transaction))
        }
        var outcomes: [Outcome] = []
        for link in try await FamiliesAcrossTenants(database: database).links(of: tenant, person) {
            let head = try await database.read(.tenant(link.otherTenant)) { transaction in
                try FamilyMail.Letterhead.load(link.otherTenant, transaction)
            }
            let outcome = try await database.write(.tenant(link.otherTenant)) { [mail] transaction in
                var reached: Set<String> = []
                return try Self.tell(
                    try FamilyReader.employee(link.other, in: link.otherTenant, since: link.since, transaction),
                    of: news, link: link.id, link.otherTenant, mail, head, now, &reached, transaction)
            }
            outcomes.append(outcome)
        }
        outcomes += try await database.write(.tenant(tenant)) { [mail, outcomes] transaction in
            let family = try FamilyReader.family(of: person, in: tenant, transaction)
            let readers =
                [try FamilyReader.employee(person, in: tenant, since: now - FamilyMail.life, transaction)]
                + family.values.sorted { ($0.member ?? .none) < ($1.member ?? .none) }
            var reached: Set<String> = []
            var own: [Outcome] = []
            for reader in readers {
                own.append(
                    try Self.tell(reader, of: news, link: .none, tenant, mail, news.head, now, &reached, transaction))
            }
            let next = (outcomes + own).compactMap { outcome in
                if case .later(let instant) = outcome { instant } else { nil }
            }.min()
            // Where nobody is left nothing is noted any more; whoever joins meanwhile makes another one.
            if next == nil, family.isEmpty, try FamilyBoard.dropIfNobodys(person, in: tenant, transaction) {
                return own
            }
            // Whoever wrote meanwhile has made it due again.
            try transaction.execute(
                """
                UPDATE family_board SET due_at = \(next)
                WHERE tenant_id = \(tenant) AND person_id = \(person) AND last_number = \(news.lastNumber)
                """)
            return own
        }
        return outcomes.count { if case .told = $0 { true } else { false } }
    }

    /// - Parameter reached: Addresses that were told already: two of a family may have the same one.
    private static func tell(
        _ reader: FamilyReader?, of news: News, link: FamilyLinkID, _ tenant: TenantID, _ mail: FamilyMail,
        _ head: FamilyMail.Letterhead, _ now: Instant, _ reached: inout Set<String>, _ transaction: Transaction
    ) throws -> Outcome {
        guard var reader, !reader.mails.isEmpty else { return .nothing }
        let member = reader.member ?? .none
        let known = try transaction.value(
            Int.self,
            """
            SELECT number FROM family_message_told
            WHERE tenant_id = \(tenant) AND person_id = \(reader.person) AND member_id = \(member) AND link_id = \(link)
            """)
        // On another's board nothing is one's own.
        let isOwnBoard = link == .none
        let fresh = news.messages.filter { message in
            message.number > known ?? 0 && message.at >= reader.since
                && !(isOwnBoard && message.member == reader.member)
        }
        guard let newest = fresh.first else { return .nothing }
        reader.mails.removeAll { reached.contains($0) }
        if !reader.mails.isEmpty, let last = try lastMail(to: reader, tenant, since: now - pause, transaction) {
            return .later(last + pause)
        }
        let isNew = try transaction.execute(
            """
            INSERT INTO family_message_told (tenant_id, person_id, member_id, link_id, number, at)
            VALUES (\(tenant), \(reader.person), \(member), \(link), \(newest.number), \(now))
            ON CONFLICT (tenant_id, person_id, member_id, link_id)
            DO UPDATE SET number = excluded.number, at = excluded.at
            WHERE family_message_told.number < excluded.number
            """)
        guard isNew == 1, !reader.mails.isEmpty else { return .nothing }
        reached.formUnion(reader.mails)
        try mail.queue(
            .message(newest, at: head.days.minute(newest.at), further: fresh.count - 1), .familyMessage,
            link: isOwnBoard ? nil : link, isCapped: true, to: reader, in: tenant, under: head, at: now, transaction)
        return .told
    }

    /// When one of the reader's addresses last got such a mail; nil if none did since an instant.
    private static func lastMail(
        to reader: FamilyReader, _ tenant: TenantID, since: Instant, _ transaction: Transaction
    ) throws -> Instant? {
        try transaction.value(
            Instant?.self,
            """
            SELECT MAX(created_at) FROM service_mail
            WHERE tenant_id = \(tenant) AND person_id = \(reader.person)
              AND purpose = \(ServiceMessage.Purpose.familyMessage) AND created_at > \(since)
              AND address IN \(list: reader.mails)
            """) ?? nil
    }
}

extension Identifier {
    /// What stands for none where a key needs a number.
    fileprivate static var none: Self { Self(rawValue: 0) }
}
