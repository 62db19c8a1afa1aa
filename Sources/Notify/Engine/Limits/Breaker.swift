import Domain

/// Whether a way is worth trying. Pure: time and what was seen come from outside.
struct Breaker: Sendable, Hashable {
    /// Where it stands.
    enum State: Sendable, Hashable {
        /// Everything goes; so many failures came one after the other. Can become: shut.
        case flowing(failures: Int)
        /// Nothing goes before this instant. Can become: probing (somebody asks afterwards), flowing (what had left before
        /// got through).
        case shut(until: Instant, pause: Duration)
        /// One went to see; if nothing is heard of it until then, another one goes. Can become: flowing, shut.
        case probing(until: Instant, pause: Duration)
    }

    private(set) var state = State.flowing(failures: 0)

    /// Whether it is not known to work.
    var isShut: Bool {
        if case .flowing = state { return false }
        return true
    }

    /// Until when nothing goes; nil if one may go now. A clock that was set back does not prolong it.
    func holds(_ limits: GateLimits, at now: Instant) -> Instant? {
        switch state {
        case .flowing: nil
        case .shut(let until, let pause): until > now && until - now <= pause ? until : nil
        case .probing(let until, _): until > now && until - now <= limits.probeTime ? until : nil
        }
    }

    /// One goes: the first after a pause is the probe.
    mutating func pass(_ limits: GateLimits, at now: Instant) {
        switch state {
        case .flowing: break
        case .shut(_, let pause), .probing(_, let pause):
            state = .probing(until: now + limits.probeTime, pause: pause)
        }
    }

    /// Something got through.
    mutating func succeeded() {
        state = .flowing(failures: 0)
    }

    /// Something failed by the provider's fault. Returns whether the way was shut by it just now.
    mutating func failed(_ limits: GateLimits, at now: Instant) -> Bool {
        switch state {
        case .flowing(let failures):
            guard failures + 1 >= limits.shutAfter else {
                state = .flowing(failures: failures + 1)
                return false
            }
            state = .shut(until: now + limits.pause, pause: limits.pause)
            return true
        // What had left before the way was shut says nothing new.
        case .shut: return false
        case .probing(_, let pause):
            let longer = min(pause * 2, limits.pause * 4)
            state = .shut(until: now + longer, pause: longer)
            return false
        }
    }
}
