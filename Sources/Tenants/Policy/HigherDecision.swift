package import Database
package import Domain

/// What an office decided for itself, or the installation for everybody, on its way to the organizations of
/// whose people something else is asked by it. It waits in a row until the last of them was reached; the row is moved on
/// in the transaction that tells one, so each hears of it once, whoever does this beside us and whenever the power goes.
package struct HigherDecision: Sendable, Hashable {
    /// Some organizations that were looked at.
    package struct Part: Sendable, Hashable {
        /// Those that it concerns.
        package let concerned: [TenantID]
        /// The last that was looked at; nil if there was none.
        let last: TenantID?
        /// Whether there may be more.
        let hasMore: Bool
    }

    /// So many organizations are looked at in one read.
    private static let part = 200

    /// Who decided; nil for the installation.
    private let office: OfficeID?
    private let decidedAt: Instant
    private let actor: Actor
    private let requestID: String
    /// What was decided before.
    private let before: [FromTime<Bool>]

    /// Keeps a decision for those below, in the transaction that stores it.
    ///
    /// - Parameter before: What was decided until then.
    static func store(
        of office: OfficeID?, before: [FromTime<Bool>], by actor: Actor, requestID: String, at now: Instant,
        in transaction: Transaction
    ) throws {
        let person: PersonID? = if case .officeStaff(let person, _) = actor { person } else { nil }
        let held = before.map { "\($0.effectiveAt.milliseconds) \($0.value ? 1 : 0)" }.joined(separator: " ")
        try transaction.execute(
            """
            INSERT INTO higher_decision (office_id, decided_at, person_id, request_id, held, after_tenant)
            VALUES (\(office?.rawValue ?? 0), \(now), \(person), \(requestID), \(held), 0)
            ON CONFLICT (office_id, decided_at) DO UPDATE SET after_tenant = 0
            """)
    }

    /// The decisions that have not reached everybody yet, the oldest first.
    ///
    /// - Throws: `DatabaseError`.
    package static func waiting(in transaction: Transaction) throws -> [HigherDecision] {
        try transaction.all(
            """
            SELECT office_id, decided_at, person_id, request_id, held FROM higher_decision
            ORDER BY decided_at, office_id LIMIT \(part)
            """
        ) { row in
            let number: Int64 = try row.next()
            let office = number == 0 ? nil : OfficeID(rawValue: number)
            let decidedAt: Instant = try row.next()
            let person: PersonID? = try row.next()
            let staff = person.flatMap { person in office.map { Actor.officeStaff(person, $0) } }
            let requestID: String = try row.next()
            let held = try row.next(String.self).split(separator: " ").compactMap { Int64($0) }
            return HigherDecision(
                office: office, decidedAt: decidedAt, actor: staff ?? .installationOperator, requestID: requestID,
                before: stride(from: 0, to: held.count - 1, by: 2).map {
                    FromTime(held[$0 + 1] == 1, from: Instant(milliseconds: held[$0]))
                })
        }
    }

    /// The organizations that are looked at next; needs to see all of them.
    ///
    /// - Throws: `DatabaseError`.
    package func next(in transaction: Transaction) throws -> Part {
        let stands = try transaction.value(Int64.self, "SELECT after_tenant FROM higher_decision WHERE \(key)")
        guard let stands else { return Part(concerned: [], last: nil, hasMore: false) }
        let whose: SQL = office.map { "id > \(stands) AND office_id = \($0)" } ?? "id > \(stands)"
        let tenants = try transaction.values(
            TenantID.self, "SELECT id FROM tenant WHERE \(whose) ORDER BY id LIMIT \(Self.part)")
        return Part(
            concerned: try tenants.filter { try change(of: $0, in: transaction) != nil }, last: tenants.last,
            hasMore: tenants.count == Self.part)
    }

    /// Takes the decision to one organization, whose chain says so from then on. Its administrators have been told then:
    /// whoever calls this tells them in the same transaction.
    ///
    /// - Returns: What they are told; nil if somebody else was here.
    /// - Throws: `DatabaseError`.
    package func reach(
        _ tenant: TenantID, at now: Instant, in transaction: Transaction
    ) throws -> PolicyDecision? {
        guard try moveOn(to: tenant, in: transaction),
            let (change, isTakenBack) = try self.change(of: tenant, in: transaction)
        else { return nil }
        let record = PolicyRecord(
            .policy(AccessPolicy(change.after)), before: .policy(AccessPolicy(change.before)), from: change.from)
        try AuditChain.append(
            AuditEvent(
                "policy.changedAbove", subject: office.map { "office:\($0)" } ?? "installation",
                reason: record.text), tenant: tenant, actor: actor,
            requestID: requestID, at: now, in: transaction)
        let zone = try ReadSettings.load(tenant, in: transaction).timeZone
        return PolicyDecision(sentence: sentence(change, isTakenBack: isTakenBack, in: zone))
    }

    /// Goes on behind a part all of which was reached; with the last one the decision is done.
    ///
    /// - Returns: Whether there may be more.
    /// - Throws: `DatabaseError`.
    package func finish(_ part: Part, in transaction: Transaction) throws -> Bool {
        if part.hasMore, let last = part.last {
            _ = try moveOn(to: last, in: transaction)
        } else {
            try transaction.execute("DELETE FROM higher_decision WHERE \(key)")
        }
        return part.hasMore
    }

    private var key: SQL { "office_id = \(office?.rawValue ?? 0) AND decided_at = \(decidedAt)" }

    private func moveOn(to tenant: TenantID, in transaction: Transaction) throws -> Bool {
        try transaction.execute(
            "UPDATE higher_decision SET after_tenant = \(tenant) WHERE \(key) AND after_tenant < \(tenant)") == 1
    }

    /// What it changes for an organization, and whether that is something announced which does not come; nil for nothing.
    private func change(
        of tenant: TenantID, in transaction: Transaction
    ) throws -> (change: PolicyChange, isTakenBack: Bool)? {
        let facts = try PolicyFacts.load(tenant, in: transaction)
        let old =
            office == nil
            ? PolicyFacts(own: facts.own, house: facts.house, mandatory: before.first)
            : PolicyFacts(own: facts.own, house: .client(officeUses: before), mandatory: facts.mandatory)
        guard let change = facts.change(from: old, since: decidedAt) else { return nil }
        let until = facts.policy(at: change.from - .milliseconds(1))
        return (change, change.from > decidedAt && until.usesSecondFactor == change.after.usesSecondFactor)
    }

    private func sentence(_ change: PolicyChange, isTakenBack: Bool, in zone: String) -> LocalizedText {
        let why =
            office == nil
            ? LocalizedText(
                ja: "このサービスの全体の方針により、ログインで求めるものが変わります。",
                en: "What is asked for at your logins changes, because it was decided for all of this service.")
            : LocalizedText(
                ja: "事務所の2要素認証の設定が変更されたため、ログインで求めるものが変わります。",
                en: "What is asked for at your logins changes, because your office changed its second factor.")
        let words = PolicyChangeWords(
            change.after, from: change.from, isAtOnce: change.isAtOnce, zone: zone)
        let title = LocalizedText(ja: words.title[.japanese] + "。", en: words.title[.english] + ".")
        let what = isTakenBack ? [words.takenBack] : [title, words.body]
        return LocalizedText(
            ja: ([why] + what).map { $0[.japanese] }.joined(separator: "\n"),
            en: ([why] + what).map { $0[.english] }.joined(separator: "\n"))
    }
}
