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
        /// Only what one of these did or was the subject of, such as `person:12`; all if nil.
        package var about: [String]?
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

    /// One numbered page of a list.
    package struct Part: Sendable, Hashable {
        /// The rows, newest first.
        package let rows: [AuditRecord]
        /// How many rows the list has in all.
        package let total: Int
    }

    /// A numbered page of rows, newest first; requires `viewAudit`.
    ///
    /// - Parameter number: From 1; a page beyond the end is empty.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func part(_ scope: TenantScope, _ filter: Filter, number: Int, size: Int) async throws -> Part {
        try scope.require(.viewAudit)
        let size = min(max(size, 1), Self.maximum)
        let offset = min(max(number, 1) - 1, 1_000_000) * size
        return try await database.read(scope) { transaction in
            let condition = SQL.joined(filter.conditions(in: scope.tenant), by: " AND ")
            let total = try transaction.value(Int.self, "SELECT COUNT(*) FROM audit WHERE \(condition)") ?? 0
            let rows = try transaction.all(
                AuditRecord.self,
                """
                SELECT \(AuditRecord.columns) FROM audit WHERE \(condition)
                ORDER BY seq DESC LIMIT \(size) OFFSET \(offset)
                """)
            return Part(rows: rows, total: total)
        }
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
            var conditions = filter.conditions(in: scope.tenant)
            if let before { conditions.append("seq < \(before)") }
            return try transaction.all(
                AuditRecord.self,
                """
                SELECT \(AuditRecord.columns) FROM audit WHERE \(SQL.joined(conditions, by: " AND "))
                ORDER BY seq DESC LIMIT \(min(max(limit, 1), Self.maximum))
                """)
        }
    }
}

extension ListAudit.Filter {
    /// The conditions of the table `audit`.
    fileprivate func conditions(in tenant: TenantID) -> [SQL] {
        var conditions: [SQL] = ["tenant_id = \(tenant)"]
        if let actor { conditions.append("actor = \(actor)") }
        if let subject { conditions.append("subject = \(subject)") }
        if let about { conditions.append("(actor IN \(list: about) OR subject IN \(list: about))") }
        if let from { conditions.append("at >= \(from)") }
        if let until { conditions.append("at < \(until)") }
        if let actionPrefix {
            conditions.append("action LIKE \(LikePattern.beginning(actionPrefix)) ESCAPE '\\'")
        }
        return conditions
    }
}
