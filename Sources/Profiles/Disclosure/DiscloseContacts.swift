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
            try TypedReasons.keep(reason.text, of: person, in: scope.tenant, now: now, transaction)
            let sentence = Self.sentence(try Self.name(of: scope.actor, in: scope.tenant, transaction), reason, .seen)
            try notice.disclose(sentence, scope.tenant, person, now, transaction)
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

    /// Writes a file of people with their contacts whole, and tells each of them who and why. One reason is good for one
    /// file. Requires `managePeople` and `exportContacts`.
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
        let name = try await database.read(scope) { try Self.name(of: scope.actor, in: scope.tenant, $0) }
        let sentence = Self.sentence(name, reason, .saved)
        try await export(
            scope, filter, narrowing: narrowing,
            contacts: .disclosed(reason: reason.text) { people, tenant, now, transaction in
                for person in people {
                    try TypedReasons.keep(reason.text, of: person, in: tenant, now: now, transaction)
                    try notice.disclose(sentence, tenant, person, now, transaction)
                }
            }, at: now, write: write)
    }

    private enum Way {
        case seen, saved
    }

    private static func isOn(_ tenant: TenantID, _ transaction: Transaction) throws -> Bool {
        try ReadSettings.load(tenant, in: transaction).administratorsSeeContacts
    }

    private static func requirePerson(_ person: PersonID, in tenant: TenantID, _ transaction: Transaction) throws {
        let found = try transaction.value(
            Int.self, "SELECT 1 FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
        guard found != nil else { throw NotFound("person") }
    }

    /// Who it was, for the person who is told.
    private static func name(
        of actor: Actor, in tenant: TenantID, _ transaction: Transaction
    ) throws -> LocalizedText {
        switch actor {
        case .person(let person):
            let name = try transaction.value(
                String.self, "SELECT name FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
            return LocalizedText(ja: "管理者の\(name ?? "")さん", en: "Your administrator \(name ?? "")")
        case .officeStaff: return LocalizedText(ja: "社会保険労務士事務所の担当者", en: "Somebody of your organization's office")
        case .family, .token, .installationOperator, .somebody, .system:
            return LocalizedText(ja: "団体が使う連携システム", en: "A program of your organization")
        }
    }

    private static func sentence(_ who: LocalizedText, _ reason: DisclosureReason, _ way: Way) -> LocalizedText {
        let what =
            switch way {
            case .seen:
                LocalizedText(
                    ja: "が、あなたの連絡先（メールアドレス・電話番号）を確認しました。",
                    en: " looked at your mail addresses and phone numbers.")
            case .saved:
                LocalizedText(
                    ja: "が、あなたの連絡先（メールアドレス・電話番号・住所）を含む一覧をファイルに保存しました。",
                    en: " saved a list with your mail addresses, phone numbers and addresses as a file.")
            }
        return LocalizedText(
            ja: who[.japanese] + what[.japanese] + "\n理由：\(reason.text)",
            en: who[.english] + what[.english] + "\nReason: \(reason.text)")
    }
}
