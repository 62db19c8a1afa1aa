import Channels
import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Families hear of things where mail was confirmed")
struct FamilyAddressStories {
    /// The family users of an employee, with mails that leave through the world's provider.
    private func profile(_ house: FamilyHouse) -> OwnFamily {
        let check = ContactCheckMail(
            linkBase: "https://anpi.example.jp/v/", identifiers: house.world.identifiers, seal: house.world.seal)
        let mail = ContactMail(
            queue: { message, tenant, now, transaction in
                try check.queue(
                    ContactCheckMail.Content(
                        person: message.person, address: message.address, token: message.token,
                        language: message.language, expiresAt: message.expiresAt, occasion: .family),
                    in: tenant, at: now, transaction
                ).rawValue
            }, progress: { _, _, _ in nil }, wake: {})
        return OwnProfile(
            database: house.database, table: house.world.regions, mail: MailAddressCheck { .address($0) },
            notice: ContactNotice(
                queue: { _, _, _, _, _ in },
                takeBackFamily: { try FamilyMail.takeBack(of: $1, in: $0, at: $2, $3) }, wake: {}),
            contactMail: mail
        ).family(house.world.identifiers, house.world.randomness)
    }

    private let rules = FamilyRules(
        isOffered: true, limit: 6, profile: ProfileRules(hasVoice: false, precision: .region))

    private func draft(_ mail: String) -> FamilyDraft {
        var draft = FamilyDraft()
        draft.code = "CHICHI"
        draft.name = "山田 一郎"
        draft.address = ProfileDraft.Address(place: "17-390-1720400")
        draft.mails = [mail, "", ""]
        return draft
    }

    @Test(
        "Before its owner confirmed it an address hears nothing of answers, messages and earthquakes, and after that everything that is still news (R-163, R-165, R-183)",
        arguments: DatabaseKind.available)
    func confirmation(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            // Its clock is that of the bulletins.
            try await house.triggers.take(Draft(event: "20260101113000", regions: [(372, "3")]))
            let tenant = try await house.tenant()
            let person = try await house.person(tenant, "hanako@example.jp")
            let employee = house.employee(person, of: tenant)
            let father = try await profile(house).add(
                employee, draft("father@example.jp"), rules: rules, now: world.now)
            _ = try await house.member(person, of: tenant, "HAHA", mails: ["mother@example.jp"])
            let first = world.provider.deliveries.count
            await world.engine().drain()
            let asked = world.provider.deliveries.dropFirst(first)
            #expect(asked.map(\.address) == ["father@example.jp"])
            let text = try #require(asked.first?.text)
            // Nothing of whose family it is: the address may be a stranger's.
            #expect(text.contains("社員のご家族の連絡先") && !text.contains("山田"))
            let token = try #require(text.firstMatch(of: /\/v\/([0-9a-z]+-[0-9a-f]{32})/)?.1).description

            let broadcast = try await house.asked(tenant)
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            try await house.board.post(employee, FamilyMessageDraft(text: "駅です"))
            try await house.triggers.take(Draft(minute: 5, regions: [(390, "6+")]))
            #expect(Set(await house.tell().map(\.address)) == ["mother@example.jp"])
            let noted: SQL = "SELECT COUNT(*) FROM family_quake WHERE tenant_id = \(tenant)"
            #expect(try await house.count(noted) == 0)

            _ = try await ConfirmContact(database: house.database)(token, requestID: "test", now: world.now)
            let told = await house.tell()
            #expect(told.map(\.address) == ["father@example.jp"])
            #expect(told.first?.text.contains("安否確認に回答しました") == true)
            try await house.board.post(employee, FamilyMessageDraft(text: "家に着きました"))
            world.clock.advance(by: .seconds(601))
            try await house.triggers.take(Draft(event: "20260101123000", minute: 32, regions: [(390, "5+")]))
            let later = await house.tell()
            #expect(later.count { $0.address == "father@example.jp" } == 2)
            #expect(try await house.count(noted) == 1)
            #expect(try await profile(house).one(employee, father).addresses["father@example.jp"]?.isTold == true)
        }
    }

    @Test(
        "A question that waits for an address that is changed or removed goes out no more",
        arguments: DatabaseKind.available, [false, true])
    func takenBack(kind: DatabaseKind, isRemoved: Bool) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let tenant = try await house.tenant()
            let person = try await house.person(tenant, "hanako@example.jp")
            let employee = house.employee(person, of: tenant)
            let own = profile(house)
            let father = try await own.add(employee, draft("father@example.jp"), rules: rules, now: world.now)
            if isRemoved {
                try await own.remove(employee, father, now: world.now)
            } else {
                try await own.change(employee, father, draft("new@example.jp"), rules: rules, now: world.now)
            }
            await world.engine().drain()
            #expect(world.provider.deliveries.map(\.address) == (isRemoved ? [] : ["new@example.jp"]))
        }
    }

    @Test(
        "A mail to a family user that comes back marks the address where it stands, since the first time (R-188)",
        arguments: DatabaseKind.available)
    func comesBack(kind: DatabaseKind) async throws {
        try await withMailroom(kind) { room, world in
            let house = FamilyHouse(triggers: TriggerHouse(world: world))
            let tenant = try await house.tenant()
            let person = try await house.person(tenant, "hanako@example.jp")
            let employee = house.employee(person, of: tenant)
            let father = try await profile(house).add(
                employee, draft("gone@example.jp"), rules: rules, now: world.now)
            await world.engine().drain()
            let first = world.now
            try room.bounce(of: person, "1.a")
            #expect(await room.scan() == 1)
            let address = try await profile(house).one(employee, father).addresses["gone@example.jp"]
            guard case .failing(let since, let reason) = address?.state else {
                Issue.record("\(String(describing: address))")
                return
            }
            #expect(since == first && reason.contains("5.1.1"))
        }
    }
}
