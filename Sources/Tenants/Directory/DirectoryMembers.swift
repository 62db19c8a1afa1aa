import Database
package import Domain

/// Puts people into a department and takes them out, all of them or nobody: what a directory sends as one change is one
/// (RFC 7644, section 3.5.2).
enum DirectoryMembers {
    /// So many people change in one transaction, which holds the writer meanwhile.
    static let most = 10_000
    /// Rows of one statement.
    private static let piece = 500

    /// Whom the steps move, and where to, one step after the other; nil for out of every department.
    ///
    /// - Parameters:
    ///   - people: Everybody whom a step names, and who is in the department.
    ///   - places: The departments of those who are in one.
    static func moves(
        _ steps: [DirectoryGroups.Step], of id: DepartmentID, among people: [PersonID],
        from places: [PersonID: DepartmentID]
    ) -> [(person: PersonID, to: DepartmentID?)] {
        var now = places
        var inside = Set(people.filter { places[$0] == id })
        for step in steps {
            switch step {
            case .add(let some):
                for person in some { now[person] = id }
                inside.formUnion(some)
            case .remove(let some): for person in some where inside.remove(person) != nil { now[person] = nil }
            case .replace(let some):
                let kept = Set(some)
                for person in inside where !kept.contains(person) { now[person] = nil }
                for person in some { now[person] = id }
                inside = kept
            }
        }
        return people.filter { now[$0] != places[$0] }.map { ($0, now[$0]) }
    }

    /// Takes the steps in an open transaction. Nobody is locked after the audit chain, so that two directories never wait
    /// for each other.
    ///
    /// - Returns: The rows of the audit chain that are to be appended at the end.
    /// - Throws: `UnknownMember` of whoever is to come in and does not exist, `TooManyMembers`, `InvalidInput` with the rule
    ///   `beingAsked`, or `DatabaseError`.
    static func apply(
        _ steps: [DirectoryGroups.Step], to id: DepartmentID, holding hold: DepartmentHold, _ scope: TenantScope,
        at now: Instant, _ transaction: Transaction
    ) throws -> [AuditEntry] {
        var involved: Set<PersonID> = []
        for step in steps {
            switch step {
            case .add(let people), .remove(let people): involved.formUnion(people)
            case .replace(let people):
                involved.formUnion(people)
                involved.formUnion(try everybody(in: id, scope.tenant, transaction))
            }
        }
        let (people, places) = try held(involved, scope.tenant, transaction)
        let entering = steps.flatMap { step -> [PersonID] in
            switch step {
            case .add(let some), .replace(let some): some
            case .remove: []
            }
        }
        try requireKnown(entering, scope.tenant, transaction)
        let moves = moves(steps, of: id, among: people, from: places)
        if moves.count > most { throw TooManyMembers(most: most) }
        try hold.requireFree(moves.compactMap { places[$0.person] }, in: scope.tenant, transaction)
        for (target, some) in [(id, moves.filter { $0.to == id }), (nil, moves.filter { $0.to == nil })]
            as [(DepartmentID?, [(person: PersonID, to: DepartmentID?)])]
        {
            for piece in some.map(\.person).paddedPieces {
                try transaction.execute(
                    """
                    UPDATE person SET department_id = \(target as DepartmentID?), changed_at = \(now)
                    WHERE tenant_id = \(scope.tenant) AND id IN \(list: piece)
                    """)
            }
        }
        let named = Set(moves.flatMap { [places[$0.person], $0.to] }.compactMap(\.self))
        let names = try EntryNames(departments: named, in: scope.tenant, transaction)
        return moves.map { move in
            let change = AuditChange(
                "department", from: names.department(places[move.person]), to: names.department(move.to))
            return AuditEntry(
                event: AuditEvent("person.changed", subject: "person:\(move.person)", reason: change.text),
                chain: .tenant(scope.tenant), actor: scope.actor, requestID: scope.requestID, at: now)
        }
    }

    /// Lets nobody else change these people before the transaction ends.
    ///
    /// - Returns: Those who are there, and the departments of those who are in one.
    static func held(
        _ people: some Sequence<PersonID>, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> (people: [PersonID], places: [PersonID: DepartmentID]) {
        var found: [PersonID] = []
        var places: [PersonID: DepartmentID] = [:]
        for piece in Set(people).sorted().paddedPieces {
            try transaction.forEach(
                """
                SELECT id, department_id FROM person WHERE tenant_id = \(tenant) AND id IN \(list: piece)
                ORDER BY id\(dialect: .forUpdate)
                """
            ) { row in
                let person = try row.next(PersonID.self)
                found.append(person)
                places[person] = try row.next(DepartmentID?.self)
            }
        }
        return (found, places)
    }

    /// Appends the rows of a change, in few statements.
    static func append(_ entries: [AuditEntry], _ transaction: Transaction) throws {
        for start in stride(from: 0, to: entries.count, by: piece) {
            try AuditChain.append(Array(entries[start..<min(start + piece, entries.count)]), in: transaction)
        }
    }

    /// Everybody in a department, also whom the directory deleted.
    static func everybody(
        in id: DepartmentID, _ tenant: TenantID, _ transaction: Transaction
    ) throws -> [PersonID] {
        try transaction.values(
            PersonID.self, "SELECT id FROM person WHERE tenant_id = \(tenant) AND department_id = \(id) ORDER BY id")
    }

    private static func requireKnown(
        _ people: [PersonID], _ tenant: TenantID, _ transaction: Transaction
    ) throws {
        var known: Set<PersonID> = []
        for piece in Set(people).sorted().paddedPieces {
            known.formUnion(
                try transaction.values(
                    PersonID.self,
                    """
                    SELECT id FROM person WHERE tenant_id = \(tenant) AND id IN \(list: piece)
                      AND NOT EXISTS (SELECT 1 FROM directory_link WHERE directory_link.tenant_id = person.tenant_id
                          AND directory_link.person_id = person.id AND hidden_at IS NOT NULL)
                    """))
        }
        if let unknown = people.first(where: { !known.contains($0) }) { throw UnknownMember(id: unknown) }
    }
}

/// A member that does not exist in this organization.
package struct UnknownMember: Error, Hashable, Sendable {
    /// Whom nobody knows.
    package let id: PersonID
}

/// More people would move at once than one change may move.
package struct TooManyMembers: Error, Hashable, Sendable {
    /// How many may.
    package let most: Int
}
