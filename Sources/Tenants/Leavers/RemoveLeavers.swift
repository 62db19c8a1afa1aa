package import Database
package import Domain

/// Lets people leave whose last day is over, and removes the data of those whose day has come, in all organizations.
package struct RemoveLeavers: Sendable {
    /// So few that nobody who writes beside it waits long.
    private static let chunk = 25

    private let database: Database
    private let notice: AppointmentNotice
    private let removable: SQL
    private let forget: RemovePerson.Forget

    /// The use case on one installation.
    ///
    /// - Parameters:
    ///   - notice: How administrators are told who is no longer one of them.
    ///   - removable: A condition on the table `person` of whoever may be removed: not of those who are being asked now.
    ///   - forget: What other rooms do with what they keep of the people.
    package init(
        database: Database, notice: AppointmentNotice = .none, removable: SQL = "1 = 1",
        forget: @escaping RemovePerson.Forget = { _, _, _, _ in }
    ) {
        self.database = database
        self.forget = forget
        self.notice = notice
        self.removable = removable
    }

    /// Does what is due; organizations take turns.
    ///
    /// - Returns: How many left and how many were removed.
    /// - Throws: `DatabaseError`.
    @discardableResult
    package func callAsFunction(_ scope: InstallationScope, now: Instant) async throws -> (left: Int, removed: Int) {
        var done = (left: 0, removed: 0)
        for tenant in try await due(scope, now) {
            var isDone = false
            while !isDone && !Task.isCancelled {
                let left = try await leave(tenant, now)
                let removed = try await remove(tenant, now)
                done = (done.left + left, done.removed + removed)
                isDone = left < Self.chunk && removed < Self.chunk
            }
        }
        if done.left > 0 { notice.wake() }
        return done
    }

    private func due(_ scope: InstallationScope, _ now: Instant) async throws -> [TenantID] {
        let removable = removable
        return try await database.read(scope) { transaction in
            try transaction.values(
                TenantID.self,
                """
                SELECT DISTINCT tenant_id FROM person
                WHERE (remove_at IS NOT NULL AND remove_at <= \(now) AND employment = 'left' AND \(removable))
                   OR (left_at IS NOT NULL AND employment <> 'left' AND left_at < \(now))
                ORDER BY tenant_id
                """)
        }
    }

    private func leave(_ tenant: TenantID, _ now: Instant) async throws -> Int {
        let notice = notice
        return try await database.write(.tenant(tenant)) { transaction in
            let settings = try ReadSettings.load(tenant, in: transaction)
            let people = try transaction.all(
                Person.self,
                """
                SELECT \(Person.columns) FROM person
                WHERE tenant_id = \(tenant) AND left_at IS NOT NULL AND employment <> 'left'
                  AND left_at < \(DayFormat(timeZone: settings.timeZone).startOfDay(now))
                ORDER BY id LIMIT \(Self.chunk)\(dialect: .forUpdate)
                """)
            let days = DayFormat(timeZone: settings.timeZone)
            var left = 0
            for person in people {
                if person.details.isActingAdministrator, try Self.isLastAdministrator(person.id, tenant, transaction) {
                    continue
                }
                var details = person.details
                details.employment = .left
                details = Leaving.settled(details, over: person.details, settings, now: now)
                let names = try EntryNames(of: [(person.details, details)], in: tenant, transaction)
                let changes = details.changes(from: person.details, names, days)
                try PersonStore.update(
                    person.id, from: person.details, to: details, holding: .none, in: tenant, at: now, transaction)
                try AuditChain.append(
                    AuditEvent(
                        "person.changed", subject: "person:\(person.id)", reason: AuditChange.reason(changes)),
                    tenant: tenant, actor: .system, requestID: "leavers", at: now, in: transaction)
                if person.details.isActingAdministrator {
                    try notice.tell([(person.id, details)], in: tenant, at: now, transaction)
                }
                try TokenMakers.tell(ofLeaving: [person.id], in: tenant, notice, at: now, transaction)
                left += 1
            }
            return left
        }
    }

    /// An organization without an administrator could ask nobody any more: the last one stays until there is another.
    private static func isLastAdministrator(
        _ id: PersonID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> Bool {
        do {
            try ChangePerson.requireAnotherAdministrator(than: id, in: tenant, transaction)
            return false
        } catch is InvalidInput {
            return true
        }
    }

    private func remove(_ tenant: TenantID, _ now: Instant) async throws -> Int {
        let (removable, forget) = (removable, forget)
        return try await database.write(.tenant(tenant)) { transaction in
            let people = try transaction.values(
                PersonID.self,
                """
                SELECT id FROM person
                WHERE tenant_id = \(tenant) AND remove_at IS NOT NULL AND remove_at <= \(now) AND employment = 'left'
                  AND \(removable)
                ORDER BY id LIMIT \(Self.chunk)\(dialect: .forUpdate)
                """)
            if !people.isEmpty { try forget(people, tenant, now, transaction) }
            for person in people {
                try transaction.execute("DELETE FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
                try AuditChain.append(
                    AuditEvent("person.removed", subject: "person:\(person)", reason: "due"), tenant: tenant,
                    actor: .system, requestID: "leavers", at: now, in: transaction)
            }
            return people.count
        }
    }
}
