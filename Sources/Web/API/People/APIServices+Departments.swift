import Domain
import HTTPServer
import Notify
import Tenants

extension APIServices {
    /// Many people into another department, and one department into another.
    var departmentOperations: [APIOperation] {
        [
            APIOperation(.post, "/api/v1/moves/people", body: .json, isIdempotent: true, movePeople),
            APIOperation(
                .post, "/api/v1/departments/{department}/merge", body: .json, isIdempotent: true, mergeDepartment),
        ]
    }

    /// The most people of one call.
    private static let mostPeople = 1_000

    private func movePeople(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.managePeople)
        var body = try JSONBody(visit.request)
        let people = body.identifiers("people", of: PersonID.self)
        guard body.has("departmentId") else {
            throw Visit.refusal(
                "departmentId", "required", ja: "「departmentId」を指定してください（なしは null）。",
                en: "“departmentId” is required; null for none.")
        }
        let department: DepartmentID? = body.identifier("departmentId", required: false)
        let chosen = try body.finished(people)
        guard (1...Self.mostPeople).contains(chosen.count) else {
            throw Visit.refusal(
                "people", "count", ja: "「people」は1〜\(Self.mostPeople)人にしてください。",
                en: "Give 1 to \(Self.mostPeople) people.")
        }
        let move = MovePeople(database: database, hold: DepartmentTargets.hold)
        let moved = try await APIFields.renaming(PersonDetails.namesInAPI) {
            let found = try await move.preview(visit.scope, .people(chosen), to: department)
            // Nobody is left out in silence.
            guard found.chosen == Set(chosen).count else { throw NotFound("person") }
            return try await move(visit.scope, .people(chosen), to: department, at: visit.now)
        }
        return .json(["moved": JSON(moved)])
    }

    private func mergeDepartment(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.managePeople)
        let id = try visit.identifier("department", DepartmentID.self)
        var body = try JSONBody(visit.request)
        let into: DepartmentID? = body.identifier("into")
        let target = try body.finished(into)
        guard try await ReadCodeList(.departments, database: database)(visit.scope).contains(where: { $0.id == id })
        else { throw NotFound("department") }
        let merge = MergeDepartments(
            database: database, hold: DepartmentTargets.hold, follow: DepartmentTargets.follow)
        let moved = try await APIFields.renaming(["department_code": "into"]) {
            try await merge(visit.scope, id, into: target, at: visit.now)
        }
        return .json(["moved": JSON(moved)])
    }
}
