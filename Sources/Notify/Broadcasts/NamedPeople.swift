package import Database
package import Domain
package import Tenants

/// Finds the people whom an administrator named by their login IDs, one a line.
package struct NamedPeople: Sendable {
    private let database: Database

    /// The use case on one installation.
    package init(database: Database) {
        self.database = database
    }

    /// The people with these IDs as targets; an ID that nobody has is refused, because somebody would be missed.
    ///
    /// - Throws: `InvalidInput` of the field `people` that lists the first unknown IDs; `NotAllowed`, `DatabaseError`.
    package func callAsFunction(_ loginIDs: [String], _ scope: TenantScope) async throws -> [Target] {
        let (targets, refusal) = try await known(among: loginIDs, scope)
        if let refusal { throw refusal }
        return targets
    }

    /// The people with these IDs as far as there are any, and what is to be said of the others.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func known(
        among loginIDs: [String], _ scope: TenantScope
    ) async throws -> (targets: [Target], refusal: InvalidInput?) {
        try scope.require(.broadcast)
        let wanted = Array(Set(loginIDs)).sorted()
        let tenant = scope.tenant
        let found = try await database.read(scope) { transaction in
            var found: [String: PersonID] = [:]
            for piece in wanted.paddedPieces {
                try transaction.forEach(
                    "SELECT login_id, id FROM person WHERE tenant_id = \(tenant) AND login_id IN \(list: piece)"
                ) { row in found[try row.next()] = try row.next() }
            }
            return found
        }
        let unknown = wanted.filter { found[$0] == nil }
        let targets = found.values.sorted().map(Target.person)
        return (targets, unknown.isEmpty ? nil : Self.refusal(of: unknown))
    }

    private static func refusal(of unknown: [String]) -> InvalidInput {
        let list = unknown.prefix(5).joined(separator: ", ")
        return InvalidInput(
            field: "people", rule: "unknown",
            message: LocalizedText(
                ja: "登録されていないIDがあります（\(unknown.count)件：\(list)）。確かめて直してください。",
                en: "Some IDs are not registered (\(unknown.count): \(list)). Please check them."))
    }

    /// The login IDs of the people whom these targets name, so that a draft can be edited.
    ///
    /// - Throws: `NotAllowed`, `DatabaseError`.
    package func loginIDs(of targets: [Target], _ scope: TenantScope) async throws -> [String] {
        try scope.require(.broadcast)
        let people = targets.compactMap { if case .person(let id) = $0 { id } else { nil } }
        let tenant = scope.tenant
        return try await database.read(scope) { transaction in
            try people.paddedPieces.flatMap { piece in
                try transaction.values(
                    String.self, "SELECT login_id FROM person WHERE tenant_id = \(tenant) AND id IN \(list: piece)")
            }.sorted()
        }
    }
}
