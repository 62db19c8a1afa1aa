import Domain
import Notify
import Profiles
import Tenants

/// Tells everything that is known about one person in one broadcast, in the order of time.
struct TimelineStory: Sendable {
    let timeline: PersonTimeline
    let form: AnswerForm
    let dispatch: DispatchSettings
    let regions: RegionTable
    let language: Language
    /// Who answered for the person.
    let authors: ActorNames

    /// Oldest first; what is still to come stands last.
    var entries: [TimelineEntry] {
        var entries = [TimelineEntry(at: timeline.createdAt, fact: .targeted(timeline.because.words(regions)))]
        for round in rounds.dropFirst() {
            if let first = timeline.attempts.first(where: { $0.round == round }) {
                entries.append(TimelineEntry(at: first.dueAt, fact: .resent))
            }
        }
        entries += timeline.attempts.flatMap(self.entries)
        if let fetchedAt = timeline.fetchedAt { entries.append(TimelineEntry(at: fetchedAt, fact: .opened)) }
        entries += timeline.answers.map { entry in
            TimelineEntry(
                at: entry.at,
                fact: .answered(
                    badge(entry), path(entry), details: details(entry.answer).map(\.value), isLate: entry.isLate))
        }
        entries += timeline.unclearReplies.map { TimelineEntry(at: $0.at, fact: .wrote($0.text)) }
        entries += timeline.familyMessages.map { message in
            TimelineEntry(
                at: message.at,
                fact: .familyWrote(
                    message.status.map { AnswerBadge($0) }, message.text, isOwn: message.member == nil))
        }
        entries += notMade
        // Of what happened at the same instant, the cause stands before what it called off.
        entries = entries.enumerated().sorted { left, right in
            (left.element.at, left.element.fact.place, left.offset)
                < (right.element.at, right.element.fact.place, right.offset)
        }.map(\.element)
        return entries + toCome
    }

    /// Steps of all plans.
    var planned: Int { timeline.attempts.count + timeline.notMade.count + timeline.toCome.count }
    /// Steps that left the house.
    var done: Int {
        timeline.attempts.count { ![.planned, .claimed, .cancelled, .expired].contains($0.state) }
    }
    /// Steps that will not be made.
    var calledOff: Int {
        timeline.attempts.count { $0.state == .cancelled || $0.state == .expired } + timeline.notMade.count
    }

    /// What the answer that counts says besides, as label and value.
    var details: [(label: LocalizedText, value: String)] {
        timeline.answer.map { details($0.answer) } ?? []
    }

    /// The answer as a status; an announcement's answer is just an answer.
    func badge(_ entry: AnswerEntry) -> AnswerBadge {
        form.choices.first { $0.code == entry.answer.status }.map { AnswerBadge($0) }
            ?? AnswerBadge(words: Catalogue.Results.answered, severity: .safe)
    }

    private var rounds: [Int] { Set(timeline.attempts.map(\.round)).sorted() }

    private func details(_ answer: Answer) -> [(label: LocalizedText, value: String)] {
        typealias Words = Catalogue.Timeline
        var list: [(label: LocalizedText, value: String)] = []
        if let attendance = answer.attendance { list.append((Words.attendance, attendance.words[language])) }
        if let comment = answer.comment { list.append((Words.comment, comment)) }
        for question in form.questions {
            guard let reply = answer.replies[question.code] else { continue }
            list.append((LocalizedText(ja: question.text, en: question.text), reply))
        }
        return list
    }

    /// One attempt: each time it was put off, and where it stands.
    private func entries(of attempt: PersonTimeline.Attempt) -> [TimelineEntry] {
        let slot = ContactSlot(attempt.channel, attempt.position)
        let delays = attempt.events.filter { $0.kind == "temporary" || $0.kind == "held" }.map { event in
            TimelineEntry(at: event.at, fact: fact(attempt, .temporary(code: event.reason)))
        }
        if attempt.state == .cancelled {
            let reason = (StopReason(rawValue: attempt.reason) ?? .closed).words
            return delays + [
                TimelineEntry(
                    at: attempt.changedAt, fact: .cancelled(order: order(attempt.slot), slot, attempts: 1, reason))
            ]
        }
        let isWaiting = attempt.state == .planned || attempt.state == .claimed
        let at = isWaiting ? attempt.dueAt : attempt.events.last { $0.startedAt != nil }?.startedAt ?? attempt.changedAt
        return delays + [TimelineEntry(at: at, fact: fact(attempt, outcome(attempt)))]
    }

    private func fact(_ attempt: PersonTimeline.Attempt, _ outcome: AttemptOutcome) -> TimelineFact {
        .attempt(
            TimelineAttempt(
                order: order(attempt.slot), contact: ContactSlot(attempt.channel, attempt.position),
                attempt: attempt.tryNumber, of: tries(attempt.channel, atLeast: attempt.tryNumber),
                waited: wait(attempt.rule), outcome: outcome))
    }

    private func outcome(_ attempt: PersonTimeline.Attempt) -> AttemptOutcome {
        switch attempt.state {
        case .planned where DelayReason(rawValue: attempt.reason) != nil: .held(code: attempt.reason)
        case .planned, .claimed, .cancelled: .planned
        case .handingOff: .handingOff
        case .inDoubt, .unknown: .inDoubt
        case .ringing: .ringing
        case .accepted: .accepted
        case .completed: .talked
        case .noAnswer: AttemptOutcome(callReason: attempt.reason)
        case .failed: .undeliverable(code: attempt.reason)
        case .expired: .gaveUp
        }
    }

    /// What will not be made any more, contact by contact.
    private var notMade: [TimelineEntry] {
        guard !timeline.notMade.isEmpty else { return [] }
        let reason = (timeline.endReason.flatMap(StopReason.init(rawValue:)) ?? .contactFailed).words
        let end =
            [timeline.answers.last { !$0.isLate }?.at, timeline.attempts.map(\.changedAt).max()]
            .compactMap(\.self).max() ?? timeline.createdAt
        var counts: [(slot: Int, contact: ContactSlot, attempts: Int)] = []
        for step in timeline.notMade {
            let contact = ContactSlot(step.channel, step.position)
            if let index = counts.firstIndex(where: { $0.contact == contact }) {
                counts[index].attempts += 1
            } else {
                counts.append((step.slot, contact, 1))
            }
        }
        return counts.map {
            TimelineEntry(
                at: end, fact: .cancelled(order: order($0.slot), $0.contact, attempts: $0.attempts, reason))
        }
    }

    /// What follows if nobody answers, at the earliest.
    private var toCome: [TimelineEntry] {
        let first = timeline.attempts.last { $0.round == rounds.last && $0.step == 0 }
        let start = first?.dueAt ?? timeline.createdAt
        return timeline.toCome.map { step in
            TimelineEntry(
                at: start + step.offset,
                fact: .attempt(
                    TimelineAttempt(
                        order: order(step.slot), contact: ContactSlot(step.channel, step.position),
                        attempt: step.tryNumber, of: tries(step.channel, atLeast: step.tryNumber), waited: step.wait,
                        outcome: .planned)))
        }
    }

    private func order(_ slot: Int) -> Int? { dispatch.usesVoice ? slot : nil }

    private func tries(_ channel: Channel, atLeast number: Int) -> Int {
        max(dispatch.retry(of: channel).count + 1, number)
    }

    private func wait(_ rule: DispatchRule) -> Duration? {
        switch rule {
        case .callAgain: dispatch.voice.interval
        case .nextMailRound: dispatch.mail.interval
        case .nextSlot: dispatch.slotInterval
        default: nil
        }
    }

    private func path(_ entry: AnswerEntry) -> AnswerVia {
        switch entry.path {
        case .link: return .link(nil)
        case .mail: return .reply
        case .page: return .signedIn
        case .voice:
            let call = timeline.attempts.last { $0.channel == .voice }
            return .keyPress(.phone(call?.position ?? 1))
        case .calledIn: return .calledIn
        case .api: return .program
        case .proxy: return .proxy(by: authors.words(entry.author), learned: entry.learned?.words)
        }
    }
}

extension AttemptOutcome {
    /// What came of a call that nobody took, from the stored reason.
    fileprivate init(callReason reason: String) {
        switch reason {
        case "busy": self = .busy
        case "", "noAnswer": self = .noAnswer
        default: self = .notConnected(code: reason)
        }
    }

    /// The last thing that a provider said about a person who could not be reached.
    init(lastReason reason: String) {
        switch reason {
        case "busy", "noAnswer": self.init(callReason: reason)
        default: self = .undeliverable(code: reason)
        }
    }
}

extension TimelineFact {
    /// Its place among what happened at the same instant.
    fileprivate var place: Int {
        switch self {
        case .targeted: 0
        case .resent: 1
        case .attempt: 2
        case .opened: 3
        case .wrote, .familyWrote: 4
        case .answered: 5
        case .cancelled: 6
        }
    }
}
