import Domain
import TestKit
import Testing

@testable import Notify

@Suite("Limits and shut ways, decided in memory")
struct LimitTests {
    private let start = Instant(milliseconds: 1_704_089_400_000)
    private let tenant = TenantID(rawValue: 1)

    private func limit(_ count: Int, _ period: Duration) throws -> RateLimit {
        try #require(RateLimit(count: count, in: period))
    }

    private func request(_ address: String, tenant: Int64 = 1, isUrgent: Bool = true) -> Turnstile.Request {
        Turnstile.Request(tenant: TenantID(rawValue: tenant), address: address, isUrgent: isUrgent)
    }

    @discardableResult
    private func fail(
        _ turnstile: Turnstile, _ address: String, _ reason: String = "providerBusy 451", at now: Instant
    ) -> Bool {
        turnstile.note(.temporary(reason: reason, retryAfter: nil), of: address, at: now, .none)
    }

    private func succeed(_ turnstile: Turnstile, _ address: String, at now: Instant) {
        _ = turnstile.note(.accepted(reference: "r", awaitsReport: false), of: address, at: now, .none)
    }

    @Test("So many go at once, the others are each told another time, and whoever comes back then goes")
    func rate() throws {
        let turnstile = Turnstile(.mail, GateLimits(gateway: try limit(10, .seconds(1))))
        let first = turnstile.ask((0..<30).map { request("p\($0)@example.jp") }, at: start)
        #expect(first.prefix(10).allSatisfy { $0 == nil })
        let holds = first.dropFirst(10).compactMap(\.self)
        #expect(holds.map { ($0.until - start).inMilliseconds } == (1...20).map { Int64($0) * 100 })
        #expect(holds.allSatisfy { $0.reason == .limitOfGateway })
        for hold in holds { #expect(turnstile.ask([request("again@example.jp")], at: hold.until) == [nil]) }
        #expect(turnstile.ask([request("more@example.jp")], at: start + .milliseconds(2_001)) != [nil])
    }

    @Test("What cannot wait goes beside a crowd that fills the limit")
    func urgency() throws {
        let turnstile = Turnstile(.mail, GateLimits(domain: try limit(100, .seconds(1))))
        let crowd = turnstile.ask((0..<5_000).map { request("c\($0)@example.jp", isUrgent: false) }, at: start)
        #expect(crowd.count { $0 == nil } == 50)
        let people = turnstile.ask((0..<50).map { request("p\($0)@example.jp") }, at: start)
        #expect(people.allSatisfy { $0 == nil })
        let later = turnstile.ask((0..<5).map { request("q\($0)@example.jp") }, at: start)
        #expect(later.allSatisfy { ($0?.until ?? start) < start + .milliseconds(60) })
    }

    @Test("Each key has its own meter, and the longest wait is the reason")
    func keys() throws {
        let limits = GateLimits(
            tenant: try limit(3, .seconds(10)), domain: try limit(2, .seconds(60)),
            address: try limit(1, .seconds(3_600)))
        let turnstile = Turnstile(.mail, limits)
        func ask(_ address: String, _ tenant: Int64) -> DelayReason? {
            turnstile.ask([request(address, tenant: tenant)], at: start)[0]?.reason
        }
        #expect(ask("a@One.example.jp", 1) == nil)
        #expect(ask("a@One.example.jp", 1) == .limitOfAddress)
        #expect(ask("b@one.example.jp", 1) == nil)
        #expect(ask("c@one.example.jp", 1) == .limitOfDomain)
        #expect(ask("c@two.example.jp", 1) == nil)
        #expect(ask("d@three.example.jp", 1) == .limitOfTenant)
        #expect(ask("d@three.example.jp", 2) == nil)
    }

    @Test("A clock that is set back holds nobody up for as long")
    func clockBack() throws {
        let turnstile = Turnstile(.voice, GateLimits(gateway: try limit(1, .seconds(1))))
        #expect(turnstile.ask([request("0311")], at: start + .seconds(3_600)) == [nil])
        #expect(turnstile.ask([request("0311")], at: start) == [nil])
        for number in 0..<5 { fail(turnstile, "03\(number)", "timedOut", at: start + .seconds(3_600)) }
        #expect(turnstile.ask([request("0311")], at: start + .seconds(3_601))[0]?.reason == .gatewayShut)
        #expect(turnstile.ask([request("0311")], at: start + .seconds(10)) == [nil])
    }

    @Test("A mail domain that fails is shut alone; others go on")
    func domain() {
        let turnstile = Turnstile(.mail, GateLimits())
        for number in 0..<4 { #expect(!fail(turnstile, "p\(number)@bad.example.jp", at: start)) }
        #expect(turnstile.ask([request("x@bad.example.jp")], at: start) == [nil])
        #expect(fail(turnstile, "p4@bad.example.jp", at: start))
        for number in 5..<100 { #expect(fail(turnstile, "p\(number)@bad.example.jp", at: start)) }
        let asked = turnstile.ask([request("x@BAD.example.jp"), request("x@good.example.jp")], at: start)
        #expect(asked[0]?.reason == .domainShut && asked[1] == nil)
        #expect(turnstile.shutWays == 1)
        // A second bad domain still says nothing about the relay; a third one, without anything getting through, does.
        for number in 0..<20 { fail(turnstile, "p\(number)@worse.example.jp", at: start) }
        #expect(turnstile.ask([request("x@good.example.jp")], at: start) == [nil])
        for number in 0..<20 { fail(turnstile, "p\(number)@d\(number).example.jp", at: start) }
        #expect(turnstile.ask([request("x@good.example.jp")], at: start)[0]?.reason == .gatewayShut)
    }

    @Test(
        "What can only be the relay's or our account's trouble shuts the gateway",
        arguments: [
            "connectionRefused", "hostNotFound", "tlsFailed", "authenticationFailed 535 5.7.8", "senderRefused 550",
            "creditExhausted 402",
        ])
    func account(reason: String) {
        let turnstile = Turnstile(.mail, GateLimits())
        for number in 0..<5 { fail(turnstile, "p\(number)@one.example.jp", reason, at: start) }
        #expect(turnstile.ask([request("x@two.example.jp")], at: start)[0]?.reason == .gatewayShut)
    }

    @Test("A success between failures, or a refusal of an address, keeps the way open")
    func interrupted() {
        let turnstile = Turnstile(.mail, GateLimits())
        for number in 0..<50 {
            fail(turnstile, "a@example.jp", "connectionLost", at: start)
            if number % 4 == 2 { succeed(turnstile, "b@example.jp", at: start) }
            if number % 4 == 0 {
                _ = turnstile.note(
                    .permanent(reason: "mailboxUnknown 550 5.1.1"), of: "c@example.jp", at: start, .none)
            }
        }
        #expect(turnstile.ask([request("a@example.jp")], at: start) == [nil])
        #expect(turnstile.shutWays == 0)
    }

    @Test("After the pause one goes to see: if it fails the pause doubles, up to four times, and if not all go")
    func probes() {
        let turnstile = Turnstile(.voice, GateLimits())
        for number in 0..<5 { fail(turnstile, "03\(number)", "providerFault 500", at: start) }
        var now = start
        for pause in [15, 30, 60, 60] {
            #expect(turnstile.ask([request("03")], at: now + .seconds(pause - 1))[0]?.reason == .gatewayShut)
            now = now + .seconds(pause)
            let asked = turnstile.ask([request("031"), request("032"), request("033")], at: now)
            #expect(asked[0] == nil && asked[1]?.reason == .gatewayShut && asked[2]?.reason == .gatewayShut)
            #expect(fail(turnstile, "031", "providerFault 500", at: now))
        }
        now = now + .seconds(60)
        #expect(turnstile.ask([request("031")], at: now) == [nil])
        // A probe of which nothing is heard is followed by another one.
        #expect(turnstile.ask([request("032")], at: now + .seconds(59)) != [nil])
        #expect(turnstile.ask([request("032")], at: now + .seconds(60)) == [nil])
        succeed(turnstile, "032", at: now)
        #expect(turnstile.ask((0..<9).map { request("03\($0)") }, at: now).allSatisfy { $0 == nil })
    }

    @Test("A gateway that asks everybody to wait is left alone so long, at most ten minutes")
    func askedToWait() {
        let turnstile = Turnstile(.voice, GateLimits())
        _ = turnstile.note(
            .temporary(reason: "rateLimited 429", retryAfter: .seconds(86_400)), of: "031", at: start, .none)
        #expect(turnstile.ask([request("032")], at: start + .seconds(599))[0]?.reason == .gatewayAskedToWait)
        #expect(turnstile.ask([request("032")], at: start + .seconds(600)) == [nil])
    }

    @Test("Whoever wants no breaker has none")
    func never() {
        let turnstile = Turnstile(.voice, GateLimits(shutAfter: 0))
        for number in 0..<50 { fail(turnstile, "03\(number)", "connectionRefused", at: start) }
        #expect(turnstile.ask([request("03")], at: start) == [nil])
    }

    @Test("Every reason to wait has words in both languages", arguments: DelayReason.allCases)
    func words(reason: DelayReason) {
        #expect(AttemptReason(reason.rawValue)?.words == reason.words)
        #expect(!reason.words[.japanese].isEmpty && !reason.words[.english].isEmpty)
    }
}
