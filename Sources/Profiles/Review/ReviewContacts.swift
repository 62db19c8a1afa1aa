package import Database
package import Domain
package import Tenants

/// Asks again in peacetime whether mail still arrives at addresses that were confirmed long ago, in organizations that
/// decided so (`contactReviewDays`): a small portion a day, by daylight, and never while an emergency is under way.
///
/// Where it stands is in rows, a few of which are written at a time: whatever ends the program, it goes on from there.
package struct ReviewContacts: Sendable {
    /// Addresses of one transaction.
    private static let chunk = 20
    /// Addresses that are looked for at a time.
    private static let mostAtOnce = 500

    private let database: Database
    private let mail: ContactMail
    private let isBusy: @Sendable (TenantID, Transaction) throws -> Bool

    /// The use case on one installation.
    ///
    /// - Parameter isBusy: Whether an emergency of an organization is under way.
    package init(
        database: Database, mail: ContactMail, isBusy: @escaping @Sendable (TenantID, Transaction) throws -> Bool
    ) {
        self.database = database
        self.mail = mail
        self.isBusy = isBusy
    }

    /// Does what is due now in all organizations.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ scope: InstallationScope, now: Instant, randomness: Randomness) async throws {
        let tenants = try await database.read(scope) { transaction in
            try transaction.values(
                TenantID.self,
                """
                SELECT tenant_id FROM tenant_setting WHERE name = 'contactReviewDays' AND value <> '0'
                ORDER BY tenant_id
                """)
        }
        for tenant in tenants where !Task.isCancelled {
            try await review(tenant, now, randomness)
        }
        mail.wake()
    }

    private func review(_ tenant: TenantID, _ now: Instant, _ randomness: Randomness) async throws {
        guard let plan = try await database.read(.tenant(tenant), { try Plan.load(tenant, now, $0) }) else { return }
        var left = plan.portion
        while left > 0 && !Task.isCancelled {
            let limit = min(left, Self.chunk)
            let done = try await work(tenant, now, randomness) { try $0.goOn(limit, $1) }
            left -= done.sent
            if done.looked < limit { break }
        }
        guard left > 0 else { return }
        // Read beside the writer: those that were asked already stand before the others.
        let most = min(left, Self.mostAtOnce)
        let old = try await database.read(.tenant(tenant)) { transaction in
            try Candidate.load(tenant, before: now - plan.age, limit: most, transaction)
        }
        var rest = old[...]
        while !rest.isEmpty && !Task.isCancelled {
            let piece = Array(rest.prefix(Self.chunk))
            rest = rest.dropFirst(Self.chunk)
            let done = try await work(tenant, now, randomness) { try $0.ask(piece, $1) }
            if done.looked == 0 { return }
        }
    }

    /// One transaction, unless an emergency has begun.
    private func work(
        _ tenant: TenantID, _ now: Instant, _ randomness: Randomness,
        _ body: @escaping @Sendable (inout Work, Transaction) throws -> Void
    ) async throws -> Done {
        let (isBusy, mail) = (isBusy, mail)
        return try await database.write(.tenant(tenant)) { transaction in
            if try isBusy(tenant, transaction) { return Done() }
            var work = Work(tenant: tenant, now: now, mail: mail, randomness: randomness)
            try body(&work, transaction)
            try work.note(transaction)
            return work.done
        }
    }

    /// An address whose confirmation is too old.
    private struct Candidate: Hashable, Sendable {
        let person: PersonID
        let value: String
        let verifiedAt: Instant
        let language: Language

        /// Some of them, the oldest first.
        static func load(
            _ tenant: TenantID, before end: Instant, limit: Int, _ transaction: Transaction
        ) throws -> [Candidate] {
            try transaction.all(
                """
                SELECT c.person_id, c.value, c.verified_at, p.language
                FROM contact c
                JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id AND p.employment <> 'left'
                WHERE c.tenant_id = \(tenant) AND c.verified_at IS NOT NULL AND c.failed_at IS NULL AND c.kind = 'mail'
                  AND c.verified_at < \(end)
                  AND NOT EXISTS (
                    SELECT 1 FROM contact_review r WHERE r.tenant_id = c.tenant_id AND r.person_id = c.person_id
                      AND r.value = c.value AND r.due_at IS NOT NULL)
                ORDER BY c.verified_at LIMIT \(limit)
                """
            ) { row in
                Candidate(
                    person: try row.next(), value: try row.next(), verifiedAt: try row.next(), language: try row.next())
            }
        }
    }

    /// What one organization may send now.
    private struct Plan: Sendable {
        /// How old a confirmation may become.
        let age: Duration
        /// Mails that are left of today's.
        let portion: Int

        /// Nil where nobody is asked, or not now.
        static func load(_ tenant: TenantID, _ now: Instant, _ transaction: Transaction) throws -> Plan? {
            let settings = try ReadSettings.load(tenant, in: transaction)
            let days = settings.contactReviewDays
            guard days > 0, ContactReview.isDaytime(now, in: settings.timeZone),
                try ReadOrganization.load(tenant, in: transaction).contract.plan.sendsMail
            else { return nil }
            let confirmed =
                try transaction.value(
                    Int.self,
                    """
                    SELECT COUNT(*) FROM contact
                    WHERE tenant_id = \(tenant) AND verified_at IS NOT NULL AND failed_at IS NULL AND kind = 'mail'
                    """) ?? 0
            let sent =
                try transaction.value(
                    Int.self,
                    "SELECT mails FROM contact_review_day WHERE tenant_id = \(tenant) AND day = \(Work.day(now))") ?? 0
            return Plan(
                age: .seconds(days * 86_400),
                portion: max(0, ContactReview.portion(of: confirmed, every: days) - sent))
        }
    }

    /// What one transaction did.
    private struct Done: Sendable {
        /// Addresses that were looked at.
        var looked = 0
        /// Mails that were queued.
        var sent = 0
    }

    /// The work of one transaction.
    private struct Work {
        let tenant: TenantID
        let now: Instant
        let mail: ContactMail
        let randomness: Randomness
        var done = Done()
        private var lapsed = 0

        init(tenant: TenantID, now: Instant, mail: ContactMail, randomness: Randomness) {
            self.tenant = tenant
            self.now = now
            self.mail = mail
            self.randomness = randomness
        }

        static func day(_ now: Instant) -> Int64 { now.milliseconds / 86_400_000 }

        /// Reminds, or gives up, where a week is over.
        mutating func goOn(_ limit: Int, _ transaction: Transaction) throws {
            let rows = try transaction.all(
                """
                SELECT r.person_id, r.value, p.employment, r.asked_at, r.reminded_at, c.verified_at, c.failed_at, p.language
                FROM contact_review r
                JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
                LEFT JOIN contact c ON c.tenant_id = r.tenant_id AND c.person_id = r.person_id AND c.value = r.value
                     AND c.kind = 'mail' AND c.position = (
                        SELECT MIN(m.position) FROM contact m WHERE m.tenant_id = r.tenant_id
                          AND m.person_id = r.person_id AND m.kind = 'mail' AND m.value = r.value)
                WHERE r.tenant_id = \(tenant) AND r.due_at <= \(now) ORDER BY r.due_at LIMIT \(limit)
                """
            ) { row in
                let (person, value) = (try row.next(PersonID.self), try row.next(String.self))
                let (hasLeft, askedAt) = (try row.next(Employment.self) == .left, try row.next(Instant.self))
                let step = ContactReview.step(
                    hasLeft: hasLeft, askedAt: askedAt, wasReminded: try row.next(Instant?.self) != nil,
                    verifiedAt: try row.next(), isFailing: try row.next(Instant?.self) != nil)
                return (
                    person: person, value: value, askedAt: askedAt, step: step, language: try row.next(Language.self)
                )
            }
            done.looked += rows.count
            for row in rows {
                switch row.step {
                case .end:
                    try transaction.execute(
                        """
                        DELETE FROM contact_review
                        WHERE tenant_id = \(tenant) AND person_id = \(row.person) AND value = \(row.value)
                        """)
                case .remind:
                    try transaction.execute(
                        """
                        UPDATE contact_review SET reminded_at = \(now), due_at = \(now + ContactReview.pause)
                        WHERE tenant_id = \(tenant) AND person_id = \(row.person) AND value = \(row.value)
                        """)
                    try send(.reminder, row.person, row.value, row.language, transaction)
                case .lapse:
                    try transaction.execute(
                        """
                        UPDATE contact_review SET lapsed_at = \(now), due_at = NULL
                        WHERE tenant_id = \(tenant) AND person_id = \(row.person) AND value = \(row.value)
                        """)
                    try transaction.execute(
                        """
                        UPDATE contact SET verified_at = NULL
                        WHERE tenant_id = \(tenant) AND person_id = \(row.person) AND value = \(row.value)
                          AND verified_at <= \(row.askedAt)
                        """)
                    lapsed += 1
                }
            }
        }

        /// Asks at addresses that nobody has asked, confirmed or changed since they were looked for.
        mutating func ask(_ candidates: [Candidate], _ transaction: Transaction) throws {
            done.looked += candidates.count
            for each in candidates {
                let isFirst =
                    try transaction.execute(
                        """
                        INSERT INTO contact_review (tenant_id, person_id, value, verified_at, asked_at, due_at)
                        SELECT tenant_id, person_id, value, verified_at, \(now), \(now + ContactReview.pause)
                        FROM contact
                        WHERE tenant_id = \(tenant) AND person_id = \(each.person) AND value = \(each.value)
                          AND kind = 'mail' AND verified_at = \(each.verifiedAt) AND failed_at IS NULL
                        LIMIT 1
                        ON CONFLICT (tenant_id, person_id, value) DO UPDATE SET
                            verified_at = excluded.verified_at, asked_at = excluded.asked_at, reminded_at = NULL,
                            lapsed_at = NULL, due_at = excluded.due_at
                        WHERE contact_review.due_at IS NULL
                        """) == 1
                if isFirst { try send(.review, each.person, each.value, each.language, transaction) }
            }
        }

        /// Counts the mails of the day, and tells the chain what happened.
        func note(_ transaction: Transaction) throws {
            if done.sent > 0 {
                try transaction.execute(
                    """
                    DELETE FROM contact_review_day WHERE tenant_id = \(tenant) AND day < \(Self.day(now))
                    """)
                try transaction.execute(
                    """
                    INSERT INTO contact_review_day (tenant_id, day, mails)
                    VALUES (\(tenant), \(Self.day(now)), \(done.sent))
                    ON CONFLICT (tenant_id, day) DO UPDATE SET mails = contact_review_day.mails + excluded.mails
                    """)
            }
            for (action, count) in [("asked", done.sent), ("lapsed", lapsed)] where count > 0 {
                try AuditChain.append(
                    AuditEvent("profile.contactReview", reason: "\(action) \(count)"), tenant: tenant, actor: .system,
                    requestID: "contact review", at: now, in: transaction)
            }
        }

        private mutating func send(
            _ occasion: ContactMail.Occasion, _ person: PersonID, _ value: String, _ language: Language,
            _ transaction: Transaction
        ) throws {
            let token = ContactToken(tenant, randomness: randomness)
            let message = try mail.queue(
                ContactMail.Message(
                    person: person, address: value, token: token.text, language: language,
                    expiresAt: now + ContactReview.pause, occasion: occasion), tenant, now, transaction)
            try transaction.execute(
                """
                INSERT INTO contact_check (tenant_id, token_hash, person_id, value, reason, asked_at, message_id)
                VALUES (\(tenant), \(token.hash), \(person), \(value), 'review', \(now), \(message))
                """)
            done.sent += 1
        }
    }
}
