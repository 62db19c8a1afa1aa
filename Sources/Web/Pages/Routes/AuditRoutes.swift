import Auth
import Domain
import HTTPServer
import Tenants

/// Who did what, and whether the record is whole.
struct AuditRoutes: Sendable {
    /// Rows of one page.
    private static let pageSize = 20
    /// The most people that a search by name looks for.
    private static let mostPeople = 50
    /// The most rows of a file; whoever needs more asks for fewer days.
    private static let mostInFile = 20_000

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/audit", .session) { try await list($0) },
            Route(.get, "/audit.csv", .session, deadline: .seconds(120), giveOut),
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

    /// What the address of the list asks for; words that mean nothing ask for nothing.
    private struct Asked {
        var filter = ListAudit.Filter()
        var action: String?
        var errors: [FieldError] = []
        let days: DayFormat
        let query: String
        let from: String
        let to: String
    }

    private func asked(_ visit: Visit, _ facts: OrganizationFacts) async throws -> Asked {
        func text(_ name: String) -> String { String((visit.request.query(name) ?? "").prefix(64)) }
        let days = DayFormat(timeZone: facts.settings.timeZone)
        let (from, to) = (days.instant(text("from")), days.instant(text("to")))
        var asked = Asked(
            days: days, query: text("q"), from: from == nil ? "" : text("from"), to: to == nil ? "" : text("to"))
        if let from, let to, from > to {
            asked.errors.append(FieldError(field: "to", rule: "order", message: Catalogue.Audit.reversed))
        }
        asked.filter.from = from
        // The start of the day after; a day may have 25 hours.
        asked.filter.until = to.map { days.startOfDay($0 + .seconds(26 * 3_600)) }
        asked.action = Catalogue.AuditActions.groups.first { $0.prefix == text("action") }?.prefix
        asked.filter.actionPrefix = asked.action
        if !asked.query.isEmpty { asked.filter.about = try await people(named: asked.query, try visit.scope) }
        return asked
    }

    private func list(_ visit: Visit, _ verification: AuditVerification? = nil) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.viewAudit)
        let facts = try await services.facts(scope)
        let asked = try await asked(visit, facts)
        let found = try await services.listAudit.part(
            scope, asked.filter, number: visit.listPage, size: Self.pageSize)
        let page = AuditPage(
            rows: try await rows(found.rows, asked.days, visit),
            part: ListPart(total: found.total, page: visit.listPage, size: Self.pageSize), verification: verification,
            actions: Catalogue.AuditActions.groups.map { group in
                Choice(
                    value: group.prefix, words: group.words[visit.language], isChosen: group.prefix == asked.action)
            }, query: asked.query, from: asked.from, to: asked.to, errors: asked.errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    /// The rows of the list as a file, newest first.
    @Sendable private func giveOut(_ visit: Visit) async throws -> HTTPResponse {
        typealias Words = Catalogue.Audit
        let scope = try visit.scope
        try scope.require(.viewAudit)
        let facts = try await services.facts(scope)
        let asked = try await asked(visit, facts)
        let reader = Reader(language: visit.language, zone: facts.zone)
        let file = try SpoolFile(in: services.spoolFolder)
        var bytes = CSVWriter.byteOrderMark
        let columns = [
            Words.number, Words.time, Words.actor, Words.action, Words.details, Words.subject, Words.result,
        ]
        CSVWriter.append(columns.map { reader($0) }, to: &bytes)
        try file.append(bytes)
        var (before, written): (Int64?, Int) = (nil, 0)
        while written < Self.mostInFile {
            let part = try await services.listAudit(scope, asked.filter, before: before)
            var bytes: [UInt8] = []
            for (record, row) in zip(part, try await rows(part, asked.days, visit)) {
                CSVWriter.append(
                    [
                        String(row.sequence), "\(reader.date(row.at)) \(reader.seconds(row.at))", row.actor,
                        reader(row.action), row.details.map { reader($0) }.joined(separator: "\n"), row.subject,
                        reader(record.result == "refused" ? Words.refused : Words.done),
                    ], to: &bytes)
            }
            try file.append(bytes)
            guard part.count == ListAudit.maximum else { break }
            (before, written) = (part.last?.seq, written + part.count)
        }
        return .download(try file.finish(), contentType: "text/csv; charset=utf-8", fileName: "audit.csv")
    }

    /// The people whom a word means, as the chain names them.
    private func people(named query: String, _ scope: TenantScope) async throws -> [String] {
        var filter = ListPeople.Filter()
        filter.text = query
        let found = try await services.listPeople.part(scope, filter, number: 1, size: Self.mostPeople)
        return found.people.map { "person:\($0.id)" } + [query]
    }

    private func rows(_ records: [AuditRecord], _ days: DayFormat, _ visit: Visit) async throws -> [AuditRow] {
        let typed = try await services.auth.typedReasons(visit.scope, of: records)
        let proposers = records.flatMap { record in
            record.reason.split(separator: " ").filter { $0.hasPrefix("proposedBy=") }.map { String($0.dropFirst(11)) }
        }
        let names = try await ActorNames.load(
            records.flatMap { [$0.actor, $0.subject] } + proposers, services, visit)
        let changes = try await changeWords(records, try visit.scope)
        let detail = AuditDetail(days: days, reasons: typed.texts, changes: changes) { names.words($0) }
        return records.map { record in
            let setting = record.action == "setting.changed" ? SettingDescriptor.named(record.subject)?.label : nil
            return AuditRow(
                sequence: Int(record.seq), at: record.at, actor: names.words(record.actor),
                action: Catalogue.AuditActions.words(record.action, isRefused: record.result == "refused"),
                subject: setting.map { $0[visit.language] } ?? typed.people[record.subject]
                    ?? names.words(record.subject),
                details: detail.lines(record))
        }
    }

    /// What rows that change fields are told with; the lists are read only where a row names one of their codes.
    private func changeWords(_ records: [AuditRecord], _ scope: TenantScope) async throws -> AuditChangeWords {
        var words = AuditChangeWords(table: services.regions)
        let fields = Set(records.flatMap { $0.action == "profile.changed" ? $0.changes.map(\.field) : [] })
        if fields.contains(ProfileField.location) {
            for entry in try await services.locations(scope) { words.locations[entry.code] = entry.name }
        }
        if fields.contains(ProfileField.userCode) {
            for entry in try await services.userCodes(scope) { words.userCodes[entry.code] = entry.name }
        }
        return words
    }
}
