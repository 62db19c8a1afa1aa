import Channels
import Domain

/// Something that happened to one attempt, on its way into the ledger.
struct AttemptChange: Sendable, Hashable {
    let person: PersonID
    let round: Int
    let step: Int
    /// The lease of the worker that brings it; nil for what comes from outside (a report, a deadline, an answer).
    let token: Int64?
    let event: AttemptEvent
    /// When the provider was called, for hand-offs.
    let startedAt: Instant?
    /// Whether its contact may be marked as not working.
    let mayClearMark: Bool

    init(
        _ person: PersonID, round: Int, step: Int, token: Int64? = nil, _ event: AttemptEvent,
        startedAt: Instant? = nil, mayClearMark: Bool = true
    ) {
        self.person = person
        self.round = round
        self.step = step
        self.token = token
        self.event = event
        self.startedAt = startedAt
        self.mayClearMark = mayClearMark
    }
}

extension AttemptEvent {
    /// The word under which the event is kept as evidence.
    var evidence: (kind: String, reason: String, reference: String) {
        switch self {
        case .claim: ("claimed", "", "")
        case .leaseOver: ("leaseOver", "", "")
        case .startHandOff: ("handOffStarted", "", "")
        case .stop(let reason): ("stopped", reason.rawValue, "")
        case .handOff(.accepted(let reference, _)): ("accepted", "", reference)
        case .hold(let hold): ("held", hold.reason.rawValue, "")
        case .handOff(.temporary(let reason, _, _)): ("temporary", reason, "")
        case .handOff(.permanent(let reason)): ("permanent", reason, "")
        case .handOff(.unclear(let reason, _)): ("unclear", reason, "")
        case .bounced(let reason, _): ("bounced", reason, "")
        case .report(.completed): ("completed", "", "")
        case .report(.noAnswer): ("noAnswer", FailureCode.noAnswer.rawValue, "")
        case .report(.busy): ("busy", FailureCode.busy.rawValue, "")
        case .report(.unreachable(let reason)): ("unreachable", reason, "")
        case .report(.invalidNumber(let reason)): ("invalidNumber", reason, "")
        case .waitOver: ("waitOver", "", "")
        }
    }

    /// Whether it only puts off a hand-off that was not begun.
    var isHold: Bool {
        if case .hold = self { return true }
        return false
    }

    /// Whether nothing gets through at its contact at present.
    var isShut: Bool {
        switch self {
        case .handOff(.temporary(_, _, let isShut)), .handOff(.unclear(_, let isShut)): isShut
        case .hold(let hold): hold.reason.isShut
        default: false
        }
    }

    /// What the sequence makes of it, or nil if it does not end the attempt's turn.
    var ending: AttemptEnding? {
        switch self {
        case .handOff(.accepted(_, awaitsReport: false)), .report(.completed): .handedOn
        case .handOff(.temporary(_, let retryAfter, let isShut)): .deferred(retryAfter: retryAfter, isShut: isShut)
        case .handOff(.unclear(_, let isShut)): .deferred(retryAfter: nil, isShut: isShut)
        case .hold(let hold): .held(hold)
        case .handOff(.permanent), .report(.invalidNumber), .bounced: .permanentFailure
        case .report(.noAnswer), .report(.busy), .report(.unreachable): .noAnswer
        case .stop(.contactRemoved): .contactRemoved
        case .stop(.contactFailed): .permanentFailure
        case .waitOver(.forbidden): .unknown
        case .waitOver(.allowed), .handOff(.accepted(_, awaitsReport: true)), .claim, .leaseOver, .startHandOff, .stop:
            nil
        }
    }
}
