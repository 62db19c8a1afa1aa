import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Message boards go with the last one of a family")
struct FamilyBoardEndTests {
    private let boards: SQL = "SELECT COUNT(*) FROM family_board"
    private let told: SQL = "SELECT COUNT(*) FROM family_message_told"

    private func profile(_ house: FamilyHouse) -> OwnFamily {
        OwnProfile(
            database: house.database, table: house.world.regions, mail: MailAddressCheck { .address($0) },
            notice: ContactNotice(
                queue: { _, _, _, _, _ in },
                takeBackFamily: { try FamilyMail.takeBack(of: $1, in: $0, at: $2, $3) }, wake: {})
        ).family(house.world.identifiers, house.world.randomness)
    }

    @Test(
        "What is noted of a board goes with the last family user and not before, and who joins later is told of what is new",
        arguments: DatabaseKind.available)
    func lastMember(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let tenant = try await house.tenant()
            let person = try await house.person(tenant, "hanako@example.jp")
            let employee = house.employee(person, of: tenant)
            let father = try await house.member(person, of: tenant, "CHICHI", mails: ["f1@example.jp"])
            let mother = try await house.member(person, of: tenant, "HAHA", mails: ["f2@example.jp"])
            try await house.board.post(employee, FamilyMessageDraft(text: "一つ目"))
            try await house.board.post(house.relative(father, of: tenant), FamilyMessageDraft(text: "二つ目"))
            #expect(await house.tell().count == 3)
            #expect(try await house.count(boards) == 1)
            #expect(try await house.count(told) == 3)
            try await profile(house).remove(employee, father, now: world.now)
            #expect(try await house.count(boards) == 1, "the mother is still there")
            try await profile(house).remove(employee, mother, now: world.now)
            #expect(try await house.count(boards) == 0)
            #expect(try await house.count(told) == 0)
            // What the employee wrote stays, and numbers go on after it.
            #expect(try await house.board.read(employee).messages.map(\.text) == ["一つ目"])
            world.clock.advance(by: .seconds(601))
            let aunt = try await house.member(person, of: tenant, "OBA", mails: ["f3@example.jp"])
            try await house.board.post(house.relative(aunt, of: tenant), FamilyMessageDraft(text: "三つ目"))
            #expect(await house.tell().map(\.address) == ["hanako@example.jp"])
            try await house.board.post(employee, FamilyMessageDraft(text: "四つ目"))
            let later = await house.tell()
            #expect(later.map(\.address) == ["f3@example.jp"] && later.first?.text.contains("四つ目") == true)
            let numbers = try await house.database.read(.tenant(tenant)) { transaction in
                try transaction.values(
                    Int.self, "SELECT number FROM family_message WHERE tenant_id = \(tenant) ORDER BY id")
            }
            #expect(numbers == [1, 2, 3])
        }
    }

    @Test(
        "A board of two linked employees goes when the link ends, at both ends, and a request that waits keeps it (R-171)",
        arguments: DatabaseKind.available)
    func lastLink(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let (left, right) = (try await house.tenant(linksAcross: true), try await house.tenant(linksAcross: true))
            let asker = try await house.person(left, "asker@example.jp")
            let other = try await house.person(right, "other@example.jp")
            let (here, there) = (house.employee(asker, of: left), house.employee(other, of: right))
            let link = try await house.links.ask(here, organizationCode: "code\(right)", loginID: "user\(other)")
            try await house.board.post(here, FamilyMessageDraft(text: "駅です"))
            await house.tell()
            #expect(try await house.count(boards) == 1)
            try await house.links.approve(there, link)
            try await house.board.post(there, FamilyMessageDraft(text: "家です"))
            await house.tell()
            #expect(try await house.count(boards) == 2)
            try await house.links.end(there, link)
            #expect(try await house.count(boards) == 0)
            #expect(try await house.count(told) == 0)
        }
    }

    @Test(
        "A board on which somebody writes to nobody is forgotten at the next look, and one whose request nobody answered with the request",
        arguments: DatabaseKind.available)
    func nobody(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant(linksAcross: true)
            let person = try await house.person(tenant, "hanako@example.jp")
            let employee = house.employee(person, of: tenant)
            try await house.board.post(employee, FamilyMessageDraft(text: "だれか"))
            #expect(try await house.count(boards) == 1)
            #expect(await house.tell().isEmpty)
            #expect(try await house.count(boards) == 0)
            _ = try await house.links.ask(employee, organizationCode: "nobody", loginID: "nobody")
            try await house.board.post(employee, FamilyMessageDraft(text: "だれか"))
            await house.tell()
            #expect(try await house.count(boards) == 1)
            house.world.clock.advance(by: .seconds(31 * 86_400))
            try await PruneFamilyNews(database: house.database)(now: house.world.now)
            #expect(try await house.count(boards) == 0)
        }
    }
}
