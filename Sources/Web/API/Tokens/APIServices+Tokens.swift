import Domain
import HTTPServer
import Tenants

extension APIServices {
    /// API tokens of the organization: for programs that work with it.
    var tokenOperations: [APIOperation] {
        [
            APIOperation(.get, "/api/v1/tokens") { visit in
                .json(["items": .array(try await tokens.list(visit.scope).map { JSON($0) })])
            },
            APIOperation(.post, "/api/v1/tokens", body: .json, isIdempotent: true, createToken),
            APIOperation(.delete, "/api/v1/tokens/{apiToken}") { visit in
                try await tokens.revoke(
                    visit.scope, visit.identifier("apiToken", APITokenNumber.self).rawValue, at: visit.now)
                return .empty()
            },
        ]
    }

    private var tokens: ManageTokens { ManageTokens(database: database, identifiers: identifiers) }

    private func createToken(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.manageTokens)
        try visit.requireProof()
        var body = try JSONBody(visit.request)
        let name = body.text("name") ?? ""
        let words = body.words("capabilities", Capability.self) ?? []
        let expiresAt = body.instant("expiresAt", required: false)
        try body.finish()
        let made = try await tokens.create(
            visit.scope, name: name, capabilities: Set(words), expiresAt: expiresAt, at: visit.now,
            randomness: randomness)
        return .created(["id": .text(String(made.id)), "token": .text(made.secret.exposed)], at: "/tokens/\(made.id)")
    }
}

/// Marks the number of a token in a path.
private enum APITokenMark {}
private typealias APITokenNumber = Identifier<APITokenMark>

extension APIToken.Maker {
    fileprivate var word: String {
        switch self {
        case .here: "here"
        case .left: "left"
        case .removed: "removed"
        }
    }
    fileprivate var leftAt: Instant? { if case .left(let day) = self { day } else { nil } }
}

extension JSON {
    fileprivate init(_ token: APIToken) {
        self = [
            "id": .text(String(token.id)), "name": .text(token.name),
            "capabilities": .array(token.capabilities.map(\.rawValue).sorted().map(JSON.text)),
            "createdBy": .text(token.createdBy), "createdAt": JSON(token.createdAt),
            "expiresAt": JSON(token.expiresAt), "revokedAt": JSON(token.revokedAt),
            "lastUsedAt": JSON(token.lastUsedAt), "maker": .text(token.maker.word),
            "makerLeftAt": JSON(token.maker.leftAt),
        ]
    }
}
