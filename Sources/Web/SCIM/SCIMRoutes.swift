import Domain
import HTTPServer
import Profiles
import Tenants

/// The organization's directory keeps people and departments (SCIM 2.0, RFC 7643 and 7644).
struct SCIMRoutes: Sendable {
    private static let bodyLimit = 1_000_000
    let users: DirectoryUsers
    let groups: DirectoryGroups
    /// Where the resources are, such as `https://anpi.example.jp/scim/v2`.
    let base: String
    /// Where the pages ended that directories read lately.
    let places = SCIMPlaces()

    var routes: [Route] {
        discovery + userRoutes + groupRoutes
            + [
                // What need not be supported is said so (RFC 7644, sections 3.4.3, 3.7 and 3.11).
                route(.get, "/scim/v2/Me") { _ in throw Self.notImplemented },
                route(.post, "/scim/v2/Bulk") { _ in throw Self.notImplemented },
                route(.post, "/scim/v2/.search") { _ in throw Self.notImplemented },
            ]
    }

    private static let notImplemented = ProblemError.scim(
        .notImplemented, nil, ja: "この操作には対応していません。", en: "This is not supported.")

    /// A route for programs with a token that may keep people; errors have the words of SCIM.
    func route(
        _ method: HTTPMethod, _ pattern: RoutePattern,
        _ answer: @escaping @Sendable (Visit) async throws -> HTTPResponse
    ) -> Route {
        Route(method, pattern, .bearer, bodyLimit: Self.bodyLimit) { visit in
            _ = try visit.scope.provisioning()
            do {
                return try await answer(visit)
            } catch {
                throw Problem.ofDirectory(error)
            }
        }
    }

    /// One resource, as the request wants it.
    func answer(_ resource: SCIMObject, _ kind: SCIMResource, _ visit: Visit, isNew: Bool = false) -> HTTPResponse {
        let shown = SCIMProjection(visit.request).applied(to: resource, kind)
        var response = HTTPResponse.scim(SCIMValue.object(shown).json, status: isNew ? .created : .ok)
        if let place = resource["meta"]?.object?["location"]?.text { response.headers["Location"] = place }
        let version = SCIMVersion.of(resource)
        return version.isEmpty ? response : response.tagged(version, for: visit.request)
    }
}

extension SCIMRoutes {
    private var userRoutes: [Route] {
        [
            route(.get, "/scim/v2/Users") { try await list($0, SCIMQuery($0.request)) },
            route(.post, "/scim/v2/Users/.search") { try await list($0, SCIMQuery(SCIMObject($0.request))) },
            route(.post, "/scim/v2/Users") { visit in
                let entry = try SCIMUser.entry(try SCIMObject(visit.request))
                let user = try await users.create(visit.scope, entry, at: visit.now)
                return answer(SCIMUser.resource(user, base), .users, visit, isNew: true)
            },
            route(.get, "/scim/v2/Users/{user}") { visit in
                let user = try await users.user(visit.scope, visit.identifier("user"))
                return answer(SCIMUser.resource(user, base), .users, visit)
            },
            route(.put, "/scim/v2/Users/{user}") { visit in
                let entry = try SCIMUser.entry(try SCIMObject(visit.request))
                return try await change(visit) { _ throws(ProblemError) in entry }
            },
            route(.patch, "/scim/v2/Users/{user}") { visit in
                let patch = try SCIMPatch(try SCIMObject(visit.request))
                return try await change(visit) { resource throws(ProblemError) in
                    try SCIMUser.entry(try patch.applied(to: resource, .users))
                }
            },
            route(.delete, "/scim/v2/Users/{user}") { visit in
                let base = base
                try await users.remove(visit.scope, visit.identifier("user"), at: visit.now) { user in
                    try SCIMVersion.requireMatch(visit.request, SCIMUser.resource(user, base))
                }
                return .empty()
            },
        ]
    }

    private func change(
        _ visit: Visit, _ edit: @escaping @Sendable (SCIMObject) throws(ProblemError) -> DirectoryEntry
    ) async throws -> HTTPResponse {
        let base = base
        let user = try await users.change(visit.scope, visit.identifier("user"), at: visit.now) { old in
            let resource = SCIMUser.resource(old, base)
            try SCIMVersion.requireMatch(visit.request, resource)
            return try edit(resource)
        }
        return answer(SCIMUser.resource(user, base), .users, visit)
    }

    private func list(_ visit: Visit, _ query: SCIMQuery) async throws -> HTTPResponse {
        let condition = try query.filter.map { try DirectoryCondition($0) }
        let place: ListPlace<PersonID> = try beginning(query, .users, visit)
        let found = try await users.list(visit.scope, condition, from: place, count: query.count)
        return try answer(
            query, found.users.map { SCIMUser.resource($0, base) }, last: found.users.last?.person.id,
            total: found.total, place, .users, visit)
    }

    /// Where the page begins that a query asks for.
    private func beginning<Kind>(
        _ query: SCIMQuery, _ kind: SCIMResource, _ visit: Visit
    ) throws -> ListPlace<Identifier<Kind>> {
        switch query.cursor {
        case .start: return .from(1)
        case .behind(let id): return .behind(Identifier(rawValue: id), number: 1)
        case nil:
            let end = places.end(before: try key(query, query.first, kind, visit), at: visit.now)
            return end.map { .behind(Identifier(rawValue: $0), number: query.first) } ?? .from(query.first)
        }
    }

    /// The page, whose end is noted for whoever asks for the next one.
    private func answer<Kind>(
        _ query: SCIMQuery, _ resources: [SCIMObject], last: Identifier<Kind>?, total: Int,
        _ place: ListPlace<Identifier<Kind>>, _ kind: SCIMResource, _ visit: Visit
    ) throws -> HTTPResponse {
        let number = query.cursor == nil ? query.first : 1
        if query.cursor == nil, let last {
            let next = try key(query, number + resources.count, kind, visit)
            places.note(last.rawValue, before: next, at: visit.now)
        }
        let isLast = number - 1 + resources.count >= total
        return query.answer(resources, total: total, next: isLast ? nil : last?.rawValue, kind)
    }

    private func key(
        _ query: SCIMQuery, _ number: Int, _ kind: SCIMResource, _ visit: Visit
    ) throws -> SCIMPlaces.Key {
        let scope = try visit.scope
        return SCIMPlaces.Key(
            tenant: scope.tenant, actor: scope.actor, list: "\(kind.name) \(query.filterText)", number: number)
    }
}

extension SCIMRoutes {
    private var groupRoutes: [Route] {
        [
            route(.get, "/scim/v2/Groups") { try await listGroups($0, SCIMQuery($0.request)) },
            route(.post, "/scim/v2/Groups/.search") { try await listGroups($0, SCIMQuery(SCIMObject($0.request))) },
            route(.post, "/scim/v2/Groups") { visit in
                let (name, externalID, members) = try SCIMGroup.whole(try SCIMObject(visit.request))
                let id = try await groups.create(
                    visit.scope, name: name, externalID: externalID, members: members, at: visit.now)
                return answer(try await resource(id, visit), .groups, visit, isNew: true)
            },
            route(.get, "/scim/v2/Groups/{group}") { visit in
                answer(try await resource(visit.identifier("group"), visit), .groups, visit)
            },
            route(.put, "/scim/v2/Groups/{group}") { visit in
                let (name, externalID, members) = try SCIMGroup.whole(try SCIMObject(visit.request))
                var change = DirectoryGroups.Change()
                change.name = name
                change.externalID = .some(externalID)
                change.steps = [.replace(members)]
                return try await apply(change, visit)
            },
            route(.patch, "/scim/v2/Groups/{group}") { visit in
                try await apply(SCIMGroup.change(SCIMPatch(try SCIMObject(visit.request))), visit)
            },
            route(.delete, "/scim/v2/Groups/{group}") { visit in
                let base = base
                try await groups.remove(visit.scope, visit.identifier("group"), at: visit.now) { group in
                    try SCIMVersion.requireMatch(visit.request, SCIMGroup.resource(group, base))
                }
                return .empty()
            },
        ]
    }

    /// Who does not want the members need not wait until very many were read.
    private func resource(_ id: DepartmentID, _ visit: Visit) async throws -> SCIMObject {
        let withMembers = SCIMProjection(visit.request).includes("members")
        return SCIMGroup.resource(try await groups.group(visit.scope, id, withMembers: withMembers), base)
    }

    private func apply(_ change: DirectoryGroups.Change, _ visit: Visit) async throws -> HTTPResponse {
        let id = try visit.identifier("group", DepartmentID.self)
        let base = base
        // Whoever changes one member of many thousands need not wait for all of them to be read.
        var expecting: (@Sendable (DirectoryGroup) throws -> Void)?
        if !visit.request.headers.all("If-Match").isEmpty {
            expecting = { try SCIMVersion.requireMatch(visit.request, SCIMGroup.resource($0, base)) }
        }
        try await groups.change(visit.scope, id, change, at: visit.now, expecting: expecting)
        return answer(try await resource(id, visit), .groups, visit)
    }

    private func listGroups(_ visit: Visit, _ query: SCIMQuery) async throws -> HTTPResponse {
        let condition = try query.filter.map { try DirectoryGroups.Condition($0) }
        let place: ListPlace<DepartmentID> = try beginning(query, .groups, visit)
        let found = try await groups.list(
            visit.scope, condition, from: place, count: query.count, withMembers: query.projection.includes("members"))
        return try answer(
            query, found.groups.map { SCIMGroup.resource($0, base) }, last: found.groups.last?.id, total: found.total,
            place, .groups, visit)
    }
}
