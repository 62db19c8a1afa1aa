import Auth
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

extension APIServices {
    /// Who could be reached in an emergency.
    var readinessOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/readiness") { visit in
                .json(Self.json(try await readReadiness(visit.scope)))
            },
            APIOperation(.get, "/api/v1/readiness/days", query: ["department"]) { visit in
                let part: ReadinessTrend.Part =
                    visit.request.query("department") == "none"
                    ? .noDepartment : try visit.queried("department").map { .department($0) } ?? .everybody
                let days = try await ReadinessTrend(database: database)(visit.scope, of: part)
                return .json(["items": .array(days.map(Self.json))])
            },
            APIOperation(.get, "/api/v1/readiness/people", query: ["flag", "department", "page"], flagged),
            APIOperation(
                .post, "/api/v1/readiness/reminders", body: .json, bodyLimit: 10_000, isIdempotent: true, remind),
        ]
    }

    private var readReadiness: ReadReadiness { ReadReadiness(database: database) }

    private func flagged(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.viewPeople)
        guard let flag = try visit.word("flag", ReadinessFlag.self) else {
            throw Visit.refusal(
                "flag", "required", ja: "「flag」を指定してください。", en: "Say which “flag”.")
        }
        var filter = ListPeople.Filter()
        filter.employment = [.active, .onLeave]
        if let department: DepartmentID = try visit.queried("department") { filter.departments = [department] }
        let found = try await ListPeople(database: database).part(
            scope, filter, narrowing: [try await readReadiness.condition(scope, flag)],
            number: try visit.number("page", in: 1...10_000, default: 1), size: 50)
        return .json(["items": .array(found.people.map { JSON($0) }), "total": JSON(found.total)])
    }

    /// Writes the announcement to the people with a flag; it is sent like any other broadcast.
    private func remind(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.broadcast)
        try scope.require(.viewPeople)
        try scope.require(.viewResults)
        var body = try JSONBody(visit.request)
        let word = body.word("flag", ReadinessFlag.self)
        let flag = try body.finished(word)
        let write = WriteReminder(
            database: database, draft: saveDraft, loginAddress: auth.parts.publicURL + "/login")
        func json(_ id: BroadcastID, _ status: BroadcastStatus) -> JSON {
            ["broadcastId": JSON(id), "status": .text(status.rawValue)]
        }
        switch try await write(scope, flag, now: visit.now) {
        case .made(let id): return .created(json(id, .draft), at: "/broadcasts/\(id)")
        case .there(let id, let status): return .json(json(id, status))
        case .nobody:
            throw InvalidInput(
                field: "flag", rule: "nobody",
                message: LocalizedText(ja: "あてはまる方がいません。", en: "This counts nobody."))
        }
    }

    private static func json(_ day: ReadinessTrend.Day) -> JSON {
        [
            "day": .text(day.day), "people": JSON(day.counts.people), "ready": JSON(day.counts.ready),
            "flags": .object(ReadinessFlag.allCases.map { ($0.rawValue, JSON(day.counts[$0])) }),
        ]
    }

    private static func json(_ readiness: Readiness) -> JSON {
        func members(_ counts: Readiness.Counts) -> [(String, JSON)] {
            [
                ("people", JSON(counts.people)), ("ready", JSON(counts.ready)),
                ("flags", .object(readiness.flags.map { ($0.rawValue, JSON(counts[$0])) })),
            ]
        }
        let departments = readiness.departments.map { line -> JSON in
            .object(
                [
                    ("departmentId", JSON(line.department?.id)), ("code", JSON(line.department?.code)),
                    ("name", JSON(line.department?.name)),
                ] + members(line.counts))
        }
        return .object(
            members(readiness.total) + [("pending", JSON(readiness.pending)), ("departments", .array(departments))])
    }
}
