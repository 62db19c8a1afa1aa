import Auth
import Domain
import HTTPServer
import Tenants

/// ログインID管理: for an organization's administrators, and for an office about its clients.
struct AccountRoutes: Sendable {
    private static let pageSize = 20

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/accounts", .session, list), Route(.get, "/accounts/{person}", .session, account),
            Route(.post, "/accounts/{person}", .session, ask),
            Route(.post, "/accounts/{person}/do", .session, undone: Catalogue.Undone.issue, act),
            Route(.get, "/office/orgs/{organization}/accounts", .session, list),
            Route(.get, "/office/orgs/{organization}/accounts/{person}", .session, account),
            Route(.post, "/office/orgs/{organization}/accounts/{person}", .session, ask),
            Route(
                .post, "/office/orgs/{organization}/accounts/{person}/do", .session, undone: Catalogue.Undone.issue,
                act),
        ] + AccessRoutes(services: services, renderer: renderer).routes
    }

    /// In whose rows a request acts, and where its pages stand.
    private func enter(_ visit: Visit) async throws -> (
        scope: TenantScope, place: AccountPlace, facts: OrganizationFacts
    ) {
        let own = try visit.scope
        guard visit.parameters["organization"] != nil else {
            try own.require(.manageLogins)
            try own.require(.viewPeople)
            return (own, AccountPlace(address: "/accounts", client: nil), try await services.facts(own))
        }
        let scope = try await services.officeDoor.enter(own, client: try visit.identifier("organization"))
        let facts = try await services.facts(scope)
        return (
            scope,
            AccountPlace(
                address: "/office/orgs/\(scope.tenant.description)/accounts", client: facts.codeAndName),
            facts
        )
    }

    @Sendable private func list(_ visit: Visit) async throws -> HTTPResponse {
        let (scope, place, facts) = try await enter(visit)
        let filter = AccountFilter(visit.request)
        let department = visit.request.query("dept").flatMap { DepartmentID($0) }
        let found = try await services.listAccounts.part(
            scope, filter.forAuth(department: department), number: visit.listPage, size: Self.pageSize, at: visit.now)
        let departments = try await services.departments(scope)
        let words = try await words(scope, facts)
        let page = AccountsPage(
            place: place, accounts: found.accounts.map { words.line($0, visit.now) },
            part: ListPart(total: found.total, page: visit.listPage, size: Self.pageSize), filter: filter,
            departments: departments.map {
                Choice(value: $0.id.description, words: $0.name, isChosen: $0.id == department)
            })
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    @Sendable private func account(_ visit: Visit) async throws -> HTTPResponse {
        let (scope, place, facts) = try await enter(visit)
        let account = try await services.listAccounts.account(scope, try visit.identifier("person"), at: visit.now)
        let words = try await words(scope, facts)
        let page = AccountPage(
            place: place, account: words.line(account, visit.now),
            canReset: scope.capabilities.contains(.resetFactors) && scope.person != account.person.id)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    @Sendable private func ask(_ visit: Visit) async throws -> HTTPResponse {
        let (scope, place, facts) = try await enter(visit)
        try visit.requireProof()
        let account = try await services.listAccounts.account(scope, try visit.identifier("person"), at: visit.now)
        guard let action = visit.request.formData()["do"].flatMap(AccountAction.init) else {
            return renderer.redirect(to: place.person(account.person.id.description))
        }
        let page = ConfirmAccountPage(
            place: place, id: account.person.id.description, name: account.person.details.name.description,
            loginID: account.person.details.loginID.description, action: action,
            askedAt: visit.now)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    @Sendable private func act(_ visit: Visit) async throws -> HTTPResponse {
        let (scope, place, facts) = try await enter(visit)
        let person: PersonID = try visit.identifier("person")
        if let shown = try ShownOnce(visit, services) {
            try scope.require(.managePasswords)
            return try sheet(SheetFacts(shown.facts), visit, place, facts, person, until: shown.until)
        }
        try visit.requireProof()
        switch visit.request.formData()["do"].flatMap(AccountAction.init) {
        case .unlock:
            try await services.careForAccounts.unlock(scope, person, from: visit.scope, at: visit.now)
            return renderer.redirect(to: place.person(person.description), .registered(.unlocked))
        case .end:
            try await services.careForAccounts.endSessions(scope, person, from: visit.scope, at: visit.now)
            return renderer.redirect(to: place.person(person.description), .registered(.sessionsEnded))
        case .password:
            do {
                return try await issue(visit, scope, place, facts, person)
            } catch is MadeMeanwhile {
                return renderer.redirect(to: place.person(person.description), .notMadeAgain)
            }
        case nil: return renderer.redirect(to: place.person(person.description))
        }
    }

    /// The temporary password, shown once.
    private func issue(
        _ visit: Visit, _ scope: TenantScope, _ place: AccountPlace, _ facts: OrganizationFacts, _ person: PersonID
    ) async throws -> HTTPResponse {
        let slips = try await services.issueFirstPassword(
            scope, people: [person], from: visit.scope, asked: visit.asked, now: visit.now,
            randomness: services.randomness)
        guard let slip = slips.first else { throw NotFound("person") }
        let shown = SheetFacts(
            validUntil: slip.expiresAt,
            slips: [PasswordSlip(name: slip.name, department: "", loginID: slip.loginID, password: slip.password.text)])
        return try sheet(shown, visit, place, facts, person)
    }

    private func sheet(
        _ shown: SheetFacts, _ visit: Visit, _ place: AccountPlace, _ facts: OrganizationFacts, _ person: PersonID,
        until: Instant? = nil
    ) throws -> HTTPResponse {
        let page = PasswordSheetPage(
            organizationCode: facts.organization.code.description, loginAddress: services.publicURL + "/login",
            validUntil: shown.validUntil, slips: shown.slips,
            back: place.person(person.description), backWords: Catalogue.Accounts.toAccount, tab: place.tab,
            again: Address(segments: visit.request.segments),
            sealed: try ShownOnce.seal(shown.fields, for: visit, until: until, services))
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    private func words(_ scope: TenantScope, _ facts: OrganizationFacts) async throws -> AccountWords {
        let departments = try await services.departments(scope)
        return AccountWords(
            departments: Dictionary(departments.map { ($0.id, $0.name) }) { first, _ in first },
            days: DayFormat(timeZone: facts.settings.timeZone))
    }
}

/// Says accounts in words.
private struct AccountWords {
    let departments: [DepartmentID: String]
    let days: DayFormat

    func line(_ account: Account, _ now: Instant) -> AccountLine {
        let details = account.person.details
        return AccountLine(
            id: account.person.id.description, employeeCode: details.employeeCode.description,
            name: details.name.description, kana: details.kana.description, loginID: details.loginID.description,
            department: details.department.flatMap { departments[$0] } ?? "", role: Role(details.role),
            password: account.password,
            factors: FactorKind.allCases.filter(account.factors.contains), lockedUntil: account.lockedUntil,
            isStopped: account.isStopped, employment: employment(details), isRetired: details.employment == .left,
            lastLogin: account.lastLogin, sessions: account.sessions)
    }

    private func employment(_ details: PersonDetails) -> LocalizedText {
        typealias Words = Catalogue.Accounts
        return switch details.employment {
        case .left: details.leftAt.map { Words.left(days.text($0)) } ?? Words.retired
        case .onLeave: Words.onLeave
        case .active: details.joinedAt.map { Words.joined(days.text($0)) } ?? Words.employed
        }
    }
}

extension AccountFilter {
    /// What the address of the list asks for; words that mean nothing ask for nothing.
    init(_ request: HTTPRequest) {
        func text(_ name: String) -> String { String((request.query(name) ?? "").prefix(64)) }
        employeeCode = text("code")
        loginID = text("id")
        name = text("name")
        kana = text("kana")
        role = request.query("role").flatMap(Role.init(rawValue:))
        password = request.query("password").flatMap(PasswordStanding.init(rawValue:))
        onlyEmployed = request.query("retired") != "1"
        onlyWithoutFactor = request.query("nofactor") == "1"
        onlyLocked = request.query("locked") == "1"
    }

    /// As the room Auth takes it.
    func forAuth(department: DepartmentID?) -> ListAccounts.Filter {
        var filter = ListAccounts.Filter()
        filter.people.employeeCode = employeeCode
        filter.people.loginID = loginID
        filter.people.name = name
        filter.people.kana = kana
        filter.people.role = role.flatMap { Tenants.Role(rawValue: $0.rawValue) }
        filter.people.employment = onlyEmployed ? [.active, .onLeave] : []
        filter.people.departments = department.map { [$0] } ?? []
        filter.password = password
        filter.hasNoFactor = onlyWithoutFactor
        filter.isLocked = onlyLocked
        return filter
    }
}
