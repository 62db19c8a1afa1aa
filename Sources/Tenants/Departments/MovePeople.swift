package import Database
package import Domain

/// An administrator puts many people into another department at once.
package struct MovePeople: Sendable {
    /// Who.
    package enum Selection: Sendable {
        /// These.
        case people([PersonID])
        /// Everybody whom a list finds, with the conditions of other rooms.
        case found(ListPeople.Filter, narrowing: [SQL])
    }

    /// What would be done.
    package struct Preview: Hashable, Sendable {
        /// People of one department.
        package struct Origin: Hashable, Sendable {
            /// The department; nil for none.
            package let department: DepartmentID?
            /// How many of them move.
            package let people: Int
        }

        /// How many people were chosen.
        package let chosen: Int
        /// Where those come from who move; whoever is there already does not.
        package let origins: [Origin]
        /// Names exactly this; another selection, or other departments of the people, have another mark.
        package let mark: String

        /// How many people move.
        package var moving: Int { origins.reduce(0) { $0 + $1.people } }
    }

    /// Something has changed since it was shown; nobody was moved.
    package struct Changed: Error, Hashable, Sendable {}

    /// So many in one transaction, which stays short.
    private static let chunk = 100
    private let database: Database
    private let hold: DepartmentHold

    /// Works on this database.
    package init(database: Database, hold: DepartmentHold) {
        self.database = database
        self.hold = hold
    }

    /// Says what would be done; requires `managePeople`.
    ///
    /// - Throws: `NotAllowed`, `InvalidInput` of an unknown department, or `DatabaseError`.
    package func preview(
        _ scope: TenantScope, _ selection: Selection, to department: DepartmentID?
    ) async throws -> Preview {
        try scope.require(.managePeople)
        return try await database.read(scope) { transaction in
            try CodeList.departments.requireKnown(department, in: scope.tenant, transaction)
            return Self.preview(try Self.places(selection, scope.tenant, transaction), to: department)
        }
    }

    /// Puts people into a department, or into none; requires `managePeople`. People who were removed meanwhile are left out.
    ///
    /// - Parameter mark: Of the preview that was shown; nil to move whoever is meant now.
    /// - Returns: How many moved.
    /// - Throws: `NotAllowed`, `InvalidInput` of an unknown department or of one that is being asked, `Changed`, or
    ///   `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, _ selection: Selection, to department: DepartmentID?, expecting mark: String? = nil,
        at now: Instant
    ) async throws -> Int {
        try scope.require(.managePeople)
        let people = try await database.read(scope) { transaction in
            try CodeList.departments.requireKnown(department, in: scope.tenant, transaction)
            let places = try Self.places(selection, scope.tenant, transaction)
            if let mark, mark != Self.preview(places, to: department).mark { throw Changed() }
            return places.filter { $0.department != department }.map(\.person)
        }
        return try await Self.move(people, to: department, database, hold, scope, now)
    }

    /// Moves people in short transactions, with a row of the audit chain for each.
    static func move(
        _ people: [PersonID], to department: DepartmentID?, _ database: Database, _ hold: DepartmentHold,
        _ scope: TenantScope, _ now: Instant
    ) async throws -> Int {
        let change = ChangePerson(database: database, hold: hold)
        var moved = 0
        for start in stride(from: 0, to: people.count, by: chunk) {
            let some = people[start..<min(start + chunk, people.count)]
            moved += try await database.write(scope) { transaction in
                var moved = 0
                for person in some {
                    do {
                        let isMoved = try change.change(scope, person, at: now, in: transaction) { old in
                            var details = old.details
                            details.department = department
                            return details
                        }
                        moved += isMoved ? 1 : 0
                    } catch is NotFound {
                        continue
                    }
                }
                return moved
            }
        }
        return moved
    }

    private typealias Place = (person: PersonID, department: DepartmentID?)

    private static func places(
        _ selection: Selection, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [Place] {
        var places: [Place] = []
        func add(_ condition: SQL) throws {
            try transaction.forEach("SELECT id, department_id FROM person WHERE \(condition) ORDER BY id") { row in
                places.append((try row.next(), try row.next()))
            }
        }
        switch selection {
        case .found(let filter, let narrowing):
            try add(SQL.joined([filter.condition(in: tenant)] + narrowing, by: " AND "))
        case .people(let people):
            for piece in Set(people).sorted().paddedPieces {
                try add("tenant_id = \(tenant) AND id IN \(list: piece)")
            }
        }
        return places
    }

    private static func preview(_ places: [Place], to department: DepartmentID?) -> Preview {
        var counts: [DepartmentID?: Int] = [:]
        for place in places where place.department != department { counts[place.department, default: 0] += 1 }
        let origins = counts.map { Preview.Origin(department: $0.key, people: $0.value) }
            .sorted { ($0.department?.rawValue ?? 0) < ($1.department?.rawValue ?? 0) }
        let text = places.map { "\($0.person):\($0.department?.description ?? "")" }.joined(separator: " ")
        return Preview(
            chosen: places.count, origins: origins,
            mark: Digest.name("\(department?.description ?? "") \(text)"))
    }
}
