import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Calls by which people report")
struct TakeCallInTests {
    /// A world with one organization, and people who are let in by what they type.
    private final class House: Sendable {
        let world: World
        let tenant: TenantID
        let tries = Mutex<[String]>([])
        private let callers = Mutex<[String: CallInCaller]>([:])
        private let number = Mutex(0)

        init(_ world: World) async throws {
            self.world = world
            tenant = try await world.tenant()
        }

        /// A broadcast to everybody that was expanded and not sent.
        func send(_ subject: String = "16:10 石川県能登地方の地震") async throws -> BroadcastID {
            let draft = try BroadcastDraft(
                kind: .safetyCheck, isDrill: false, subject: subject, body: "安否をお知らせください。", targets: [.everyone])
            let raise = RaiseBroadcast(
                clock: world.clock.wallClock, identifiers: world.identifiers, policy: world.policy)
            let scope = world.scope(tenant)
            let id = try await world.database.write(scope) { try raise(draft, scope, in: $0) }
            await world.expandOnly()
            return id
        }

        /// The ID of a new caller, whose password is 4711.
        func admit(_ person: PersonID, _ language: Language = .japanese) -> String {
            let id = "1000\(1_000 + person.rawValue)"
            let scope = TenantScope(
                tenant: tenant, actor: .person(person), capabilities: [.answerOwn], requestID: "call")
            callers.withLock {
                $0[id] = CallInCaller(scope: scope, language: language, timeZone: "Asia/Tokyo")
            }
            return id
        }

        func admit(family member: FamilyMemberID) -> String {
            let scope = TenantScope(
                tenant: tenant, actor: .family(member), capabilities: [.viewFamily], requestID: "call")
            callers.withLock {
                $0["90000001"] = CallInCaller(scope: scope, language: .english, timeZone: "Asia/Tokyo")
            }
            return "90000001"
        }

        /// Nobody is let in any more, nor goes on.
        func shut() { callers.withLock { $0 = [:] } }

        private var door: CallInDoor {
            CallInDoor(
                prove: { proof, _ in
                    self.tries.withLock { $0.append("\(proof.id) \(proof.telephone ?? "-")") }
                    if proof.password.exposed == "000" { return .busy }
                    guard proof.password.exposed == "4711" else { return .refused }
                    return self.callers.withLock { $0[proof.id] }.map { .caller($0) } ?? .refused
                },
                resume: { actor, _, _ in self.callers.withLock { $0.values.first { $0.scope.actor == actor } } })
        }

        var take: TakeCallIn {
            TakeCallIn(
                database: world.database, clock: world.clock.wallClock,
                keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 19, count: 32))],
                randomness: world.randomness, door: door, recordAnswer: world.answers)
        }

        /// A request of the gateway.
        @discardableResult
        func report(
            _ call: String, _ digits: String? = nil, event: String? = nil, isOver: Bool = false
        ) async throws -> CallInReply? {
            let own = number.withLock { number in
                number += 1
                return "EV\(number)"
            }
            return try await take(
                CallInReport(
                    event: event ?? own, call: call, telephone: "+819011112222", digits: digits.map { Secret($0) },
                    isOver: isOver), requestID: "call")
        }

        /// A call in which these things are typed; the last reply.
        @discardableResult
        func call(_ name: String = "CA1", _ typed: String...) async throws -> CallInReply {
            var reply = try await report(name)
            for digits in typed { reply = try await report(name, digits) }
            return try #require(reply)
        }

        func answers(_ broadcast: BroadcastID, _ person: PersonID) async throws -> [String] {
            try await world.database.read(.tenant(tenant)) { transaction in
                try transaction.all(
                    """
                    SELECT status, via, answered_by FROM answer WHERE tenant_id = \(self.tenant)
                      AND broadcast_id = \(broadcast) AND person_id = \(person) ORDER BY seq
                    """
                ) { row in
                    "\(try row.next(String?.self) ?? "-") \(try row.next(String.self)) \(try row.next(String.self))"
                }
            }
        }
    }

    private static func with(_ kind: DatabaseKind, _ body: (House) async throws -> Void) async throws {
        try await withWorld(kind) { try await body(House($0)) }
    }

    @Test(
        "A person calls in, hears what waits, newest first, and answers each by a key; what was to be sent is stopped (R-029, R-184, R-185)",
        arguments: DatabaseKind.available)
    func story(_ kind: DatabaseKind) async throws {
        try await Self.with(kind) { house in
            let person = try await house.world.person(house.tenant)
            let id = house.admit(person)
            let first = try await house.send("16:10 能登の地震")
            house.world.clock.advance(by: .seconds(60))
            let second = try await house.send("16:18 余震")

            var reply = try #require(try await house.report("CA1"))
            #expect(reply.wait == .id && reply.lines.map(\.language) == [.japanese, .english])
            #expect(reply.farewell.map(\.text) == ["失礼いたします。", "Goodbye."])
            reply = try #require(try await house.report("CA1", id))
            #expect(reply.wait == .password && reply.lines.first?.text.hasPrefix("音声認証用パスワード") == true)
            reply = try #require(try await house.report("CA1", "4711"))
            #expect(reply.wait == .key && reply.lines.allSatisfy { $0.language == .japanese })
            let said = reply.lines.map(\.text).joined()
            #expect(said.contains("16:18 余震") && said.contains("「無事」の方は、1を押してください。"), "\(said)")
            #expect(!said.contains("16:10 能登の地震"))
            reply = try #require(try await house.report("CA1", "9"))
            #expect(reply.wait == .key && reply.lines.first?.text == "その番号は使いません。")
            reply = try #require(try await house.report("CA1", "*"))
            #expect(reply.lines.map(\.text).joined().contains("16:18 余震"))
            reply = try #require(try await house.report("CA1", "1"))
            #expect(reply.lines.first?.text == "「無事」で受け付けました。" && reply.wait == .key)
            #expect(reply.lines.map(\.text).joined().contains("16:10 能登の地震"))
            reply = try #require(try await house.report("CA1", "2"))
            #expect(reply.wait == .nothing && reply.farewell.isEmpty)
            #expect(
                reply.lines.map(\.text) == ["「軽いけが」で受け付けました。", "ほかにお尋ねすることはありません。", "失礼いたします。"])
            #expect(try await house.answers(second, person) == ["safe calledIn person:\(person)"])
            #expect(try await house.answers(first, person) == ["minor calledIn person:\(person)"])
            let open = try await house.world.database.read(.tenant(house.tenant)) {
                try $0.value(
                    Int.self,
                    "SELECT COUNT(*) FROM attempt WHERE tenant_id = \(house.tenant) AND state = 'planned'")
            }
            #expect(open == 0)
            // The telephone of whoever calls is handed to the door only.
            #expect(house.tries.withLock { $0 } == ["\(id) +819011112222"])
        }
    }

    @Test(
        "A report that comes again gets the same words and does nothing twice; of two at once one counts",
        arguments: DatabaseKind.available)
    func repeated(_ kind: DatabaseKind) async throws {
        try await Self.with(kind) { house in
            let person = try await house.world.person(house.tenant)
            let id = house.admit(person)
            let broadcast = try await house.send()
            let welcome = try await house.report("CA1", event: "first")
            #expect(try await house.report("CA1", event: "first") == welcome)
            try await house.report("CA1", id)
            let question = try await house.report("CA1", "4711", event: "password")
            #expect(try await house.report("CA1", "4711", event: "password") == question)
            #expect(house.tries.withLock(\.count) == 1)
            let replies = try await withThrowingTaskGroup(of: CallInReply?.self) { group in
                for _ in 0..<16 { group.addTask { try await house.report("CA1", "1", event: "key") } }
                return try await group.reduce(into: Set<CallInReply?>()) { $0.insert($1) }
            }
            #expect(replies.count == 1)
            #expect(try await house.answers(broadcast, person).count == 1)
            // The end of the call is noted, and may be reported again.
            #expect(try await house.report("CA1", isOver: true) == nil)
            #expect(try await house.report("CA2", isOver: true) == nil)
        }
    }

    @Test("Whatever does not match gets the same words, in both languages, and after three of them the call ends")
    func refusals() async throws {
        try await Self.with(.sqlite) { house in
            let english = house.admit(try await house.world.person(house.tenant, language: .english), .english)
            let unknown = try await house.call("CA1", "10009999", "4711")
            let wrong = try await house.call("CA2", english, "4712")
            #expect(unknown == wrong && wrong.wait == .id)
            #expect(wrong.lines.map(\.language) == [.japanese, .english, .japanese, .english])
            let last = try await house.call("CA3", "1001", english, "1", english, "2")
            #expect(last.wait == .nothing && last.lines.map(\.text).contains("Goodbye."))
            #expect(last.lines.contains { $0.text.contains("link") })
            #expect(try await house.report("CA3", english)?.wait == CallInReply.Wait.nothing)
            let busy = try await house.call("CA4", english, "000")
            #expect(busy.wait == .nothing && busy.lines.contains { $0.text.contains("call again") })
        }
    }

    @Test("Where nothing waits the last answer is said and may be changed once; what is closed is only told (R-029)")
    func lastAnswer() async throws {
        try await Self.with(.sqlite) { house in
            let person = try await house.world.person(house.tenant)
            let id = house.admit(person)
            let nothing = try await house.call("CA1", id, "4711")
            #expect(nothing.lines.map(\.text) == ["いま、回答をお待ちしているものはありません。", "失礼いたします。"])
            let broadcast = try await house.send()
            try await house.call("CA2", id, "4711", "1")
            let again = try await house.call("CA3", id, "4711")
            #expect(again.wait == .key)
            let said = again.lines.map(\.text).joined()
            #expect(said.contains("の「無事」です。") && said.contains("変わりがなければ"), "\(said)")
            let changed = try #require(try await house.report("CA3", "2"))
            #expect(changed.lines.map(\.text) == ["「軽いけが」で受け付けました。", "失礼いたします。"])
            #expect(try await house.answers(broadcast, person).count == 2)
            try await house.world.change.close(broadcast, house.world.scope(house.tenant))
            let closed = try await house.call("CA4", id, "4711")
            #expect(closed.wait == .nothing && closed.lines.map(\.text).joined().contains("の「軽いけが」です。"))
        }
    }

    @Test("A check that is closed while it is read says so, and nobody who may not go on does")
    func meanwhile() async throws {
        try await Self.with(.sqlite) { house in
            let person = try await house.world.person(house.tenant)
            let id = house.admit(person)
            let broadcast = try await house.send()
            try await house.call("CA1", id, "4711")
            try await house.world.meddle(
                house.tenant,
                """
                UPDATE broadcast SET status = 'calledOff' WHERE tenant_id = \(house.tenant) AND id = \(broadcast)
                """)
            let late = try #require(try await house.report("CA1", "1"))
            #expect(late.lines.first?.text.hasPrefix("この確認は終了しました。") == true && late.wait == .nothing)
            try await house.world.meddle(
                house.tenant,
                "UPDATE broadcast SET status = 'open' WHERE tenant_id = \(house.tenant) AND id = \(broadcast)")
            try await house.call("CA2", id, "4711")
            house.shut()
            let gone = try #require(try await house.report("CA2", "1"))
            #expect(gone.wait == .nothing)
            #expect(try await house.answers(broadcast, person).isEmpty)
            // A call that nobody went on with begins anew after half an hour.
            house.world.clock.advance(by: IncomingCalls.life + .seconds(1))
            #expect(try await house.report("CA1", "1")?.wait == .id)
        }
    }

    @Test(
        "A family user hears how the employee answered, without the comment, and answers nothing (R-167)",
        arguments: DatabaseKind.available)
    func family(_ kind: DatabaseKind) async throws {
        try await Self.with(kind) { house in
            let person = try await house.world.person(house.tenant)
            let member = FamilyMemberID(rawValue: house.world.number())
            try await house.world.meddle(
                house.tenant,
                """
                INSERT INTO family_member
                    (tenant_id, id, person_id, code, name, name_kana, language, created_at, changed_at)
                VALUES (\(house.tenant), \(member), \(person), 'CHICHI', '父', '', 'en', 0, 0)
                """)
            let id = house.admit(family: member)
            let none = try await house.call("CA1", id, "4711")
            #expect(none.wait == .nothing && none.lines.map(\.text).contains("There is no answer yet."))
            let broadcast = try await house.send()
            let waiting = try await house.call("CA2", id, "4711")
            #expect(waiting.lines.contains { $0.text.hasPrefix("A safety check is not answered yet.") })
            let scope = TenantScope(
                tenant: house.tenant, actor: .person(person), capabilities: [.answerOwn], requestID: "r")
            _ = try await house.world.answers.own(
                Answer(status: "safe", comment: "足をひねった"), to: broadcast, scope)
            let heard = try await house.call("CA3", id, "4711")
            let said = heard.lines.map(\.text).joined(separator: " ")
            #expect(said.contains("This is how 人") && said.contains("The last answer was"), "\(said)")
            #expect(!said.contains("足をひねった") && heard.wait == .nothing)
        }
    }

    @Test("Neither what was typed nor who calls can be read in the database", arguments: DatabaseKind.available)
    func sealed(_ kind: DatabaseKind) async throws {
        try await Self.with(kind) { house in
            let id = house.admit(try await house.world.person(house.tenant))
            try await house.call("CA1", id)
            let rows = try await house.world.database.read(.installation) {
                try $0.values([UInt8].self, "SELECT sealed FROM incoming_call")
            }
            #expect(rows.count == 1)
            #expect(!String(decoding: rows[0], as: UTF8.self).contains(id))
        }
    }
}
