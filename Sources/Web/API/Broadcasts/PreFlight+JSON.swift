import Domain
import Notify

extension JSON {
    /// What a broadcast would do.
    init(_ flight: PreFlight) {
        self = [
            "people": JSON(flight.people), "reachable": JSON(flight.reachable), "leftOut": JSON(flight.leftOut),
            "channels": .object(
                Channel.ofBroadcasts.map { channel in
                    let load = flight.channels[channel]
                    let numbers: JSON = [
                        "people": JSON(load?.people ?? 0), "first": JSON(load?.first ?? 0),
                        "maximum": JSON(load?.maximum ?? 0),
                    ]
                    return ("\(channel)", numbers)
                }),
            "absentChannels": .array(flight.settings.absentChannels.map { .text("\($0)") }),
            "cannotBeAsked": JSON(reasons: flight.cannotBeAsked),
            "unreachable": .array(
                flight.unreachable.map { person in
                    [
                        "personId": JSON(person.person), "name": .text(person.name),
                        "reason": .text(person.reason.rawValue), "words": JSON(person.reason.words),
                    ]
                }),
            "firstRoundTime": JSON(flight.firstRoundTime), "longestTime": JSON(flight.longestTime),
        ]
    }

    /// How many people cannot be asked, by reason.
    init(reasons: [CannotBeAsked: Int]) {
        self = .object(CannotBeAsked.allCases.map { ($0.rawValue, JSON(reasons[$0] ?? 0)) })
    }

    /// One step of a sequence.
    init(_ step: PlannedAttempt) {
        self = [
            "step": JSON(step.step), "slot": JSON(step.slot), "channel": .text("\(step.channel)"),
            "position": JSON(step.position), "tryNumber": JSON(step.tryNumber), "offset": JSON(step.offset),
            "wait": JSON(step.wait), "rule": .text(step.rule.rawValue), "words": JSON(step.rule.words),
        ]
    }
}
