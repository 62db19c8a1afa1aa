import Auth
import Domain
import HTTPServer

/// Codes by mail and phone: set and shown at a login.
struct CodeRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        routes(.mail, .set, "/security/mail", "/security/mail/send")
            + routes(.phone, .set, "/security/phone", "/security/phone/send")
            + routes(.mail, .show, "/login/mail", "/login/mail/send")
            + routes(.phone, .show, "/login/phone", "/login/phone/send")
    }

    private func routes(
        _ channel: CodeChannel, _ purpose: CodePurpose, _ place: RoutePattern, _ sendPlace: RoutePattern
    ) -> [Route] {
        [
            Route(.get, place, .anybody) { visit in try await show(visit, channel, purpose) },
            Route(.post, place, .signedInOrNot) { visit in try await enter(visit, channel, purpose) },
            Route(.post, sendPlace, .signedInOrNot) { visit in try await send(visit, channel, purpose) },
            Route(.get, sendPlace, .anybody) { _ in .redirect(to: place.description) },
        ]
    }

    private func show(
        _ visit: Visit, _ channel: CodeChannel, _ purpose: CodePurpose
    ) async throws -> HTTPResponse {
        try await within(visit, purpose) { place in
            renderer.send(try await page(visit, place, channel, purpose), to: visit)
        }
    }

    private func send(
        _ visit: Visit, _ channel: CodeChannel, _ purpose: CodePurpose
    ) async throws -> HTTPResponse {
        let form = visit.request.formData()
        let way = form["way"].flatMap(CodeWay.init(rawValue:)) ?? (channel == .mail ? .mail : .sms)
        return try await within(visit, purpose) { place in
            func again(
                _ note: SentCodePage.Note?, _ status: HTTPStatus, errors: [FieldError] = []
            ) async throws -> HTTPResponse {
                var page = try await page(visit, place, channel, purpose)
                page.note = note
                page.errors = errors
                page.address = form["address"] ?? ""
                page.countryCode = form["countryCode"] ?? page.countryCode
                page.number = form["number"] ?? ""
                return renderer.send(page, to: visit, status: status)
            }
            do {
                let outcome = try await services.auth.sendCode(
                    place, channel.kind, way, purpose, target: target(form, channel, purpose),
                    language: visit.chosenLanguage, requestID: visit.requestID, now: visit.now,
                    randomness: services.randomness)
                switch outcome {
                case .sent: return .redirect(to: SentCodePage.place(channel, purpose))
                case .wait(let until):
                    return try await again(.wait(seconds: (until - visit.now).wholeSeconds), .tooManyRequests)
                case .locked, .stopped: return try await again(nil, .forbidden)
                case .notOffered: return try await again(.notOffered, .unprocessable)
                }
            } catch let error as InvalidInput {
                return try await again(nil, .unprocessable, errors: error.errors)
            }
        }
    }

    private func enter(
        _ visit: Visit, _ channel: CodeChannel, _ purpose: CodePurpose
    ) async throws -> HTTPResponse {
        return try await within(visit, purpose) { place in
            guard let code = CodeText(typed: visit.request.formData()["code"] ?? "") else {
                var page = try await page(visit, place, channel, purpose)
                page.errors = CodeNote.notSixDigits.errors
                return renderer.send(page, to: visit)
            }
            let outcome = try await look(code, place, channel, purpose, visit)
            let registered = Banner.registered(channel == .mail ? .mail : .phone)
            if case .progress(let progress) = outcome {
                return try await goOn(progress, visit, saying: purpose == .set ? registered : nil)
            }
            if case .set = outcome { return try await hasSet(channel == .mail ? .mail : .phone, visit) }
            if case .login(let grant) = place {
                if case .wrong(left: 0) = outcome { return over(channel.kind, .locked(minutes: 30), visit) }
                if outcome == .stopped { return over(channel.kind, .stopped, visit) }
                if case .locked(let until) = outcome,
                    let ended = try await endedByLock(until: until, channel.kind, grant, visit)
                {
                    return ended
                }
            }
            var page = try await page(visit, place, channel, purpose)
            switch outcome {
            case .wrong(let left): page.errors = CodeNote.refused(left: left, LockKind(channel.kind)).errors
            case .expired: page.errors = CodeNote.expired.errors
            case .progress, .set, .locked, .stopped: break
            }
            return renderer.send(page, to: visit, status: .unprocessable)
        }
    }

    /// Where somebody goes who has set a factor within a session: to the backup codes, if there are none.
    func hasSet(
        _ what: Registered, _ visit: Visit, or next: Address = "/security"
    ) async throws -> HTTPResponse {
        guard let session = visit.session else { throw NotSignedIn() }
        let areMissing = try await services.auth.makeBackupCodes.areMissing(session)
        return renderer.redirect(to: areMissing ? "/security/backup" : next, .registered(what))
    }

    /// The last try before the lock has ended the login.
    func over(_ kind: FactorKind, _ note: CodeNote, _ visit: Visit) -> HTTPResponse {
        renderer.send(FactorCodePage(kind: kind, note: note), to: visit, status: .unprocessable)
    }

    /// What a login says that was ended by the lock of everything; nil while it goes on.
    func endedByLock(
        until: Instant, _ kind: FactorKind, _ grant: PendingGrant, _ visit: Visit
    ) async throws -> HTTPResponse? {
        guard try await services.auth.factors.locks(grant, now: visit.now) == nil else { return nil }
        return over(kind, CodeNote.lock(until: until, now: visit.now).ofEverything, visit)
    }

    /// Setting and showing have the same outcomes.
    private func look(
        _ code: CodeText, _ place: CodePlace, _ channel: CodeChannel, _ purpose: CodePurpose, _ visit: Visit
    ) async throws -> SetCodeFactor.Outcome {
        guard purpose == .show, case .login(let grant) = place else {
            return try await services.auth.setCodeFactor(
                place, channel.kind, code, requestID: visit.requestID, now: visit.now, randomness: services.randomness)
        }
        let outcome = try await services.auth.factors.show(
            grant, channel.kind, .code(code), requestID: visit.requestID, now: visit.now,
            randomness: services.randomness)
        switch outcome {
        case .progress(let progress): return .progress(progress)
        case .wrong(let left, _): return .wrong(left: left)
        case .locked(let until): return .locked(until: until)
        case .stopped: return .stopped
        case .expired, .used: return .expired
        case .loginOver: throw LoginOver()
        }
    }

    private func target(_ form: FormData, _ channel: CodeChannel, _ purpose: CodePurpose) -> CodeTarget? {
        guard purpose == .set else { return nil }
        switch channel {
        case .mail: return form["address"].map { .address($0) }
        case .phone: return form["number"].map { .number($0, countryCode: form["countryCode"] ?? "") }
        }
    }

    private func page(
        _ visit: Visit, _ place: CodePlace, _ channel: CodeChannel, _ purpose: CodePurpose
    ) async throws -> SentCodePage {
        let desk = try await services.auth.sendCode.desk(place, channel.kind, purpose, now: visit.now)
        var lock = CodeNote(desk.lock, now: visit.now)
        if case .login(let grant) = place { lock = try await services.naming(lock, grant, visit) }
        return SentCodePage(
            channel: channel, purpose: purpose, desk: desk, lock: lock, now: visit.now,
            isSignedIn: visit.session != nil, others: try await others(place, channel.kind, purpose, visit))
    }

    /// At a login: what else is set, or can be.
    func others(
        _ place: CodePlace, _ kind: FactorKind, _ purpose: CodePurpose, _ visit: Visit
    ) async throws -> [FactorKind] {
        guard case .login(let grant) = place else { return [] }
        let kinds =
            switch purpose {
            case .set: try await services.auth.continueLogin.settable(grant, now: visit.now)
            case .show:
                try await (services.auth.factors.offered(grant, now: visit.now) ?? [])
                    .filter(\.canBeTried).map(\.kind)
            }
        return kinds.filter { $0 != kind }
    }

    /// Where a login goes on.
    func goOn(
        _ progress: LoginProgress, _ visit: Visit, saying banner: Banner? = nil
    ) async throws -> HTTPResponse {
        try await SessionRoutes(services: services, renderer: renderer).goOn(progress, visit, saying: banner)
    }

    /// Where the person is; somebody who is nowhere, or at another step, logs in anew.
    func within(
        _ visit: Visit, _ purpose: CodePurpose, _ body: (CodePlace) async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        let place: CodePlace
        if let session = visit.session {
            guard purpose == .set else { return .redirect(to: "/menu") }
            place = .session(session)
        } else if let grant = visit.pendingGrant {
            place = .login(grant)
        } else {
            return try await over(visit)
        }
        do {
            return try await body(place)
        } catch is LoginOver {
            return try await over(visit)
        }
    }

    /// Whoever pressed something is told why nothing came of it; a page that is opened gives way to the login.
    func over(_ visit: Visit) async throws -> HTTPResponse {
        let login = SessionRoutes(services: services, renderer: renderer)
        return try await visit.request.method == .post ? login.stepLeft(visit) : login.elsewhere(visit)
    }
}
