import Domain
import Notify
import Tenants

/// The names of who did something and of what it was done to, for texts such as `person:12` that the audit chain keeps.
struct ActorNames: Sendable {
    private let names: [String: String]
    private let language: Language

    /// The names behind these texts.
    static func load(_ texts: [String], _ services: PageServices, _ visit: Visit) async throws -> ActorNames {
        let scope = try visit.scope
        var names: [String: String] = [:]
        let texts = Set(texts)
        func numbers(_ kind: String) -> [Int64] {
            texts.compactMap { $0.hasPrefix(kind + ":") ? Int64($0.dropFirst(kind.count + 1)) : nil }
        }
        for person in try await services.listPeople.people(scope, numbers("person").map { PersonID(rawValue: $0) }) {
            names["person:\(person.id)"] = person.details.name.description
        }
        for number in numbers("broadcast") {
            do {
                names["broadcast:\(number)"] = try await services.broadcasts.read(
                    BroadcastID(rawValue: number), scope
                ).subject(for: visit.language)
            } catch is NotFound {
                // A draft that was removed has no name any more.
            }
        }
        if !numbers("token").isEmpty {
            let tokens = ManageTokens(database: services.database, identifiers: services.identifiers)
            for token in try await tokens.list(scope) { names["token:\(token.id)"] = token.name }
        }
        if !numbers("department").isEmpty {
            for entry in try await services.departments(scope) { names["department:\(entry.id)"] = entry.name }
        }
        if !numbers("location").isEmpty {
            for entry in try await services.locations(scope) { names["location:\(entry.id)"] = entry.name }
        }
        if !numbers("userCode").isEmpty {
            for entry in try await services.userCodes(scope) { names["userCode:\(entry.id)"] = entry.name }
        }
        // Only an office's people see more than one.
        if !numbers("organization").isEmpty, scope.capabilities.contains(.manageClients) {
            let clients = ListClients(database: services.database)
            for (id, name) in try await clients.names(scope, numbers("organization").map { TenantID(rawValue: $0) }) {
                names["organization:\(id)"] = name
            }
        }
        if scope.capabilities.contains(.viewAudit) {
            for (office, staff) in officeStaff(texts) {
                let named = try await NameOfficeStaff(database: services.database)(staff, of: office, in: scope)
                for (person, name) in named {
                    names[Actor.officeStaff(person, office).auditName] = name
                }
            }
        }
        return ActorNames(names: names, language: visit.language)
    }

    private static func officeStaff(_ texts: Set<String>) -> [OfficeID: [PersonID]] {
        texts.reduce(into: [:]) { found, text in
            if case .officeStaff(let person, let office) = Actor(auditName: text) {
                found[office, default: []].append(person)
            }
        }
    }

    /// The name in words, with the kind of thing it names; the text itself if it says nothing more.
    func words(_ text: String) -> String {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let kind = parts.first.flatMap({ Catalogue.AuditActions.kinds[$0] })?[language] else {
            return names[text] ?? text
        }
        if let name = names[text] { return parts[0] == "person" ? name : "\(kind) \(name)" }
        return parts.count > 1 && Catalogue.AuditActions.numbered.contains(parts[0]) ? "\(kind) \(parts[1])" : kind
    }
}
