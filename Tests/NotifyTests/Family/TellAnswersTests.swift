import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Families are told of answers")
struct TellAnswersTests {
    @Test(
        "Each address of each family user gets how the employee answered, once and in the family user's language, without the comment (R-165, R-183)",
        arguments: DatabaseKind.available)
    func answers(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let tenant = try await house.tenant()
            let person = try await world.person(tenant)
            let other = try await world.person(tenant)
            _ = try await house.member(person, of: tenant, "F1", mails: ["a@example.jp", "b@example.jp"])
            _ = try await house.member(person, of: tenant, "F2", mails: ["c@example.jp"], language: .english)
            _ = try await house.member(person, of: tenant, "F3")
            _ = try await house.member(other, of: tenant, "F1", mails: ["d@example.jp"])
            let broadcast = try await house.asked(tenant)
            #expect(await house.tell().isEmpty, "nobody has answered")
            let token = world.token(tenant, broadcast, person)
            _ = try await world.answers(Answer(status: "safe", comment: "会社にだけ言うこと"), token: token)
            let told = await house.tell()
            #expect(told.map(\.address).sorted() == ["a@example.jp", "b@example.jp", "c@example.jp"])
            #expect(told.allSatisfy { !$0.text.contains("会社にだけ") && $0.text.contains("https://anpi.example.jp/login") })
            let japanese = try #require(told.first { $0.address == "a@example.jp" }?.text)
            #expect(japanese.contains("人\(person)さんが、安否確認に回答しました") && japanese.contains("状況：無事"))
            #expect(japanese.contains("ご家族の安否のお知らせ") && japanese.contains("安否確認：16:10 石川県能登地方の地震"))
            #expect(try await house.count("SELECT COUNT(*) FROM service_mail WHERE subject LIKE '%無事%'") == 0)
            #expect(told.first { $0.address == "c@example.jp" }?.text.contains("Status: Safe") == true)
            #expect(await house.tell().isEmpty, "told once")
            // By whatever way an answer comes.
            _ = try await world.answers.onBehalf(of: other, Answer(status: "minor"), to: broadcast, world.scope(tenant))
            let second = await house.tell()
            #expect(second.map(\.address) == ["d@example.jp"] && second[0].text.contains("軽いけが"))
        }
    }

    @Test(
        "A corrected answer is told after a pause, and of rapid changes the last one only (R-183)",
        arguments: DatabaseKind.available)
    func corrections(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let tenant = try await house.tenant()
            let person = try await world.person(tenant)
            _ = try await house.member(person, of: tenant, mails: ["a@example.jp"])
            let broadcast = try await house.asked(tenant, isDrill: true)
            let token = world.token(tenant, broadcast, person)
            _ = try await world.answers(Answer(status: "safe"), token: token)
            let first = await house.tell()
            #expect(first.count == 1 && first[0].text.contains("【訓練】") && first[0].text.contains("これは訓練です"))
            for status in ["serious", "safe", "minor"] {
                _ = try await world.answers(Answer(status: status), token: token)
                #expect(await house.tell().isEmpty)
            }
            world.clock.advance(by: .seconds(301))
            let later = await house.tell()
            #expect(later.count == 1 && later[0].text.contains("軽いけが"))
            // The pause counts from what the family was told, not from the last change.
            world.clock.advance(by: .seconds(240))
            _ = try await world.answers(Answer(status: "safe"), token: token)
            #expect(await house.tell().isEmpty)
            world.clock.advance(by: .seconds(70))
            #expect(await house.tell().count == 1)
            // Details of the same answer are the organization's.
            world.clock.advance(by: .seconds(301))
            _ = try await world.answers(Answer(comment: "足をひねりました"), token: token)
            #expect(await house.tell().isEmpty)
        }
    }

    @Test(
        "Whoever was registered after an answer, answers of yesterday and organizations without the option tell nobody",
        arguments: DatabaseKind.available)
    func nobody(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let tenant = try await house.tenant()
            let person = try await world.person(tenant)
            _ = try await house.member(person, of: tenant, "OLD", mails: ["old@example.jp"])
            let broadcast = try await house.asked(tenant)
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            world.clock.advance(by: .seconds(60))
            _ = try await house.member(person, of: tenant, "NEW", mails: ["new@example.jp"])
            try await world.meddle(tenant, "UPDATE tenant SET family_option = 0 WHERE id = \(tenant)")
            #expect(await house.tell().isEmpty)
            try await world.meddle(tenant, "UPDATE tenant SET family_option = 1 WHERE id = \(tenant)")
            #expect(await house.tell().map(\.address) == ["old@example.jp"], "whoever was there before")
            // An answer that nobody looked at for a day.
            let late = try await world.person(tenant)
            _ = try await house.member(late, of: tenant, "LATE", mails: ["late@example.jp"])
            world.clock.advance(by: .seconds(60))
            let second = try await house.asked(tenant)
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, second, late))
            world.clock.advance(by: .seconds(86_401))
            #expect(await house.tell().isEmpty)
            #expect(try await house.count("SELECT COUNT(*) FROM family_answer_told") == 1)
        }
    }

    @Test("Two of a family with the same address get an answer once", arguments: DatabaseKind.available)
    func sharedAddress(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            _ = try await house.member(person, of: tenant, "F1", mails: ["both@example.jp"])
            _ = try await house.member(person, of: tenant, "F2", mails: ["both@example.jp", "own@example.jp"])
            let broadcast = try await house.asked(tenant)
            let token = house.world.token(tenant, broadcast, person)
            _ = try await house.world.answers(Answer(status: "safe"), token: token)
            #expect(await house.tell().map(\.address).sorted() == ["both@example.jp", "own@example.jp"])
            #expect(try await house.count("SELECT COUNT(*) FROM family_answer_told") == 2)
            #expect(await house.tell().isEmpty)
        }
    }

    @Test(
        "Everybody is looked at when the numbers changed, each minute until the pause after that is over, and every ten minutes"
    )
    func looks() {
        let start = Instant(milliseconds: 0)
        func at(_ seconds: Int) -> Instant { start + .seconds(seconds) }
        let first = TellAnswers.Look(["safe": 1], after: nil, isOver: false, start)
        #expect(first.isDue)
        let same = TellAnswers.Look(["safe": 1], after: first, isOver: false, at(5))
        #expect(!same.isDue)
        #expect(TellAnswers.Look(["minor": 1], after: same, isOver: false, at(10)).isDue)
        #expect(!TellAnswers.Look(["safe": 1], after: same, isOver: false, at(59)).isDue)
        let minute = TellAnswers.Look(["safe": 1], after: same, isOver: false, at(270))
        #expect(minute.isDue, "of somebody who was told before the numbers changed the pause may be over")
        #expect(!TellAnswers.Look(["safe": 1], after: minute, isOver: false, at(299)).isDue)
        let paused = TellAnswers.Look(["safe": 1], after: minute, isOver: false, at(300))
        #expect(paused.isDue)
        let quiet = TellAnswers.Look(["safe": 1], after: paused, isOver: false, at(305))
        #expect(!quiet.isDue)
        #expect(TellAnswers.Look(["safe": 1], after: quiet, isOver: false, at(900)).isDue)
        #expect(!TellAnswers.Look(["safe": 1], after: quiet, isOver: true, at(86_401)).isDue, "over since yesterday")
        #expect(!first.unchanged.isDue)
    }

    @Test("Sixteen programs that look at once tell each family user once", arguments: DatabaseKind.available)
    func race(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let world = house.world
            let tenant = try await house.tenant()
            let person = try await world.person(tenant)
            for number in 1...5 {
                _ = try await house.member(person, of: tenant, "F\(number)", mails: ["f\(number)@example.jp"])
            }
            let broadcast = try await house.asked(tenant)
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            let before = world.provider.deliveries.count
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        var looked = RunFamilyNews.Looked()
                        _ = await house.news.once(&looked)
                    }
                }
            }
            await house.tell()
            let told = world.provider.deliveries.dropFirst(before).map(\.address).sorted()
            #expect(told == (1...5).map { "f\($0)@example.jp" })
        }
    }
}
