package import Database
package import Domain
package import Tenants

/// Somebody who is not the person sees contacts whole: for a reason, for a short while, and the person is told.
///
/// Whoever serves a person in a session asks for a recent proof before.
package struct DiscloseContacts: Sendable {
    /// For how long somebody's contacts are shown.
    package static let life = Duration.seconds(10 * 60)

    private let database: Database
    private let export: ExportPeople
    private let notice: ContactNotice
    private let table: RegionTable

    /// The use case on one installation.
    ///
    /// - Parameters:
    ///   - export: Writes files of people.
    ///   - notice: How people are told.
    package init(database: Database, export: ExportPeople, notice: ContactNotice, table: RegionTable) {
        self.database = database
        self.export = export
        self.notice = notice
        self.table = table
    }

    /// Whether the scope may see contacts at all: it takes `exportContacts`, and the organization's setting.
    ///
    /// - Throws: `DatabaseError`.
    package func isAllowed(_ scope: TenantScope) async throws -> Bool {
        guard scope.capabilities.contains(.exportContacts) else { return false }
        return try await database.read(scope) { try Self.isOn(scope.tenant, $0) }
    }

    /// Lets the scope see the contacts of one person for a while, and tells the person who and why. Asked again, it tells
    /// again.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func open(
        _ scope: TenantScope, _ person: PersonID, _ reason: DisclosureReason, at now: Instant
    ) async throws {
        try scope.require(.exportContacts)
        let notice = notice
        try await database.write(scope) { transaction in
            guard try Self.isOn(scope.tenant, transaction) else { throw NotAllowed(capability: .exportContacts) }
            try Self.requirePerson(person, in: scope.tenant, transaction)
            try transaction.execute(
                "DELETE FROM contact_disclosure WHERE tenant_id = \(scope.tenant) AND until <= \(now)")
            try transaction.execute(
                """
                INSERT INTO contact_disclosure (tenant_id, person_id, actor, until)
                VALUES (\(scope.tenant), \(person), \(scope.actor.auditName), \(now + Self.life))
                ON CONFLICT (tenant_id, person_id, actor) DO UPDATE SET until = excluded.until
                """)
            try AuditChain.append(
                AuditEvent(
                    "contacts.disclosed", subject: "person:\(person)", reason: TypedReasons.mark(reason.text)),
                by: scope, at: now, in: transaction)
            let disclosure = Disclosure(
                at: now, who: try OwnDisclosures.who(scope.actor, in: scope.tenant, transaction), way: .seen,
                reason: reason.text)
            try OwnDisclosures.keep(disclosure, by: scope.actor, of: person, in: scope.tenant, transaction)
            try notice.disclose(disclosure.whole, scope.tenant, person, now, transaction)
        }
        notice.wake()
    }

    /// The contacts of a person while they may be seen; nil if nobody gave a reason, or the time is over.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, _ person: PersonID, at now: Instant
    ) async throws -> DisclosedContacts? {
        try scope.require(.exportContacts)
        let table = table
        return try await database.read(scope) { transaction in
            try Self.requirePerson(person, in: scope.tenant, transaction)
            let until = try transaction.value(
                Instant.self,
                """
                SELECT until FROM contact_disclosure
                WHERE tenant_id = \(scope.tenant) AND person_id = \(person) AND actor = \(scope.actor.auditName)
                """)
            guard let until, until > now, try Self.isOn(scope.tenant, transaction),
                let sheet = try StoredProfile.load(person, in: scope.tenant, table, transaction)
            else { return nil }
            return DisclosedContacts(
                sending: sheet.sending, spareMail: sheet.spareMail, sparePhone: sheet.sparePhone, until: until)
        }
    }

    /// Writes a file of people with their contacts whole, and tells each of them who and why, for each
    /// file anew. Requires `managePeople` and `exportContacts`.
    ///
    /// - Parameter write: Takes each piece.
    /// - Throws: `NotAllowed`, `DatabaseError`, or what `write` throws.
    package func file(
        _ scope: TenantScope, _ filter: ListPeople.Filter, narrowing: [SQL] = [], _ reason: DisclosureReason,
        at now: Instant, write: ([UInt8]) async throws -> Void
    ) async throws {
        try scope.require(.exportContacts)
        let notice = notice
        defer { notice.wake() }
        let who = try await database.read(scope) { try OwnDisclosures.who(scope.actor, in: scope.tenant, $0) }
        let disclosure = Disclosure(at: now, who: who, way: .saved, reason: reason.text)
        try await export(
            scope, filter, narrowing: narrowing,
            contacts: .disclosed(reason: reason.text) { people, tenant, now, transaction in
                for person in people {
                    try OwnDisclosures.keep(disclosure, by: scope.actor, of: person, in: tenant, transaction)
                    try notice.disclose(disclosure.whole, tenant, person, now, transaction)
                }
            }, at: now, write: write)
    }

    private static func isOn(_ tenant: TenantID, _ transaction: Transaction) throws -> Bool {
        try ReadSettings.load(tenant, in: transaction).administratorsSeeContacts
    }

    private static func requirePerson(_ person: PersonID, in tenant: TenantID, _ transaction: Transaction) throws {
        let found = try transaction.value(
            Int.self, "SELECT 1 FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
        guard found != nil else { throw NotFound("person") }
    }
}
