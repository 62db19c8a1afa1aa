import Database
package import Domain
package import Tenants

/// What is known of a person's addresses and numbers, by their values: also of those that are typed and not saved.
package struct ContactStandings: Hashable, Sendable {
    /// A test mail.
    package struct Test: Hashable, Sendable {
        /// When somebody asked for it.
        package let askedAt: Instant
        /// When the link in it was used; nil if it was not.
        package let confirmedAt: Instant?
        /// How far it came; nil once that is forgotten.
        package let progress: ContactMail.Progress?
    }

    /// How long somebody's confirmation counts for an address that is not saved yet.
    static let patience = Duration.seconds(7 * 86_400)

    /// Whether a test mail can be sent.
    package let canTest: Bool
    private var states: [String: ContactState] = [:]
    private var tests: [String: Test] = [:]

    init(canTest: Bool) {
        self.canTest = canTest
    }

    /// Whether this address or number is known to work.
    package func state(of value: String) -> ContactState { states[value] ?? .never }

    /// The last test mail to this address whose link works, or was used lately.
    package func test(of value: String) -> Test? { tests[value] }

    mutating func take(_ value: String, _ state: ContactState) { states[value] = state }

    mutating func take(_ value: String, _ test: Test) {
        tests[value] = test
        if let confirmed = test.confirmedAt, states[value] == nil { states[value] = .verified(at: confirmed) }
    }
}

extension OwnProfile {
    /// What is known of the person's contacts, saved or tried lately.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func standings(_ scope: TenantScope, now: Instant) async throws -> ContactStandings {
        try scope.require(.viewOwnProfile)
        guard let person = scope.person else { throw NotFound("person") }
        let contactMail = contactMail
        return try await database.read(scope) { transaction in
            let plan = try ReadOrganization.load(scope.tenant, in: transaction).contract.plan
            var standings = ContactStandings(canTest: contactMail != nil && plan.sendsMail)
            try transaction.forEach(
                """
                SELECT c.value, c.verified_at, c.failed_at, c.failing_since, c.failure, r.verified_at
                FROM contact c
                LEFT JOIN contact_review r ON r.tenant_id = c.tenant_id AND r.person_id = c.person_id
                     AND r.value = c.value AND r.lapsed_at IS NOT NULL
                WHERE c.tenant_id = \(scope.tenant) AND c.person_id = \(person)
                """
            ) { row in
                standings.take(
                    try row.next(),
                    ContactState(
                        verifiedAt: try row.next(), failedAt: try row.next(), failingSince: try row.next(),
                        failure: try row.next(), lapsedSince: try row.next()))
            }
            let checks = try transaction.all(
                """
                SELECT value, asked_at, confirmed_at, message_id FROM contact_check
                WHERE tenant_id = \(scope.tenant) AND person_id = \(person) AND reason = 'test'
                  AND asked_at > \(now - ContactStandings.patience)
                  AND (confirmed_at IS NOT NULL OR asked_at > \(now - Self.testLife))
                ORDER BY asked_at
                """
            ) { row in
                (
                    value: try row.next(String.self), askedAt: try row.next(Instant.self),
                    confirmedAt: try row.next(Instant?.self), message: try row.next(Int64.self)
                )
            }
            for check in checks {
                standings.take(
                    check.value,
                    ContactStandings.Test(
                        askedAt: check.askedAt, confirmedAt: check.confirmedAt,
                        progress: try contactMail?.progress(check.message, scope.tenant, transaction)))
            }
            return standings
        }
    }
}
