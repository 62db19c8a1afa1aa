import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Message boards of families")
struct FamilyBoardTests {
    @Test(
        "Employee and family users read what each of them writes, newest first, page by page; nobody else does (R-165, R-183)",
        arguments: DatabaseKind.available)
    func read(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            let stranger = try await house.world.person(tenant)
            let member = try await house.member(person, of: tenant)
            let foreign = try await house.member(stranger, of: tenant)
            let (employee, relative) = (house.employee(person, of: tenant), house.relative(member, of: tenant))
            for number in 1...3 {
                house.world.clock.advance(by: .seconds(1))
                try await house.board.post(employee, FamilyMessageDraft(text: "E\(number)"))
                try await house.board.post(relative, FamilyMessageDraft(text: "F\(number)", status: "safe"))
            }
            let first = try await house.board.read(employee, limit: 4)
            #expect(first.messages.map(\.text) == ["F3", "E3", "F2", "E2"] && first.readers == ["家族CHICHI"])
            #expect(first.messages.map(\.isMine) == [false, true, false, true])
            #expect(first.messages[0].status?.code == "safe" && first.messages[0].author == "家族CHICHI")
            let rest = try await house.board.read(relative, before: first.next, limit: 4)
            #expect(rest.messages.map(\.text) == ["F1", "E1"] && rest.next == nil)
            #expect(rest.messages.map(\.isMine) == [true, false] && rest.readers == ["人\(person)"])
            for scope in [house.employee(stranger, of: tenant), house.relative(foreign, of: tenant)] {
                #expect(try await house.board.read(scope).messages.isEmpty)
                let id = first.messages[1].id
                await #expect(throws: NotFound("message")) { try await house.board.remove(scope, id) }
            }
            let programs = TenantScope(
                tenant: tenant, actor: .token(1), capabilities: .administrator, requestID: "test")
            await #expect(throws: NotFound("person")) { try await house.board.read(programs) }
            // Whoever came in without a password sees the employee's state alone.
            let alone = house.relative(member, of: tenant, [.viewFamily])
            await #expect(throws: NotAllowed(capability: .useFamilyBoard)) { try await house.board.read(alone) }
        }
    }

    @Test("A message is removed by whoever wrote it, at once and for good (R-183)", arguments: DatabaseKind.available)
    func remove(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            let member = try await house.member(person, of: tenant)
            let (employee, relative) = (house.employee(person, of: tenant), house.relative(member, of: tenant))
            let id = try await house.board.post(relative, FamilyMessageDraft(text: "secret words"))
            await #expect(throws: NotFound("message")) { try await house.board.remove(employee, id) }
            try await house.board.remove(relative, id)
            #expect(try await house.board.read(employee).messages.isEmpty)
            #expect(try await house.count("SELECT COUNT(*) FROM family_message WHERE text LIKE '%secret%'") == 0)
            await #expect(throws: NotFound("message")) { try await house.board.remove(relative, id) }
            // A family user's messages go with the family user.
            try await house.board.post(relative, FamilyMessageDraft(text: "another"))
            try await house.world.meddle(tenant, "DELETE FROM family_member WHERE tenant_id = \(tenant)")
            #expect(try await house.count("SELECT COUNT(*) FROM family_message") == 0)
        }
    }

    @Test(
        "The organization reads only what the employee shows, beside the answer, and its audit chain says nothing of the rest (R-183)",
        arguments: DatabaseKind.available)
    func shared(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            let member = try await house.member(person, of: tenant)
            let (employee, relative) = (house.employee(person, of: tenant), house.relative(member, of: tenant))
            let broadcast = try await house.asked(tenant)
            house.world.clock.advance(by: .seconds(5))
            let secret = try await house.board.post(relative, FamilyMessageDraft(text: "母は病院", status: "minor"))
            try await house.board.post(employee, FamilyMessageDraft(text: "家は無事", isShared: true))
            // A family user cannot decide it.
            try await house.board.post(relative, FamilyMessageDraft(text: "内緒", isShared: true))
            func seen() async throws -> [String] {
                try await ReadTimeline(database: house.database)(person, in: broadcast, house.world.scope(tenant))
                    .familyMessages.map(\.text)
            }
            #expect(try await seen() == ["家は無事"])
            await #expect(throws: NotAllowed(capability: .editOwnProfile)) {
                try await house.board.share(relative, secret, true)
            }
            try await house.board.share(employee, secret, true)
            #expect(try await seen() == ["母は病院", "家は無事"])
            try await house.board.share(employee, secret, false)
            #expect(try await seen() == ["家は無事"])
            let audit = try await house.database.read(.tenant(tenant)) { transaction in
                try transaction.values(
                    String.self, "SELECT action FROM audit WHERE tenant_id = \(tenant) AND action LIKE 'family.%'")
            }
            #expect(audit == ["family.messageShared", "family.messageShared", "family.messageHidden"])
        }
    }

    static let refused: [(String, String?, String)] = [
        ("", nil, "text.required"), (" \n　\n ", nil, "text.required"),
        (String(repeating: "あ", count: 501), nil, "text.tooLong"),
        (Array(repeating: "a", count: 31).joined(separator: "\n"), nil, "text.lines"),
        ("a\u{7}b", nil, "text.controlCharacter"), ("a\u{202e}b", nil, "text.controlCharacter"),
        ("a", "fine", "status.choice"),
        (String(repeating: "👨‍👩‍👧‍👦", count: 300), nil, "text.tooManyParts"),
    ]

    @Test("What cannot be a message is refused with its reason", arguments: refused)
    func refusals(text: String, status: String?, rule: String) {
        do {
            _ = try FamilyMessageDraft(text: text, status: status).checked(byFamilyUser: true)
            Issue.record("\(rule) was taken")
        } catch {
            #expect(error.errors.map { "\($0.field).\($0.rule)" } == [rule])
            #expect(error.errors.allSatisfy { !$0.message[.japanese].isEmpty && !$0.message[.english].isEmpty })
        }
    }

    @Test("500 characters as a person counts them, lines and a status alone are taken")
    func taken() throws {
        let longest = String(repeating: "が", count: 500)
        #expect(try FamilyMessageDraft(text: longest).checked(byFamilyUser: false).text == longest)
        #expect(try FamilyMessageDraft(text: "\r\n a\r\n\r\nb \r\n").checked(byFamilyUser: false).text == "a\n\nb")
        // Whoever is in a hurry after an earthquake types as the telephone lets them.
        #expect(try FamilyMessageDraft(text: "ﾀｲｲｸｶﾝﾆｲﾏｽ").checked(byFamilyUser: true).text == "ﾀｲｲｸｶﾝﾆｲﾏｽ")
        #expect(try FamilyMessageDraft(text: "", status: "safe").checked(byFamilyUser: true).status?.code == "safe")
        #expect(throws: InvalidInput.self) {
            try FamilyMessageDraft(text: "a", status: "safe").checked(byFamilyUser: false)
        }
    }

    @Test(
        "Twenty messages an hour, removed ones too, and of sixteen at the limit one gets through",
        arguments: DatabaseKind.available)
    func limits(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            let member = try await house.member(person, of: tenant)
            let (employee, relative) = (house.employee(person, of: tenant), house.relative(member, of: tenant))
            for number in 1...19 {
                let id = try await house.board.post(employee, FamilyMessageDraft(text: "\(number)"))
                try await house.board.remove(employee, id)
            }
            let taken = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        (try? await house.board.post(employee, FamilyMessageDraft(text: "20"))) != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(taken == 1)
            try await house.board.post(relative, FamilyMessageDraft(text: "of another"))
            house.world.clock.advance(by: .seconds(3_601))
            try await house.board.post(employee, FamilyMessageDraft(text: "later"))
        }
    }

    @Test(
        "The others are told by mail at once, and then once in ten minutes with what came meanwhile (R-165, R-183)",
        arguments: DatabaseKind.available)
    func mails(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let tenant = try await house.tenant()
            let person = try await world.person(tenant, contacts(mails: ["hanako@example.jp"]))
            let father = try await house.member(person, of: tenant, "F1", mails: ["f1@example.jp"])
            _ = try await house.member(person, of: tenant, "F2", mails: ["f2@example.jp"], language: .english)
            let (employee, relative) = (house.employee(person, of: tenant), house.relative(father, of: tenant))
            try await house.board.post(relative, FamilyMessageDraft(text: "学校の体育館にいます", status: "safe"))
            let told = await house.tell()
            #expect(told.map(\.address).sorted() == ["f2@example.jp", "hanako@example.jp"])
            let text = try #require(told.first { $0.address == "hanako@example.jp" }?.text)
            #expect(
                text.contains("家族の伝言があります") && text.contains("家族F1さんが、家族の伝言板に書きました") && text.contains("学校の体育館")
                    && text.contains("状況：無事"))
            try await house.board.post(relative, FamilyMessageDraft(text: "二つ目"))
            try await house.board.post(relative, FamilyMessageDraft(text: "三つ目"))
            try await house.board.post(employee, FamilyMessageDraft(text: "返事"))
            // The father was not told anything yet; the others were just now.
            let soon = await house.tell()
            #expect(soon.map(\.address) == ["f1@example.jp"] && soon[0].text.contains("返事"))
            world.clock.advance(by: .seconds(300))
            #expect(await house.tell().isEmpty)
            world.clock.advance(by: .seconds(301))
            let later = await house.tell()
            #expect(later.map(\.address).sorted() == ["f2@example.jp", "hanako@example.jp"])
            let mine = try #require(later.first { $0.address == "hanako@example.jp" }?.text)
            #expect(mine.contains("三つ目") && mine.contains("ほかに、新しい伝言が1件") && !mine.contains("返事"))
            world.clock.advance(by: .seconds(1_000))
            #expect(await house.tell().isEmpty)
            #expect(try await house.count("SELECT COUNT(*) FROM family_board WHERE due_at IS NOT NULL") == 0)
        }
    }

    @Test("Messages and what was told are forgotten after 90 days", arguments: DatabaseKind.available)
    func prune(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            let employee = house.employee(person, of: tenant)
            _ = try await house.member(person, of: tenant, mails: ["f@example.jp"], home: ("17", "390"))
            // Its clock is that of the bulletin.
            try await house.triggers.take(Draft(regions: [(390, "6+")]))
            let broadcast = try await house.asked(tenant)
            let token = house.world.token(tenant, broadcast, person)
            _ = try await house.world.answers(Answer(status: "safe"), token: token)
            try await house.board.post(employee, FamilyMessageDraft(text: "old"))
            let link = FamilyLinkID(rawValue: house.world.number())
            let now = house.world.now
            try await house.world.meddle(
                tenant,
                """
                INSERT INTO family_link_told (tenant_id, person_id, link_id, at)
                VALUES (\(tenant), \(person), \(link), \(now))
                """)
            #expect(await house.tell().count == 3, "the answer, the message, and the earthquake")
            let told: SQL = """
                SELECT (SELECT COUNT(*) FROM family_answer_told) + (SELECT COUNT(*) FROM family_quake)
                    + (SELECT COUNT(*) FROM family_message_told) + (SELECT COUNT(*) FROM family_link_told)
                """
            #expect(try await house.count(told) == 4)
            house.world.clock.advance(by: .seconds(80 * 86_400))
            try await PruneFamilyNews(database: house.database)(now: house.world.now)
            #expect(try await house.count(told) == 4, "not before")
            try await house.board.post(employee, FamilyMessageDraft(text: "new"))
            house.world.clock.advance(by: .seconds(11 * 86_400))
            #expect(try await house.board.read(employee).messages.map(\.text) == ["new"])
            try await PruneFamilyNews(database: house.database)(now: house.world.now)
            #expect(try await house.count("SELECT COUNT(*) FROM family_message") == 1)
            #expect(try await house.count(told) == 0)
        }
    }

    @Test(
        "What somebody quiet last said is seen behind a thousand words of another one (R-170)",
        arguments: DatabaseKind.available)
    func quiet(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            let quiet = try await house.member(person, of: tenant, "BABA")
            let chatty = try await house.member(person, of: tenant, "KO")
            try await house.board.post(house.relative(quiet, of: tenant), FamilyMessageDraft(text: "", status: "safe"))
            let now = house.world.now
            let ids = (0..<1_001).map { _ in house.world.identifiers.next(FamilyMessageID.self, now: now) }
            try await house.database.write(.tenant(tenant)) { transaction in
                for (number, id) in ids.enumerated() {
                    try transaction.execute(
                        """
                        INSERT INTO family_message
                            (tenant_id, person_id, id, member_id, number, status, text, is_shared, created_at,
                             removed_at)
                        VALUES (\(tenant), \(person), \(id), \(chatty), \(number + 2), 'minor', '', 0, \(now),
                                \(nil as Instant?))
                        """)
                }
            }
            let members = try await house.status.overview(house.employee(person, of: tenant)).members
            #expect(members.map { $0.status?.code } == ["safe", "minor"])
        }
    }

    @Test("The employee sees what each family user last said of themselves (R-170)", arguments: DatabaseKind.available)
    func overview(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            let father = try await house.member(person, of: tenant, "F1")
            _ = try await house.member(person, of: tenant, "F2")
            let relative = house.relative(father, of: tenant)
            try await house.board.post(relative, FamilyMessageDraft(text: "", status: "minor"))
            house.world.clock.advance(by: .seconds(60))
            try await house.board.post(relative, FamilyMessageDraft(text: "", status: "safe"))
            try await house.board.post(relative, FamilyMessageDraft(text: "only words"))
            let overview = try await house.status.overview(house.employee(person, of: tenant))
            #expect(overview.members.map(\.code.description) == ["F1", "F2"] && overview.relatives.isEmpty)
            #expect(overview.members.map { $0.status?.code } == ["safe", nil])
            #expect(overview.members.map(\.at) == [house.world.now, nil])
        }
    }
}
