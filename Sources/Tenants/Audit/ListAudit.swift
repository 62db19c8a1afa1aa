package import Database
package import Domain

/// Shows what was done in an organization, newest first.
package struct ListAudit: Sendable {
    /// Which rows to show; an empty filter shows all.
    package struct Filter: Sendable, Hashable {
        /// The beginning of the action, such as `login.`.
        package var actionPrefix: String?
        /// Exactly this actor, such as `person:12`.
        package var actor: String?
        /// Exactly this subject.
        package var subject: String?
        /// Only what was done at this instant or later.
        package var from: Instant?
        /// Only what was done before this instant.
        package var until: Instant?

        /// A filter that shows all rows.
        package init() {}
    }

    /// The most rows of one page.
    package static let maximum = 200
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// A page of rows, newest first; requires `viewAudit`.
    ///
    /// - Parameter before: The `seq` of the last row of the page before; nil for the newest.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, _ filter: Filter = Filter(), before: Int64? = nil, limit: Int = maximum
    ) async throws -> [AuditRecord] {
        try scope.require(.viewAudit)
        return try await database.read(scope) { transaction in
            var conditions: [SQL] = ["tenant_id = \(scope.tenant)"]
            if let before { conditions.append("seq < \(before)") }
            if let actor = filter.actor { conditions.append("actor = \(actor)") }
            if let subject = filter.subject { conditions.append("subject = \(subject)") }
            if let from = filter.from { conditions.append("at >= \(from)") }
            if let until = filter.until { conditions.append("at < \(until)") }
            if let prefix = filter.actionPrefix {
                conditions.append("action LIKE \(LikePattern.beginning(prefix)) ESCAPE '\\'")
            }
            return try transaction.all(
                AuditRecord.self,
                """
                SELECT \(AuditRecord.columns) FROM audit WHERE \(SQL.joined(conditions, by: " AND "))
                ORDER BY seq DESC LIMIT \(min(max(limit, 1), Self.maximum))
                """)
        }
    }
}
