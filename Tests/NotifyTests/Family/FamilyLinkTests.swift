import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Employees who are family")
struct FamilyLinkTests {
    /// Two employees, in two organizations or in one, and how each acts.
    private struct Two: Sendable {
        let house: FamilyHouse
        let (left, right): (TenantID, TenantID)
        let (asker, other): (PersonID, PersonID)

        var askerScope: TenantScope { house.employee(asker, of: left) }
        var otherScope: TenantScope { house.employee(other, of: right) }
        var links: FamilyLinks { house.links }

        func ask() async throws -> FamilyLinkID {
            try await links.ask(askerScope, organizationCode: "code\(right)", loginID: "user\(other)")
        }

        func stages(_ scope: TenantScope) async throws -> [FamilyLinks.Stage] {
            try await links.list(scope).map(\.stage)
        }
    }

    private func two(_ house: FamilyHouse, across: Bool, allows: [Bool] = [true, true]) async throws -> Two {
        let left = try await house.tenant(linksAcross: allows[0])
        let right = across ? try await house.tenant(linksAcross: allows[1]) : left
        return Two(
            house: house, left: left, right: right,
            asker: try await house.person(left, "asker@example.jp"),
            other: try await house.person(right, "other@example.jp"))
    }

    @Test(
        "One asks, the other one gets a mail and approves, and both see each other's state and board (R-165, R-170, R-171)",
        arguments: DatabaseKind.available, [false, true])
    func story(kind: DatabaseKind, across: Bool) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house, across: across)
            let id = try await two.ask()
            let asked = await house.tell()
            #expect(asked.map(\.address) == ["other@example.jp"] && asked[0].text.contains("人\(two.asker)さんから"))
            #expect(await house.tell().isEmpty)
            let until = house.world.now + FamilyLinks.requestLife
            #expect(
                try await two.stages(two.askerScope) == [
                    .asked(organizationCode: "code\(two.right)", loginID: "USER\(two.other)", until: until)
                ])
            #expect(
                try await two.stages(two.otherScope) == [.asks(name: "人\(two.asker)", organization: "団体\(two.left)")])
            #expect(try await house.status.overview(two.askerScope).relatives.isEmpty)
            try await two.links.approve(two.otherScope, id)
            let approved = await house.tell()
            #expect(approved.map(\.address) == ["asker@example.jp"] && approved[0].text.contains("承認しました"))
            #expect(
                try await two.stages(two.askerScope) == [.linked(name: "人\(two.other)", organization: "団体\(two.right)")]
            )
            #expect(
                try await two.stages(two.otherScope) == [.linked(name: "人\(two.asker)", organization: "団体\(two.left)")])
            try await expectShared(two)
            // Either ends it.
            try await two.links.end(two.otherScope, id)
            for scope in [two.askerScope, two.otherScope] {
                #expect(try await two.stages(scope).isEmpty)
                #expect(try await house.status.overview(scope).relatives.isEmpty)
                #expect(try await house.board.read(scope).messages.allSatisfy(\.isOwnBoard))
            }
        }
    }

    @Test(
        "The family users of whom somebody asks hear of the request, each at a confirmed address and in their language (R-165)",
        arguments: DatabaseKind.available)
    func familyUsers(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house, across: true)
            _ = try await house.member(two.asker, of: two.left, "KO", mails: ["asker.child@example.jp"])
            _ = try await house.member(
                two.other, of: two.right, "CHICHI", mails: ["father@example.jp", "shared@example.jp"])
            _ = try await house.member(
                two.other, of: two.right, "HAHA",
                mails: ["mother@example.jp", "shared@example.jp", "other@example.jp"],
                language: .english)
            _ = try await house.member(two.other, of: two.right, "ANI", mails: ["new@example.jp"], isConfirmed: false)
            let id = try await two.ask()
            let told = await house.tell()
            #expect(
                told.map(\.address).sorted() == [
                    "father@example.jp", "mother@example.jp", "other@example.jp", "shared@example.jp",
                ])
            func text(_ address: String) -> String { told.first { $0.address == address }?.text ?? "" }
            #expect(text("father@example.jp").contains("団体\(two.left)の人\(two.asker)さんから人\(two.other)さんに"))
            #expect(text("father@example.jp").contains("家族コード"))
            #expect(text("mother@example.jp").contains("asks 人\(two.other) to be linked as family"))
            #expect(!text("other@example.jp").contains("家族コード"))
            #expect(await house.tell().isEmpty)
            // An approval is for whoever asked.
            try await two.links.approve(two.otherScope, id)
            #expect(await house.tell().map(\.address) == ["asker@example.jp"])
        }
    }

    @Test("A request that is taken back before the mails went out reaches no family user (R-165)")
    func takenBack() async throws {
        try await withFamilies(.sqlite) { house in
            let two = try await two(house, across: true)
            _ = try await house.member(two.other, of: two.right, "CHICHI", mails: ["father@example.jp"])
            let id = try await two.ask()
            var looked = RunFamilyNews.Looked()
            _ = await house.news.once(&looked)
            try await two.links.end(two.askerScope, id)
            #expect(await house.tell().isEmpty)
        }
    }

    /// Answers, states and messages pass both ways, and not on to the other one's family users.
    private func expectShared(_ two: Two) async throws {
        let house = two.house
        let child = try await house.member(two.asker, of: two.left, "KO", mails: ["ko@example.jp"])
        house.world.clock.advance(by: .seconds(60))
        let broadcast = try await house.asked(two.left)
        _ = try await house.world.answers(
            Answer(status: "minor"), token: house.world.token(two.left, broadcast, two.asker))
        let told = await house.tell()
        #expect(told.map(\.address).sorted() == ["ko@example.jp", "other@example.jp"])
        // What the other one's organization calls its check is not told outside the own family.
        let subject = "16:10 石川県能登地方の地震"
        #expect(told.filter { $0.text.contains(subject) }.map(\.address) == ["ko@example.jp"])
        #expect(await house.tell().isEmpty)
        let relatives = try await house.status.overview(two.otherScope).relatives
        #expect(relatives.map(\.name) == ["人\(two.asker)"] && relatives[0].answered?.status?.code == "minor")
        try await house.board.post(two.otherScope, FamilyMessageDraft(text: "駅にいます"))
        let mails = await house.tell()
        #expect(mails.map(\.address) == ["asker@example.jp"] && mails[0].text.contains("駅にいます"))
        let seen = try await house.board.read(two.askerScope)
        #expect(seen.messages.map(\.text) == ["駅にいます"] && !seen.messages[0].isOwnBoard)
        #expect(seen.messages[0].board == "人\(two.other)")
        #expect(try await house.board.read(two.otherScope).messages.map(\.board) == [nil])
        #expect(Set(seen.readers) == ["家族KO", "人\(two.other)"])
        // A family user knows that the linked employee reads what is written here, and sees nothing of theirs.
        let childs = try await house.board.read(house.relative(child, of: two.left))
        #expect(childs.messages.isEmpty && Set(childs.readers) == ["人\(two.asker)", "人\(two.other)"])
        let foreign = seen.messages[0].id
        await #expect(throws: NotFound("message")) { try await house.board.share(two.askerScope, foreign, true) }
    }

    @Test(
        "Whether somebody is there, allows it or declined is told by nothing that the asker sees (R-171)",
        arguments: DatabaseKind.available,
        ["nobody", "noOrganization", "notAllowed", "noFamilies", "left", "declined"])
    func sameAnswer(kind: DatabaseKind, reason: String) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house, across: true, allows: [true, reason != "notAllowed"])
            var (code, login) = ("code\(two.right)", "user\(two.other)")
            switch reason {
            case "nobody": login = "nobody"
            case "noOrganization": code = "nowhere"
            case "noFamilies":
                try await house.world.meddle(two.right, "UPDATE tenant SET family_option = 0 WHERE id = \(two.right)")
            case "left":
                try await house.world.meddle(
                    two.right, "UPDATE person SET employment = 'left' WHERE tenant_id = \(two.right)")
            case "declined":
                let id = try await two.ask()
                await house.tell()
                try await two.links.end(two.otherScope, id)
                try await two.links.end(two.askerScope, id)
            default: break
            }
            try await two.links.ask(two.askerScope, organizationCode: code, loginID: login)
            let stages = try await two.stages(two.askerScope)
            guard case .asked(let shown, _, _) = stages.first, stages.count == 1 else {
                Issue.record("\(stages)")
                return
            }
            #expect(shown == code)
            #expect(await house.tell().isEmpty)
            if reason != "noFamilies" { #expect(try await two.stages(two.otherScope).isEmpty) }
        }
    }

    @Test(
        "What one's own organization forbids is said; where the other one allows it later, the request shows and is told once (R-165, R-171)",
        arguments: DatabaseKind.available)
    func settings(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house, across: true, allows: [false, false])
            await #expect(throws: InvalidInput.self) { try await two.ask() }
            #expect(try await two.stages(two.askerScope).isEmpty)
            func allow(_ tenant: TenantID) async throws {
                try await house.world.meddle(
                    tenant,
                    """
                    INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                    VALUES (\(tenant), 'familyLinksAcross', 'true', 0)
                    """)
            }
            try await allow(two.left)
            let id = try await two.ask()
            #expect(await house.tell().isEmpty)
            #expect(try await two.stages(two.otherScope).isEmpty)
            await #expect(throws: NotFound("link")) { try await two.links.approve(two.otherScope, id) }
            try await allow(two.right)
            #expect(
                try await two.stages(two.otherScope) == [.asks(name: "人\(two.asker)", organization: "団体\(two.left)")])
            let told = await house.tell()
            #expect(told.map(\.address) == ["other@example.jp"] && told[0].text.contains("人\(two.asker)さんから"))
            #expect(await house.tell().isEmpty)
        }
    }

    @Test(
        "A request that is over or taken back before the other organization allows it is told nobody (R-171)",
        arguments: ["over", "takenBack"])
    func allowedTooLate(reason: String) async throws {
        try await withFamilies(.sqlite) { house in
            let two = try await two(house, across: true, allows: [true, false])
            let id = try await two.ask()
            #expect(await house.tell().isEmpty)
            switch reason {
            case "over": house.world.clock.advance(by: FamilyLinks.requestLife + .seconds(1))
            default: try await two.links.end(two.askerScope, id)
            }
            try await house.world.meddle(
                two.right,
                """
                INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                VALUES (\(two.right), 'familyLinksAcross', 'true', 0)
                """)
            #expect(await house.tell().isEmpty)
        }
    }

    @Test("Requests are limited, go to others only, and are over after two weeks", arguments: DatabaseKind.available)
    func limits(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house, across: false)
            func rules(_ code: String, _ login: String) async -> [String] {
                do {
                    try await two.links.ask(two.askerScope, organizationCode: code, loginID: login)
                    return []
                } catch let error as InvalidInput {
                    return error.errors.map { "\($0.field).\($0.rule)" }
                } catch {
                    return ["\(error)"]
                }
            }
            let own = "code\(two.left)"
            #expect(await rules(own, "user\(two.asker)") == ["login_id.oneself"])
            #expect(await rules("", "") == ["organization.required", "login_id.required"])
            #expect(await rules(own, "user\(two.other)") == [])
            #expect(await rules(own, "user\(two.other)") == ["login_id.taken"])
            for number in 2...5 { #expect(await rules(own, "x\(number)") == []) }
            #expect(await rules(own, "x6") == ["login_id.tooMany"])
            house.world.clock.advance(by: FamilyLinks.requestLife + .seconds(1))
            #expect(try await two.stages(two.otherScope).isEmpty)
            #expect(try await two.stages(two.askerScope).isEmpty)
            // What is over takes up no room.
            for round in 1...2 {
                for number in 1...5 { #expect(await rules(own, "y\(round)\(number)") == []) }
                house.world.clock.advance(by: .seconds(3_601))
            }
            #expect(await rules(own, "y31") == ["login_id.tooMany"], "ten at once")
        }
    }

    @Test(
        "Whoever takes a request back, or lets it go by, may be asked by the other one (R-171)",
        arguments: [true, false])
    func askedBack(takesBack: Bool) async throws {
        try await withFamilies(.sqlite) { house in
            let two = try await two(house, across: true)
            let id = try await two.ask()
            if takesBack {
                try await two.links.end(two.askerScope, id)
            } else {
                house.world.clock.advance(by: FamilyLinks.requestLife + .seconds(86_400))
            }
            try await two.links.ask(
                two.otherScope, organizationCode: "code\(two.left)", loginID: "user\(two.asker)")
            #expect(
                try await two.stages(two.askerScope) == [.asks(name: "人\(two.other)", organization: "団体\(two.right)")])
        }
    }

    @Test("Of two who ask each other at once one approves, and they are linked once", arguments: DatabaseKind.available)
    func crossed(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house, across: true)
            let first = try await two.ask()
            let second = FamilyLinkID(rawValue: first.rawValue + 1)
            let now = house.world.now
            // Neither saw the other's request.
            try await house.world.meddle(
                two.right,
                """
                INSERT INTO family_link
                    (tenant_id, person_id, id, state, other_tenant, other_person, typed_code, typed_login, is_told,
                     created_at, changed_at)
                VALUES (\(two.right), \(two.other), \(second), 'asked', \(two.left), \(two.asker), 'c', 'l', 1, \(now),
                        \(now))
                """)
            try await two.links.approve(two.otherScope, first)
            await #expect(throws: NotFound("link")) { try await two.links.approve(two.askerScope, second) }
            #expect(try await house.status.overview(two.askerScope).relatives.count == 1)
            #expect(try await house.count("SELECT COUNT(*) FROM audit WHERE action LIKE 'family.link%'") == 0)
            #expect(try await house.count("SELECT COUNT(*) FROM audit WHERE action = 'family.changed'") == 2)
        }
    }

    @Test("What was written before a link is not read by the other one (R-171)")
    func olderMessages() async throws {
        try await withFamilies(.sqlite) { house in
            let two = try await two(house, across: true)
            try await house.board.post(two.otherScope, FamilyMessageDraft(text: "まだ二人だけの話"))
            house.world.clock.advance(by: .seconds(60))
            let id = try await two.ask()
            try await two.links.approve(two.otherScope, id)
            house.world.clock.advance(by: .seconds(60))
            try await house.board.post(two.otherScope, FamilyMessageDraft(text: "みんなへ"))
            #expect(try await house.board.read(two.askerScope).messages.map(\.text) == ["みんなへ"])
        }
    }

    @Test(
        "A link ends with whoever leaves, and rests while an organization does not allow it",
        arguments: DatabaseKind.available)
    func endings(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house, across: true)
            let id = try await two.ask()
            await #expect(throws: NotFound("link")) { try await two.links.approve(two.askerScope, id) }
            try await two.links.approve(two.otherScope, id)
            await #expect(throws: NotFound("link")) { try await two.links.approve(two.otherScope, id) }
            await house.tell()
            house.world.clock.advance(by: .seconds(60))
            let broadcast = try await house.asked(two.left)
            let token = house.world.token(two.left, broadcast, two.asker)
            try await house.world.meddle(two.right, "DELETE FROM tenant_setting WHERE tenant_id = \(two.right)")
            #expect(
                try await two.stages(two.askerScope) == [
                    .suspended(name: "人\(two.other)", organization: "団体\(two.right)")
                ])
            #expect(try await house.status.overview(two.askerScope).relatives.isEmpty)
            // Nothing is told across a link that rests; as soon as it holds again, what is news still is.
            _ = try await house.world.answers(Answer(status: "minor"), token: token)
            try await house.board.post(two.askerScope, FamilyMessageDraft(text: "駅です"))
            #expect(await house.tell().isEmpty)
            try await house.world.meddle(
                two.right,
                """
                INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                VALUES (\(two.right), 'familyLinksAcross', 'true', 0)
                """)
            #expect(try await house.status.overview(two.askerScope).relatives.count == 1)
            #expect(await house.tell().map(\.address) == ["other@example.jp"])
            house.world.clock.advance(by: .seconds(301))
            _ = try await house.world.answers(Answer(status: "safe"), token: token)
            let person = try await ListPeople(database: house.database).person(house.world.scope(two.right), two.other)
            var details = person.details
            details.employment = .left
            try await ChangePerson(database: house.database)(
                house.world.scope(two.right), two.other, to: details, at: house.world.now)
            #expect(try await house.count("SELECT COUNT(*) FROM family_link WHERE tenant_id = \(two.right)") == 0)
            #expect(try await house.status.overview(two.askerScope).relatives.isEmpty)
            #expect(await house.tell().isEmpty, "whoever left is told nothing")
            house.world.clock.advance(by: .seconds(31 * 86_400))
            try await PruneFamilyNews(database: house.database)(now: house.world.now)
            #expect(try await house.count("SELECT COUNT(*) FROM family_link") == 0)
        }
    }

    @Test(
        "The number of whoever is removed is in nobody's half of a link, linked, asked or declined (R-171)",
        arguments: DatabaseKind.available, [false, true])
    func removed(kind: DatabaseKind, across: Bool) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house, across: across)
            let third = try await house.person(two.left, "third@example.jp")
            let id = try await two.ask()
            let asked = try await two.stages(two.askerScope)
            try await two.links.approve(two.otherScope, id)
            let request = try await two.links.ask(
                house.employee(third, of: two.left), organizationCode: "code\(two.right)", loginID: "user\(two.other)")
            try await two.links.end(two.otherScope, request)
            let fourth = try await house.person(two.left, "fourth@example.jp")
            try await two.links.ask(
                house.employee(fourth, of: two.left), organizationCode: "code\(two.right)", loginID: "user\(two.other)")
            func naming(_ person: PersonID) async throws -> Int {
                try await house.count("SELECT COUNT(*) FROM family_link WHERE other_person = \(person)")
            }
            let before = try await two.stages(house.employee(fourth, of: two.left))
            try await house.world.meddle(
                two.right,
                "UPDATE person SET employment = 'left' WHERE tenant_id = \(two.right) AND id = \(two.other)")
            #expect(try await naming(two.other) == 3)
            try await RemovePerson(database: house.database, forget: PersonTraces.remove)(
                house.world.scope(two.right), two.other, at: house.world.now)
            #expect(try await naming(two.other) == 0)
            #expect(try await naming(two.asker) == 0, "the halves of the one who is gone are gone")
            // Whoever asked learns nothing: the request looks like one to nobody.
            #expect(try await two.stages(two.askerScope) == asked)
            #expect(try await two.stages(house.employee(fourth, of: two.left)) == before)
            #expect(await house.tell().allSatisfy { $0.address != "other@example.jp" })
            #expect(try await house.status.overview(two.askerScope).relatives.isEmpty)
        }
    }
}
