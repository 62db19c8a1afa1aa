package import Database
package import Domain
package import Tenants

/// How well an organization's people could be reached, as numbers.
package struct Readiness: Hashable, Sendable {
    /// The numbers of some people.
    package struct Counts: Hashable, Sendable {
        /// How many they are, without those who have left.
        package private(set) var people = 0
        /// Those with two or more independent ways that are known to work.
        package private(set) var ready = 0
        private var flagged: [ReadinessFlag: Int] = [:]

        /// Nobody.
        package init() {}

        /// Those of them with this flag.
        package subscript(flag: ReadinessFlag) -> Int { flagged[flag] ?? 0 }

        mutating func add(_ facts: ReadinessFacts, times count: Int, _ rules: ReadinessRules) {
            people += count
            if rules.paths(facts) > 1 { ready += count }
            for flag in rules.flags where rules.raises(flag, facts) { flagged[flag, default: 0] += count }
        }

        /// Numbers that were written down by the names of `measures`.
        init(measures: [String: Int]) {
            people = measures["people"] ?? 0
            ready = measures["ready"] ?? 0
            for flag in ReadinessFlag.allCases { flagged[flag] = measures[flag.rawValue] }
        }

        /// The numbers by name.
        var measures: [(String, Int)] {
            [("people", people), ("ready", ready)] + flagged.map { ($0.rawValue, $1) }
        }

        /// The numbers in one text, such as `noFactor=3 people=12 ready=9`.
        var figures: String {
            measures.sorted { $0.0 < $1.0 }.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
        }

        /// Numbers that were written down in one text; what this program does not count is passed over.
        init(figures: String) {
            var measures: [String: Int] = [:]
            for figure in figures.split(separator: " ") {
                let parts = figure.split(separator: "=")
                if parts.count == 2 { measures[String(parts[0])] = Int(parts[1]) }
            }
            self.init(measures: measures)
        }

        /// Whether a smaller part of them is ready, or as small a part of more.
        func isWorse(than other: Counts) -> Bool {
            let (own, others) = (ready * other.people, other.ready * people)
            return own == others ? people > other.people : own < others
        }
    }

    /// One department.
    package struct Line: Hashable, Sendable {
        /// Which one; nil for people without a department.
        package let department: CodeList<DepartmentKind>.Entry?
        /// Its people.
        package let counts: Counts
    }

    /// Everybody.
    package let total: Counts
    /// The departments that have people, the worst first.
    package let departments: [Line]
    /// The flags that there are under the contract.
    package let flags: [ReadinessFlag]
    /// Whether the plan uses contacts at all; where it does not, no ways are counted.
    package var countsWays: Bool { Self.countsWays(flags) }
    /// How many people changed a moment ago and are counted as they were before.
    package let pending: Int

    /// Whether ways are counted where these flags are.
    package static func countsWays(_ flags: [ReadinessFlag]) -> Bool { flags.contains(.noContact) }
}

/// Reads the readiness report of an organization.
package struct ReadReadiness: Sendable {
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// The report; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope) async throws -> Readiness {
        try scope.require(.viewPeople)
        return try await database.read(scope) { try Self.load(scope.tenant, in: $0) }
    }

    /// The flags that somebody of the organization can have; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func flags(_ scope: TenantScope) async throws -> [ReadinessFlag] {
        try scope.require(.viewPeople)
        return try await database.read(scope) { try ReadinessRules.load(scope.tenant, in: $0).flags }
    }

    static func load(_ tenant: TenantID, in transaction: Transaction) throws -> Readiness {
        let rules = try ReadinessRules.load(tenant, in: transaction)
        var total = Readiness.Counts()
        var counts: [DepartmentID?: Readiness.Counts] = [:]
        try transaction.forEach(
            """
            SELECT department_id, facts, COUNT(*) FROM readiness WHERE tenant_id = \(tenant)
            GROUP BY department_id, facts
            """
        ) { row in
            let department = try row.next(DepartmentID?.self)
            let (facts, people): (ReadinessFacts, Int) = (try row.next(), try row.next())
            counts[department, default: Readiness.Counts()].add(facts, times: people, rules)
            total.add(facts, times: people, rules)
        }
        let entries = try transaction.all(
            CodeList<DepartmentKind>.Entry.self,
            "SELECT id, code, name FROM department WHERE tenant_id = \(tenant) ORDER BY code")
        var lines = entries.compactMap { entry in
            counts[entry.id].map { Readiness.Line(department: entry, counts: $0) }
        }
        if let rest = counts[nil] { lines.append(Readiness.Line(department: nil, counts: rest)) }
        let sorted = lines.enumerated().sorted { left, right in
            left.element.counts.isWorse(than: right.element.counts)
                || (!right.element.counts.isWorse(than: left.element.counts) && left.offset < right.offset)
        }
        let pending = try transaction.value(
            Int.self, "SELECT COUNT(DISTINCT person_id) FROM readiness_due WHERE tenant_id = \(tenant)")
        return Readiness(
            total: total, departments: sorted.map(\.element), flags: rules.flags, pending: pending ?? 0)
    }

    /// The condition on the table `person` for people with a flag; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func condition(_ scope: TenantScope, _ flag: ReadinessFlag) async throws -> SQL {
        try scope.require(.viewPeople)
        return try await database.read(scope) {
            try Self.condition(flag, of: "person.id", in: scope.tenant, $0)
        }
    }

    /// The same in a transaction that is open already, about the person whom `person` names.
    ///
    /// - Throws: `NotFound` or `DatabaseError`.
    package static func condition(
        _ flag: ReadinessFlag, of person: SQL, in tenant: TenantID, _ transaction: Transaction
    ) throws -> SQL {
        let rules = try ReadinessRules.load(tenant, in: transaction)
        guard rules.flags.contains(flag) else { return "1 = 0" }
        let raising = try transaction.values(
            ReadinessFacts.self, "SELECT DISTINCT facts FROM readiness WHERE tenant_id = \(tenant) ORDER BY facts"
        ).filter { rules.raises(flag, $0) }
        if raising.isEmpty { return "1 = 0" }
        return """
            EXISTS (SELECT 1 FROM readiness WHERE readiness.tenant_id = \(tenant)
                AND readiness.person_id = \(person) AND readiness.facts IN \(list: raising.padded))
            """
    }

    /// The first people with a flag; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func people(_ scope: TenantScope, _ flag: ReadinessFlag, limit: Int) async throws -> [PersonID] {
        let condition = try await condition(scope, flag)
        return try await database.read(scope) { transaction in
            try transaction.values(
                PersonID.self,
                """
                SELECT id FROM person
                WHERE tenant_id = \(scope.tenant) AND employment <> 'left' AND \(condition) ORDER BY id LIMIT \(limit)
                """)
        }
    }
}
