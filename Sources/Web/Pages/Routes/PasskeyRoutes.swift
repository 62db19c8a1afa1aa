import Auth
import Domain
import HTTPServer

/// Passkeys: registered, shown at a login, removed.
struct PasskeyRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/security/passkey", .anybody) { try await show($0, .set) },
            Route(.post, "/security/passkey", .signedInOrNot) { try await register($0) },
            Route(.post, "/security/passkey/remove", .session) { try await remove($0) },
            Route(.get, "/security/passkey/remove", .session) { try await askRemoval($0) },
            Route(.get, "/login/passkey", .anybody) { try await show($0, .show) },
            Route(.post, "/login/passkey", .signedInOrNot) { try await enter($0) },
        ]
    }

    private var desk: CodeRoutes { CodeRoutes(services: services, renderer: renderer) }

    private func show(_ visit: Visit, _ purpose: CodePurpose) async throws -> HTTPResponse {
        try await desk.within(visit, purpose) { place in
            renderer.send(try await page(visit, place, purpose), to: visit)
        }
    }

    private func register(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        return try await desk.within(visit, .set) { place in
            let name = String((form["name"] ?? "").filter { !$0.isNewline }.prefix(40))
            let outcome = try await services.auth.passkeys.register(
                place, clientData: bytes("clientData", form), attestation: bytes("attestation", form),
                name: name.isEmpty ? Catalogue.Passkeys.standardName[visit.language] : name,
                requestID: visit.requestID, now: visit.now, randomness: services.randomness)
            let errors: [FieldError]
            switch outcome {
            case .progress(let progress):
                return try await desk.goOn(progress, visit, saying: .registered(.passkey))
            case .set: return try await desk.hasSet(.passkey, visit, or: "/security/passkey")
            case .refused: errors = Self.refused
            case .full: errors = [FieldError(field: "", rule: "full", message: Catalogue.Passkeys.full)]
            }
            var page = try await page(visit, place, .set)
            page.errors = errors
            page.name = name
            return renderer.send(page, to: visit)
        }
    }

    private func enter(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        return try await desk.within(visit, .show) { place in
            guard case .login(let grant) = place else { return .redirect(to: "/menu") }
            let outcome = try await services.auth.factors.show(
                grant, .passkey, .assertion(PasskeyAssertion(form)), requestID: visit.requestID, now: visit.now,
                randomness: services.randomness)
            var errors: [FieldError] = []
            switch outcome {
            case .progress(let progress): return try await desk.goOn(progress, visit)
            case .wrong(left: 0, _): return desk.over(.passkey, .locked(minutes: 30), visit)
            case .wrong, .expired, .used: errors = Self.notDone
            case .locked(let until):
                if let ended = try await desk.endedByLock(until: until, .passkey, grant, visit) { return ended }
            case .stopped: return desk.over(.passkey, .stopped, visit)
            case .loginOver: return try await desk.over(visit)
            }
            var page = try await page(visit, place, .show)
            page.errors = errors
            return renderer.send(page, to: visit, status: .unprocessable)
        }
    }

    /// No field holds what a device says.
    static let refused = [FieldError(field: "", rule: "passkey", message: Catalogue.Passkeys.refused)]

    /// Somebody who shows a passkey has one already: nothing of how one is registered is said.
    static let notDone = [FieldError(field: "", rule: "passkey", message: Catalogue.Passkeys.notDone)]

    /// The question before a passkey goes; without one, the page that lists them.
    private func askRemoval(_ visit: Visit) async throws -> HTTPResponse {
        guard let session = visit.session else { throw NotSignedIn() }
        let id = visit.request.query("id") ?? ""
        let known = try await services.auth.passkeys.list(session)
        guard let passkey = known.first(where: { $0.id.description == id }) else {
            return .redirect(to: "/security/passkey")
        }
        try visit.requireProof()
        let page = RemoveFromLoginPage(
            question: Catalogue.Passkeys.removeTitle(passkey.name), text: Catalogue.Passkeys.removeText,
            action: "/security/passkey/remove", hidden: [HiddenField(name: "id", value: id)])
        return renderer.send(page, to: visit)
    }

    private func remove(_ visit: Visit) async throws -> HTTPResponse {
        guard let session = visit.session else { throw NotSignedIn() }
        guard let id = PasskeyID(visit.request.formData()["id"] ?? "") else {
            throw ProblemError(problem: .notFound)
        }
        try await services.auth.passkeys.remove(id, session, now: visit.now)
        return renderer.redirect(to: "/security/passkey", .factorRemoved)
    }

    private func page(_ visit: Visit, _ place: CodePlace, _ purpose: CodePurpose) async throws -> PasskeyPage {
        PasskeyPage(
            purpose: purpose,
            options: try await services.auth.passkeys.options(
                place, purpose, now: visit.now, randomness: services.randomness),
            isSignedIn: visit.session != nil, siteName: visit.session?.systemTitle ?? "Anpi",
            note: try await lock(place, purpose, visit), others: try await desk.others(place, .passkey, purpose, visit))
    }

    /// What keeps a passkey from being looked at, at a login.
    private func lock(_ place: CodePlace, _ purpose: CodePurpose, _ visit: Visit) async throws -> CodeNote? {
        guard purpose == .show, case .login(let grant) = place,
            let states = try await services.auth.factors.offered(grant, now: visit.now),
            let state = states.first(where: { $0.kind == .passkey })
        else { return nil }
        return try await services.naming(CodeNote(state.lock, now: visit.now), grant, visit)
    }

    private func bytes(_ name: String, _ form: FormData) -> [UInt8] {
        Base64URL.bytes(form[name] ?? "") ?? []
    }
}
