package import Database
package import Domain

/// Shows the people of an organization, as ログインID管理 does (R-116); the state of passwords belongs to Auth.
package struct ListPeople: Sendable {
    /// Whom to show; an empty filter shows everybody.
    package struct Filter: Sendable, Hashable {
        /// Part of name, kana name, login ID or 従業員コード, in any width and case.
        package var text = ""
        /// Part of 従業員コード, in any width and case.
        package var employeeCode = ""
        /// Part of the login ID, in any width and case.
        package var loginID = ""
        /// Part of the name.
        package var name = ""
        /// Part of the kana name; hiragana and half-width katakana find it as well.
        package var kana = ""
        /// Only this role.
        package var role: Role?
        /// Only these states; all if empty. 在職者のみ is `[.active, .onLeave]`, leavers are `[.left]`.
        package var employment: Set<Employment> = []
        /// Only these departments; all if empty.
        package var departments: [DepartmentID] = []
        /// Only these locations; all if empty.
        package var locations: [LocationID] = []

        /// A filter that shows everybody.
        package init() {}
    }

    /// A page of people by login ID.
    package struct Page: Sendable, Hashable {
        /// The people.
        package let people: [Person]
        /// What to pass as `after` for the next page; nil at the end.
        package let next: LoginID?
    }

    /// One numbered page of a list.
    package struct Part: Sendable, Hashable {
        /// The people, by login ID.
        package let people: [Person]
        /// How many people the list has in all.
        package let total: Int
    }

    /// The most people of one page.
    package static let maximum = 200
    private let database: Database

    /// Reads from this database.
    package init(database: Database) {
        self.database = database
    }

    /// A page of people; requires `viewPeople`.
    ///
    /// - Parameter after: `next` of the page before; nil for the first page.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func callAsFunction(
        _ scope: TenantScope, _ filter: Filter = Filter(), after: LoginID? = nil, limit: Int = 50
    ) async throws -> Page {
        try scope.require(.viewPeople)
        let limit = min(max(limit, 1), Self.maximum)
        return try await database.read(scope) { transaction in
            try Self.page(filter, after: after, limit: limit, in: scope.tenant, transaction)
        }
    }

    /// A numbered page of people by login ID; requires `viewPeople`.
    ///
    /// - Parameters:
    ///   - narrowing: Conditions of other rooms on the table `person`, all of which must hold.
    ///   - number: From 1; a page beyond the end is empty.
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func part(
        _ scope: TenantScope, _ filter: Filter, narrowing: [SQL] = [], number: Int, size: Int
    ) async throws -> Part {
        try scope.require(.viewPeople)
        let size = min(max(size, 1), Self.maximum)
        let offset = min(max(number, 1) - 1, 1_000_000) * size
        return try await database.read(scope) { transaction in
            let condition = SQL.joined([filter.condition(in: scope.tenant)] + narrowing, by: " AND ")
            let total = try transaction.value(Int.self, "SELECT COUNT(*) FROM person WHERE \(condition)") ?? 0
            let people = try transaction.all(
                Person.self,
                """
                SELECT \(Person.columns) FROM person WHERE \(condition)
                ORDER BY login_id LIMIT \(size) OFFSET \(offset)
                """)
            return Part(people: people, total: total)
        }
    }

    /// These people by login ID; whoever is not in the organization is missing. Requires `viewPeople`. At most some
    /// hundred at a time.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func people(_ scope: TenantScope, _ ids: [PersonID]) async throws -> [Person] {
        try scope.require(.viewPeople)
        if ids.isEmpty { return [] }
        return try await database.read(scope) { transaction in
            try transaction.all(
                Person.self,
                """
                SELECT \(Person.columns) FROM person WHERE tenant_id = \(scope.tenant) AND id IN \(list: ids)
                ORDER BY login_id
                """)
        }
    }

    /// Who has left and has this login ID, if anybody; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func leaver(_ scope: TenantScope, _ loginID: LoginID) async throws -> Person? {
        try scope.require(.viewPeople)
        return try await database.read(scope) { transaction in
            try PersonStore.people(withLoginIDs: [loginID], in: scope.tenant, transaction)[loginID]
        }.flatMap { $0.details.employment == .left ? $0 : nil }
    }

    /// How many people the filter finds; requires `viewPeople`.
    ///
    /// - Throws: `NotAllowed` or `DatabaseError`.
    package func count(_ scope: TenantScope, _ filter: Filter = Filter()) async throws -> Int {
        try scope.require(.viewPeople)
        return try await database.read(scope) { transaction in
            try transaction.value(
                Int.self, "SELECT COUNT(*) FROM person WHERE \(filter.condition(in: scope.tenant))") ?? 0
        }
    }

    /// One person; requires `viewPeople`, or `viewOwnProfile` for oneself.
    ///
    /// - Throws: `NotAllowed`, `NotFound` or `DatabaseError`.
    package func person(_ scope: TenantScope, _ id: PersonID) async throws -> Person {
        if scope.person == id {
            try scope.require(anyOf: .viewOwnProfile, .viewPeople)
        } else {
            try scope.require(.viewPeople)
        }
        return try await database.read(scope) { try PersonStore.person(id, in: scope.tenant, $0) }
    }

    static func page(
        _ filter: Filter, narrowing: [SQL] = [], after: LoginID?, limit: Int, in tenant: TenantID,
        _ transaction: Transaction
    ) throws -> Page {
        let condition = SQL.joined([filter.condition(in: tenant)] + narrowing, by: " AND ")
        let people = try transaction.all(
            Person.self,
            """
            SELECT \(Person.columns) FROM person
            WHERE \(condition) AND login_id > \(after?.description ?? "")
            ORDER BY login_id LIMIT \(limit + 1)
            """)
        let shown = Array(people.prefix(limit))
        return Page(people: shown, next: people.count > limit ? shown.last?.details.loginID : nil)
    }
}

extension ListPeople.Filter {
    /// The condition of the table `person`.
    func condition(in tenant: TenantID) -> SQL {
        var parts: [SQL] = ["tenant_id = \(tenant)"]
        if !text.isEmpty {
            let code = LikePattern.containing(WidthFolding.halfWidth(text).uppercased())
            parts.append(
                """
                (LOWER(name) LIKE LOWER(\(LikePattern.containing(text))) ESCAPE '\\'
                 OR name_kana LIKE \(LikePattern.containing(WidthFolding.katakana(text))) ESCAPE '\\'
                 OR login_id LIKE \(code) ESCAPE '\\' OR employee_code LIKE \(code) ESCAPE '\\')
                """)
        }
        if !employeeCode.isEmpty {
            let pattern = LikePattern.containing(WidthFolding.halfWidth(employeeCode).uppercased())
            parts.append("employee_code LIKE \(pattern) ESCAPE '\\'")
        }
        if !loginID.isEmpty {
            let pattern = LikePattern.containing(WidthFolding.halfWidth(loginID).uppercased())
            parts.append("login_id LIKE \(pattern) ESCAPE '\\'")
        }
        if !name.isEmpty {
            parts.append("LOWER(name) LIKE LOWER(\(LikePattern.containing(name))) ESCAPE '\\'")
        }
        if !kana.isEmpty {
            parts.append("name_kana LIKE \(LikePattern.containing(WidthFolding.katakana(kana))) ESCAPE '\\'")
        }
        if let role { parts.append("role = \(role)") }
        if !employment.isEmpty {
            parts.append("employment IN \(list: employment.sorted { $0.rawValue < $1.rawValue })")
        }
        if !departments.isEmpty { parts.append("department_id IN \(list: departments)") }
        if !locations.isEmpty { parts.append("location_id IN \(list: locations)") }
        return SQL.joined(parts, by: " AND ")
    }
}
