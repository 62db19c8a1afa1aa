import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Codes by mail and phone")
struct CodeFactorTests {
    private static let tenant = TenantID(rawValue: 13)
    private static let person = PersonID(rawValue: 25)
    private static let password = "tsukue-rain-7-kabin"

    /// What would have gone out.
    private final class Outbox: Sendable {
        let messages = Mutex<[CodeMessage]>([])
        /// Where codes went that came back right.
        let reached = Mutex<[String]>([])
        var last: CodeMessage? { messages.withLock { $0.last } }
        var count: Int { messages.withLock { $0.count } }
        var code: CodeText? { last.flatMap { CodeText(typed: $0.code.exposed) } }
    }

    private struct Desk {
        let house: AuthHouse
        let auth: AuthServices
        let outbox: Outbox

        init(_ house: AuthHouse, life: Duration = .seconds(3_600), ways: Set<CodeWay> = [.mail, .sms, .call]) {
            self.house = house
            let outbox = Outbox()
            self.outbox = outbox
            let contract = LoginPolicyReader.decided
            var parts = AuthParts(
                database: house.database, hasher: house.hasher, settings: house.settings,
                policy: LoginPolicyReader { tenant, device, now, transaction in
                    var policy = try contract.read(tenant, device, now, transaction)
                    policy.mailCodeLife = life
                    return policy
                }, device: house.device, sourceLimit: house.sourceLimit, sealer: house.parts.sealer,
                codeKeys: house.parts.codeKeys, identifiers: house.parts.identifiers, publicURL: "http://localhost")
            parts.delivery = CodeDelivery(
                ways: ways,
                target: { target in
                    switch target {
                    case .address(let text) where text.contains("@"): text
                    case .number(let text, let country): "+\(country)\(text.dropFirst())"
                    case .address:
                        throw InvalidInput([
                            FieldError(field: "address", rule: "x", message: LocalizedText(ja: "", en: ""))
                        ])
                    }
                },
                queue: { message, _, _, _ in
                    outbox.messages.withLock { $0.append(message) }
                    return Int64(outbox.count)
                }, state: { _, _, _ in .queued(since: Instant(milliseconds: 0), retriedAfter: nil) }, wake: {})
            parts.notices = house.notices ?? house.mails.notices
            parts.reached = { target, person, _, _, _ in
                outbox.reached.withLock { $0.append("\(person) \(target)") }
            }
            auth = AuthServices(parts)
        }

        /// Logs in up to the step behind the choice.
        func begin(first: String? = nil) async throws -> (PendingGrant, LoginStep) {
            let attempt = LogIn.Attempt(
                account: AccountName(organizationCode: "futatsume", loginID: "B002417"),
                password: first ?? CodeFactorTests.password, deviceMark: nil, source: "127.0.0.1", requestID: "test")
            var outcome = try await auth.logIn(attempt, now: house.clock.now, randomness: .system)
            if case .progress(.next(let grant, .password, _)) = outcome {
                outcome = .progress(
                    try await auth.changePassword.afterFirstPassword(
                        grant,
                        ChangePassword.Choice(
                            password: CodeFactorTests.password, confirmation: CodeFactorTests.password),
                        requestID: "test", now: house.clock.now, randomness: .system))
            }
            if case .progress(.next(let grant, .choice, _)) = outcome {
                outcome = .progress(
                    try await auth.continueLogin.choose(
                        grant, .full, requestID: "test", now: house.clock.now, randomness: .system))
            }
            guard case .progress(.next(let grant, let step, _)) = outcome else { throw NotFound("\(outcome)") }
            return (grant, step)
        }

        func firstPassword() async throws -> String {
            try await house.issue(CodeFactorTests.person, tenant: CodeFactorTests.tenant)
        }

        func send(
            _ grant: PendingGrant, _ purpose: CodePurpose, _ kind: FactorKind = .mail, _ way: CodeWay = .mail,
            to target: CodeTarget? = nil
        ) async throws -> SendCode.Outcome {
            try await auth.sendCode(
                .login(grant), kind, way, purpose, target: target, requestID: "test", now: house.clock.now,
                randomness: .system)
        }

        func set(
            _ grant: PendingGrant, _ kind: FactorKind = .mail, _ code: CodeText
        ) async throws -> SetCodeFactor.Outcome {
            try await auth.setCodeFactor(
                .login(grant), kind, code, requestID: "test", now: house.clock.now, randomness: .system)
        }

        func show(
            _ grant: PendingGrant, _ kind: FactorKind = .mail, _ code: CodeText
        ) async throws -> FactorOutcome {
            try await auth.factors.show(
                grant, kind, .code(code), requestID: "test", now: house.clock.now, randomness: .system)
        }

        /// Sets the address and signs in.
        func enrol() async throws {
            let (grant, step) = try await begin(first: try await firstPassword())
            #expect(step == .enrolment)
            #expect(try await send(grant, .set, .mail, .mail, to: .address("k@example.jp")) == .sent)
            guard case .progress = try await set(grant, .mail, try #require(outbox.code)) else {
                throw NotFound("enrolled")
            }
            house.clock.advance(by: .seconds(60))
        }
    }

    private static func with(
        _ kind: DatabaseKind, life: Duration = .seconds(3_600), _ body: (Desk) async throws -> Void
    ) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            try await body(Desk(try await AuthHouse.open(database), life: life))
        }
    }

    @Test("A right code confirms the address that it went to, a wrong one nothing")
    func reaches() async throws {
        try await Self.with(.sqlite) { desk in
            let (grant, _) = try await desk.begin(first: try await desk.firstPassword())
            #expect(try await desk.send(grant, .set, .mail, .mail, to: .address("k@example.jp")) == .sent)
            let code = try #require(desk.outbox.code)
            let wrong = try #require(CodeText(typed: code.digits == "111111" ? "222222" : "111111"))
            _ = try await desk.set(grant, .mail, wrong)
            #expect(desk.outbox.reached.withLock { $0.isEmpty })
            _ = try await desk.set(grant, .mail, code)
            #expect(desk.outbox.reached.withLock { $0 } == ["25 k@example.jp"])
        }
    }

    @Test(
        "One code a minute, five an hour (R-106)",
        arguments: [
            ([], 0, 0), ([0], 10, 50), ([0], 60, 0), ([0, 60, 120, 180], 240, 0), ([0, 60, 120, 180, 240], 300, 3_300),
            ([0, 60, 120, 180, 240], 3_600, 0), ([0, 3_590], 3_600, 50), ([0, 3_360, 3_420, 3_480, 3_540], 3_600, 0),
            ([0, 3_360, 3_420, 3_480, 3_540, 3_600], 3_660, 3_300),
        ] as [([Int], Int, Int)])
    func limit(sent: [Int], now: Int, wait: Int) {
        func at(_ seconds: Int) -> Instant { Instant(milliseconds: 1_700_000_000_000) + .seconds(seconds) }
        let limit = sent.reduce(SendLimit()) { $0.counting(now: at($1)) }
        #expect(limit.next(now: at(now)) == at(now + wait))
    }

    @Test("Never more than five within any hour, as it is stored (R-106)", arguments: DatabaseKind.available)
    func storedLimit(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            let subject = FactorSubject(tenant: Self.tenant, person: Self.person, binding: [])
            let start = desk.house.clock.now
            var waits: [Int: Instant] = [:]
            for minute in [0, 56, 57, 58, 59, 60, 61, 115, 116] {
                let now = start + .seconds(60 * minute)
                waits[minute] = try await desk.house.database.write(.tenant(Self.tenant)) {
                    try SendLimit.take(subject, now: now, in: $0)
                }
            }
            let next = start + .seconds(60 * 116)
            #expect(waits == [61: next, 115: next])
        }
    }

    @Test(
        "A mail's code sets the address and opens everything; at the next login none leaves until it is asked for (R-081, R-096, R-098, R-105)",
        arguments: DatabaseKind.available)
    func mail(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            let (grant, step) = try await desk.begin(first: try await desk.firstPassword())
            #expect(step == .enrolment)
            #expect(try await desk.send(grant, .set, to: nil) == .notOffered)
            await #expect(throws: InvalidInput.self) { try await desk.send(grant, .set, to: .address("none")) }
            #expect(try await desk.send(grant, .set, to: .address("k@example.jp")) == .sent)
            #expect(desk.outbox.last?.target == "k@example.jp" && desk.outbox.last?.way == .mail)
            #expect(desk.outbox.last?.expiresAt == desk.house.clock.now + .seconds(1_800), "as long as the set-up")
            let seen = try await desk.auth.sendCode.desk(.login(grant), .mail, .set, now: desk.house.clock.now)
            #expect(seen.sent?.masked == "k•••@example.jp" && seen.sent?.progress != nil)
            let mails = desk.house.mails
            #expect(mails.take() == [Mail(Self.person, .passwordChanged)])
            let code = try #require(desk.outbox.code)
            let set = try await winners { _ in
                do {
                    if case .progress(.signedIn) = try await desk.set(grant, .mail, code) { return true }
                    return false
                } catch is LoginOver {
                    return false
                }
            }
            #expect(set == 1, "of sixteen with the same code")
            #expect(Set(mails.take()) == [Mail(Self.person, .factorSet(.mail))])
            #expect(try await desk.house.audited("factor.set") == ["mail"])
            #expect(try await desk.house.audited("factor.codeSent") == ["mail"])
            let sender = try await desk.house.database.read(.tenant(Self.tenant)) { transaction in
                try transaction.value(String.self, "SELECT actor FROM audit WHERE action = 'factor.codeSent'")
            }
            #expect(sender == Actor.somebody.auditName, "the password alone says not who it is")
            desk.house.clock.advance(by: .seconds(60))
            let (again, next) = try await desk.begin()
            #expect(next == .factor && desk.outbox.count == 1)
            #expect(try await desk.send(again, .show) == .sent)
            // The login waits as long as the code is promised to work (R-099).
            desk.house.clock.advance(by: .seconds(3_599))
            guard case .progress(.signedIn) = try await desk.show(again, .mail, try #require(desk.outbox.code)) else {
                throw NotFound("session")
            }
        }
    }

    @Test(
        "A number is understood in full width, with the hyphens and brackets of Japanese keyboards (R-104)",
        arguments: [
            ("０９０－１１１１－２２３４", "８１"), ("090ー1111ー2234", "+81"), ("０９０‐１１１１−２２３４", "＋８１"),
            ("(090) 1111-2234", "81"), ("　090 1111 2234　", " 81 "), ("（０９０）１１１１・２２３４".replacing("・", with: "―"), "81"),
        ])
    func folded(_ typed: String, _ countryCode: String) {
        guard case .number("09011112234", let code) = CodeTarget.number(typed, countryCode: countryCode).folded else {
            Issue.record("\(CodeTarget.number(typed, countryCode: countryCode).folded)")
            return
        }
        #expect(code.filter { $0 != "+" } == "81")
        #expect(CodeTarget.address("a-b@example.jp").folded == .address("a-b@example.jp"))
    }

    @Test(
        "A number gets its code by message or call, and both codes are one (R-104)", arguments: DatabaseKind.available)
    func phone(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            let (grant, _) = try await desk.begin(first: try await desk.firstPassword())
            let number = CodeTarget.number("０９０－１１１１－２２３４", countryCode: "８１")
            #expect(try await desk.send(grant, .set, .phone, .sms, to: number) == .sent)
            let first = try #require(desk.outbox.code)
            #expect(desk.outbox.last?.target == "+819011112234" && desk.outbox.last?.way == .sms)
            #expect(try await desk.send(grant, .set, .phone, .mail) == .notOffered)
            desk.house.clock.advance(by: .seconds(60))
            #expect(try await desk.send(grant, .set, .phone, .call) == .sent)
            #expect(desk.outbox.last?.target == "+819011112234" && desk.outbox.last?.replaces == 1)
            let second = try #require(desk.outbox.code)
            if first != second { #expect(try await desk.set(grant, .phone, first) == .wrong(left: 4)) }
            guard case .progress = try await desk.set(grant, .phone, second) else { throw NotFound("set") }
            let states = try await desk.house.database.read(.tenant(Self.tenant)) { transaction in
                try desk.auth.factors.states(
                    of: FactorSubject(tenant: Self.tenant, person: Self.person, binding: []),
                    now: desk.house.clock.now, in: transaction)
            }
            #expect(states.first { $0.kind == .phone }?.hint == "•••34")
        }
    }

    @Test(
        "A new code replaces the old one, a code works for its own login only, and not after its time (R-099, R-106)",
        arguments: DatabaseKind.available)
    func lives(kind: DatabaseKind) async throws {
        try await Self.with(kind, life: .seconds(300)) { desk in
            try await desk.enrol()
            let (grant, _) = try await desk.begin()
            #expect(try await desk.send(grant, .show) == .sent)
            let old = try #require(desk.outbox.code)
            #expect(
                try await desk.send(grant, .show) == .wait(until: desk.house.clock.now + SendLimit.pause))
            desk.house.clock.advance(by: .seconds(60))
            #expect(try await desk.send(grant, .show) == .sent)
            let new = try #require(desk.outbox.code)
            if old != new { #expect(try await desk.show(grant, .mail, old) == .wrong(left: 4, nil)) }
            let (other, _) = try await desk.begin()
            guard case .wrong = try await desk.show(other, .mail, new) else { throw NotFound("refusal") }
            desk.house.clock.advance(by: .seconds(300))
            for _ in 0..<2 { #expect(try await desk.show(grant, .mail, new) == .expired) }
            // The fifth try locks, also one that is only late.
            let last = try await desk.show(grant, .mail, new)
            #expect(last == (old == new ? .expired : .wrong(left: 0, nil)))
            if old != new { #expect(try await desk.show(grant, .mail, new) == .loginOver) }
        }
    }

    @Test(
        "A login ends, however many codes are sent to it, and no code works longer", arguments: DatabaseKind.available)
    func ends(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            try await desk.enrol()
            let (grant, _) = try await desk.begin()
            let start = desk.house.clock.now
            func pending() async throws -> PendingLogin? {
                try await desk.auth.continueLogin.pending(grant, now: desk.house.clock.now)
            }
            #expect(try await desk.send(grant, .show) == .sent)
            #expect(
                desk.outbox.last?.expiresAt == start + .seconds(3_600), "the first works as long as it says (R-099)")
            for _ in 0..<3 {
                desk.house.clock.advance(by: .seconds(1_100))
                #expect(try await desk.send(grant, .show) == .sent)
            }
            #expect(desk.outbox.last?.expiresAt == start + .seconds(4_200))
            #expect(try await pending()?.expiresAt == start + .seconds(4_200))
            desk.house.clock.advance(by: .seconds(900))
            #expect(try await pending() == nil)
        }
    }

    @Test("What follows a code that was waited for has its own time: an address that is forbidden is replaced (R-097)")
    func afterWaiting() async throws {
        try await Self.with(.sqlite) { desk in
            try await desk.enrol()
            try await ChangeSettings(database: desk.house.database)(
                desk.house.scope(PersonID(rawValue: 26), .administrator, tenant: Self.tenant),
                ["mailFactorAllowed": "false"], at: desk.house.clock.now)
            let (grant, _) = try await desk.begin()
            #expect(try await desk.send(grant, .show) == .sent)
            desk.house.clock.advance(by: .seconds(3_500))
            guard
                case .progress(.next(let next, .enrolment, _)) = try await desk.show(
                    grant, .mail, try #require(desk.outbox.code))
            else {
                Issue.record("no set-up")
                return
            }
            #expect(
                try await desk.auth.continueLogin.pending(next, now: desk.house.clock.now)?.expiresAt
                    == desk.house.clock.now + .seconds(1_800))
        }
    }

    @Test("Whose address is replaced hears of it there, once (R-103)", arguments: DatabaseKind.available)
    func replaced(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            var house = try await AuthHouse.open(database)
            let told = Mutex<[String?]>([])
            house.notices = Notices(
                queue: { notice, tenant, person, _, transaction in
                    guard case .factorSet = notice else { return }
                    let address = try CodeFactor.mailAddress(of: person, in: tenant, transaction)
                    told.withLock { $0.append(address) }
                }, wake: {})
            let desk = Desk(house)
            try await desk.enrol()
            let (grant, _) = try await desk.begin()
            #expect(try await desk.send(grant, .show) == .sent)
            guard
                case .progress(.signedIn(let opened)) = try await desk.show(
                    grant, .mail, try #require(desk.outbox.code)),
                let session = try await desk.auth.sessions.resume(
                    cookie: opened.cookie.exposed, requestID: "test", now: house.clock.now)
            else {
                Issue.record("not in")
                return
            }
            house.clock.advance(by: .seconds(60))
            let sent = try await desk.auth.sendCode(
                .session(session), .mail, .mail, .set, target: .address("thief@example.org"), requestID: "test",
                now: house.clock.now, randomness: .system)
            #expect(sent == .sent)
            let set = try await desk.auth.setCodeFactor(
                .session(session), .mail, try #require(desk.outbox.code), requestID: "test", now: house.clock.now,
                randomness: .system)
            #expect(set == .set)
            #expect(told.withLock { $0 } == ["k@example.jp", "k@example.jp"], "at the set-up, and when it goes")
        }
    }

    @Test("Of sixteen who show the same code at once, one gets in (R-106)", arguments: DatabaseKind.available)
    func sixteen(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            try await desk.enrol()
            let (grant, _) = try await desk.begin()
            #expect(try await desk.send(grant, .show) == .sent)
            let code = try #require(desk.outbox.code)
            let entered = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        if case .progress(.signedIn) = try await desk.show(grant, .mail, code) { true } else { false }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(entered == 1)
        }
    }

    @Test(
        "Whoever has only a mail factor where mail is forbidden shows it a last time and then sets up another (R-097)",
        arguments: DatabaseKind.available)
    func forbidden(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            try await desk.enrol()
            let administrator = desk.house.scope(PersonID(rawValue: 26), .administrator, tenant: Self.tenant)
            let drift = Drift(database: desk.house.database)
            func listed() async throws -> Int {
                var filter = ListAccounts.Filter()
                filter.hasNoFactor = true
                return try await ListAccounts(database: desk.house.database).part(
                    administrator, filter, number: 1, size: 10, at: desk.house.clock.now
                ).total
            }
            #expect(try await drift(administrator).withoutFactor == 0)
            #expect(try await listed() == 0)
            #expect(try await drift.people(withOnly: [.mail], administrator) == 1)
            #expect(try await drift.people(withOnly: [.phone], administrator) == 0)
            try await ChangeSettings(database: desk.house.database)(
                administrator, ["mailFactorAllowed": "false"], at: desk.house.clock.now)
            #expect(try await drift(administrator).withoutFactor == 1)
            #expect(try await listed() == 1)
            let (grant, step) = try await desk.begin()
            #expect(step == .factor)
            let offered = try await desk.auth.factors.offered(grant, now: desk.house.clock.now)
            #expect(offered?.map(\.kind) == [.mail])
            #expect(try await desk.send(grant, .show) == .sent)
            let shown = try await desk.show(grant, .mail, try #require(desk.outbox.code))
            #expect(shown == .progress(.next(grant, .enrolment, by: [])), "not in, and not locked out")
            desk.house.clock.advance(by: .seconds(60))
            #expect(try await desk.send(grant, .set, to: .address("k@example.jp")) == .notOffered)
            guard
                case .shown(let key) = try await desk.auth.setUpApp.show(
                    grant, now: desk.house.clock.now, randomness: .system)
            else { throw NotFound("key") }
            let code = try #require(TOTP.code(key.key.bytes, step: TOTP.step(at: desk.house.clock.now)))
            guard
                case .progress(.signedIn) = try await desk.auth.setUpApp.register(
                    grant, try #require(CodeText(typed: code)), requestID: "test", now: desk.house.clock.now,
                    randomness: .system)
            else { throw NotFound("session") }
            // From then on the app is asked for, and the address is no way in any more.
            let (next, _) = try await desk.begin()
            let left = try await desk.auth.factors.offered(next, now: desk.house.clock.now)
            #expect(left?.map(\.kind) == [.app])
            #expect(try await desk.send(next, .show) == .notOffered)
            guard case .wrong = try await desk.show(next, .mail, try #require(desk.outbox.code)) else {
                throw NotFound("refusal")
            }
        }
    }

    @Test("A factor set in one session ends the others", arguments: DatabaseKind.available)
    func othersEnd(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            try await desk.enrol()
            var sessions: [Session] = []
            var cookies: [String] = []
            for _ in 0..<2 {
                let (grant, _) = try await desk.begin()
                #expect(try await desk.send(grant, .show) == .sent)
                guard
                    case .progress(.signedIn(let opened)) = try await desk.show(
                        grant, .mail, try #require(desk.outbox.code))
                else { throw NotFound("session") }
                cookies.append(opened.cookie.exposed)
                sessions.append(
                    try #require(
                        try await desk.auth.sessions.resume(
                            cookie: opened.cookie.exposed, requestID: "test", now: desk.house.clock.now)))
                desk.house.clock.advance(by: .seconds(60))
            }
            let place = CodePlace.session(sessions[1])
            _ = try await desk.auth.sendCode(
                place, .phone, .sms, .set, target: .number("09011112234", countryCode: "81"), requestID: "test",
                now: desk.house.clock.now, randomness: .system)
            let outcome = try await desk.auth.setCodeFactor(
                place, .phone, try #require(desk.outbox.code), requestID: "test", now: desk.house.clock.now,
                randomness: .system)
            #expect(outcome == .set)
            let left = try await [
                desk.auth.sessions.resume(cookie: cookies[0], requestID: "test", now: desk.house.clock.now),
                desk.auth.sessions.resume(cookie: cookies[1], requestID: "test", now: desk.house.clock.now),
            ].map { $0 != nil }
            #expect(left == [false, true])
        }
    }

    @Test(
        "A later own change of the password needs the factor a short while ago, whichever it is; the first needs none (R-031)",
        arguments: DatabaseKind.available)
    func passwordNeedsFactor(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            // The first one, in here, is asked for nothing.
            try await desk.enrol()
            let (grant, _) = try await desk.begin()
            #expect(try await desk.send(grant, .show) == .sent)
            guard
                case .progress(.signedIn(let opened)) = try await desk.show(
                    grant, .mail, try #require(desk.outbox.code))
            else { throw NotFound("session") }
            func session() async throws -> Session {
                try #require(
                    try await desk.auth.sessions.resume(
                        cookie: opened.cookie.exposed, requestID: "test", now: desk.house.clock.now))
            }
            func change(_ session: Session, _ current: String, _ new: String) async throws -> SessionGrant {
                try await desk.auth.changePassword.own(
                    session, current: current, ChangePassword.Choice(password: new, confirmation: new),
                    now: desk.house.clock.now, randomness: .system)
            }
            desk.house.clock.advance(by: .seconds(600))
            let old = try await session()
            await #expect(throws: ProofNeeded(factors: [.mail])) {
                try await change(old, Self.password, "kaki-densha-2617")
            }
            #expect(try await desk.auth.proveAgain.asked(old, now: desk.house.clock.now).map(\.kind) == [.mail])
            await #expect(throws: InvalidInput.self, "the password alone is no proof") {
                try await desk.auth.proveAgain(old, password: Self.password, factor: nil, now: desk.house.clock.now)
            }
            let sent = try await desk.auth.sendCode(
                .session(old), .mail, .mail, .show, requestID: "test", now: desk.house.clock.now, randomness: .system)
            #expect(sent == .sent)
            let proof = FactorProof.code(try #require(desk.outbox.code))
            #expect(
                try await desk.auth.proveAgain(
                    old, password: Self.password, factor: (.mail, proof), now: desk.house.clock.now) == .right)
            let changed = try await change(try await session(), Self.password, "kaki-densha-2617")
            #expect(changed.person == Self.person)
            // Whoever was let in without a factor has the rights of a limited session.
            try await desk.house.database.write(.tenant(Self.tenant)) {
                try $0.execute("UPDATE session SET factor = '' WHERE tenant_id = \(Self.tenant)")
            }
            let bare = try #require(
                try await desk.auth.sessions.resume(
                    cookie: changed.cookie.exposed, requestID: "test", now: desk.house.clock.now))
            await #expect(throws: NotAllowed(capability: .manageOwnLogin)) {
                try await change(bare, "kaki-densha-2617", "ringo-densha-2618")
            }
        }
    }

    @Test("After five wrong codes none is looked at and none is sent (R-107)", arguments: DatabaseKind.available)
    func locked(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            let (grant, _) = try await desk.begin(first: try await desk.firstPassword())
            #expect(try await desk.send(grant, .set, to: .address("k@example.jp")) == .sent)
            let right = try #require(desk.outbox.code)
            let wrong = try #require(CodeText(typed: right.digits == "000000" ? "111111" : "000000"))
            for left in [4, 3, 2, 1, 0] { #expect(try await desk.set(grant, .mail, wrong) == .wrong(left: left)) }
            #expect(desk.house.mails.take().last == Mail(Self.person, .factorLocked(.mail)))
            let end = desk.house.clock.now + FactorLock.duration
            await #expect(throws: LoginOver.self, "the last try ends the login") {
                try await desk.set(grant, .mail, right)
            }
            let (again, _) = try await desk.begin()
            #expect(try await desk.set(again, .mail, right) == .locked(until: end))
            desk.house.clock.advance(by: .seconds(60))
            #expect(try await desk.send(again, .set, to: .address("k@example.jp")) == .locked(until: end))
        }
    }

    @Test(
        "What is kept of a code to compare it with is a keyed mark, and printing a code shows dots",
        arguments: DatabaseKind.available)
    func secret(kind: DatabaseKind) async throws {
        try await Self.with(kind) { desk in
            let (grant, _) = try await desk.begin(first: try await desk.firstPassword())
            #expect(try await desk.send(grant, .set, to: .address("k@example.jp")) == .sent)
            let marks = try await desk.house.database.read(.tenant(Self.tenant)) {
                try $0.values([UInt8].self, "SELECT mark FROM sent_code WHERE tenant_id = \(Self.tenant)")
            }
            #expect(marks.map(\.count) == [32])
            #expect("\(try #require(desk.outbox.code))" == "••••••")
        }
    }
}
