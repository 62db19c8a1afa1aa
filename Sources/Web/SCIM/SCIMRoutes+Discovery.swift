import HTTPServer

extension SCIMRoutes {
    /// What this server can do, and the form of its resources (RFC 7644, section 4).
    var discovery: [Route] {
        [
            route(.get, "/scim/v2/ServiceProviderConfig") { _ in .scim(configuration) },
            route(.get, "/scim/v2/ResourceTypes") { visit in
                try list(visit, [SCIMResource.users, .groups].map { $0.json(base) })
            },
            route(.get, "/scim/v2/ResourceTypes/{name}") { visit in
                let kind = [SCIMResource.users, .groups].first { $0.name == visit.parameters["name"] }
                guard let kind else { throw ProblemError(problem: .notFound) }
                return .scim(kind.json(base))
            },
            route(.get, "/scim/v2/Schemas") { visit in try list(visit, SCIMSchema.all.map(json)) },
            route(.get, "/scim/v2/Schemas/{id}") { visit in
                let schema = SCIMSchema.all.first { $0.id.lowercased() == visit.parameters["id"]?.lowercased() }
                guard let schema else { throw ProblemError(problem: .notFound) }
                return .scim(json(schema))
            },
        ]
    }

    /// These lists are whole, and nobody searches in them (RFC 7644, section 4).
    private func list(_ visit: Visit, _ items: [JSON]) throws -> HTTPResponse {
        if visit.request.query("filter") != nil { throw ProblemError(problem: .notAllowed(nil)) }
        return .scim([
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": JSON(items.count),
            "startIndex": 1, "itemsPerPage": JSON(items.count), "Resources": .array(items),
        ])
    }

    private func json(_ schema: SCIMSchema) -> JSON {
        guard case .object(let members) = schema.json else { return schema.json }
        return .object(
            members + [
                ("meta", ["resourceType": "Schema", "location": .text("\(base)/Schemas/\(schema.id)")])
            ])
    }

    private var configuration: JSON {
        [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
            "patch": ["supported": true],
            "bulk": ["supported": false, "maxOperations": 0, "maxPayloadSize": 0],
            "filter": ["supported": true, "maxResults": JSON(SCIMQuery.most)],
            "pagination": [
                "cursor": true, "index": true, "defaultPaginationMethod": "index",
                "defaultPageSize": JSON(SCIMQuery.most), "maxPageSize": JSON(SCIMQuery.most),
            ],
            "changePassword": ["supported": false], "sort": ["supported": false], "etag": ["supported": true],
            "authenticationSchemes": [
                [
                    "type": "oauthbearertoken", "name": "API token",
                    "description": "A token of the organization with the scope provision", "primary": true,
                ]
            ],
            "meta": [
                "resourceType": "ServiceProviderConfig", "location": .text("\(base)/ServiceProviderConfig"),
            ],
        ]
    }
}
