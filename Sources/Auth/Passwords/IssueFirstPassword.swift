package import Database
package import Domain
package import Tenants

/// Hands out generated first passwords. Nobody ever sets another person's password to something they know of
/// beforehand, and an import sets none.
package struct IssueFirstPassword: Sendable {
    /// A first password with whose it is, to be shown once.
    package struct Slip: Sendable {
        /// The person.
        package let person: PersonID
        /// The ID to log in with.
        package let loginID: String
        /// The person's name.
        package let name: String
        /// The password, to be printed.
        package let password: FirstPassword
        /// When it stops working.
        package let expiresAt: Instant
    }

    /// Most people at a time: a sheet is printed, and each transaction stays short.
    package static let mostPeople = 200

    private let database: Database
    private let notices: Notices

    /// The use case with what it needs.
    package init(database: Database, notices: Notices = .none) {
        self.database = database
        self.notices = notices
    }

    /// Makes a first password for each of these people. Earlier passwords stop working and their sessions end.
    ///
    /// - Parameters:
    ///   - home: Where whoever does it belongs, if that is an office.
    ///   - asked: When the form was shown that asks for it; nil where there is none.
    /// - Throws: `NotAllowed`, `MadeMeanwhile` if the password of one of them is newer than the form, `NotFound` if one of them is not in the organization or has left (nothing is changed
    ///   then), `InvalidInput` for more than `mostPeople`, or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, people: [PersonID], from home: TenantScope? = nil, asked: Instant? = nil, now: Instant,
        randomness: Randomness
    ) async throws -> [Slip] {
        try scope.require(.managePasswords)
        try Self.refuse(tooMany: people)
        let passwords = people.map { (person: $0, password: FirstPassword(randomness: randomness)) }
        defer { notices.wake() }
        return try await database.write(scope, and: home ?? scope) { transaction in
            let end = now + (try ReadSettings.load(scope.tenant, in: transaction).temporaryPasswordLife)
            return try passwords.compactMap { person, password in
                // Whoever had an own password hears of it; the others are waiting for this one.
                let known = try Credential.find(person: person, tenant: scope.tenant, transaction)
                if let asked, let changed = known?.changedAt, changed > asked { throw MadeMeanwhile() }
                let hadOwn = known?.hash != nil
                if hadOwn {
                    try notices.queue(.passwordIssued(by: NoticeActor(scope)), scope.tenant, person, now, transaction)
                }
                try OfficeDoor.record(
                    "temporaryPassword", to: person, in: scope, from: home ?? scope, at: now, in: transaction)
                return try Self.store(password, for: person, by: scope, until: end, now: now, in: transaction)
            }
        }
    }

    static func refuse(tooMany people: [PersonID]) throws(InvalidInput) {
        guard people.count > mostPeople else { return }
        throw InvalidInput(
            field: "people", rule: "tooMany",
            message: LocalizedText(
                ja: "一度に発行できるのは\(mostPeople)人までです。分けて発行してください。",
                en: "At most \(mostPeople) people at a time. Please split the list."))
    }

    /// Stores one first password, once it was handed over.
    ///
    /// - Parameters:
    ///   - way: How it reaches the person, for the audit chain; empty for the sheet.
    ///   - handOver: Queues it on its way; nothing is changed if it returns false.
    static func store(
        _ password: FirstPassword, for person: PersonID, by scope: TenantScope, until end: Instant, way: String = "",
        now: Instant, in transaction: Transaction, handOver: (Slip) throws -> Bool = { _ in true }
    ) throws -> Slip? {
        let tenant = scope.tenant
        let found = try transaction.first(
            """
            SELECT login_id, name FROM person
            WHERE tenant_id = \(tenant) AND id = \(person) AND employment <> 'left'
            """
        ) { row in (loginID: try row.next(String.self), name: try row.next(String.self)) }
        guard let found else { throw NotFound("person") }
        let slip = Slip(person: person, loginID: found.loginID, name: found.name, password: password, expiresAt: end)
        guard try handOver(slip) else { return nil }
        try transaction.execute(
            """
            INSERT INTO credential (tenant_id, person_id, state, hash, temporary_hash, expires_at,
                                    consecutive_failures, changed_at, issued_at)
            VALUES (\(tenant), \(person), \(PasswordState.temporary), \(nil as String?), \(password.hash), \(end),
                    0, \(now), \(now))
            ON CONFLICT (tenant_id, person_id) DO UPDATE SET state = excluded.state, hash = excluded.hash,
                temporary_hash = excluded.temporary_hash, expires_at = excluded.expires_at,
                consecutive_failures = 0, changed_at = excluded.changed_at, issued_at = excluded.issued_at
            """)
        try Credential.endEverything(person: person, tenant: tenant, transaction)
        try OpenIDLink.cut(
            person, tenant, by: scope.actor, requestID: scope.requestID, now: now, in: transaction)
        // Whoever guessed at the old password keeps nobody from using the new one.
        _ = try CareForAccounts.liftWaits(of: person, tenant, transaction)
        try AuditChain.append(
            AuditEvent("password.issued", subject: "person:\(person)", reason: way), by: scope, at: now,
            in: transaction)
        return slip
    }
}
