import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// ログインID管理.
    var accountOperations: [APIOperation] {
        [
            APIOperation(
                .get, "/api/v1/accounts",
                query: [
                    "employeeCode", "loginId", "name", "nameKana", "role", "employment", "department", "password",
                    "withoutFactor", "locked", "page",
                ], accounts),
            APIOperation(.post, "/api/v1/accounts/{person}/unlock") { visit in
                let person: PersonID = try visit.identifier("person")
                try await CareForAccounts(database: database).unlock(visit.scope, person, at: visit.now)
                return .empty()
            },
            APIOperation(.delete, "/api/v1/accounts/{person}/sessions") { visit in
                let person: PersonID = try visit.identifier("person")
                try await CareForAccounts(database: database).endSessions(visit.scope, person, at: visit.now)
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

    /// Words for the state of a password.
    private enum PasswordWord: String, CaseIterable {
        case notIssued, temporary, own
    }

    private func accounts(_ visit: Visit) async throws -> HTTPResponse {
        var filter = ListAccounts.Filter()
        filter.people.employeeCode = visit.text("employeeCode")
        filter.people.loginID = visit.text("loginId")
        filter.people.name = visit.text("name")
        filter.people.kana = visit.text("nameKana")
        filter.people.role = try visit.word("role", Tenants.Role.self)
        if let employment = try visit.word("employment", Employment.self) { filter.people.employment = [employment] }
        if let department: DepartmentID = try visit.queried("department") { filter.people.departments = [department] }
        switch try visit.word("password", PasswordWord.self) {
        case .notIssued: filter.hasNoPassword = true
        case .temporary: filter.password = .temporary
        case .own: filter.password = .own
        case nil: break
        }
        filter.hasNoFactor = try visit.flag("withoutFactor") ?? false
        filter.isLocked = try visit.flag("locked") ?? false
        let found = try await ListAccounts(database: database).part(
            visit.scope, filter, number: try visit.number("page", in: 1...10_000, default: 1), size: 50,
            at: visit.now)
        return .json([
            "items": .array(
                found.accounts.map { account in
                    let details = account.person.details
                    let password: PasswordWord =
                        switch account.password {
                        case nil: .notIssued
                        case .temporary: .temporary
                        case .own: .own
                        }
                    return [
                        "personId": JSON(account.person.id), "employeeCode": .text(details.employeeCode.description),
                        "name": .text(details.name.description), "nameKana": .text(details.kana.description),
                        "loginId": .text(details.loginID.description), "departmentId": JSON(details.department),
                        "role": .text(details.role.rawValue), "employment": .text(details.employment.rawValue),
                        "joinedAt": JSON(details.joinedAt), "leftAt": JSON(details.leftAt),
                        "password": .text(password.rawValue), "lastLogin": JSON(account.lastLogin),
                        "factors": .array(
                            FactorKind.allCases.filter(account.factors.contains).map { .text($0.rawValue) }),
                        "lockedUntil": JSON(account.lockedUntil), "isStopped": JSON(account.isStopped),
                        "sessions": JSON(account.sessions),
                    ]
                }), "total": JSON(found.total),
        ])
    }
}
