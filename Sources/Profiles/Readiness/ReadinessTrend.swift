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

    /// How many days are shown.
    package static let shown = 31
    private static let kept = Duration.seconds(400 * 86_400)

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The last days, the newest first; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(_ scope: TenantScope) async throws -> [Day] {
        try scope.require(.viewPeople)
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

    /// Writes down the numbers of each organization that has none of today, and drops what is older than 400 days.
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
            transaction -> (day: String, measures: [(String, Int)])? in
            let days = DayFormat(timeZone: try ReadSettings.load(tenant, in: transaction).timeZone)
            let day = days.text(now)
            let isThere = try transaction.value(
                Int.self, "SELECT COUNT(*) FROM readiness_day WHERE tenant_id = \(tenant) AND day = \(day)")
            guard isThere == 0 else { return nil }
            let readiness = try ReadReadiness.load(tenant, in: transaction)
            // After an import or a new release most people may not be counted yet: there is another try soon.
            let isCounted = readiness.pending * 100 <= readiness.total.people
            return isCounted && readiness.total.people > 0 ? (day, readiness.total.measures) : nil
        }
        guard let found else { return }
        try await database.write(.tenant(tenant)) { transaction in
            for (measure, people) in found.measures {
                try transaction.execute(
                    """
                    INSERT INTO readiness_day (tenant_id, day, measure, people)
                    VALUES (\(tenant), \(found.day), \(measure), \(people)) ON CONFLICT DO NOTHING
                    """)
            }
            let oldest = DayFormat(timeZone: "UTC").text(now - Self.kept)
            try transaction.execute("DELETE FROM readiness_day WHERE tenant_id = \(tenant) AND day < \(oldest)")
        }
    }
}
