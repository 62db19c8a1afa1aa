import Domain
import HTTPServer
import Notify
import Tenants

/// What the voice gateway reports: how a call ended, and which key was pressed. A report that comes again
/// does nothing twice.
struct VoiceHookRoutes: Sendable {
    let services: PageServices

    var routes: [Route] {
        let calls = services.voice.map { hook in
            Route(.post, "/hooks/voice", .link, bodyLimit: 16_384) { try await take($0, hook) }
        }
        let callsIn = services.callIn.map { callIn in
            Route(.post, "/hooks/voice/in", .link, bodyLimit: 16_384) { try await talk($0, callIn) }
        }
        return [calls, callsIn].compactMap(\.self)
    }

    /// Somebody calls in: what is said next. What was typed stands in no log.
    private func talk(_ visit: Visit, _ callIn: CallInServices) async throws -> HTTPResponse {
        guard let report = callIn.hook.report(visit.request.headers, visit.request.body, visit.now) else {
            services.log.warning("voice.refused", ("request", visit.requestID))
            throw ProblemError(problem: Self.notBelieved)
        }
        guard let reply = try await callIn.take(report, requestID: visit.requestID) else { return .empty() }
        return .bytes(Array(callIn.hook.script(reply).utf8), contentType: "text/xml; charset=utf-8")
    }

    private func take(_ visit: Visit, _ hook: VoiceHook) async throws -> HTTPResponse {
        guard let event = hook.event(visit.request.headers, visit.request.body, visit.now) else {
            services.log.warning("voice.refused", ("request", visit.requestID))
            throw ProblemError(problem: Self.notBelieved)
        }
        guard let key = AttemptKey(event.attempt) else { throw NotFound("call") }
        switch event.kind {
        case .underWay: return .empty()
        case .ended(let report):
            try await once(event, key, visit.now) { try await services.recordCallReport(report, of: key) }
            return .empty()
        case .pressed(let digit):
            let reply = try await answer(digit, event, key, visit.now)
            return .bytes(Array(hook.script(reply).utf8), contentType: "text/xml; charset=utf-8")
        }
    }

    private func answer(
        _ key: Character, _ event: VoiceEvent, _ attempt: AttemptKey, _ now: Instant
    ) async throws -> VoiceReply {
        typealias Words = Catalogue.Voice
        let page = try await services.openAnswer.ofCall(attempt)
        let choices = page.form.choices.prefix(9)
        func say(_ text: LocalizedText, asksAgain: Bool = false) -> VoiceReply {
            VoiceReply(language: page.language, text: text[page.language], asksAgain: asksAgain)
        }
        guard let digit = Int(String(key)), digit >= 1, digit <= max(choices.count, 1) else {
            return say(Words.again(Array(choices)), asksAgain: true)
        }
        do {
            try await once(event, attempt, now) {
                _ = try await services.recordAnswer.byCall(attempt, pressed: digit)
            }
        } catch is AnswerRefused {
            return say(Words.closed)
        }
        return say(choices.isEmpty ? Words.heard : Words.received(choices[digit - 1]))
    }

    /// Does it unless the event was done before. It is noted afterwards: what fails in between is done again, and both
    /// recordings take the same report twice without harm.
    private func once(
        _ event: VoiceEvent, _ key: AttemptKey, _ now: Instant, _ work: () async throws -> Void
    ) async throws {
        let seen = SeenVoiceEvents(database: services.database)
        if try await seen.contains(event.id, key.tenant) { return }
        try await work()
        try await seen.note(event.id, key.tenant, now: now)
    }

    private static let notBelieved = Problem(
        .forbidden, "notSigned",
        LocalizedText(ja: "署名を確かめられませんでした。", en: "The signature could not be verified."))
}
