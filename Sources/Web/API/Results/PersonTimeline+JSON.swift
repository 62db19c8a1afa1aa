import Domain
import Notify
import Profiles
import Tenants

extension JSON {
    /// One line of the list of people.
    init(_ line: RecipientLine) {
        self = [
            "personId": JSON(line.person), "loginId": .text(line.loginID),
            "name": .text(line.name ?? "\(RecipientLine.removed[.japanese]) \(RecipientLine.removed[.english])"),
            "nameKana": .text(line.kana), "department": JSON(line.department), "prefecture": JSON(line.prefecture),
            "region": JSON(line.region), "level": .text(line.level.word), "status": JSON(line.status),
            "attendance": JSON(line.attendance?.rawValue), "answeredAt": JSON(line.answeredAt),
            "isLate": JSON(line.isLate),
            "comment": JSON(line.comment), "endReason": JSON(line.endReason), "lastReason": JSON(line.lastReason),
        ]
    }

    /// Everything that is known about one person in one broadcast.
    init(_ timeline: PersonTimeline, _ regions: RegionTable) {
        self = [
            "createdAt": JSON(timeline.createdAt), "because": JSON(timeline.because.words(regions)),
            "level": .text(timeline.level.word), "fetchedAt": JSON(timeline.fetchedAt),
            "endReason": JSON(timeline.endReason),
            "attempts": .array(timeline.attempts.map { JSON($0) }),
            "toCome": .array(timeline.toCome.map { JSON($0) }),
            "notMade": .array(timeline.notMade.map { JSON($0) }),
            "answers": .array(timeline.answers.map { JSON($0) }),
            "unclearReplies": .array(
                timeline.unclearReplies.map { ["at": JSON($0.at), "text": .text($0.text)] }),
            "familyMessages": .array(
                timeline.familyMessages.map { message in
                    [
                        "at": JSON(message.at), "status": JSON(message.status?.code), "text": .text(message.text),
                        "isOwn": JSON(message.member == nil),
                    ]
                }),
        ]
    }

    private init(_ attempt: PersonTimeline.Attempt) {
        self = [
            "round": JSON(attempt.round), "step": JSON(attempt.step), "slot": JSON(attempt.slot),
            "channel": .text("\(attempt.channel)"), "position": JSON(attempt.position),
            "tryNumber": JSON(attempt.tryNumber), "rule": .text(attempt.rule.rawValue),
            "words": JSON(attempt.rule.words), "state": .text(attempt.state.rawValue),
            "reason": .text(attempt.reason),
            "reasonWords": AttemptReason(attempt.reason)?.words.map { JSON($0) } ?? .null, "dueAt": JSON(attempt.dueAt),
            "changedAt": JSON(attempt.changedAt),
            "events": .array(
                attempt.events.map { event in
                    [
                        "kind": .text(event.kind), "reason": .text(event.reason), "reference": .text(event.reference),
                        "startedAt": JSON(event.startedAt), "at": JSON(event.at),
                    ]
                }),
        ]
    }
}
