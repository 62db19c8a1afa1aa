package import Database
package import Domain

/// An administrator adds one person. The person has no password until one is handed out.
package struct AddPerson: Sendable {
    private let database: Database
    private let identifiers: IdentifierSource
    private let notice: AppointmentNotice

    /// Writes to this database.
    ///
    /// - Parameter notice: How administrators are told who is one of them.
    package init(database: Database, identifiers: IdentifierSource, notice: AppointmentNotice = .none) {
        self.database = database
        self.identifiers = identifiers
        self.notice = notice
    }

    /// Adds a person; requires `managePeople`, and `appointAdministrators` for an administrator.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of a login ID that is taken or an unknown department, location or user
    ///   code, or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, _ details: PersonDetails, at now: Instant) async throws
        -> PersonID
    {
        try scope.require(.managePeople)
        defer { notice.wake() }
        return try await DatabaseError.refusingSecond(with: LoginID.taken) {
            try await database.write(scope) { [self] in try add(scope, details, at: now, in: $0) }
        }
    }

    /// The same in a transaction that is open already; whoever opened it wakes the notices, and refuses whoever takes the
    /// same login ID at the same time.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` or `DatabaseError`.
    package func add(
        _ scope: TenantScope, _ details: PersonDetails, at now: Instant, in transaction: Transaction
    ) throws -> PersonID {
        try scope.require(.managePeople)
        let settings = try ReadSettings.load(scope.tenant, in: transaction)
        let details = Leaving.settled(details, over: nil, settings, now: now)
        let appoints = details.appoints(over: nil)
        if appoints { try scope.require(.appointAdministrators) }
        let id = identifiers.next(PersonID.self, now: now)
        try OfficeHouse.requireClass(details.loginID, in: scope.tenant, transaction)
        try PersonStore.requireFree(details.loginID, for: id, in: scope.tenant, transaction)
        try PersonStore.requireKnownEntries(details, in: scope.tenant, transaction)
        try PersonStore.insert([(id, details)], in: scope.tenant, at: now, transaction)
        try AuditChain.append(
            AuditEvent("person.added", subject: "person:\(id)", reason: "role=\(details.role.rawValue)"),
            by: scope, at: now, in: transaction)
        if appoints { try notice.tell([(id, details)], in: scope.tenant, at: now, transaction) }
        return id
    }
}
