import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// ログインID管理.
    var accountOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/accounts", query: Self.accountQuery) { visit in
                try await accounts(visit, try visit.scope)
            },
            APIOperation(.get, "/api/v1/accounts/{person}") { visit in
                try await account(visit, try visit.scope)
            },
            APIOperation(.post, "/api/v1/accounts/{person}/unlock") { visit in
                try await care.unlock(visit.scope, try Self.colleague(visit), at: visit.now)
                return .empty()
            },
            APIOperation(.delete, "/api/v1/accounts/{person}/sessions") { visit in
                try await care.endSessions(visit.scope, try Self.colleague(visit), at: visit.now)
                return .empty()
            },
            APIOperation(.get, "/api/v1/drift") { visit in
                let drift = try await Drift(database: database)(visit.scope)
                return .json([
                    "people": JSON(drift.people), "withoutFactor": JSON(drift.withoutFactor),
                    "temporaryPasswords": JSON(drift.temporary),
                ])
            },
        ]
    }

    /// The same for an office about its clients' people; what is done stands in both audit chains.
    var clientAccountOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/office/clients/{organization}/accounts", query: Self.accountQuery) { visit in
                try await accounts(visit, try await client(visit))
            },
            APIOperation(.get, "/api/v1/office/clients/{organization}/accounts/{person}") { visit in
                try await account(visit, try await client(visit))
            },
            APIOperation(.post, "/api/v1/office/clients/{organization}/accounts/{person}/unlock") { visit in
                let (scope, person) = try await client(visit, changing: "person")
                try await care.unlock(scope, person, from: visit.scope, at: visit.now)
                return .empty()
            },
            APIOperation(.delete, "/api/v1/office/clients/{organization}/accounts/{person}/sessions") { visit in
                let (scope, person) = try await client(visit, changing: "person")
                try await care.endSessions(scope, person, from: visit.scope, at: visit.now)
                return .empty()
            },
            APIOperation(
                .post, "/api/v1/office/clients/{organization}/accounts/{person}/first-password", isIdempotent: true
            ) { visit in
                let (scope, person) = try await client(visit, changing: "person")
                let slips = try await IssueFirstPassword(database: database, notices: auth.parts.notices)(
                    scope, people: [person], from: visit.scope, now: visit.now, randomness: randomness)
                guard let slip = slips.first else { throw NotFound("person") }
                return .json(Self.json(slip), status: .created)
            },
        ]
    }

    private static let accountQuery: Set<String> = [
        "employeeCode", "loginId", "name", "nameKana", "role", "employment", "department", "password",
        "withoutFactor", "locked", "page",
    ]

    private var care: CareForAccounts { CareForAccounts(database: database, notices: auth.parts.notices) }

    /// Whose login in one's own organization is to be changed, for whoever may and has just shown who they are.
    private static func colleague(_ visit: Visit) throws -> PersonID {
        try visit.scope.require(.manageLogins)
        try visit.scope.require(.viewPeople)
        try visit.requireProof()
        return try visit.identifier("person")
    }

    /// The right to act in the client that the address names.
    private func client(_ visit: Visit) async throws -> TenantScope {
        try await OfficeDoor(database: database).enter(visit.scope, client: try visit.identifier("organization"))
    }

    /// The same, and the person whose login is to be changed, for whoever has just shown who they are.
    private func client(_ visit: Visit, changing name: String) async throws -> (TenantScope, PersonID) {
        let scope = try await client(visit)
        try visit.requireProof()
        return (scope, try visit.identifier(name))
    }

    private func account(_ visit: Visit, _ scope: TenantScope) async throws -> HTTPResponse {
        .json(
            Self.json(
                try await ListAccounts(database: database).account(
                    scope, try visit.identifier("person"), at: visit.now)))
    }

    private static func json(_ account: Account) -> JSON {
        let details = account.person.details
        return [
            "personId": JSON(account.person.id), "employeeCode": .text(details.employeeCode.description),
            "name": .text(details.name.description), "nameKana": .text(details.kana.description),
            "loginId": .text(details.loginID.description), "departmentId": JSON(details.department),
            "role": .text(details.role.rawValue), "employment": .text(details.employment.rawValue),
            "joinedAt": JSON(details.joinedAt), "leftAt": JSON(details.leftAt),
            "password": .text(account.password.rawValue), "lastLogin": JSON(account.lastLogin),
            "factors": .array(FactorKind.allCases.filter(account.factors.contains).map { .text($0.rawValue) }),
            "lockedUntil": JSON(account.lockedUntil), "isStopped": JSON(account.isStopped),
            "sessions": JSON(account.sessions),
        ]
    }

    private func accounts(_ visit: Visit, _ scope: TenantScope) async throws -> HTTPResponse {
        var filter = ListAccounts.Filter()
        filter.people.employeeCode = visit.text("employeeCode")
        filter.people.loginID = visit.text("loginId")
        filter.people.name = visit.text("name")
        filter.people.kana = visit.text("nameKana")
        filter.people.role = try visit.word("role", Tenants.Role.self)
        if let employment = try visit.word("employment", Employment.self) { filter.people.employment = [employment] }
        if let department: DepartmentID = try visit.queried("department") { filter.people.departments = [department] }
        filter.password = try visit.word("password", PasswordStanding.self)
        filter.hasNoFactor = try visit.flag("withoutFactor") ?? false
        filter.isLocked = try visit.flag("locked") ?? false
        let found = try await ListAccounts(database: database).part(
            scope, filter, number: try visit.number("page", in: 1...10_000, default: 1), size: 50,
            at: visit.now)
        return .json([
            "items": .array(found.accounts.map(Self.json)), "total": JSON(found.total),
        ])
    }
}
