package import Database
package import Domain
package import Tenants

/// Writes down once a day how well each organization's people could be reached, and reads it again.
package struct ReadinessTrend: Sendable {
    /// One day.
    package struct Day: Hashable, Sendable {
        /// Such as `2026-11-22`, by the organization's clock.
        package let day: String
        /// The numbers of that day, under the rules of that day.
        package let counts: Readiness.Counts
    }

    /// Whose numbers.
    package enum Part: Hashable, Sendable {
        /// All people of the organization.
        case everybody
        /// Those of one department.
        case department(DepartmentID)
        /// Those without one.
        case noDepartment

        fileprivate var key: DepartmentID? {
            switch self {
            case .everybody: nil
            case .department(let id): id
            case .noDepartment: ReadinessTrend.noDepartment
            }
        }
    }

    /// How many days are shown.
    package static let shown = 31
    private static let kept = Duration.seconds(400 * 86_400)
    private static let noDepartment = DepartmentID(rawValue: 0)
    /// The departments whose numbers are written down in one transaction.
    private static let chunk = 500
    /// So many departments have numbers of a day, those with the most people: an organization has fewer.
    private static let mostDepartments = 5_000

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The last days of everybody or of a department, the newest first; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed`, `NotFound` for a department that there is not, or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope, of part: Part = .everybody) async throws -> [Day] {
        try scope.require(.viewPeople)
        if let key = part.key { return try await days(scope, of: key) }
        return try await database.read(scope) { transaction in
            var days: [(day: String, measures: [String: Int])] = []
            try transaction.forEach(
                """
                SELECT day, measure, people FROM readiness_day
                WHERE tenant_id = \(scope.tenant) AND day IN
                    (SELECT DISTINCT day FROM readiness_day WHERE tenant_id = \(scope.tenant)
                     ORDER BY day DESC LIMIT \(Self.shown))
                ORDER BY day DESC
                """
            ) { row in
                let day = try row.next(String.self)
                if days.last?.day != day { days.append((day, [:])) }
                days[days.count - 1].measures[try row.next()] = try row.next(Int.self)
            }
            return days.map { Day(day: $0.day, counts: Readiness.Counts(measures: $0.measures)) }
        }
    }

    private func days(_ scope: TenantScope, of department: DepartmentID) async throws -> [Day] {
        try await database.read(scope) { transaction in
            if department != Self.noDepartment {
                let isThere = try transaction.value(
                    Int.self, "SELECT 1 FROM department WHERE tenant_id = \(scope.tenant) AND id = \(department)")
                guard isThere != nil else { throw NotFound("department") }
            }
            return try transaction.all(
                """
                SELECT day, figures FROM readiness_department_day
                WHERE tenant_id = \(scope.tenant) AND department_id = \(department) AND day IN
                    (SELECT DISTINCT day FROM readiness_day WHERE tenant_id = \(scope.tenant)
                     ORDER BY day DESC LIMIT \(Self.shown))
                ORDER BY day DESC
                """
            ) { Day(day: try $0.next(), counts: Readiness.Counts(figures: try $0.next())) }
        }
    }

    /// The departments of one day by code, and people without one at the end; requires `viewPeople`. Departments that are
    /// gone are left out.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func departments(_ scope: TenantScope, on day: String) async throws -> [Readiness.Line] {
        try scope.require(.viewPeople)
        return try await database.read(scope) { transaction in
            var lines = try transaction.all(
                """
                SELECT d.id, d.code, d.name, r.figures FROM readiness_department_day r
                JOIN department d ON d.tenant_id = r.tenant_id AND d.id = r.department_id
                WHERE r.tenant_id = \(scope.tenant) AND r.day = \(day) ORDER BY d.code
                """
            ) { row in
                Readiness.Line(
                    department: try CodeList<DepartmentKind>.Entry(row: &row),
                    counts: Readiness.Counts(figures: try row.next()))
            }
            let rest = try transaction.value(
                String.self,
                """
                SELECT figures FROM readiness_department_day
                WHERE tenant_id = \(scope.tenant) AND day = \(day) AND department_id = \(Self.noDepartment)
                """)
            if let rest { lines.append(Readiness.Line(department: nil, counts: Readiness.Counts(figures: rest))) }
            return lines
        }
    }

    /// Writes down the numbers of each organization that has none of today, and drops what is older than 400 days.
    ///
    /// While more than a hundredth of an organization's people wait to be counted, as when a server has just started after an
    /// import, nothing is written down, and the next call tries again. A day on which no server ran until then has no row,
    /// on purpose: numbers without those people would stand there for ever as if they were true.
    ///
    /// - Throws: `DatabaseError`.
    package func record(_ scope: InstallationScope, now: Instant) async throws {
        var last = TenantID(rawValue: 0)
        while !Task.isCancelled, let tenant = try await next(scope, after: last) {
            try await record(tenant, now)
            last = tenant
        }
    }

    private func next(_ scope: InstallationScope, after last: TenantID) async throws -> TenantID? {
        try await database.read(scope) { transaction in
            try transaction.first("SELECT id FROM tenant WHERE id > \(last) ORDER BY id LIMIT 1") {
                try $0.next(TenantID.self)
            }
        }
    }

    private func record(_ tenant: TenantID, _ now: Instant) async throws {
        // Counted by a reader: a million people take a moment, and nobody who writes shall wait for it.
        let found = try await database.read(.tenant(tenant)) {
            transaction -> (day: String, readiness: Readiness)? in
            let days = DayFormat(timeZone: try ReadSettings.load(tenant, in: transaction).timeZone)
            let day = days.text(now)
            let isThere = try transaction.value(
                Int.self, "SELECT COUNT(*) FROM readiness_day WHERE tenant_id = \(tenant) AND day = \(day)")
            guard isThere == 0 else { return nil }
            let readiness = try ReadReadiness.load(tenant, in: transaction)
            // After an import or a new release most people may not be counted yet: there is another try soon.
            let isCounted = readiness.pending * 100 <= readiness.total.people
            return isCounted && readiness.total.people > 0 ? (day, readiness) : nil
        }
        guard let found else { return }
        // The departments first: what stands for everybody says that the day is written down.
        try await record(found.readiness.departments, of: found.day, tenant)
        try await database.write(.tenant(tenant)) { transaction in
            for (measure, people) in found.readiness.total.measures {
                try transaction.execute(
                    """
                    INSERT INTO readiness_day (tenant_id, day, measure, people)
                    VALUES (\(tenant), \(found.day), \(measure), \(people)) ON CONFLICT DO NOTHING
                    """)
            }
            let oldest = DayFormat(timeZone: "UTC").text(now - Self.kept)
            try transaction.execute("DELETE FROM readiness_day WHERE tenant_id = \(tenant) AND day < \(oldest)")
            try transaction.execute(
                "DELETE FROM readiness_department_day WHERE tenant_id = \(tenant) AND day < \(oldest)")
        }
    }

    /// A few at a time; what an interruption left is written again.
    private func record(_ lines: [Readiness.Line], of day: String, _ tenant: TenantID) async throws {
        let largest = lines.sorted { $0.counts.people > $1.counts.people }.prefix(Self.mostDepartments)
        let rows: [[DatabaseValue]] = largest.map { line in
            [
                tenant.databaseValue, day.databaseValue,
                (line.department?.id ?? Self.noDepartment).databaseValue, line.counts.figures.databaseValue,
            ]
        }
        for start in stride(from: 0, to: rows.count, by: Self.chunk) {
            let piece = Array(rows[start..<min(start + Self.chunk, rows.count)])
            try await database.write(.tenant(tenant)) { transaction in
                for rows in piece.inFewShapes {
                    try transaction.execute(
                        """
                        INSERT INTO readiness_department_day (tenant_id, day, department_id, figures)
                        VALUES \(rows: rows)
                        ON CONFLICT (tenant_id, day, department_id) DO UPDATE SET figures = excluded.figures
                        """)
                }
            }
        }
    }
}
