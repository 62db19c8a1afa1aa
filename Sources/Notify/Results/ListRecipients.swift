package import Database
package import Domain
package import Tenants

/// One line of a list of people.
package struct RecipientLine: Sendable, Hashable {
    /// What stands for the name of somebody whose data were removed since then.
    package static let removed = LocalizedText(ja: "（削除した方）", en: "(removed)")

    /// The person.
    package let person: PersonID
    /// The person's login ID; empty if their data were removed.
    package let loginID: String
    /// The person's name; nil if their data were removed.
    package let name: String?
    /// The person's name in kana.
    package let kana: String
    /// The department's name, if there is one.
    package let department: String?
    /// The code of the prefecture in which the person counts, if there is one.
    package let prefecture: String?
    /// The code of the region, if there is one.
    package let region: String?
    /// How far the message came.
    package let level: RecipientLevel
    /// The code of the status, if the person answered.
    package let status: String?
    /// 出社可否.
    package let attendance: Answer.Attendance?
    /// When the person answered.
    package let answeredAt: Instant?
    /// Whether that was after closing.
    package let isLate: Bool
    /// Why the sequence ended: a `CannotBeAsked`, a `StopReason`, or `sequenceOver`.
    package let endReason: String?
    /// The comment of the answer that counts.
    package let comment: String?
    /// What a provider said last about an attempt to this person, such as `mailboxUnknown 550 5.1.1`.
    package let lastReason: String?
    /// When something last happened to an attempt; nil if none was made.
    package let lastAt: Instant?
    /// The word under which that is kept as evidence, such as `accepted`.
    package let lastEvent: String?
    /// Replies to free questions by their code.
    package let replies: [String: String]

    /// The person's name, or a word in its place.
    package func name(in language: Language) -> String { name ?? Self.removed[language] }
}

/// Lists the people of a broadcast, page by page, and as rows of a file.
package struct ListRecipients: Sendable {
    /// Which people.
    package struct Filter: Sendable, Hashable {
        /// Only these levels; empty for all.
        package var levels: Set<RecipientLevel>
        /// Only this department.
        package var department: DepartmentID?
        /// Only the prefecture with this code.
        package var prefecture: String?
        /// Only the region with this code.
        package var region: String?
        /// Only answers with the status of this code.
        package var status: String?
        /// Only answers with a status of one of these codes; empty for all.
        package var statuses: Set<String> = []
        /// Only people whose name, kana or ID contains this text; empty for all.
        package var query = ""

        /// Everybody, unless narrowed.
        package init(
            levels: Set<RecipientLevel> = [], department: DepartmentID? = nil, prefecture: String? = nil,
            region: String? = nil, status: String? = nil
        ) {
            self.levels = levels
            self.department = department
            self.prefecture = prefecture
            self.region = region
            self.status = status
        }
    }

    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The next people after `cursor`, in the order of their identifiers; fewer than `limit` means that there are no more.
    ///
    /// - Parameters:
    ///   - offset: How many of them are left out, at least 0.
    ///   - limit: 1 to 1,000.
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func callAsFunction(
        _ broadcast: BroadcastID, _ filter: Filter = Filter(), after cursor: PersonID? = nil, offset: Int = 0,
        limit: Int = 50, _ scope: TenantScope
    ) async throws -> [RecipientLine] {
        try scope.require(.viewResults)
        let condition = Self.condition(filter)
        let tenant = scope.tenant
        let first = cursor ?? PersonID(rawValue: 0)
        return try await database.read(scope) { transaction in
            try transaction.all(
                """
                SELECT r.person_id, COALESCE(p.login_id, ''), p.name,
                       COALESCE(p.name_kana, ''), d.name, r.prefecture, r.region, r.level,
                       r.answer_status, r.attendance, r.answered_at, r.is_late, r.end_reason,
                       (SELECT a.comment FROM answer a
                        WHERE a.tenant_id = r.tenant_id AND a.broadcast_id = r.broadcast_id
                          AND a.person_id = r.person_id AND a.seq = r.counted_answer),
                       (SELECT e.reason FROM attempt_event e
                        WHERE e.tenant_id = r.tenant_id AND e.broadcast_id = r.broadcast_id
                          AND e.person_id = r.person_id AND e.reason <> '' ORDER BY e.id DESC LIMIT 1),
                       (SELECT MAX(e.at) FROM attempt_event e
                        WHERE e.tenant_id = r.tenant_id AND e.broadcast_id = r.broadcast_id
                          AND e.person_id = r.person_id),
                       (SELECT e.kind FROM attempt_event e
                        WHERE e.tenant_id = r.tenant_id AND e.broadcast_id = r.broadcast_id
                          AND e.person_id = r.person_id ORDER BY e.id DESC LIMIT 1),
                       (SELECT a.replies FROM answer a
                        WHERE a.tenant_id = r.tenant_id AND a.broadcast_id = r.broadcast_id
                          AND a.person_id = r.person_id AND a.seq = r.counted_answer)
                FROM recipient r
                LEFT JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
                LEFT JOIN department d ON d.tenant_id = r.tenant_id AND d.id = r.department_id
                WHERE r.tenant_id = \(tenant) AND r.broadcast_id = \(broadcast) AND r.person_id > \(first)\(condition)
                ORDER BY r.person_id LIMIT \(min(max(limit, 1), 1_000)) OFFSET \(max(offset, 0))
                """
            ) { try RecipientLine(row: &$0) }
        }
    }

    /// How many people the filter lets through.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func count(
        _ broadcast: BroadcastID, _ filter: Filter = Filter(), _ scope: TenantScope
    ) async throws -> Int {
        try scope.require(.viewResults)
        let condition = Self.condition(filter)
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM recipient r
                LEFT JOIN person p ON p.tenant_id = r.tenant_id AND p.id = r.person_id
                WHERE r.tenant_id = \(tenant) AND r.broadcast_id = \(broadcast)\(condition)
                """) ?? 0
        }
    }

    private static func condition(_ filter: Filter) -> SQL {
        var condition: SQL = ""
        if !filter.levels.isEmpty {
            condition = condition + " AND r.level IN \(list: filter.levels.sorted())"
        }
        if let department = filter.department { condition = condition + " AND r.department_id = \(department)" }
        if let prefecture = filter.prefecture { condition = condition + " AND r.prefecture = \(prefecture)" }
        if let region = filter.region { condition = condition + " AND r.region = \(region)" }
        if let status = filter.status { condition = condition + " AND r.answer_status = \(status)" }
        if !filter.statuses.isEmpty {
            condition = condition + " AND r.answer_status IN \(list: filter.statuses.sorted())"
        }
        if !filter.query.isEmpty {
            let pattern = LikePattern.containing(filter.query)
            condition =
                condition + """
                     AND (p.name LIKE \(pattern) ESCAPE '\\' OR p.name_kana LIKE \(pattern) ESCAPE '\\'
                          OR p.login_id LIKE \(pattern) ESCAPE '\\')
                    """
        }
        return condition
    }
}

extension RecipientLine: RowDecodable {
    /// Takes the columns of `ListRecipients`.
    package init(row: inout Row) throws {
        person = try row.next()
        loginID = try row.next()
        name = try row.next()
        kana = try row.next()
        department = try row.next()
        prefecture = try row.next()
        region = try row.next()
        level = try row.next()
        status = try row.next()
        attendance = try row.next()
        answeredAt = try row.next()
        isLate = try row.next()
        endReason = try row.next()
        comment = try row.next()
        lastReason = try row.next()
        lastAt = try row.next()
        lastEvent = try row.next()
        replies = Answer.replies(stored: try row.next(String?.self) ?? "")
    }
}
