package import Database
package import Domain

/// An administrator changes what is set about a person.
package struct ChangePerson: Sendable {
    private let database: Database
    private let notice: AppointmentNotice
    private let hold: DepartmentHold

    /// Writes to this database.
    ///
    /// - Parameters:
    ///   - notice: How administrators are told who is one of them.
    ///   - hold: Who may not leave their department now.
    package init(database: Database, notice: AppointmentNotice = .none, hold: DepartmentHold = .none) {
        self.database = database
        self.hold = hold
        self.notice = notice
    }

    /// Changes a person; requires `managePeople`, and `appointAdministrators` where it says who is one. Who is marked as left
    /// without a day gets today.
    ///
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput` (also with the rule `lastAdministrator` or `beingAsked`), or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, _ id: PersonID, to details: PersonDetails, at now: Instant
    ) async throws {
        try await callAsFunction(scope, id, at: now) { _ in details }
    }

    /// The same with what is made of the person as they are stored when it is written.
    ///
    /// - Parameter edit: Makes of the person what they are to be; if it throws, nothing is changed.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput`, `DatabaseError`, or what `edit` throws.
    package func callAsFunction(
        _ scope: TenantScope, _ id: PersonID, at now: Instant,
        _ edit: @escaping @Sendable (Person) throws -> PersonDetails
    ) async throws {
        try scope.require(.managePeople)
        defer { notice.wake() }
        try await DatabaseError.refusingSecond(with: LoginID.taken) {
            try await database.write(scope) { [self] transaction in
                _ = try change(scope, id, at: now, in: transaction, edit)
            }
        }
    }

    /// The same in a transaction that is open already; whoever opened it wakes the notices.
    ///
    /// - Parameter edit: Makes of the person what they are to be.
    /// - Returns: Whether anything was changed.
    /// - Throws: `NotAllowed`, `NotFound`, `InvalidInput`, `DatabaseError`, or what `edit` throws.
    package func change(
        _ scope: TenantScope, _ id: PersonID, at now: Instant, in transaction: Transaction,
        _ edit: (Person) throws -> PersonDetails
    ) throws -> Bool {
        try scope.require(.managePeople)
        let settings = try ReadSettings.load(scope.tenant, in: transaction)
        let old = try PersonStore.held(id, in: scope.tenant, transaction)
        let details = Leaving.settled(try edit(old), over: old.details, settings, now: now)
        if details == old.details { return false }
        let appoints = details.appoints(over: old.details)
        if appoints { try scope.require(.appointAdministrators) }
        try OfficeHouse.requireClass(details.loginID, in: scope.tenant, transaction)
        try PersonStore.requireFree(details.loginID, for: id, in: scope.tenant, transaction)
        try PersonStore.requireKnownEntries(details, in: scope.tenant, transaction)
        if old.details.isActingAdministrator && !details.isActingAdministrator {
            try Self.requireAnotherAdministrator(than: id, in: scope.tenant, transaction)
        }
        let names = try EntryNames(of: [(old.details, details)], in: scope.tenant, transaction)
        let changes = details.changes(from: old.details, names, DayFormat(timeZone: settings.timeZone))
        try PersonStore.update(
            id, from: old.details, to: details, holding: hold, in: scope.tenant, at: now, transaction)
        try AuditChain.append(
            AuditEvent("person.changed", subject: "person:\(id)", reason: AuditChange.reason(changes)),
            by: scope, at: now, in: transaction)
        if appoints || details.endsAdministrator(over: old.details) {
            try notice.tell([(id, details)], in: scope.tenant, at: now, transaction)
        }
        if details.employment == .left && old.details.employment != .left {
            try TokenMakers.tell(ofLeaving: [id], in: scope.tenant, notice, at: now, transaction)
            try MassLeaving.count(
                1, by: scope.actor, requestID: scope.requestID, in: scope.tenant, notice, at: now, transaction)
        }
        return true
    }

    /// Lets nobody else change a person before the transaction ends.
    ///
    /// - Throws: `NotFound` or `DatabaseError`.
    package static func hold(_ id: PersonID, in tenant: TenantID, _ transaction: Transaction) throws {
        _ = try PersonStore.held(id, in: tenant, transaction)
    }

    /// Says that administrators may have to be told something.
    package func wake() {
        notice.wake()
    }

    /// The tenant's row keeps two administrators from removing each other at the same time.
    static func holdAdministrators(of tenant: TenantID, _ transaction: Transaction) throws {
        try transaction.forEach("SELECT id FROM tenant WHERE id = \(tenant)\(dialect: .forUpdate)") { _ in }
    }

    /// Without an administrator nobody could send a safety check any more.
    static func requireAnotherAdministrator(
        than id: PersonID, in tenant: TenantID, _ transaction: Transaction
    ) throws {
        try holdAdministrators(of: tenant, transaction)
        let others = try transaction.value(
            Int.self,
            """
            SELECT COUNT(*) FROM person WHERE tenant_id = \(tenant) AND role = \(Role.administrator)
              AND employment <> \(Employment.left) AND id <> \(id)
            """)
        guard let others, others > 0 else {
            throw Role.field.refusal(
                "lastAdministrator", ja: "を変更すると管理者がいなくなります。先に別の方を管理者にしてください。",
                en: "This would leave no administrator. Make somebody else one first, then change %.")
        }
    }
}
