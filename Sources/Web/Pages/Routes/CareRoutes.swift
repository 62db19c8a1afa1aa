import Auth
import Domain
import HTTPServer
import Tenants

/// One's own factors, backup codes, resets and sessions.
struct CareRoutes: Sendable {
    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/security", .session, show),
            Route(.post, "/security/sessions/end", .session, endSession),
            Route(.get, "/security/backup", .session) { visit in
                let page = try await makePage(visit)
                if let proof = proofPage(visit) { return proof }
                return renderer.send(page, to: visit)
            },
            Route(.post, "/security/backup", .session, makeCodes),
            Route(.post, "/security/backup/kept", .session, keepCodes),
            // What is saved comes with the form: nothing that was shown is kept here.
            Route(.post, "/security/backup/codes.txt", .anybody, saveCodes),
            Route(.get, "/security/reset", .session) { visit in
                try visit.scope.require(.manageOwnFactors)
                return renderer.send(ResetOwnPage(), to: visit)
            },
            Route(.get, "/security/reset/password", .session) { visit in
                try visit.scope.require(.manageOwnFactors)
                return proofPage(visit) ?? renderer.send(ResetOwnPage(asksPassword: true), to: visit)
            },
            Route(.post, "/security/reset", .session, resetOwn),
            Route(.get, "/security/{kind}/remove", .session, askRemoval),
            Route(.post, "/security/{kind}/remove", .session, remove),
            Route(.get, "/login/backup", .anybody, showCodes),
            Route(.post, "/login/backup", .anybody, codesKept),
            Route(.get, "/login/recover", .anybody, showRecovery),
            Route(.post, "/login/recover", .anybody, recover),
        ] + ProofRoutes(services: services, renderer: renderer).routes
    }

    private var auth: AuthServices { services.auth }

    /// The session of a page; a program's token is none.
    private func session(_ visit: Visit) throws -> Session {
        guard let session = visit.session else { throw NotSignedIn() }
        return session
    }

    // MARK: The overview

    @Sendable private func show(_ visit: Visit) async throws -> HTTPResponse {
        let overview = try await auth.ownSecurity(session(visit), now: visit.now)
        let page = SecurityPage(
            factors: overview.usesSecondFactor
                ? overview.factors.map {
                    FactorLine(kind: $0.kind, isSet: $0.isSet, hint: $0.hint ?? "", lock: $0.lock)
                } : nil,
            backup: overview.backup.map { BackupLine(madeAt: $0.madeAt, unused: $0.unused) },
            lastReset: overview.lastReset.map { ($0.at, $0.reason) },
            external: ExternalLine(
                offered: overview.offeredProvider, linked: overview.link?.issuer, linkedAt: overview.link?.linkedAt),
            sessions: overview.sessions.map {
                SessionLine(
                    handle: $0.handle, label: $0.opening.label, isLimited: $0.opening.mode == .limited,
                    createdAt: $0.createdAt, seenAt: $0.seenAt, isCurrent: $0.isCurrent)
            })
        return renderer.send(page, to: visit)
    }

    @Sendable private func endSession(_ visit: Visit) async throws -> HTTPResponse {
        let session = try session(visit)
        let handle = visit.request.formData()["session"] ?? ""
        if handle == "others" {
            try await auth.ownSessions.endOthers(session, now: visit.now)
        } else if try await auth.ownSessions.end(handle, by: session, now: visit.now) {
            return renderer.send(LoggedOutPage(), to: visit.with(session: nil, bearer: nil)).removing(.session)
        }
        return renderer.redirect(to: "/security", .sessionEnded)
    }

    // MARK: Backup codes

    private func makePage(_ visit: Visit, errors: [FieldError] = []) async throws -> MakeBackupCodesPage {
        let status = try await auth.makeBackupCodes.status(visit.scope)
        let areMissing = try await auth.makeBackupCodes.areMissing(session(visit))
        return MakeBackupCodesPage(
            backup: status.map { BackupLine(madeAt: $0.madeAt, unused: $0.unused) },
            isFirst: status == nil && areMissing, askedAt: visit.now, errors: errors)
    }

    @Sendable private func makeCodes(_ visit: Visit) async throws -> HTTPResponse {
        let session = try session(visit)
        try session.scope.require(.manageOwnFactors)
        if let proof = proofPage(visit) { return proof }
        do {
            let codes = try await auth.makeBackupCodes.anew(
                session, password: visit.request.formData()["password"] ?? "", asked: visit.asked, now: visit.now,
                randomness: services.randomness)
            return renderer.send(codesPage(codes, session), to: visit)
        } catch is MadeMeanwhile {
            return renderer.redirect(to: "/security/backup", .notMadeAgain)
        } catch let error as InvalidInput {
            return renderer.send(try await makePage(visit, errors: error.errors), to: visit)
        }
    }

    private func codesPage(_ codes: [BackupCode], _ session: Session, errors: [FieldError] = []) -> BackupCodesPage {
        BackupCodesPage(
            codes: codes.map(\.text), service: session.systemTitle,
            account: session.account, action: "/security/backup/kept",
            isLogin: false, errors: errors)
    }

    /// Without the tick, and in another language, the same codes are shown again: they came with the form. Those that
    /// work no longer are not.
    @Sendable private func keepCodes(_ visit: Visit) async throws -> HTTPResponse {
        let codes = try codes(in: visit)
        let isTicked = visit.request.formData()["kept"] != nil
        let areCurrent =
            if isTicked {
                try await auth.makeBackupCodes.keep(codes, session(visit))
            } else {
                try await auth.makeBackupCodes.areCurrent(codes, visit.scope)
            }
        guard areCurrent else { return renderer.redirect(to: "/security/backup", .codesReplaced) }
        if isTicked { return renderer.redirect(to: "/security", .backupCodesKept) }
        let page = codesPage(codes, try session(visit), errors: notKept(visit))
        return renderer.send(page, to: visit)
    }

    /// What is missing before it goes on; nothing for whoever only asked for another language.
    private func notKept(_ visit: Visit) -> [FieldError] {
        visit.request.query(FormName.language) == nil ? [Self.notKept] : []
    }

    private static let notKept = FieldError(field: "kept", rule: "required", message: Catalogue.Backup.notKept)

    /// The ten codes that a page showed and its form brought back.
    private func codes(in visit: Visit) throws(NotFound) -> [BackupCode] {
        let codes = (visit.request.formData()["codes"] ?? "").split(whereSeparator: \.isNewline)
            .compactMap { BackupCode(typed: String($0)) }
        guard codes.count == BackupCode.setSize else { throw NotFound("codes") }
        return codes
    }

    @Sendable private func saveCodes(_ visit: Visit) async throws -> HTTPResponse {
        let codes = try codes(in: visit)
        var lines = [Catalogue.Backup.list[visit.language]]
        // A file must say what it is for, as a sheet of paper does: never with a password.
        if let name = try await ownName(visit) { lines += [name.service, name.account] }
        lines += ["", Catalogue.Backup.once[visit.language], ""] + codes.map(\.text.exposed)
        var response = HTTPResponse.text(lines.map { $0 + "\r\n" }.joined())
        response.headers["Content-Disposition"] = #"attachment; filename="backup-codes.txt""#
        return response
    }

    /// The service and whose codes a file has, of whoever is in or about to be; nil for nobody.
    private func ownName(_ visit: Visit) async throws -> (service: String, account: String)? {
        if let session = visit.session { return (session.systemTitle, session.account) }
        guard let grant = visit.pendingGrant else { return nil }
        return try await auth.continueLogin.name(of: grant, now: visit.now)
    }

    @Sendable private func showCodes(_ visit: Visit) async throws -> HTTPResponse {
        guard let grant = visit.pendingGrant else { return try await login.elsewhere(visit) }
        return try await showCodes(grant, visit, errors: [])
    }

    private func showCodes(
        _ grant: PendingGrant, _ visit: Visit, again shown: [BackupCode]? = nil, errors: [FieldError]
    ) async throws -> HTTPResponse {
        do {
            var (codes, replaceOthers, errors) = (shown ?? [], false, errors)
            let areCurrent = try await auth.makeBackupCodes.areCurrent(codes, grant, now: visit.now)
            if !areCurrent {
                let made = try await auth.makeBackupCodes.show(
                    grant, requestID: visit.requestID, now: visit.now, randomness: services.randomness)
                (codes, replaceOthers) = (made.codes, made.replaceOthers)
                // What is to be kept is new, so nothing was left undone.
                if replaceOthers { errors = [] }
            }
            guard let name = try await auth.continueLogin.name(of: grant, now: visit.now),
                let pending = try await auth.continueLogin.pending(grant, now: visit.now), pending.step == .backupCodes
            else { throw LoginOver() }
            var page = BackupCodesPage(
                codes: codes.map(\.text), service: name.service, account: name.account, action: "/login/backup",
                isLogin: true, errors: errors)
            page.replaceOthers = replaceOthers
            // What waits for the end of the login comes first.
            page.offersApp = pending.leadsTo.isEmpty && CodeChannel(rawValue: pending.factor) != nil
            return renderer.send(page, to: visit)
        } catch is LoginOver {
            return try await login.elsewhere(visit)
        }
    }

    @Sendable private func codesKept(_ visit: Visit) async throws -> HTTPResponse {
        guard let grant = visit.pendingGrant else { return try await login.elsewhere(visit) }
        // They may be on paper already.
        let shown = try? codes(in: visit)
        guard visit.request.formData()["kept"] != nil else {
            return try await showCodes(grant, visit, again: shown, errors: notKept(visit))
        }
        do {
            let progress = try await auth.makeBackupCodes.kept(
                grant, shown ?? [], requestID: visit.requestID, now: visit.now, randomness: services.randomness)
            if visit.request.formData()["then"] == "app", case .signedIn(var session) = progress {
                session.leadsTo = "/security/app"
                return try await goOn(.signedIn(session), visit)
            }
            return try await goOn(progress, visit)
        } catch is NotFound {
            return try await showCodes(grant, visit, errors: [Self.notKept])
        } catch is LoginOver {
            return try await login.elsewhere(visit)
        }
    }

    @Sendable private func showRecovery(_ visit: Visit) async throws -> HTTPResponse {
        guard let grant = visit.pendingGrant,
            try await auth.continueLogin.pending(grant, now: visit.now)?.step == .factor
        else { return try await recoverAgain(visit) }
        let lock = try await services.auth.factors.locks(grant, now: visit.now)?.backup
        let note = try await services.naming(lock.flatMap { CodeNote($0, now: visit.now) }, grant, visit)
        return renderer.send(RecoverPage(note: note), to: visit)
    }

    /// The login page, with how to come to the backup codes from there.
    private func recoverAgain(_ visit: Visit) async throws -> HTTPResponse {
        try await login.login(
            LoginPage(note: .recoverAgain), visit, .forbidden)
    }

    /// The same, unless the first press of the button has led on.
    private func recoverLeft(_ visit: Visit) async throws -> HTTPResponse {
        if let led = try await login.whereFirstLed(visit) { return led }
        return try await recoverAgain(visit)
    }

    @Sendable private func recover(_ visit: Visit) async throws -> HTTPResponse {
        let form = visit.request.formData()
        guard let grant = visit.pendingGrant else { return try await recoverLeft(visit) }
        typealias Words = Catalogue.Backup
        // A form that was cut off clears nothing.
        guard let use = form["use"].flatMap(UseBackupCode.Use.init) else {
            return renderer.send(
                RecoverPage(errors: [FieldError(field: "use", rule: "required", message: Words.useNeeded)]), to: visit)
        }
        func again(_ note: CodeNote) -> HTTPResponse {
            renderer.send(
                RecoverPage(clears: use == .clear, note: note.takesCodes ? nil : note, errors: note.errors), to: visit,
                status: .unprocessable)
        }
        // What cannot be a code at all is no try.
        guard BackupCode(typed: form["code"] ?? "") != nil else {
            let error = FieldError(field: "code", rule: "sixteen", message: Words.notSixteen)
            return renderer.send(
                RecoverPage(clears: use == .clear, errors: [error]), to: visit, status: .unprocessable)
        }
        do {
            let outcome = try await auth.useBackupCode(
                grant, typed: form["code"] ?? "", use, requestID: visit.requestID, now: visit.now,
                randomness: services.randomness)
            switch outcome {
            case .progress(let progress):
                return try await goOn(
                    progress, visit, saying: try await hasCleared(progress, visit, use) ? .factorsClearedByCode : nil)
            case .wrong(let left, _): return again(.refused(left: left, .backup))
            case .locked(let until):
                let note = CodeNote.lock(until: until, now: visit.now)
                return again(try await services.naming(note, grant, visit) ?? note)
            case .stopped: return again(.stopped)
            case .expired: return again(.expired)
            case .used:
                let error = FieldError(field: "code", rule: "used", message: Words.used)
                return renderer.send(
                    RecoverPage(clears: use == .clear, errors: [error]), to: visit, status: .unprocessable)
            case .loginOver: return try await recoverLeft(visit)
            }
        } catch is LoginOver {
            return try await recoverLeft(visit)
        }
    }

    /// Whether nothing is set any more: a code that an administrator made clears nothing, whatever was asked of it.
    private func hasCleared(
        _ progress: LoginProgress, _ visit: Visit, _ use: UseBackupCode.Use
    ) async throws -> Bool {
        guard use == .clear, case .next(let next, .enrolment, _) = progress else { return false }
        return try await auth.continueLogin.facts(of: next, at: .enrolment, now: visit.now)?.factors.isEmpty == true
    }

    // MARK: Resets

    @Sendable private func resetOwn(_ visit: Visit) async throws -> HTTPResponse {
        try visit.scope.require(.manageOwnFactors)
        if let proof = proofPage(visit) { return proof }
        do {
            try await auth.resetFactors.own(
                session(visit), password: visit.request.formData()["password"] ?? "", now: visit.now)
            return renderer.send(ResetDonePage(), to: visit.with(session: nil, bearer: nil)).removing(.session)
        } catch let error as InvalidInput {
            return renderer.send(ResetOwnPage(asksPassword: true, errors: error.errors), to: visit)
        }
    }

    @Sendable private func askRemoval(_ visit: Visit) async throws -> HTTPResponse {
        let kind = try kind(visit)
        guard
            try await auth.ownSecurity(session(visit), now: visit.now).factors.contains(where: {
                $0.kind == kind && $0.isSet
            })
        else { throw NotFound("factor") }
        if let proof = proofPage(visit) { return proof }
        let page = RemoveFromLoginPage(
            question: Catalogue.Security.removeTitle(kind), text: Catalogue.Security.removeText,
            action: Address("security", kind.rawValue, "remove"))
        return renderer.send(page, to: visit)
    }

    @Sendable private func remove(_ visit: Visit) async throws -> HTTPResponse {
        let kind = try kind(visit)
        if let proof = proofPage(visit) { return proof }
        try await auth.removeFactor(session(visit), kind, now: visit.now)
        return renderer.redirect(to: "/security", .factorRemoved)
    }

    private func kind(_ visit: Visit) throws -> FactorKind {
        guard let kind = visit.parameters["kind"].flatMap(FactorKind.init(rawValue:)) else { throw NotFound("factor") }
        return kind
    }

    // MARK: Proof

    /// The page that asks who it is; nil if that was shown a short while ago. It leads back to this address.
    func proofPage(_ visit: Visit) -> HTTPResponse? {
        guard let session = visit.session else { return nil }
        do {
            try session.requireRecentProof(now: visit.now)
            return nil
        } catch {
            let here = Address(segments: visit.request.segments).text
            return renderer.redirect(to: Address("security", "prove").adding(FormName.next, here))
        }
    }

    // MARK: Steps that several of them take

    private var login: SessionRoutes { SessionRoutes(services: services, renderer: renderer) }

    private func goOn(
        _ progress: LoginProgress, _ visit: Visit, saying banner: Banner? = nil
    ) async throws -> HTTPResponse {
        try await login.goOn(progress, visit, saying: banner)
    }
}

extension Session {
    /// Whose login it is, as paper names it: `B002417@seikai`.
    fileprivate var account: String { "\(loginID)@\(organizationCode)" }
}
