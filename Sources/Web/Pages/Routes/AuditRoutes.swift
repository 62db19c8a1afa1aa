import Domain
import HTTPServer
import Tenants

/// Who did what, and whether the record is whole.
struct AuditRoutes: Sendable {
    /// Rows of one page.
    private static let pageSize = 20
    /// The most people that a search by name looks for.
    private static let mostPeople = 50

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/audit", .session) { try await list($0) },
            Route(.post, "/audit/verify", .session, deadline: .seconds(120), verify),
        ]
    }

    @Sendable private func verify(_ visit: Visit) async throws -> HTTPResponse {
        let found: AuditVerification =
            switch try await services.verifyAudit(try visit.scope) {
            case .intact(let head): .whole(rows: Int(head.seq), at: visit.now)
            case .broken(let place): .broken(sequence: Int(place.seq), at: visit.now)
            }
        return try await list(visit, found)
    }

    private func list(_ visit: Visit, _ verification: AuditVerification? = nil) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.viewAudit)
        let facts = try await services.facts(scope)
        func asked(_ name: String) -> String { String((visit.request.query(name) ?? "").prefix(64)) }
        let days = DayFormat(timeZone: facts.settings.timeZone)
        let (from, to) = (days.instant(asked("from")), days.instant(asked("to")))
        var errors: [FieldError] = []
        if let from, let to, from > to {
            errors.append(FieldError(field: "to", rule: "order", message: Catalogue.Audit.reversed))
        }
        var filter = ListAudit.Filter()
        filter.from = from
        // The start of the day after; a day may have 25 hours.
        filter.until = to.map { days.startOfDay($0 + .seconds(26 * 3_600)) }
        let action = Catalogue.AuditActions.groups.first { $0.prefix == asked("action") }
        filter.actionPrefix = action?.prefix
        if !asked("q").isEmpty { filter.about = try await people(named: asked("q"), scope) }
        let found = try await services.listAudit.part(
            scope, filter, number: visit.listPage, size: Self.pageSize)
        let names = try await ActorNames.load(found.rows.flatMap { [$0.actor, $0.subject] }, services, visit)
        let page = AuditPage(
            rows: found.rows.map { row($0, names, visit.language) },
            part: ListPart(total: found.total, page: visit.listPage, size: Self.pageSize), verification: verification,
            actions: Catalogue.AuditActions.groups.map { group in
                Choice(
                    value: group.prefix, words: group.words[visit.language], isChosen: group.prefix == action?.prefix)
            }, query: asked("q"), from: from == nil ? "" : asked("from"), to: to == nil ? "" : asked("to"),
            errors: errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    /// The people whom a word means, as the chain names them.
    private func people(named query: String, _ scope: TenantScope) async throws -> [String] {
        var filter = ListPeople.Filter()
        filter.text = query
        let found = try await services.listPeople.part(scope, filter, number: 1, size: Self.mostPeople)
        return found.people.map { "person:\($0.id)" } + [query]
    }

    private func row(_ record: AuditRecord, _ names: ActorNames, _ language: Language) -> AuditRow {
        let setting = record.action == "setting.changed" ? SettingDescriptor.named(record.subject)?.label : nil
        return AuditRow(
            sequence: Int(record.seq), at: record.at, actor: names.words(record.actor),
            action: Catalogue.AuditActions.words(record.action, isRefused: record.result == "refused"),
            subject: setting.map { $0[language] } ?? names.words(record.subject))
    }
}
