import Database
import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// Departments, locations and user codes: lists of codes that people are sorted by.
    var codeListOperations: [APIOperation] {
        operations(.departments, "/api/v1/departments", "/api/v1/departments/{department}", name: "department")
            + operations(.locations, "/api/v1/locations", "/api/v1/locations/{location}", name: "location")
            + operations(.userCodes, "/api/v1/user-codes", "/api/v1/user-codes/{userCode}", name: "userCode")
    }

    private func operations<Kind>(
        _ list: CodeList<Kind>, _ all: RoutePattern, _ one: RoutePattern, name: String
    ) -> [APIOperation] {
        let read = ReadCodeList(list, database: database)
        let edit = EditCodeList(list, database: database, identifiers: identifiers)
        let code = list.field.name
        return [
            APIOperation(.get, all) { visit in
                .json(["items": .array(try await read(visit.scope).map { Self.json($0.id, $0.code, $0.name) })])
            },
            APIOperation(.post, all, body: .json, isIdempotent: true) { visit in
                var body = try JSONBody(visit.request)
                let (sentCode, sentName) = (body.text("code") ?? "", body.text("name") ?? "")
                try body.finish()
                let id = try await APIFields.renaming([code: "code"]) {
                    try await edit.add(visit.scope, code: sentCode, name: sentName, at: visit.now)
                }
                let entry = try await Self.entry(id, read, visit)
                return .created(Self.json(entry.id, entry.code, entry.name), at: "\(all.place)/\(id)")
            },
            APIOperation(.patch, one, body: .json) { visit in
                try visit.scope.require(.managePeople)
                let id = try visit.identifier(name, Identifier<Kind>.self)
                let old = try await Self.entry(id, read, visit)
                var body = try JSONBody(visit.request)
                let (sentCode, sentName) = (body.text("code", required: false), body.text("name", required: false))
                try body.finish()
                try await APIFields.renaming([code: "code"]) {
                    try await edit.change(
                        visit.scope, id, code: sentCode ?? old.code, name: sentName ?? old.name, at: visit.now)
                }
                let entry = try await Self.entry(id, read, visit)
                return .json(Self.json(entry.id, entry.code, entry.name))
            },
            APIOperation(.delete, one) { visit in
                let id = try visit.identifier(name, Identifier<Kind>.self)
                try await APIFields.renaming([code: "code"]) {
                    try await edit.remove(visit.scope, id, at: visit.now)
                }
                return .empty()
            },
        ]
    }

    private static func entry<Kind>(
        _ id: Identifier<Kind>, _ read: ReadCodeList<Kind>, _ visit: Visit
    ) async throws -> CodeList<Kind>.Entry {
        guard let entry = try await read(visit.scope).first(where: { $0.id == id }) else { throw NotFound("entry") }
        return entry
    }

    private static func json<Kind>(_ id: Identifier<Kind>, _ code: String, _ name: String) -> JSON {
        ["id": JSON(id), "code": .text(code), "name": .text(name)]
    }
}

extension RoutePattern {
    /// The path below the API's root.
    fileprivate var place: String { String(description.dropFirst("/api/v1".count)) }
}
