import Channels
import Domain
import Synchronization
import Tenants

/// Decides in memory, right before a hand-off, whether it may go now: limits, and ways that are shut because nothing got
/// through. What it knows is lost with the process: after a restart a limit allows one more burst, and a shut way is found
/// again after as many failures as the first time. Several processes each have their own.
final class Turnstile: Sendable {
    /// One hand-off that wants to go.
    struct Request: Sendable {
        let tenant: TenantID
        let address: String
        let isUrgent: Bool
        /// What was agreed with the organization.
        var limit = SendingLimit.standard
    }

    private struct State {
        var gateway = RateMeter()
        var tenants: [TenantID: RateMeter] = [:]
        var domains: [Substring: RateMeter] = [:]
        var addresses: [String: RateMeter] = [:]
        var sweepAt = 10_000
        var way = Breaker()
        var shutDomains: [Substring: Breaker] = [:]
        /// Domains that failed since anything got through, a few of them.
        var failingDomains: Set<Substring> = []
        var askedToWait: Instant?
        var held = 0
        /// Whether somebody wanted to go where no provider is.
        var hasHeld = false

        /// Whether anything but limits may hold somebody back.
        var isObstructed: Bool { way.isShut || !shutDomains.isEmpty || askedToWait != nil }
    }

    /// A gateway that asks for a longer pause is asked again after this one: people may be waiting for help.
    private static let longestWait = Duration.seconds(600)
    /// From so many failing domains on, the trouble is not theirs.
    private static let fewDomains = 3

    let channel: Channel
    /// Whether there is no provider behind it at all.
    let isMissing: Bool
    private let limits: GateLimits
    private let state = Mutex(State())

    init(_ channel: Channel, _ limits: GateLimits, isMissing: Bool = false) {
        self.channel = channel
        self.limits = limits
        self.isMissing = isMissing
    }

    /// Says for each request, in their order, what it waits for; nil if it goes now.
    func ask(_ requests: [Request], at now: Instant) -> [Delay?] {
        state.withLock { state in
            if isMissing { return requests.map { _ in heldByNothing(now, &state) } }
            guard limits.hasRates || state.isObstructed || requests.contains(where: { $0.limit != .standard }) else {
                return requests.map { _ in nil }
            }
            return requests.map { ask($0, now, &state) }
        }
    }

    private func ask(_ request: Request, _ now: Instant, _ state: inout State) -> Delay? {
        let needsDomain = limits.domain != nil || !state.shutDomains.isEmpty
        let domain = needsDomain ? domain(of: request.address) : nil
        if let hold = shut(domain, now, &state) { return hold }
        if let hold = overLimit(request, domain, now, &state) { return hold }
        state.way.pass(limits, at: now)
        if let domain { state.shutDomains[domain]?.pass(limits, at: now) }
        return nil
    }

    /// Nothing gets through where nothing is; whoever waits looks again as behind a way that stays shut.
    private func heldByNothing(_ now: Instant, _ state: inout State) -> Delay {
        state.hasHeld = true
        return Delay(.gatewayShut, until: spread(now + limits.pause * 4, &state))
    }

    private func shut(_ domain: Substring?, _ now: Instant, _ state: inout State) -> Delay? {
        if let until = state.way.holds(limits, at: now) { return Delay(.gatewayShut, until: spread(until, &state)) }
        if let domain, let until = state.shutDomains[domain]?.holds(limits, at: now) {
            return Delay(.domainShut, until: spread(until, &state))
        }
        guard let until = state.askedToWait else { return nil }
        if until > now { return Delay(.gatewayAskedToWait, until: spread(until, &state)) }
        state.askedToWait = nil
        return nil
    }

    /// Whoever waits for the same moment comes back one after the other, within half a pause.
    private func spread(_ until: Instant, _ state: inout State) -> Instant {
        state.held = (state.held + 1) % 512
        return until + limits.pause * (Double(state.held) / 1_024)
    }

    private func overLimit(
        _ request: Request, _ domain: Substring?, _ now: Instant, _ state: inout State
    ) -> Delay? {
        let time = now.milliseconds * 1_000
        let tenantLimit = request.limit.inForce(standard: limits.tenant)
        var latest: (opens: Int64, reason: DelayReason)?
        func look(_ meter: RateMeter?, _ limit: RateLimit?, _ reason: DelayReason) {
            guard let limit, let meter else { return }
            let opens = meter.opensAt(limit, isUrgent: request.isUrgent, now: time)
            if opens > time && opens > latest?.opens ?? 0 { latest = (opens, reason) }
        }
        look(state.gateway, limits.gateway, .limitOfGateway)
        look(state.tenants[request.tenant], tenantLimit, .limitOfTenant)
        if let domain, limits.domain != nil { look(state.domains[domain], limits.domain, .limitOfDomain) }
        if limits.address != nil { look(state.addresses[request.address], limits.address, .limitOfAddress) }
        let reason = latest?.reason
        // Either all meters count it, or the one that it waits for gives it a place in its line.
        func turn(_ meter: inout RateMeter, _ limit: RateLimit?, _ own: DelayReason) -> Int64 {
            guard let limit else { return 0 }
            if reason == nil { meter.take(limit, now: time) }
            return reason == own ? meter.line(limit, isUrgent: request.isUrgent, now: time) : 0
        }
        var place = turn(&state.gateway, limits.gateway, .limitOfGateway)
        if tenantLimit != nil {
            place += turn(&state.tenants[request.tenant, default: RateMeter()], tenantLimit, .limitOfTenant)
        }
        if let domain, limits.domain != nil {
            place += turn(&state.domains[domain, default: RateMeter()], limits.domain, .limitOfDomain)
        }
        if limits.address != nil {
            place += turn(&state.addresses[request.address, default: RateMeter()], limits.address, .limitOfAddress)
            sweep(time, &state)
        }
        return reason.map { Delay($0, until: Instant(milliseconds: (place + 999) / 1_000)) }
    }

    /// Forgets what says nothing any more, seldom enough to cost nothing.
    private func sweep(_ time: Int64, _ state: inout State) {
        guard state.addresses.count + state.domains.count + state.tenants.count > state.sweepAt else { return }
        state.addresses = state.addresses.filter { !$0.value.isIdle(now: time) }
        state.domains = state.domains.filter { !$0.value.isIdle(now: time) }
        state.tenants = state.tenants.filter { !$0.value.isIdle(now: time) }
        state.sweepAt = max(10_000, 2 * (state.addresses.count + state.domains.count + state.tenants.count))
    }

    /// Learns from what a provider said. Returns whether the way to this address is shut now.
    func note(_ outcome: HandOffOutcome, of address: String, at now: Instant, _ log: Log) -> Bool {
        guard limits.shutAfter > 0 else { return false }
        guard let code = outcome.failureCode else {
            guard case .accepted = outcome else { return false }
            gotThrough(address, log)
            return false
        }
        switch code.fault {
        case .nobody: return false
        // Whoever refuses an address or a message works.
        case .destination, .message:
            gotThrough(address, log)
            return false
        case .provider: return failed(outcome, code, domain(of: address), now, log)
        }
    }

    private func gotThrough(_ address: String, _ log: Log) {
        let opened = state.withLock { state in
            let wasShut = state.way.isShut
            state.way.succeeded()
            if !state.failingDomains.isEmpty { state.failingDomains = [] }
            guard !state.shutDomains.isEmpty, let domain = domain(of: address) else { return wasShut }
            return (state.shutDomains.removeValue(forKey: domain)?.isShut ?? false) || wasShut
        }
        if opened { log.info("a way is open again", ("channel", channel.rawValue)) }
    }

    private func failed(
        _ outcome: HandOffOutcome, _ code: FailureCode, _ domain: Substring?, _ now: Instant, _ log: Log
    ) -> Bool {
        let (shut, isShut) = state.withLock { state -> (String?, Bool) in
            if code == .rateLimited, case .temporary(_, let wait?, _) = outcome {
                state.askedToWait = max(state.askedToWait ?? now, now + min(wait, Self.longestWait))
            }
            var shut: String?
            var countsForAll = true
            if let domain, !code.isOfAccount {
                var breaker = state.shutDomains[domain] ?? Breaker()
                if state.failingDomains.count < Self.fewDomains { state.failingDomains.insert(domain) }
                // One domain that is known to fail, or two, say nothing about the others.
                countsForAll =
                    state.way.isShut || !breaker.isShut && state.failingDomains.count >= Self.fewDomains
                if breaker.failed(limits, at: now) { shut = String(domain) }
                state.shutDomains[domain] = breaker
            }
            if countsForAll && state.way.failed(limits, at: now) { shut = "" }
            let isShut =
                state.way.holds(limits, at: now) != nil
                || domain.map { state.shutDomains[$0]?.holds(limits, at: now) != nil } ?? false
            return (shut, isShut)
        }
        if let shut {
            log.error(
                "a way is shut because nothing gets through", ("channel", channel.rawValue), ("domain", shut),
                ("reason", code.rawValue))
        }
        return isShut
    }

    /// How many ways are shut: the gateway itself, and mail domains.
    var shutWays: Int {
        state.withLock { state in
            (state.way.isShut || state.hasHeld ? 1 : 0) + state.shutDomains.values.count(where: \.isShut)
        }
    }

    /// The domain of a mail address; a number has none.
    private func domain(of address: String) -> Substring? {
        guard channel == .mail, let at = address.utf8.lastIndex(of: UInt8(ascii: "@")) else { return nil }
        let domain = address[address.index(after: at)...]
        // Most are written in small letters, and a copy costs more than a look.
        return domain.utf8.contains { $0 >= 0x41 && $0 <= 0x5a } ? domain.lowercased()[...] : domain
    }
}

extension HandOffOutcome {
    /// What went wrong, if something did and it has a word.
    fileprivate var failureCode: FailureCode? {
        switch self {
        case .accepted: nil
        case .temporary(let reason, _, _), .permanent(let reason), .unclear(let reason, _):
            FailureCode(rawValue: String(reason.prefix { $0 != " " }))
        }
    }
}
