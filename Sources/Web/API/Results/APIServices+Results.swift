import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

extension APIServices {
    /// What came of a broadcast.
    var resultOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/broadcasts/{broadcast}/results", .bearer, showResults),
            APIOperation(
                .get, "/api/v1/broadcasts/{broadcast}/recipients",
                query: Self.recipientFilter.union(["limit", "cursor"]),
                listRecipients),
            APIOperation(.get, "/api/v1/broadcasts/{broadcast}/recipients/{person}") { visit in
                let timeline = try await ReadTimeline(database: database)(
                    visit.identifier("person"), in: visit.identifier("broadcast"), visit.scope)
                return .json(JSON(timeline, regions))
            },
            APIOperation(
                .get, "/api/v1/broadcasts/{broadcast}/results.csv", query: Self.recipientFilter, exportResults),
        ]
    }

    private static let recipientFilter: Set<String> = ["level", "department", "prefecture", "region", "status"]

    /// Pages and programs poll this: what has not changed is not sent again.
    private func showResults(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let snapshot = try await sending.results.snapshot(visit.identifier("broadcast"), scope)
        let tagged = HTTPResponse.empty(.ok).tagged(snapshot.tag, for: visit.request)
        if tagged.status == .notModified { return tagged }
        var names: [DepartmentID: String] = [:]
        if scope.capabilities.contains(.viewPeople) {
            for entry in try await ReadCodeList(.departments, database: database)(scope) {
                names[entry.id] = entry.name
            }
        }
        return .json(snapshot.json(departments: names, regions: regions)).tagged(snapshot.tag, for: visit.request)
    }

    private static func recipientFilter(_ visit: Visit) throws -> ListRecipients.Filter {
        var filter = ListRecipients.Filter()
        if let word = visit.request.query("level") {
            guard let level = RecipientLevel(word: word) else {
                let words = RecipientLevel.allCases.map(\.word).joined(separator: ", ")
                throw Visit.refusal(
                    "level", "choice", ja: "「level」は次の中から選んでください：\(words)", en: "“level” must be one of: \(words).")
            }
            filter.levels = [level]
        }
        filter.department = try visit.queried("department")
        filter.prefecture = try visit.prefecture()?.description
        if let text = visit.request.query("region") {
            guard let region = JMARegionCode(text) else {
                throw Visit.refusal(
                    "region", "format", ja: "「region」は3桁の数字にしてください。", en: "“region” must be three digits.")
            }
            filter.region = region.description
        }
        filter.status = visit.request.query("status")
        return filter
    }

    private func listRecipients(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let broadcast = try visit.identifier("broadcast", BroadcastID.self)
        let filter = try Self.recipientFilter(visit)
        let limit = try visit.limit()
        let cursor = try visit.numberCursor().map(PersonID.init(rawValue:))
        // The list of a broadcast that does not exist would be empty.
        _ = try await readBroadcasts(broadcast, scope)
        let lines = try await ListRecipients(database: database)(
            broadcast, filter, after: cursor, limit: limit, scope)
        return .json(
            .page(
                lines.map { JSON($0) }, next: lines.count == limit ? lines.last.map { "\($0.person)" } : nil))
    }

    private func exportResults(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let broadcast = try await readBroadcasts(visit.identifier("broadcast"), scope)
        let filter = try Self.recipientFilter(visit)
        let zone = Zone(named: try await ReadSettings(database: database)(scope).timeZone)
        let export = ExportRecipients(ListRecipients(database: database), regions: regions)
        let file = try SpoolFile(in: spoolFolder)
        var head = CSVWriter.byteOrderMark
        CSVWriter.append(export.header(broadcast.form, visit.language), to: &head)
        try file.append(head)
        try await export.rows(
            broadcast.id, filter, form: broadcast.form, visit.language, scope, time: { zone.csvText(of: $0) }
        ) { rows in
            var bytes: [UInt8] = []
            for row in rows { CSVWriter.append(row, to: &bytes) }
            try file.append(bytes)
        }
        return .download(
            try file.finish(), contentType: "text/csv; charset=utf-8", fileName: "results-\(broadcast.id).csv")
    }
}

extension Zone {
    /// Day and time as spreadsheets read them: `2024-01-01 16:10:05`.
    func csvText(of instant: Instant) -> String {
        let reading = clock(at: instant)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let day = "\(reading.year)-\(two(reading.month))-\(two(reading.day))"
        return "\(day) \(two(reading.hour)):\(two(reading.minute)):\(two(reading.second))"
    }
}
