import Channels
import Database
import Domain
import Foundation
import Notify
import Profiles
import Synchronization
import TestKit
import Testing

@Suite("The inbox")
struct MaildirInboxTests {
    private func answers(_ world: World, _ broadcast: BroadcastID, _ person: PersonID, _ tenant: TenantID)
        async throws -> PersonTimeline
    {
        try await ReadTimeline(database: world.database)(person, in: broadcast, world.scope(tenant))
    }

    @Test(
        "A reply with a number answers, stops what is left, and its words are kept", arguments: DatabaseKind.available)
    func reply(kind: DatabaseKind) async throws {
        try await withMailroom(kind) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["p@example.jp"], mailSlot: 1, phones: [("0311111111", 2)]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.reply("２　足をくじきました\n> 安否をお知らせください。", from: person, "1.a")
            #expect(await room.scan() == 1)
            let timeline = try await answers(world, broadcast, person, tenant)
            #expect(timeline.answer?.answer == Answer(status: "minor", comment: "足をくじきました"))
            #expect(timeline.answer?.path == .mail && timeline.answer?.author == "person:\(person)")
            #expect(timeline.endReason == "answered")
            #expect(try room.names("new").isEmpty && room.names("cur") == ["1.a:2,S"])
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit)")
        }
    }

    @Test("A reply that could mean anything is kept and asked back once, and the reply to that answers")
    func askedBack() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let replyTo = Mutex<AttemptKey?>(nil)
            world.provider.before { attempt in replyTo.withLock { $0 = attempt.replyTo } }
            try room.reply("無事ではありません", from: person, "1.a")
            try room.reply("避難所にいます", from: person, "1.b")
            #expect(await room.scan() == 2)
            let unclear = try await answers(world, broadcast, person, tenant)
            #expect(Set(unclear.unclearReplies.map(\.text)) == ["無事ではありません", "避難所にいます"])
            #expect(unclear.answer == nil && unclear.level == .handedOn)
            world.provider.forget()
            await world.engine().drain()
            let asked = world.provider.deliveries.filter { $0.text.contains("読み取れませんでした") }
            #expect(asked.count == 1 && asked.first?.text.contains("3　重いけが・助けが必要") == true)
            let key = try #require(replyTo.withLock { $0 })
            #expect(key.broadcast == broadcast && key.person == person)
            let address = try #require(room.addresses.reply(to: key))
            try room.deliver("X-Original-To: \(address.wireForm)\nFrom: p@example.jp\n\n3\n", "2.a")
            #expect(await room.scan() == 1)
            #expect(try await answers(world, broadcast, person, tenant).answer?.answer.status == "serious")
        }
    }

    @Test("A mail is taken once: a second file of its name, and one that a crash left behind, are only put away")
    func once() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.reply("1", from: person, "1.a")
            #expect(await room.scan() == 1)
            _ = try await world.answers(Answer(status: "serious"), token: world.token(tenant, broadcast, person))
            // The power went after the commit and before the move: another process finds the file again.
            try FileManager.default.moveItem(atPath: "\(room.path)/cur/1.a:2,S", toPath: "\(room.path)/new/1.a")
            #expect(await (try Mailroom(path: room.path, world)).scan() == 1)
            let timeline = try await answers(world, broadcast, person, tenant)
            #expect(timeline.answers.count == 2 && timeline.answer?.answer.status == "serious")
            #expect(try room.names("cur") == ["1.a:2,S"] && room.names("new").isEmpty)
        }
    }

    @Test("Sixteen replies of one person at the same time are sixteen looks at one journal")
    func sixteen() async throws {
        for kind in DatabaseKind.available {
            try await withMailroom(kind) { room, world in
                let tenant = try await world.tenant()
                let person = try await world.person(tenant)
                let broadcast = try await world.broadcast(tenant)
                await world.engine().drain()
                for number in 0..<16 { try room.reply("\(number % 2 + 1)", from: person, "\(number).a") }
                #expect(await room.scan() == 16)
                let timeline = try await answers(world, broadcast, person, tenant)
                #expect(timeline.answers.map(\.number) == Array(1...timeline.answers.count))
                #expect(["safe", "minor"].contains(timeline.answer?.answer.status))
                #expect(room.inbox.counts == [.answered: 16])
            }
        }
    }

    /// Starts the program over one folder until nothing is left in it or it has died so often: reading a mail that `kills`
    /// ends it, as far as anybody else sees. `afterwards` gets what was still there after each death.
    private func die(
        _ room: Mailroom, _ world: World, most: Int, kills: @escaping @Sendable (InboundMail?) -> Bool,
        afterwards: ([[String]]) async throws -> Void
    ) async throws {
        let forever = DispatchSemaphore(value: 0)
        var left: [[String]] = []
        try await withThrowingTaskGroup(of: Void.self) { group in
            while try !room.names("new").isEmpty && left.count < most {
                let (ends, ending) = AsyncStream.makeStream(of: Bool.self)
                let start = try Mailroom(path: room.path, world) { descriptor in
                    let mail = MailReader.read(descriptor: descriptor)
                    if kills(mail) {
                        ending.yield(true)
                        forever.wait()
                    }
                    return mail
                }
                group.addTask {
                    _ = await start.scan()
                    ending.yield(false)
                }
                if await ends.first(where: { _ in true }) == true { left.append(try room.names("new")) }
            }
            // The threads of the dead end with the test.
            defer { for _ in left { forever.signal() } }
            try await afterwards(left)
        }
    }

    @Test(
        "A mail that has ended the program three times is put aside and said, and takes none of the others with it",
        arguments: DatabaseKind.available)
    func poison(kind: DatabaseKind) async throws {
        try await withMailroom(kind) { room, world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 16) { contacts(mails: ["p\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            for (number, person) in people.enumerated() {
                try room.reply("1", from: person, "\(number + 100).a", header: "Subject: \(number == 7 ? "bad" : "x")")
            }
            try await die(room, world, most: 9) { mail in
                mail?.subject == "bad"
            } afterwards: { left in
                #expect(left.count == 3 && left.first?.count == 16 && left.last == ["107.a"])
                let (poison, taken) = (try room.names("poison"), try room.names("cur"))
                #expect(poison == ["107.a"] && taken.count == 15)
                #expect(try await world.levels(broadcast, of: tenant) == [.answered: 15, .handedOn: 1])
                #expect(world.alarms.withLock { $0 } == ["inbox.poison"])
            }
        }
    }

    @Test("However often the program dies over a backlog, no mail that can be read is put aside")
    func uncleanStops() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 16) { contacts(mails: ["p\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            for (number, person) in people.enumerated() { try room.reply("1", from: person, "\(number + 100).a") }
            // Each time the power goes it meets another mail.
            let reads = Mutex(0)
            try await die(room, world, most: 8) { _ in
                reads.withLock { count in
                    count += 1
                    return count % 2 == 0
                }
            } afterwards: { left in
                #expect(left.count == 8 && left.last?.isEmpty == false)
                let last = try Mailroom(path: room.path, world)
                #expect(await last.scan() > 0)
                let (poison, taken) = (try room.names("poison"), try room.names("cur"))
                #expect(poison.isEmpty && taken.count == 16)
                #expect(try await world.levels(broadcast, of: tenant) == [.answered: 16])
            }
        }
    }

    @Test(
        "Programs are not answered and not believed",
        arguments: [
            "Auto-Submitted: auto-replied", "Precedence: bulk", "List-Id: <x.example>", "From: anpi@in.example",
            "From: a@example.jp, b@example.jp",
        ] + [String(repeating: "Received: from a by b; Sun, 22 Nov 2026 16:10:00 +0900\n", count: 21) + "X-A: b"])
    func programs(header: String) async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.reply("1", from: person, "1.a", header: header)
            #expect(await room.scan() == 1)
            #expect(try await answers(world, broadcast, person, tenant).answers.isEmpty)
            #expect(room.inbox.counts == [.automatic: 1])
        }
    }

    @Test(
        "A reply answers from whatever sender: its own address is the proof",
        arguments: [
            "taro..y@docomo.ne.jp", "Hana <hana.@ezweb.ne.jp>", "\"taro..y\"@docomo.ne.jp",
            "[corp] Hana <h@example.jp>",
            "nobody can read this", "<>",
        ])
    func senders(field: String) async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.reply("3 動けません", from: person, "1.a", sender: field)
            #expect(await room.scan() == 1)
            #expect(room.inbox.counts == [.answered: 1])
            #expect(
                try await answers(world, broadcast, person, tenant).answer?.answer
                    == Answer(status: "serious", comment: "動けません"))
        }
    }

    @Test(
        "A mail that is too large to be read is put away, the log names it and its size for the operator, and it is counted",
        arguments: DatabaseKind.available)
    func tooLarge(kind: DatabaseKind) async throws {
        try await withMailroom(kind) { room, world in
            let lines = Mutex<[String]>([])
            let log = Log { level, event, fields in
                lines.withLock {
                    $0.append("\(level) \(event) " + fields.map { "\($0.0)=\($0.1)" }.joined(separator: " "))
                }
            }
            let inbox = MaildirInbox(path: room.path, take: room.take, log: log)
            try room.deliver("From: p@example.jp\n\n1\n", "1.a")
            try room.deliver("From: p@example.jp\n\n1\n", "1.b")
            let size = MailReader.largest + 1
            try FileHandle(forWritingTo: URL(filePath: "\(room.path)/new/1.b")).truncate(atOffset: UInt64(size))
            #expect(await inbox.scan(now: world.clock.now) == 2)
            #expect(inbox.counts == [.strange: 1, .tooLarge: 1])
            #expect(lines.withLock { $0 } == ["error inbox.tooLarge file=1.b bytes=\(size)"])
            #expect(try room.names("cur").count == 2)
            let now = world.clock.now
            let unread = try await UnreadMails(since: now - .seconds(60), in: world.database)
            #expect(unread.tooLarge == 1 && unread.poison == 0)
            let later = try await UnreadMails(since: now + .seconds(1), in: world.database)
            #expect(later.tooLarge == 0 && later.poison == 0)
        }
    }

    @Test("What came to no address of ours, no mail at all, and a late reply change nothing and are put away")
    func strangers() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.deliver("X-Original-To: anpi+rabc@in.example\nFrom: p@example.jp\n\n1\n", "1.a")
            try room.deliver("", "1.b")
            try room.deliver("\u{0}\u{1}\u{2}", "1.c")
            try await world.change.close(broadcast, world.scope(tenant))
            world.clock.advance(by: .seconds(40 * 86_400))
            try room.reply("1", from: person, "1.d")
            #expect(await room.scan() == 4)
            #expect(room.inbox.counts == [.strange: 3, .refused: 1])
            #expect(try await answers(world, broadcast, person, tenant).answers.isEmpty)
            #expect(try room.names("cur").count == 4)
        }
    }

    @Test("A reply after closing counts as late, and one to an announcement says that it was read")
    func otherBroadcasts() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try await world.change.close(broadcast, world.scope(tenant))
            try room.reply("1", from: person, "1.a")
            #expect(await room.scan() == 1)
            #expect(try await answers(world, broadcast, person, tenant).answer?.isLate == true)
            let notice = try await world.broadcast(tenant, kind: .announcement)
            await world.engine().drain()
            try room.reply("わかりました", from: person, "1.b")
            #expect(await room.scan() == 1)
            #expect(try await answers(world, notice, person, tenant).answer?.answer == Answer(comment: "わかりました"))
        }
    }

    @Test("While the store refuses, mails stay where they are; afterwards they are taken")
    func storeAway() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.reply("1", from: person, "1.a")
            try await world.meddle(tenant, "ALTER TABLE inbound_mail RENAME TO elsewhere")
            #expect(await room.scan() == 0)
            #expect(try room.names("new") == ["1.a"])
            #expect(world.alarms.withLock { $0 } == ["inbox.stuck"])
            try await world.meddle(tenant, "ALTER TABLE elsewhere RENAME TO inbound_mail")
            world.clock.advance(by: .seconds(11))
            #expect(await room.scan() == 1)
            #expect(try await answers(world, broadcast, person, tenant).answer?.answer.status == "safe")
        }
    }
}
