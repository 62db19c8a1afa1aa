import Domain
import HTTPServer
import Notify
import Profiles
import Tenants

/// The check before sending, sending itself, and what can be done with a broadcast afterwards: call off, stop, send
/// again, close (R-173 to R-181, R-186 to R-188).
struct SendRoutes: Sendable {
    /// How many who can't be asked the check names.
    private static let mostNames = 50

    let services: PageServices
    let renderer: Renderer

    var routes: [Route] {
        [
            Route(.get, "/b/{b}/check", .session) { visit in try await check(visit) },
            Route(.get, "/b/{b}/send", .session) { visit in
                renderer.redirect(to: "/b/\(try visit.identifier("b", BroadcastID.self))/check")
            },
            Route(.post, "/b/{b}/send", .session, undone: Catalogue.Undone.send, send),
            Route(.post, "/b/{b}/call-off", .session, undone: Catalogue.Undone.callOff, callOff),
            Route(.get, "/b/{b}/stop", .session, askStop),
            Route(.post, "/b/{b}/stop", .session, undone: Catalogue.Undone.stop, stop),
            Route(.get, "/b/{b}/close", .session, askClose),
            Route(.post, "/b/{b}/close", .session, undone: Catalogue.Undone.close, close),
            Route(.get, "/b/{b}/resend", .session, askResend),
            Route(.post, "/b/{b}/resend", .session, undone: Catalogue.Undone.resend, resend),
        ]
    }

    private func check(_ visit: Visit, errors: [FieldError] = []) async throws -> HTTPResponse {
        let scope = try visit.scope
        try scope.require(.broadcast)
        let id = try visit.identifier("b", BroadcastID.self)
        let broadcast = try await services.broadcasts.read(id, scope)
        guard broadcast.status == .draft else { return renderer.redirect(to: "/b/\(id)") }
        guard !broadcast.isUnfinished else { return renderer.redirect(to: "/b/\(id)/edit") }
        // There it is said, and can be mended.
        guard try await !services.broadcasts.read.goneTargets(of: broadcast, scope).isToBeMended else {
            return renderer.redirect(to: "/b/\(id)/edit")
        }
        let facts = try await services.facts(scope)
        let found = try await services.broadcasts.check(id, naming: Self.mostNames, scope)
        let names = try await TargetNames.load(services, visit)
        let start = visit.now + SendBroadcast.window
        let page = PreflightPage(
            id: "\(id)", subject: broadcast.subject, kind: BroadcastKind(broadcast), people: found.people,
            leftOut: found.leftOut, targets: names.words(broadcast.targets, leftOut: found.leftOut),
            questions: questions(broadcast.form, visit.language),
            firstRoundEnds: start + found.firstRoundTime, lastEnds: start + found.longestTime, now: visit.now,
            undo: SendBroadcast.window, answerPeriod: broadcast.answerPeriod, giveUp: found.settings.giveUpAfter,
            channels: Channel.ofBroadcasts.compactMap { forecast($0, found) },
            absent: found.settings.absentChannels.map(ChannelKind.init),
            unreachable: CannotBeAsked.allCases.compactMap { reason in
                found.cannotBeAsked[reason].map { UnreachableCount(reason: UnreachableReason(reason), people: $0) }
            },
            unreachablePeople: found.unreachable.map {
                UnreachableName(name: $0.name, reason: UnreachableReason($0.reason))
            },
            asksCount: found.people >= facts.settings.confirmCountThreshold, errors: errors)
        return renderer.send(page, to: visit, zone: facts.zone)
    }

    private func forecast(_ channel: Channel, _ found: PreFlight) -> ChannelForecast? {
        guard let load = found.channels[channel] else { return nil }
        let rate = services.broadcasts.rates.perSecond[channel] ?? 0
        return ChannelForecast(
            channel: ChannelKind(channel), people: load.people, firstRound: load.first, most: load.maximum,
            length: rate > 0 ? .milliseconds(Int64(Double(load.maximum) / rate * 1_000)) : nil)
    }

    private func questions(_ form: AnswerForm, _ language: Language) -> [String] {
        typealias Words = Catalogue.Compose
        var words: [String] = []
        if !form.choices.isEmpty { words.append(Words.asksSafety[language]) }
        if form.asksAttendance { words.append(Words.asksAttendance[language]) }
        words += form.questions.map(\.text)
        if form.allowsComment, !form.choices.isEmpty { words.append(Words.asksComment[language]) }
        return words
    }

    /// Sends once; pressing twice, or going back and pressing again, leads to the results of the one sending.
    @Sendable private func send(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let id = try visit.identifier("b", BroadcastID.self)
        let typed = WholeNumber.read(visit.request.formData()["confirm"] ?? "")
        do {
            guard let typed else {
                try scope.require(.broadcast)
                return try await check(visit, errors: [Self.numberMissing])
            }
            try await services.broadcasts.send(id, confirmed: typed, scope)
            return renderer.redirect(to: "/b/\(id)", .sendingStarted(people: typed))
        } catch let error as InvalidInput {
            return try await check(visit, errors: error.errors)
        } catch is BroadcastIs {
            return renderer.redirect(to: "/b/\(id)")
        }
    }

    private static let numberMissing = FieldError(
        field: "confirm", rule: "missing",
        message: LocalizedText(ja: "送る人数を数字で入力してください。", en: "Type the number of people in digits."))

    @Sendable private func callOff(_ visit: Visit) async throws -> HTTPResponse {
        let id = try visit.identifier("b", BroadcastID.self)
        do {
            try await services.broadcasts.send.callOff(id, try visit.scope)
            return renderer.redirect(to: "/b/\(id)", .calledOff)
        } catch let error as BroadcastIs {
            return renderer.redirect(to: "/b/\(id)", error.status == .calledOff ? .calledOff : .notCalledOff)
        }
    }

    /// What the confirm pages say of a broadcast.
    private struct Standing {
        let id: BroadcastID
        let broadcast: Broadcast
        let snapshot: BroadcastSnapshot
        let zone: Zone

        var openAttempts: Int { snapshot.progress.values.reduce(0) { $0 + $1.open } }
        var unanswered: Int { snapshot.total.people - snapshot.total.count(.answered) }
    }

    private func standing(_ visit: Visit) async throws -> Standing {
        let scope = try visit.scope
        try scope.require(.broadcast)
        let id = try visit.identifier("b", BroadcastID.self)
        return Standing(
            id: id, broadcast: try await services.broadcasts.read(id, scope),
            snapshot: try await services.broadcasts.watch.snapshot(id, scope),
            zone: try await services.facts(scope).zone)
    }

    @Sendable private func askStop(_ visit: Visit) async throws -> HTTPResponse {
        let standing = try await standing(visit)
        guard [.waiting, .open].contains(standing.broadcast.status) else {
            return renderer.redirect(to: "/b/\(standing.id)")
        }
        let page = StopBroadcastPage(
            id: "\(standing.id)", subject: standing.broadcast.subject(for: visit.language),
            kind: BroadcastKind(standing.broadcast),
            handedOn: standing.snapshot.total.handedOn, openAttempts: standing.openAttempts)
        return renderer.send(page, to: visit, zone: standing.zone)
    }

    @Sendable private func stop(_ visit: Visit) async throws -> HTTPResponse {
        let standing = try await standing(visit)
        do {
            try await services.broadcasts.change.stop(standing.id, try visit.scope)
            return renderer.redirect(to: "/b/\(standing.id)", .stopped(reached: standing.snapshot.total.handedOn))
        } catch is BroadcastIs {
            return renderer.redirect(to: "/b/\(standing.id)")
        }
    }

    @Sendable private func askClose(_ visit: Visit) async throws -> HTTPResponse {
        let standing = try await standing(visit)
        guard [.waiting, .open, .stopped].contains(standing.broadcast.status) else {
            return renderer.redirect(to: "/b/\(standing.id)")
        }
        let page = CloseBroadcastPage(
            id: "\(standing.id)", subject: standing.broadcast.subject(for: visit.language),
            kind: BroadcastKind(standing.broadcast),
            waiting: standing.unanswered, openAttempts: standing.openAttempts)
        return renderer.send(page, to: visit, zone: standing.zone)
    }

    @Sendable private func close(_ visit: Visit) async throws -> HTTPResponse {
        let standing = try await standing(visit)
        do {
            try await services.broadcasts.change.close(standing.id, try visit.scope)
            return renderer.redirect(to: "/b/\(standing.id)", .closed(calledOff: standing.openAttempts))
        } catch is BroadcastIs {
            return renderer.redirect(to: "/b/\(standing.id)")
        }
    }

    @Sendable private func askResend(_ visit: Visit) async throws -> HTTPResponse {
        let standing = try await standing(visit)
        guard [.open, .stopped].contains(standing.broadcast.status) else {
            return renderer.redirect(to: "/b/\(standing.id)", .notResent)
        }
        let again = try await services.broadcasts.check.again(standing.id, try visit.scope)
        let page = ResendPage(
            id: "\(standing.id)", subject: standing.broadcast.subject(for: visit.language),
            kind: BroadcastKind(standing.broadcast),
            people: again.reachable, unreachable: again.people - again.reachable,
            channels: Channel.ofBroadcasts.compactMap { forecast($0, again) }, openAttempts: standing.openAttempts)
        return renderer.send(page, to: visit, zone: standing.zone)
    }

    @Sendable private func resend(_ visit: Visit) async throws -> HTTPResponse {
        let scope = try visit.scope
        let id = try visit.identifier("b", BroadcastID.self)
        do {
            let again = try await services.broadcasts.check.again(id, scope)
            try await services.broadcasts.change.resend(id, scope)
            return renderer.redirect(to: "/b/\(id)", .resent(people: again.reachable))
        } catch is BroadcastIs {
            return renderer.redirect(to: "/b/\(id)", .notResent)
        }
    }
}

extension UnreachableReason {
    /// Why the engine's plan has nothing for a person.
    init(_ reason: CannotBeAsked) {
        switch reason {
        case .noContact: self = .noContact
        case .mailNotInPlan: self = .mailNotInPlan
        case .voiceNotInPlan: self = .voiceNotInPlan
        case .noMailRelay: self = .noMailRelay
        case .noVoiceGateway: self = .noVoiceGateway
        }
    }
}

extension ChannelKind {
    /// A channel of the engine.
    init(_ channel: Channel) {
        switch channel {
        case .mail: self = .mail
        case .voice, .sms: self = .voice
        }
    }
}
