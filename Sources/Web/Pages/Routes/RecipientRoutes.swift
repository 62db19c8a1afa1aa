import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The people of a broadcast: as a list, one by one, and as files.
struct RecipientRoutes: Sendable {
    /// People on one page of the list.
    private static let pageSize = 50

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/b/{b}/people", .session, list),
            Route(.get, "/b/{b}/p/{p}", .session, timeline),
            Route(.get, "/b/{b}/people.csv", .session) { visit in
                let isPart = RecipientQuery(visit.request).narrows
                return try await file(visit, isPart ? .part : .everybody) { RecipientQuery(visit.request).filter($0) }
            },
            Route(.get, "/b/{b}/none.csv", .session, unreachable),
        ]
    }

    @Sendable private func list(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let id = try visit.identifier("b", BroadcastID.self)
        let broadcast = try await services.broadcasts.read(id, scope)
        guard broadcast.status != .draft else { return renderer.redirect(to: "/b/\(id)/check") }
        let query = RecipientQuery(visit.request)
        let filter = query.filter(broadcast.form)
        let page = visit.pageNumber
        let lines = try await services.broadcasts.recipients(
            id, filter, offset: (page - 1) * Self.pageSize, limit: Self.pageSize, scope)
        let total = try await services.broadcasts.recipients.count(id, filter, scope)
        let badges = Dictionary(broadcast.form.choices.map { ($0.code, AnswerBadge($0)) }) { first, _ in first }
        let departments = try await services.broadcasts.departments(scope)
        let list = BroadcastPeoplePage(
            id: "\(id)", subject: broadcast.subject(for: visit.language), drill: broadcast.isDrill,
            people: lines.map { line in
                BroadcastPerson(
                    id: "\(line.person)", name: line.name(in: visit.language), loginID: line.loginID,
                    department: line.department ?? "",
                    level: ReachLevel(line.level), answer: line.status.flatMap { badges[$0] },
                    comment: line.comment ?? "",
                    lastAt: [line.answeredAt, line.lastAt].compactMap(\.self).max(), last: LastRecord(line)?.words)
            }, part: ListPart(total: total, page: page, size: Self.pageSize),
            answers: broadcast.form.choices.map { choice in
                let value = RecipientQuery.answerPrefix + choice.code
                return Choice(value: value, words: choice[visit.language], isChosen: value == query.state)
            }, state: query.state,
            departments: departments.map {
                Choice(value: "\($0.id)", words: $0.name, isChosen: $0.id == query.department)
            }, prefecture: query.prefecture, region: query.region?.description,
            regions: try await regions(of: query, broadcast, visit), query: query.text)
        return renderer.send(list, to: visit)
    }

    /// How the regions of the chosen prefecture stand, if one is chosen.
    private func regions(
        of query: RecipientQuery, _ broadcast: Broadcast, _ visit: Visit
    ) async throws -> [RegionResult] {
        guard let prefecture = query.prefecture.flatMap({ PrefectureCode(number: $0) }) else { return [] }
        let snapshot = try await services.broadcasts.watch.snapshot(broadcast.id, try visit.scope)
        return snapshot.regions(
            of: services.regions.regions(of: prefecture), prefecture, broadcast.form, visit.language)
    }

    @Sendable private func timeline(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let (id, person) = (try visit.identifier("b", BroadcastID.self), try visit.identifier("p", PersonID.self))
        let broadcast = try await services.broadcasts.read(id, scope)
        let timeline = try await services.broadcasts.timeline(person, in: id, scope)
        let details = try await services.broadcasts.people.person(scope, person).details
        let departments = try await services.broadcasts.departments(scope)
        let facts = try await services.facts(scope)
        let story = TimelineStory(
            timeline: timeline, form: broadcast.form, dispatch: facts.dispatch, regions: services.regions,
            language: visit.language,
            authors: try await ActorNames.load(timeline.answers.map(\.author), services, visit))
        let isNewestFirst = visit.request.query("order") == "desc"
        let entries = story.entries
        let page = TimelinePage(
            id: "\(id)", person: "\(person)", subject: broadcast.subject(for: visit.language), drill: broadcast.isDrill,
            name: details.name.description,
            department: departments.first { $0.id == details.department }?.name ?? "",
            loginID: details.loginID.description, level: ReachLevel(timeline.level),
            answer: timeline.answer.map(story.badge), answeredAt: timeline.answer?.at,
            details: story.details, entries: isNewestFirst ? entries.reversed() : entries,
            isNewestFirst: isNewestFirst, planned: story.planned, done: story.done, calledOff: story.calledOff,
            contacts: try await services.broadcasts.contacts(person, scope).map { contact in
                MaskedContact(
                    order: facts.dispatch.usesVoice ? contact.order : nil,
                    slot: ContactSlot(contact.channel, contact.position), masked: contact.masked)
            }, takesAnswers: scope.capabilities.contains(.broadcast) && broadcast.status != .calledOff,
            reason: timeline.endReason.flatMap(CannotBeAsked.init(rawValue:)).map(UnreachableReason.init))
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    /// A file of people, written to disk piece by piece, so that its size costs no memory.
    private func file(
        _ visit: Visit, _ kind: ResultsFileName, _ filter: (AnswerForm) -> ListRecipients.Filter
    ) async throws -> HTTPResponse {
        let scope = try visit.scope
        let id = try visit.identifier("b", BroadcastID.self)
        let broadcast = try await services.broadcasts.read(id, scope)
        let facts = try await services.facts(scope)
        let zone = facts.zone
        let export = services.broadcasts.export
        let spool = try SpoolFile(in: services.broadcasts.spoolFolder)
        var head = CSVWriter.byteOrderMark
        CSVWriter.append(export.header(broadcast.form, visit.language), to: &head)
        try spool.append(head)
        try await export.rows(
            id, filter(broadcast.form), form: broadcast.form, visit.language, scope,
            time: { zone.csvText(of: $0) }
        ) { rows in
            var bytes: [UInt8] = []
            for row in rows { CSVWriter.append(row, to: &bytes) }
            try spool.append(bytes)
        }
        return try send(spool, kind, broadcast, facts, visit)
    }

    /// Who can't be asked: before sending by the plan, afterwards by the record.
    @Sendable private func unreachable(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let id = try visit.identifier("b", BroadcastID.self)
        let broadcast = try await services.broadcasts.read(id, scope)
        guard broadcast.status == .draft else {
            return try await file(visit, .withoutPath) { _ in ListRecipients.Filter(levels: [.noPath]) }
        }
        let found = try await services.broadcasts.check(id, naming: .max, scope)
        let spool = try SpoolFile(in: services.broadcasts.spoolFolder)
        var bytes = CSVWriter.byteOrderMark
        let columns = [
            LocalizedText(ja: "ID", en: "ID"), Catalogue.Results.name, Catalogue.Results.reason,
        ]
        CSVWriter.append(columns.map { $0[visit.language] }, to: &bytes)
        for person in found.unreachable {
            CSVWriter.append([person.loginID, person.name, person.reason.words[visit.language]], to: &bytes)
        }
        try spool.append(bytes)
        return try send(spool, .withoutPath, broadcast, try await services.facts(scope), visit)
    }

    private func send(
        _ spool: SpoolFile, _ kind: ResultsFileName, _ broadcast: Broadcast, _ facts: OrganizationFacts, _ visit: Visit
    ) throws -> HTTPResponse {
        let day = DayFormat(timeZone: facts.settings.timeZone).text(broadcast.startsAt ?? broadcast.createdAt)
        return .download(
            try spool.finish(), contentType: "text/csv; charset=utf-8",
            fileName: kind.name(broadcast.subject, day, visit.language), plainName: kind.plainName(day))
    }
}
