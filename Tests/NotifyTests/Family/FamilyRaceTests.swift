import Database
import Domain
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("Families at the same moment, and after an interruption")
struct FamilyRaceTests {
    private struct Two: Sendable {
        let (left, right): (TenantID, TenantID)
        let (asker, other): (PersonID, PersonID)
    }

    private func two(_ house: FamilyHouse) async throws -> Two {
        let (left, right) = (try await house.tenant(linksAcross: true), try await house.tenant(linksAcross: true))
        return Two(
            left: left, right: right, asker: try await house.person(left, "asker@example.jp"),
            other: try await house.person(right, "other@example.jp"))
    }

    @Test("Of sixteen who approve at once one does, and the other one hears it once", arguments: DatabaseKind.available)
    func approvers(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house)
            let (here, there) = (house.employee(two.asker, of: two.left), house.employee(two.other, of: two.right))
            let id = try await house.links.ask(
                here, organizationCode: "code\(two.right)", loginID: "user\(two.other)")
            await house.tell()
            let approved = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 { group.addTask { (try? await house.links.approve(there, id)) != nil } }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(approved == 1)
            #expect(try await house.count("SELECT COUNT(*) FROM family_link") == 2)
            #expect(await house.tell().map(\.address) == ["asker@example.jp"])
            #expect(try await house.status.overview(here).relatives.count == 1)
        }
    }

    @Test(
        "An approval and the end of the request at the same moment leave nobody linked, and tell nobody that they are",
        arguments: DatabaseKind.available)
    func approveAgainstEnd(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            for _ in 0..<6 {
                let two = try await two(house)
                let (here, there) = (house.employee(two.asker, of: two.left), house.employee(two.other, of: two.right))
                let id = try await house.links.ask(
                    here, organizationCode: "code\(two.right)", loginID: "user\(two.other)")
                await house.tell()
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { try? await house.links.approve(there, id) }
                    group.addTask { try? await house.links.end(here, id) }
                }
                #expect(try await house.links.list(here).isEmpty)
                #expect(try await house.links.list(there).isEmpty)
                #expect(try await house.status.overview(there).relatives.isEmpty)
                #expect(await house.tell().isEmpty)
            }
        }
    }

    @Test("Two who ask and approve each other at once are linked once", arguments: DatabaseKind.available)
    func askAgainstAsk(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            for _ in 0..<6 {
                let two = try await two(house)
                let both = [
                    (house.employee(two.asker, of: two.left), two.right, two.other),
                    (house.employee(two.other, of: two.right), two.left, two.asker),
                ]
                await withTaskGroup(of: Void.self) { group in
                    for (scope, tenant, person) in both {
                        group.addTask {
                            _ = try? await house.links.ask(
                                scope, organizationCode: "code\(tenant)", loginID: "user\(person)")
                        }
                    }
                }
                await withTaskGroup(of: Void.self) { group in
                    for (scope, _, _) in both {
                        for link in (try? await house.links.list(scope)) ?? [] {
                            if case .asks = link.stage {
                                group.addTask { try? await house.links.approve(scope, link.id) }
                            }
                        }
                    }
                }
                for (scope, _, _) in both {
                    #expect(try await house.status.overview(scope).relatives.count == 1)
                    #expect(
                        try await house.links.list(scope).count { if case .linked = $0.stage { true } else { false } }
                            == 1)
                }
            }
        }
    }

    /// Ends a task in the middle of what it writes.
    private final class Interruption: Sendable {
        private let task = Mutex<Task<Bool, Never>?>(nil)
        private let left: Mutex<Int>

        init(after count: Int) {
            left = Mutex(count)
        }

        /// Chance that counts how often it was asked for.
        func randomness(_ source: Randomness) -> Randomness {
            Randomness { [self] count in
                let isNow = left.withLock { left in
                    left -= 1
                    return left == 0
                }
                if isNow { task.withLock { $0?.cancel() } }
                return source.bytes(count)
            }
        }

        func run(_ work: @escaping @Sendable () async -> Bool) async -> Bool {
            let started = Hold()
            let running = Task {
                await started.wait()
                return await work()
            }
            task.withLock { $0 = running }
            started.open()
            return await running.value
        }
    }

    /// What tells families, which is interrupted after so many mails were sealed.
    private func news(_ house: FamilyHouse, _ interruption: Interruption) -> RunFamilyNews {
        RunFamilyNews(
            database: house.database,
            mail: FamilyMail(
                loginAddress: "https://anpi.example.jp/login", identifiers: house.world.identifiers,
                seal: MessageSeal(
                    keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 17, count: 32))],
                    randomness: interruption.randomness(house.world.randomness))),
            regions: house.world.regions, clock: house.world.clock.wallClock, log: house.triggers.log.log
        ) {}
    }

    @Test(
        "An earthquake of which half of the families were told goes on where it was interrupted, and tells nobody twice (R-163)",
        arguments: DatabaseKind.available)
    func halfToldQuake(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            let all = (1...60).map { "f\($0)@example.jp" }
            for (number, mail) in all.enumerated() {
                _ = try await house.member(person, of: tenant, "F\(number)", mails: [mail], home: ("17", "390"))
            }
            try await house.triggers.take(Draft(regions: [(390, "6+")]))
            let interruption = Interruption(after: 25)
            let news = news(house, interruption)
            let isWhole = await interruption.run {
                var looked = RunFamilyNews.Looked()
                return await news.once(&looked)
            }
            #expect(!isWhole)
            let noted = try await house.count("SELECT COUNT(*) FROM family_quake")
            #expect(noted > 0 && noted < 60)
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin WHERE families_at IS NULL") == 1)
            #expect(await house.tell().map(\.address).sorted() == all.sorted())
            // And between the notes and the mark.
            try await house.world.meddle(tenant, "UPDATE bulletin SET families_at = NULL")
            #expect(await house.tell().isEmpty)
        }
    }

    @Test(
        "Answers of which half of the families were told go on, and tell nobody twice (R-165)",
        arguments: DatabaseKind.available)
    func halfToldAnswer(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let tenant = try await house.tenant()
            let person = try await house.world.person(tenant)
            let all = (1...60).map { "f\($0)@example.jp" }
            for (number, mail) in all.enumerated() {
                _ = try await house.member(person, of: tenant, "F\(number)", mails: [mail])
            }
            let broadcast = try await house.asked(tenant)
            _ = try await house.world.answers(
                Answer(status: "safe"), token: house.world.token(tenant, broadcast, person))
            let interruption = Interruption(after: 25)
            let news = news(house, interruption)
            _ = await interruption.run {
                var looked = RunFamilyNews.Looked()
                return await news.once(&looked)
            }
            let noted = try await house.count("SELECT COUNT(*) FROM family_answer_told")
            #expect(noted > 0 && noted < 60)
            #expect(await house.tell().map(\.address).sorted() == all.sorted())
        }
    }

    @Test(
        "A board that was told to linked employees and not to the own family tells the rest alone, and a link whose mark is missing tells nobody twice",
        arguments: DatabaseKind.available)
    func betweenNoteAndMark(kind: DatabaseKind) async throws {
        try await withFamilies(kind) { house in
            let two = try await two(house)
            let (here, there) = (house.employee(two.asker, of: two.left), house.employee(two.other, of: two.right))
            let father = try await house.member(two.asker, of: two.left, mails: ["father@example.jp"])
            let id = try await house.links.ask(
                here, organizationCode: "code\(two.right)", loginID: "user\(two.other)")
            #expect(await house.tell().count == 1)
            try await house.world.meddle(two.left, "UPDATE family_link SET is_told = 0 WHERE tenant_id = \(two.left)")
            #expect(await house.tell().isEmpty)
            #expect(try await house.count("SELECT COUNT(*) FROM family_link WHERE is_told = 0") == 0)
            try await house.links.approve(there, id)
            await house.tell()
            house.world.clock.advance(by: .seconds(60))
            try await house.board.post(here, FamilyMessageDraft(text: "駅です"))
            #expect(await house.tell().map(\.address).sorted() == ["father@example.jp", "other@example.jp"])
            house.world.clock.advance(by: .seconds(601))
            let now = house.world.now
            try await house.world.meddle(
                two.left, "UPDATE family_board SET due_at = \(now) WHERE tenant_id = \(two.left)")
            try await house.world.meddle(
                two.left,
                "DELETE FROM family_message_told WHERE tenant_id = \(two.left) AND member_id = \(father)")
            #expect(await house.tell().map(\.address) == ["father@example.jp"])
        }
    }
}
