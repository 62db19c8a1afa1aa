import Auth
import Domain
import HTTPServer
import Tenants

/// What is asked at a login and what it opens: shown to administrators and exported; gaps for offices.
struct AccessRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/settings/access", .session, show),
            Route(.get, "/settings/access.csv", .session, giveOut),
            Route(.get, "/office/drift", .session, officeDrift),
        ]
    }

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        typealias Words = Catalogue.Access
        let scope = try visit.scope
        let policy = try await services.readPolicy(scope, at: visit.now)
        let facts = try await services.facts(scope)
        let reader = Reader(language: visit.language, zone: facts.zone)
        let drift = scope.capabilities.contains(.manageLogins) ? try await services.drift(scope) : nil
        let page = AccessPage(
            decided: Words.decided(policy.now.reason.rawValue),
            exempt: policy.now.usesSecondFactor
                ? PolicyWords.exempt(policy.now.exemption) : nil,
            ahead: policy.next.map {
                Catalogue.Office.fromDay(reader.date($0.effectiveAt), $0.value.usesSecondFactor)
            },
            mandatory: policy.mandatoryFrom.map {
                $0 <= visit.now
                    ? Catalogue.Office.mandatorySince(reader.date($0)) : Catalogue.Office.mandatory(reader.date($0))
            },
            drift: drift.map {
                DriftLine($0)
            }, rows: Self.rows(policy.now))
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    @Sendable private func giveOut(_ visit: Visit) async throws -> HTTPResponse {
        let policy = try await services.readPolicy(visit.scope, at: visit.now)
        let language = visit.language
        var bytes = CSVWriter.byteOrderMark
        CSVWriter.append(
            [Catalogue.Access.function[language]] + Catalogue.Access.columns.map { $0[language] }, to: &bytes)
        for row in Self.rows(policy.now) {
            CSVWriter.append([row.function[language]] + row.cells.map { $0[language] }, to: &bytes)
        }
        let file = try SpoolFile(in: services.spoolFolder)
        try file.append(bytes)
        return .download(
            try file.finish(), contentType: "text/csv; charset=utf-8", fileName: "access-matrix.csv")
    }

    /// Where no second factor is used, everything is open to everybody who logs in.
    private static func rows(_ policy: EffectivePolicy) -> [AccessRow] {
        AccessMatrix.Function.allCases.map { function in
            AccessRow(
                function: Catalogue.Access.function(function.rawValue),
                cells: AccessMatrix.Column.allCases.map { column in
                    switch AccessMatrix.access(function, column) {
                    case _ where !policy.usesSecondFactor, .yes: Catalogue.Access.yes
                    case .no: Catalogue.Access.no
                    case .byPolicy:
                        Catalogue.Access.byPolicy(AccessMatrix.isOpen(function, column, policy.exemption))
                    }
                })
        }
    }

    @Sendable private func officeDrift(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let all = try await services.drift.worstFirst(scope, at: visit.now)
        let part = ListPart(total: all.count, page: visit.listPage, size: ListClients.pageSize)
        let zone = try await services.facts(scope).zone
        let reader = Reader(language: visit.language, zone: zone)
        let page = OfficeDriftPage(
            total: DriftLine(all.reduce(.none) { $0 + $1.entry }),
            lines: all.dropFirst((part.page - 1) * part.size).prefix(part.size).map { client, entry in
                DriftLine(
                    entry, id: client.id.description, client: "\(client.code)　\(client.name)",
                    use: client.policy(at: visit.now).map { PolicyWords.use($0.usesSecondFactor) }
                        ?? Catalogue.Office.unused,
                    ahead: client.next(after: visit.now).map {
                        Catalogue.Office.fromDay(reader.date($0.effectiveAt), $0.value.usesSecondFactor)
                    })
            }, part: part)
        return renderer.send(page, to: visit, zone: zone)
    }
}

extension DriftLine {
    /// The counts as the room Auth gives them.
    fileprivate init(
        _ entry: Drift.Entry, id: String = "", client: String = "", use: LocalizedText = LocalizedText(ja: "", en: ""),
        ahead: LocalizedText? = nil
    ) {
        self.init(
            id: id, client: client, use: use, ahead: ahead, people: entry.people, withoutFactor: entry.withoutFactor,
            temporary: entry.temporary, both: entry.both)
    }
}
