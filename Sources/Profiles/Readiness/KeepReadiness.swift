package import Database
package import Domain
package import Tenants

/// Makes the kept rows of the readiness report again for people who were marked, in all organizations.
package struct KeepReadiness: Sendable {
    /// What the room that logs people in knows of these people: `loggedIn` and the proofs; at most some hundred at a time.
    package typealias Logins = @Sendable ([PersonID], TenantID, Transaction) throws -> [PersonID: ReadinessFacts]

    /// So few that nobody who writes beside it waits long.
    private static let chunk = 256
    /// How long others have the store for themselves between two chunks: while some wait for it, and while people log in
    /// and answer, whose transactions come in groups, between which nobody seems to wait.
    private static let rest = Duration.milliseconds(200)

    private let database: Database
    private let logins: Logins
    private let pause: @Sendable (Duration) async -> Void

    /// The use case on one installation.
    ///
    /// - Parameter pause: Lets others have the store for so long.
    package init(
        database: Database,
        pause: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) },
        logins: @escaping Logins
    ) {
        self.database = database
        self.pause = pause
        self.logins = logins
    }

    /// Goes on until nobody is marked; organizations take turns.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ scope: InstallationScope) async throws {
        var isDone = false
        var urgent = database.urgent
        while !isDone && !Task.isCancelled {
            isDone = true
            var last = TenantID(rawValue: 0)
            while !Task.isCancelled, let tenant = try await next(scope, after: last) {
                do {
                    if try await keep(tenant) == Self.chunk { isDone = false }
                } catch let error as DatabaseError where error.code == .foreignKey {
                    // Somebody was removed meanwhile; the marks are still there, and the next try does not find the person.
                    isDone = false
                }
                last = tenant
                let come = database.urgent
                if come != urgent || database.waiting > 0 { await pause(Self.rest) }
                urgent = come
            }
        }
    }

    private func next(_ scope: InstallationScope, after last: TenantID) async throws -> TenantID? {
        try await database.read(scope) { transaction in
            try transaction.first(
                """
                SELECT tenant_id FROM readiness_due WHERE tenant_id > \(last) ORDER BY tenant_id LIMIT 1
                """
            ) { try $0.next(TenantID.self) }
        }
    }

    /// Returns how many people it looked at.
    private func keep(_ tenant: TenantID) async throws -> Int {
        let logins = logins
        return try await database.write(.tenant(tenant)) { transaction in
            let people = try transaction.values(
                PersonID.self,
                """
                SELECT DISTINCT person_id FROM readiness_due WHERE tenant_id = \(tenant)
                ORDER BY person_id LIMIT \(Self.chunk)
                """)
            // The marks go first: what is committed after this statement has marks of its own, and all else is read below.
            for piece in people.paddedPieces {
                try transaction.execute(
                    "DELETE FROM readiness_due WHERE tenant_id = \(tenant) AND person_id IN \(list: piece)")
                try Self.store(piece, in: tenant, try logins(piece, tenant, transaction), transaction)
            }
            return people.count
        }
    }

    private static func store(
        _ people: [PersonID], in tenant: TenantID, _ logins: [PersonID: ReadinessFacts], _ transaction: Transaction
    ) throws {
        let contacts = try contacts(of: people, in: tenant, transaction)
        let places = try places(of: people, in: tenant, transaction)
        var rows: [[DatabaseValue]] = []
        var gone = Set(people)
        try transaction.forEach(
            """
            SELECT id, department_id FROM person
            WHERE tenant_id = \(tenant) AND id IN \(list: people) AND employment <> 'left' ORDER BY id
            """
        ) { row in
            let person = try row.next(PersonID.self)
            gone.remove(person)
            let facts = ReadinessFacts(contacts[person] ?? []).union(places[person] ?? []).union(logins[person] ?? [])
            rows.append([
                tenant.databaseValue, person.databaseValue, try row.next(DepartmentID?.self).databaseValue,
                facts.databaseValue,
            ])
        }
        for gone in gone.sorted().paddedPieces {
            try transaction.execute("DELETE FROM readiness WHERE tenant_id = \(tenant) AND person_id IN \(list: gone)")
        }
        for rows in rows.inFewShapes {
            try transaction.execute(
                """
                INSERT INTO readiness (tenant_id, person_id, department_id, facts) VALUES \(rows: rows)
                ON CONFLICT (tenant_id, person_id)
                DO UPDATE SET department_id = excluded.department_id, facts = excluded.facts
                WHERE readiness.facts <> excluded.facts
                   OR readiness.department_id IS DISTINCT FROM excluded.department_id
                """)
        }
    }

    private static func contacts(
        of people: [PersonID], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID: [ReadinessFacts.Contact]] {
        var contacts: [PersonID: [ReadinessFacts.Contact]] = [:]
        try transaction.forEach(
            """
            SELECT person_id, kind, value, contact_order, CASE WHEN verified_at IS NULL THEN 0 ELSE 1 END,
                   CASE WHEN failed_at IS NULL THEN 0 ELSE 1 END
            FROM contact
            WHERE tenant_id = \(tenant) AND person_id IN \(list: people)
              AND kind IN (\(ContactKind.mail), \(ContactKind.phone))
            ORDER BY person_id, kind, position
            """
        ) { row in
            let person = try row.next(PersonID.self)
            contacts[person, default: []].append(
                ReadinessFacts.Contact(
                    kind: try row.next(), value: try row.next(), order: try row.next(), isVerified: try row.next(),
                    isFailing: try row.next()))
        }
        return contacts
    }

    /// How exactly it is known where these people are: as exactly as the vaguer one of workplace and home, since an earthquake
    /// at either is to find them.
    private static func places(
        of people: [PersonID], in tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID: ReadinessFacts] {
        var places: [PersonID: ReadinessFacts] = [:]
        try transaction.forEach(
            """
            SELECT person_id, CASE WHEN COUNT(region) = COUNT(*) THEN 1 ELSE 0 END FROM address
            WHERE tenant_id = \(tenant) AND person_id IN \(list: people)
              AND kind IN (\(AddressKind.work.rawValue), \(AddressKind.home.rawValue))
            GROUP BY person_id HAVING COUNT(*) = 2
            """
        ) { row in
            let person = try row.next(PersonID.self)
            places[person] = try row.next(Bool.self) ? [.prefecture, .region] : .prefecture
        }
        return places
    }
}
