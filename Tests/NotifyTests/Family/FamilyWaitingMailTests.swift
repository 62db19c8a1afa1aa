import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Mails to families that still wait")
struct FamilyWaitingMailTests {
    /// What happens between an event and the hand-off of its mail.
    enum Change: String, CaseIterable, Sendable {
        case removed, newAddress, left, optionOff
    }

    private func profile(_ house: FamilyHouse) throws -> OwnFamily {
        OwnProfile(
            database: house.database, table: house.world.regions, mail: MailAddressCheck { .address($0) },
            notice: ContactNotice(
                queue: { _, _, _, _, _ in },
                takeBackFamily: { try FamilyMail.takeBack(of: $1, in: $0, at: $2, $3) }, wake: {})
        ).family(house.world.identifiers, house.world.randomness)
    }

    /// Queues what there is to tell, and sends nothing.
    private func queue(_ house: FamilyHouse) async {
        var looked = RunFamilyNews.Looked()
        #expect(await house.news.once(&looked))
    }

    private func sent(_ house: FamilyHouse, after count: Int) async -> [String] {
        await house.world.engine().drain()
        return house.world.provider.deliveries.dropFirst(count).map(\.address).sorted()
    }

    @Test(
        "What waits for somebody who is no family any more, or has another address, goes out no more (R-165)",
        arguments: DatabaseKind.available, Change.allCases)
    func changes(kind: DatabaseKind, change: Change) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let tenant = try await house.tenant()
            let person = try await house.person(tenant, "hanako@example.jp")
            let father = try await house.member(person, of: tenant, "CHICHI", mails: ["father@example.jp"])
            _ = try await house.member(person, of: tenant, "HAHA", mails: ["mother@example.jp"])
            let broadcast = try await house.asked(tenant)
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            let before = world.provider.deliveries.count
            await queue(house)
            let waiting: SQL = "SELECT COUNT(*) FROM service_mail WHERE purpose = 'family' AND sealed_body IS NOT NULL"
            #expect(try await house.count(waiting) == 2)
            let own = try profile(house)
            switch change {
            case .removed: try await own.remove(house.employee(person, of: tenant), father, now: world.now)
            case .newAddress:
                var draft = try await own.one(house.employee(person, of: tenant), father).sheet.draft
                draft.mails = ["new@example.jp", "", ""]
                let rules = FamilyRules(
                    isOffered: true, limit: 6, profile: ProfileRules(hasVoice: false, precision: .prefecture))
                try await own.change(
                    house.employee(person, of: tenant), father, draft, rules: rules, now: world.now)
            case .left:
                var details = try await ListPeople(database: house.database).person(world.scope(tenant), person).details
                details.employment = .left
                try await ChangePerson(database: house.database)(
                    world.scope(tenant), person, to: details, at: world.now)
            case .optionOff:
                try await world.meddle(tenant, "UPDATE tenant SET family_option = 0 WHERE id = \(tenant)")
            }
            let isTakenBack = change == .removed || change == .newAddress
            // The text is gone with the commit that made it nobody's.
            #expect(try await house.count(waiting) == (isTakenBack ? 1 : 2))
            #expect(await sent(house, after: before) == (isTakenBack ? ["mother@example.jp"] : []))
            if change == .removed {
                #expect(try await house.count("SELECT COUNT(*) FROM family_answer_told") == 1)
            }
        }
    }

    @Test(
        "What waits because of a link goes out no more once it ends, and a request that was taken back neither (R-171)",
        arguments: DatabaseKind.available, [false, true])
    func endedLink(kind: DatabaseKind, isLinked: Bool) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let (left, right) = (try await house.tenant(linksAcross: true), try await house.tenant(linksAcross: true))
            let asker = try await house.person(left, "asker@example.jp")
            let other = try await house.person(right, "other@example.jp")
            _ = try await house.member(asker, of: left, "CHICHI", mails: ["father@example.jp"])
            let (here, there) = (house.employee(asker, of: left), house.employee(other, of: right))
            let link = try await house.links.ask(here, organizationCode: "code\(right)", loginID: "user\(other)")
            var before = world.provider.deliveries.count
            if isLinked {
                try await house.links.approve(there, link)
                await house.tell()
                world.clock.advance(by: .seconds(60))
                let broadcast = try await house.asked(left)
                _ = try await world.answers(Answer(status: "minor"), token: world.token(left, broadcast, asker))
                try await house.board.post(here, FamilyMessageDraft(text: "駅です"))
                before = world.provider.deliveries.count
            }
            await queue(house)
            let waiting: SQL = """
                SELECT COUNT(*) FROM service_mail
                WHERE tenant_id = \(right) AND family_link = \(link) AND sealed_body IS NOT NULL
                """
            #expect(try await house.count(waiting) == (isLinked ? 2 : 1))
            try await house.links.end(isLinked ? there : here, link)
            #expect(try await house.count(waiting) == 0)
            let father = ["father@example.jp", "father@example.jp"]
            #expect(await sent(house, after: before) == (isLinked ? father : []))
            #expect(await house.tell().isEmpty)
        }
    }

    @Test(
        "An address gets 24 mails about answers in a day, and the last one says so (R-165)",
        arguments: DatabaseKind.available)
    func cap(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let tenant = try await house.tenant()
            let person = try await world.person(tenant)
            _ = try await house.member(person, of: tenant, mails: ["a@example.jp"])
            let broadcast = try await house.asked(tenant)
            let token = world.token(tenant, broadcast, person)
            var told: [String] = []
            for number in 1...26 {
                _ = try await world.answers(Answer(status: number % 2 == 0 ? "safe" : "minor"), token: token)
                told += await house.tell().map(\.text)
                world.clock.advance(by: .seconds(301))
            }
            #expect(told.count == 24)
            #expect(told.filter { $0.contains("24時間のあいだメールを休みます") }.count == 1)
            #expect(told.last?.contains("24時間のあいだメールを休みます") == true)
            world.clock.advance(by: .seconds(86_400))
            _ = try await world.answers(Answer(status: "serious"), token: token)
            #expect(await house.tell().count == 1, "the next day")
        }
    }
}
