package import Database
package import Domain
package import Tenants

/// Talks with somebody who calls in to report: asks for ID and password, reads what waits for an
/// answer, writes each answer, and tells a family user how the employee answered.
package struct TakeCallIn: Sendable {
    private let calls: IncomingCalls
    private let door: CallInDoor
    private let clock: WallClock
    private let requests: ListOwnRequests
    private let openAnswer: OpenAnswerPage
    private let recordAnswer: RecordAnswer
    private let familyStatus: ReadFamilyStatus

    /// The use case on one installation.
    ///
    /// - Parameter keys: What calls under way are sealed with.
    package init(
        database: Database, clock: WallClock, keys: [SecretSealer.Key], randomness: Randomness, door: CallInDoor,
        recordAnswer: RecordAnswer
    ) {
        calls = IncomingCalls(
            database: database, sealer: SecretSealer(keys: keys), randomness: randomness,
            failpoints: recordAnswer.failpoints)
        self.door = door
        self.clock = clock
        requests = ListOwnRequests(database: database, clock: clock)
        openAnswer = OpenAnswerPage(database: database, clock: clock, links: recordAnswer.links)
        self.recordAnswer = recordAnswer
        familyStatus = ReadFamilyStatus(database: database, clock: clock)
    }

    /// What is said next; nil when the call has ended. The same report gets the same words again, and does nothing twice.
    ///
    /// - Throws: `DatabaseError`; nothing is noted then, and the report can come again.
    package func callAsFunction(_ report: CallInReport, requestID: String) async throws -> CallInReply? {
        let now = clock.now()
        let found = try await calls.find(report.call, now: now)
        if let found, found.content.event == report.event { return found.content.reply }
        if report.isOver && found == nil { return nil }
        let event: CallInEvent =
            report.isOver ? .hungUp : report.digits.map { .typed($0.exposed) } ?? .silence
        var talk = Talk(telephone: report.telephone, requestID: requestID, now: now)
        let state = try await follow(found?.content.state ?? .start, event, &talk)
        talk.reply.wait = state.wait
        if state.wait != .nothing { talk.sayFarewell(CallInWords.phrase(.goodbye)) }
        let content = IncomingCalls.Content(event: report.event, state: state, reply: talk.reply)
        if try await calls.store(content, of: report.call, after: found?.step, now: now) {
            return report.isOver ? nil : talk.reply
        }
        // Another request of this call was faster; if it was this one, once more, its words count.
        return try await calls.find(report.call, now: now)?.content.reply
    }

    /// One request while it is worked on.
    private struct Talk {
        let telephone: String?
        let requestID: String
        let now: Instant
        var reply = CallInReply()
        /// Who speaks, once that is known.
        var caller: CallInCaller?
        /// What was found to be asked.
        var page: AnswerPage?
        /// What is said before the question.
        var preface: [LocalizedText] = []

        mutating func say(_ words: LocalizedText) {
            if let caller { reply.say(words, in: caller.language) } else { reply.sayInBoth(words) }
        }

        mutating func sayFarewell(_ words: LocalizedText) {
            reply.farewell =
                caller.map { [CallInReply.Line(language: $0.language, text: words[$0.language])] }
                ?? CallInReply.both(words)
        }
    }

    /// Follows the rule until it waits for the caller.
    private func follow(_ state: CallInState, _ event: CallInEvent, _ talk: inout Talk) async throws -> CallInState {
        var (state, event) = (state, event)
        if let name = state.caller, event != .hungUp {
            talk.caller = try await door.resume(
                name.actor, TenantID(rawValue: name.tenant), talk.requestID)
            if talk.caller == nil { event = .gone }
        }
        while true {
            let step = state.next(event)
            state = step.0
            var further: CallInEvent?
            for action in step.1 { further = try await act(action, state, &talk) ?? further }
            guard let further else { return state }
            event = further
        }
    }

    /// Does one thing; returns what came of it, if the rule waits for that.
    private func act(_ action: CallInAction, _ state: CallInState, _ talk: inout Talk) async throws -> CallInEvent? {
        switch action {
        case .say(let phrase):
            talk.say(CallInWords.phrase(phrase))
            return nil
        case .prove(let id, let password): return try await prove(id, password, &talk)
        case .choose(let isFirst): return try await choose(isFirst, &talk)
        case .read:
            for words in talk.preface { talk.say(words) }
            if let page = talk.page {
                talk.say(Self.question(page))
                talk.say(CallInWords.keys(page.form))
                talk.say(CallInWords.again)
            }
            return nil
        case .repeatKeys:
            guard let (caller, question) = asked(state, talk) else { return nil }
            talk.say(CallInWords.keys(try await openAnswer.own(question, caller.scope).form))
            return nil
        case .record(let key): return try await record(key, state, &talk)
        case .tell: return try await tell(&talk)
        }
    }

    private func prove(_ id: String, _ password: String, _ talk: inout Talk) async throws -> CallInEvent {
        let proof = CallInDoor.Proof(
            id: id, password: Secret(password), telephone: talk.telephone, requestID: talk.requestID)
        switch try await door.prove(proof, talk.now) {
        case .caller(let caller):
            guard let name = caller.name else { return .refused }
            talk.caller = caller
            return .proved(name)
        case .refused: return .refused
        case .busy: return .busy
        }
    }

    /// The newest of what waits for an answer, safety checks before announcements; where nothing waits, the safety check
    /// that was answered last and can be answered anew.
    private func choose(_ isFirst: Bool, _ talk: inout Talk) async throws -> CallInEvent {
        guard let scope = talk.caller?.scope else { return .gone }
        let open = try await requests.open(scope)
        if let next = open.first(where: { $0.kind == .safetyCheck }) ?? open.first {
            return try await found(next, isChange: false, &talk)
        }
        guard isFirst else { return .nothingAsked }
        talk.preface.append(CallInWords.nothingAsked)
        let earlier = try await requests(scope, offset: 0, limit: 20).requests
        guard let last = earlier.first(where: { $0.kind == .safetyCheck && $0.answeredAt != nil }) else {
            for words in talk.preface { talk.say(words) }
            return .nothingAsked
        }
        talk.preface.append(Self.last(last, talk))
        let page = try await openAnswer.own(last.broadcast, scope)
        if page.isOver || !page.takesAnswers || page.form.choices.isEmpty {
            for words in talk.preface { talk.say(words) }
            return .nothingAsked
        }
        talk.preface.append(CallInWords.toChange)
        return try await found(last, isChange: true, &talk)
    }

    private func found(_ request: OwnRequest, isChange: Bool, _ talk: inout Talk) async throws -> CallInEvent {
        guard let scope = talk.caller?.scope else { return .gone }
        let page = try await openAnswer.own(request.broadcast, scope)
        talk.page = page
        talk.preface.insert(CallInWords.hello(page.name), at: 0)
        return .found(
            CallInQuestion(
                broadcast: request.broadcast.rawValue, keys: min(page.form.choices.count, 9), isChange: isChange))
    }

    private func record(_ key: Int, _ state: CallInState, _ talk: inout Talk) async throws -> CallInEvent {
        guard let (caller, broadcast) = asked(state, talk) else { return .gone }
        do {
            let choices = try await openAnswer.own(broadcast, caller.scope).form.choices
            let choice = choices.prefix(9).dropFirst(key - 1).first
            _ = try await recordAnswer.own(
                Answer(status: choice?.code), to: broadcast, via: .calledIn, caller.scope)
            talk.say(choice.map(CallInWords.received) ?? CallInWords.heard)
        } catch is AnswerRefused {
            talk.say(CallInWords.closed)
        } catch is NotFound {
            // It was called off while the caller listened.
            talk.say(CallInWords.closed)
        }
        return .done
    }

    private func tell(_ talk: inout Talk) async throws -> CallInEvent {
        guard let scope = talk.caller?.scope else { return .gone }
        let status = try await familyStatus(scope)
        talk.say(CallInWords.of(status.name))
        if let answered = status.answered {
            talk.say(Self.last(answered, talk))
            if answered.isDrill { talk.say(CallInWords.drill) }
        } else if status.waiting == nil {
            talk.say(CallInWords.neverAnswered)
        }
        if status.waiting != nil { talk.say(CallInWords.notAnswered) }
        return .done
    }

    /// Who was asked what.
    private func asked(_ state: CallInState, _ talk: Talk) -> (CallInCaller, BroadcastID)? {
        guard let caller = talk.caller else { return nil }
        switch state {
        case .asking(_, let question, _, _), .recording(_, let question, _):
            return (caller, BroadcastID(rawValue: question.broadcast))
        default: return nil
        }
    }

    private static func last(_ request: OwnRequest, _ talk: Talk) -> LocalizedText {
        CallInWords.lastAnswer(
            request.status,
            at: CallInWords.time(request.answeredAt ?? request.askedAt, in: talk.caller?.timeZone ?? ""))
    }

    /// What is asked, in the words of a call that goes out.
    private static func question(_ page: AnswerPage) -> LocalizedText {
        let content = MessageContent(
            systemTitle: page.systemTitle, kind: page.kind, isDrill: page.isDrill, subject: page.subject,
            body: page.body, form: page.form)
        return LocalizedText(
            ja: MessageComposer.spokenQuestion(content, .japanese),
            en: MessageComposer.spokenQuestion(content, .english))
    }
}

extension CallInState {
    /// Who speaks, once that is known.
    fileprivate var caller: CallInCaller.Name? {
        switch self {
        case .awaitingID, .awaitingPassword, .proving, .over: nil
        case .choosing(let caller, _), .asking(let caller, _, _, _), .recording(let caller, _, _), .telling(let caller):
            caller
        }
    }

    /// What is waited for when all is said.
    fileprivate var wait: CallInReply.Wait {
        switch self {
        case .awaitingID: .id
        case .awaitingPassword: .password
        case .asking: .key
        case .proving, .choosing, .recording, .telling, .over: .nothing
        }
    }
}
