import Auth
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// The office: its switch, its clients' policies, gaps.
    var officeOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/office/policy") { try await officePolicy($0) },
            APIOperation(.put, "/api/v1/office/policy", body: .json, changeOfficePolicy),
            APIOperation(
                .get, "/api/v1/office/clients", query: ["from", "to", "name", "nameKana", "use", "page"], clients),
            APIOperation(.patch, "/api/v1/office/clients/{organization}", body: .json, changeClient),
            APIOperation(.put, "/api/v1/office/clients/{organization}/policy", body: .json, changeOne),
            // Ten thousand clients are named by some 230,000 bytes.
            APIOperation(.post, "/api/v1/office/policies", body: .json, bodyLimit: 300_000, changeMany),
            APIOperation(.get, "/api/v1/office/policies.csv") { try await giveOut($0) },
            APIOperation(
                .post, "/api/v1/office/policy-imports", query: ["dryRun", "digest"], body: .csv,
                bodyLimit: PolicyFile.mostBytes, takeIn),
            APIOperation(.get, "/api/v1/office/drift", query: ["page"], officeDrift),
            APIOperation(.get, "/api/v1/policy") { try await policy($0) },
            APIOperation(.get, "/api/v1/access-matrix") { visit in
                try visit.scope.require(.viewPolicy)
                return .json(Self.matrix)
            },
        ]
    }

    /// Rows of a page of clients.
    private static let clientsPerPage = 50
    /// The last page that can be asked for.
    private static let lastPage = 10_000

    private func officePolicy(_ visit: Visit) async throws -> HTTPResponse {
        let policy = try await ReadOfficePolicy(database: database)(visit.scope, at: visit.now)
        let next = policy.decisions.next(after: visit.now)
        return .json([
            "usesSecondFactor": JSON(policy.isUsed(at: visit.now)),
            "next": next.map { ["usesSecondFactor": JSON($0.value), "effectiveAt": JSON($0.effectiveAt)] } ?? .null,
            "mandatoryFrom": JSON(policy.mandatoryFrom), "clients": JSON(policy.clients), "using": JSON(policy.using),
        ])
    }

    private func changeOfficePolicy(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.managePolicy)
        try visit.requireProof()
        var body = try JSONBody(visit.request)
        let isUsed = body.bool("usesSecondFactor")
        let start = body.instant("effectiveAt", required: false)
        try await ChangePolicies(database: database).office(
            visit.scope, uses: try body.finished(isUsed), from: start, at: visit.now)
        return try await officePolicy(visit)
    }

    private func clients(_ visit: Visit) async throws -> HTTPResponse {
        var filter = ListClients.Filter()
        filter.from = visit.text("from")
        filter.to = visit.text("to")
        filter.name = visit.text("name")
        filter.kana = visit.text("nameKana")
        filter.use = try visit.word("use")
        let found = try await ListClients(database: database).part(
            visit.scope, filter, number: try visit.number("page", in: 1...Self.lastPage, default: 1),
            size: Self.clientsPerPage, at: visit.now)
        return .json([
            "items": .array(found.clients.map { Self.json($0, visit.now) }), "total": JSON(found.total),
        ])
    }

    private func changeOne(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePolicy)
        try visit.requireProof()
        let client: TenantID = try visit.identifier("organization")
        var body = try JSONBody(visit.request)
        let (policy, start) = try Self.policy(&body)
        try await ChangePolicies(database: database)(
            scope, clients: [client], to: policy, from: start, at: visit.now)
        return try await answer(client, visit)
    }

    private func changeClient(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.manageClients)
        let client: TenantID = try visit.identifier("organization")
        var body = try JSONBody(visit.request)
        let kana = body.text("nameKana")
        try await ChangeClient(database: database)(
            visit.scope, client, kana: try body.finished(kana), at: visit.now)
        return try await answer(client, visit)
    }

    private func answer(_ client: TenantID, _ visit: Visit) async throws -> HTTPResponse {
        let clients = try await ListClients(database: database).clients(visit.scope, [client])
        guard let found = clients.first else { throw NotFound("organization") }
        return .json(Self.json(found, visit.now))
    }

    private func changeMany(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePolicy)
        try visit.requireProof()
        var body = try JSONBody(visit.request)
        let clients = body.identifiers("clients", of: TenantID.self)
        let (policy, start) = try Self.policy(&body)
        try await ChangePolicies(database: database)(
            scope, clients: try body.finished(clients), to: policy, from: start, at: visit.now)
        return .json(["changed": JSON(Set(clients ?? []).count)])
    }

    private func giveOut(_ visit: Visit) async throws -> HTTPResponse {
        let clients = try await ListClients(database: database).all(visit.scope, at: visit.now)
        let file = try SpoolFile(in: spoolFolder)
        try file.append(
            PolicyFile.write(clients, in: visit.language, days: try await days(visit.scope), at: visit.now))
        return .download(try file.finish(), contentType: "text/csv; charset=utf-8", fileName: "policies.csv")
    }

    private func takeIn(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.managePolicy)
        try visit.requireProof()
        let clients = try await ListClients(database: database).all(scope, at: visit.now)
        let diff = try PolicyFile.compare(
            visit.request.body, with: clients, days: try await days(scope), at: visit.now)
        guard diff.problems.isEmpty else { throw ProblemError(problem: .notApplied(diff)) }
        let isDryRun = try visit.flag("dryRun") ?? true
        if !isDryRun {
            if let seen = visit.request.query("digest"), seen != diff.digest { throw PolicyDiff.outdated }
            try await ChangePolicies(database: database)(scope, diff, at: visit.now)
        }
        return .json([
            "isApplied": JSON(!isDryRun), "digest": .text(diff.digest), "unchanged": JSON(diff.unchanged),
            "changes": .array(
                diff.changes.map { change in
                    [
                        "organizationId": JSON(change.client.id), "code": .text(change.client.code.description),
                        "before": change.before.map(Self.json) ?? .null,
                        "planned": change.ahead.map { Self.json($0) } ?? .null, "after": Self.json(change.after),
                        "effectiveAt": JSON(change.from), "nameKana": change.kana.map { .text($0) } ?? .null,
                    ]
                }),
        ])
    }

    /// Days as the office writes them.
    private func days(_ scope: TenantScope) async throws -> DayFormat {
        DayFormat(timeZone: try await ReadSettings(database: database)(scope).timeZone)
    }

    private func officeDrift(_ visit: Visit) async throws -> HTTPResponse {
        let found = try await ListClients(database: database).part(
            visit.scope, ListClients.Filter(), number: try visit.number("page", in: 1...Self.lastPage, default: 1),
            size: Self.clientsPerPage, at: visit.now)
        let entries = try await Drift(database: database)(visit.scope, of: found.clients.map(\.id))
        return .json([
            "items": .array(
                found.clients.map { client in
                    let entry = entries[client.id] ?? .none
                    return [
                        "organizationId": JSON(client.id), "code": .text(client.code.description),
                        "name": .text(client.name), "people": JSON(entry.people),
                        "withoutFactor": JSON(entry.withoutFactor), "temporaryPasswords": JSON(entry.temporary),
                    ]
                }), "total": JSON(found.total),
        ])
    }

    private func policy(_ visit: Visit) async throws -> HTTPResponse {
        let policy = try await ReadPolicy(database: database)(visit.scope, at: visit.now)
        return .json([
            "usesSecondFactor": JSON(policy.now.usesSecondFactor), "decidedBy": .text(policy.now.reason.rawValue),
            "viewsOwn": JSON(policy.now.exemption.viewsOwn),
            "answering": .text(policy.now.exemption.answering.rawValue),
            "next": policy.next.map { Self.json($0) } ?? .null, "mandatoryFrom": JSON(policy.mandatoryFrom),
        ])
    }

    private static var matrix: JSON {
        [
            "items": .array(
                AccessMatrix.Function.allCases.map { function in
                    .object(
                        [("function", .text(function.rawValue))]
                            + AccessMatrix.Column.allCases.map { column in
                                (column.rawValue, .text(AccessMatrix.access(function, column).rawValue))
                            })
                })
        ]
    }

    private static func policy(_ body: inout JSONBody) throws -> (AccessPolicy, Instant?) {
        let isUsed = body.bool("usesSecondFactor")
        let views = body.bool("viewsOwn", required: false) ?? Exemption.standard.viewsOwn
        let answering = body.word("answering", Exemption.Answering.self, required: false)
        let start = body.instant("effectiveAt", required: false)
        return (
            AccessPolicy(
                usesSecondFactor: try body.finished(isUsed),
                exemption: Exemption(viewsOwn: views, answering: answering ?? Exemption.standard.answering)), start
        )
    }

    private static func json(_ policy: AccessPolicy) -> JSON {
        [
            "usesSecondFactor": JSON(policy.usesSecondFactor), "viewsOwn": JSON(policy.exemption.viewsOwn),
            "answering": .text(policy.exemption.answering.rawValue),
        ]
    }

    private static func json(_ step: FromTime<AccessPolicy>) -> JSON {
        [
            "usesSecondFactor": JSON(step.value.usesSecondFactor), "viewsOwn": JSON(step.value.exemption.viewsOwn),
            "answering": .text(step.value.exemption.answering.rawValue), "effectiveAt": JSON(step.effectiveAt),
        ]
    }

    private static func json(_ client: Client, _ now: Instant) -> JSON {
        [
            "id": JSON(client.id), "code": .text(client.code.description), "name": .text(client.name),
            "nameKana": .text(client.kana), "policy": client.policy(at: now).map(json) ?? .null,
            "next": client.next(after: now).map { json($0) } ?? .null,
        ]
    }
}

extension Problem {
    /// Nothing was applied, because lines were refused. The fields are those of the file: `3:code`.
    fileprivate static func notApplied(_ diff: PolicyDiff) -> Problem {
        Problem(
            .unprocessable, "notApplied",
            LocalizedText(
                ja: "\(diff.problems.count)か所に確認が必要なため、何も登録していません。",
                en: "\(diff.problems.count) places need attention, so nothing was registered."),
            fields: diff.problems.prefix(1_000).map { problem in
                FieldError(
                    field: "\(problem.line):\(problem.error.field)", rule: problem.error.rule,
                    message: problem.error.message)
            })
    }
}
