import Domain
import HTTPServer
import Tenants

/// API tokens of the organization: for programs that work with it.
struct TokenRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/tokens", .session) { visit in
                renderer.send(TokensPage(tokens: try await lines(visit)), to: visit)
            },
            Route(.get, "/tokens/new", .session) { visit in
                try visit.scope.require(.manageTokens)
                try visit.requireProof()
                return renderer.send(NewTokenPage(scopes: scopes([], visit)), to: visit)
            },
            Route(.post, "/tokens/new", .session, keptForm: .itself, make),
            Route(.get, "/tokens/{t}/revoke", .session) { visit in
                let line = try await lines(visit).first { $0.id == visit.parameters["t"] && $0.state != .revoked }
                guard let line else { throw NotFound("token") }
                return renderer.send(RevokeTokenPage(token: line), to: visit)
            },
            Route(.post, "/tokens/{t}/revoke", .session, undone: Catalogue.Undone.revoke) { visit in
                guard let id = visit.parameters["t"].flatMap({ Int64($0) }) else { throw NotFound("token") }
                try await tokens.revoke(try visit.scope, id, at: visit.now)
                return renderer.redirect(to: "/tokens", .tokenRevoked)
            },
        ]
    }

    private var tokens: ManageTokens {
        ManageTokens(database: services.database, identifiers: services.identifiers)
    }

    @Sendable private func make(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let form = visit.request.formData()
        let chosen = Set(form.all("capabilities").compactMap(Capability.init(rawValue:)))
        let days = form["days"].flatMap { WholeNumber.read($0) }.flatMap { NewTokenPage.days.contains($0) ? $0 : nil }
        func again(_ errors: [FieldError] = []) -> HTTPResponse {
            renderer.send(
                NewTokenPage(name: form["name"] ?? "", scopes: scopes(chosen, visit), days: days, errors: errors),
                to: visit)
        }
        try scope.require(.manageTokens)
        if let shown = try ShownOnce(visit, services) {
            let facts = shown.facts.fields.map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) }
            return try made(facts, visit, until: shown.until)
        }
        try visit.requireProof()
        if form[FormName.edit] != nil { return again() }
        let expiresAt = days.map { visit.now + .seconds($0 * 86_400) }
        do {
            let made = try await tokens.create(
                scope, name: form["name"] ?? "", capabilities: chosen, expiresAt: expiresAt, at: visit.now,
                randomness: services.randomness)
            var facts = [("name", form["name"] ?? "")] + chosen.map { ("capabilities", $0.rawValue) }
            if let expiresAt { facts.append(("expires", "\(expiresAt.milliseconds)")) }
            // Sealed before it leaves, and shown in the page beside it.
            facts.append(("token", made.secret.exposed))
            return try self.made(facts, visit)
        } catch let error as InvalidInput {
            return again(error.errors)
        }
    }

    /// The page with a token that was just made, or that comes back in the other language.
    private func made(
        _ facts: [(String, String)], _ visit: Visit, until: Instant? = nil
    ) throws -> HTTPResponse {
        func all(_ name: String) -> [String] { facts.filter { $0.0 == name }.map(\.1) }
        guard let token = all("token").first else { throw NotFound(ShownOnce.field) }
        let page = MadeTokenPage(
            name: all("name").first ?? "",
            scopes: Self.words(Set(all("capabilities").compactMap(Capability.init(rawValue:)))),
            expiresAt: all("expires").first.flatMap { Int64($0) }.map { Instant(milliseconds: $0) },
            token: Secret(token), sealed: try ShownOnce.seal(facts, for: visit, until: until, services))
        return renderer.send(page, to: visit)
    }

    private func lines(_ visit: Visit) async throws -> [TokenLine] {
        let scope = try visit.scope
        let all = try await tokens.list(scope)
        let names = try await ActorNames.load(all.map(\.createdBy), services, visit)
        let days = DayFormat(timeZone: try await services.facts(scope).settings.timeZone)
        return all.map { token in
            let isOver = token.expiresAt.map { $0 <= visit.now } ?? false
            return TokenLine(
                id: "\(token.id)", name: token.name, scopes: Self.words(token.capabilities),
                author: names.words(token.createdBy), gone: Self.gone(token.maker, days), madeAt: token.createdAt,
                expiresAt: token.expiresAt,
                lastUsedAt: token.lastUsedAt,
                state: token.revokedAt != nil ? .revoked : isOver ? .expired : .works)
        }
    }

    private static func gone(_ maker: APIToken.Maker, _ days: DayFormat) -> LocalizedText? {
        switch maker {
        case .here: nil
        case .left(let day): Catalogue.Tokens.left(day.map { days.text($0).replacing("-", with: "/") })
        case .removed: Catalogue.Tokens.left(nil)
        }
    }

    private func scopes(_ chosen: Set<Capability>, _ visit: Visit) -> [Choice] {
        APIToken.grantable.map { capability in
            Choice(
                value: capability.rawValue, words: Catalogue.Tokens.scope(capability)[visit.language],
                isChosen: chosen.contains(capability))
        }
    }

    private static func words(_ capabilities: Set<Capability>) -> [LocalizedText] {
        APIToken.grantable.filter(capabilities.contains).map { Catalogue.Tokens.scope($0) }
    }
}
