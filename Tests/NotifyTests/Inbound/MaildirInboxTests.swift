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

    @Test("A mail that has ended the program three times is put aside, and the others are taken")
    func poison() async throws {
        try await withMailroom(.sqlite) { room, world in
            let tenant = try await world.tenant()
            let person = try await world.person(tenant)
            _ = try await world.broadcast(tenant)
            await world.engine().drain()
            try room.reply("1", from: person, "1.bad")
            try room.reply("1", from: person, "1.good")
            // Three programs began to read it and were never heard of again.
            try await world.database.write(.installation) { transaction in
                _ = try transaction.execute(
                    "INSERT INTO inbound_mail (file, seen_at, tries, outcome) VALUES ('1.bad', 0, 3, '')")
            }
            #expect(await room.scan() == 2)
            #expect(try room.names("poison") == ["1.bad"] && room.names("cur") == ["1.good:2,S"])
            #expect(room.inbox.counts == [.poison: 1, .answered: 1])
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
