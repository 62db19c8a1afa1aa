import Database
import Domain
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("Answers")
struct AnswerTests {
    /// A world with one person who was asked by mail, and with an unrelated second one.
    private func asked(
        _ kind: DatabaseKind, _ body: (World, TenantID, BroadcastID, PersonID) async throws -> Void
    ) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 1, phones: [("0311", 2)]))
            _ = try await world.person(tenant, contacts(mails: ["b@example.jp"]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try await body(world, tenant, broadcast, person)
        }
    }

    @Test("The same form sent twice is one answer, and details come on top of it", arguments: DatabaseKind.available)
    func idempotent(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let token = world.token(tenant, broadcast, person)
            let first = try await world.answers(Answer(status: "safe"), token: token)
            let again = try await world.answers(Answer(status: "safe"), token: token)
            #expect(!first.isRepeated && again.isRepeated)
            let details = Answer(attendance: .no, comment: "電車が\n止まっています")
            _ = try await world.answers(details, token: token)
            _ = try await world.answers(details, token: token)
            let page = try await OpenAnswerPage(database: world.database, clock: world.clock.wallClock)(token)
            #expect(page.answer?.answer.status == "safe")
            #expect(page.answer?.answer.attendance == .no)
            #expect(page.answer?.answer.comment == "電車が 止まっています")
            let timeline = try await ReadTimeline(database: world.database)(
                person, in: broadcast, world.scope(tenant))
            #expect(timeline.answers.count == 2)
        }
    }

    @Test("A changed answer counts, and the history is kept", arguments: DatabaseKind.available)
    func latestCounts(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let token = world.token(tenant, broadcast, person)
            for status in ["safe", "serious", "safe", "minor"] {
                _ = try await world.answers(Answer(status: status), token: token)
            }
            let snapshot = try await WatchResults(database: world.database, clock: world.clock.wallClock).snapshot(
                broadcast, world.scope(tenant))
            #expect(snapshot.total.statuses == ["minor": 1])
            let timeline = try await ReadTimeline(database: world.database)(
                person, in: broadcast, world.scope(tenant))
            #expect(timeline.answers.map(\.answer.status) == ["safe", "serious", "safe", "minor"])
        }
    }

    @Test("What somebody else says never replaces the person's own word", arguments: DatabaseKind.available)
    func ownBeatsProxy(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let scope = world.scope(tenant)
            let proxy = try await world.answers.onBehalf(
                of: person, Answer(status: "safe"), to: broadcast, scope)
            #expect(proxy.answer.status == "safe" && proxy.stopped == 1)
            _ = try await world.answers(Answer(status: "serious"), token: world.token(tenant, broadcast, person))
            let late = try await world.answers.onBehalf(of: person, Answer(status: "safe"), to: broadcast, scope)
            #expect(late.answer.status == "serious")
            let lines = try await ListRecipients(database: world.database)(broadcast, .init(), scope)
            #expect(lines.first { $0.person == person }?.status == "serious")
        }
    }

    @Test("Details that a person adds never come on top of somebody else's word", arguments: DatabaseKind.available)
    func ownDetailsStayOwn(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let scope = world.scope(tenant)
            let token = world.token(tenant, broadcast, person)
            _ = try await world.answers(Answer(status: "safe", comment: "自宅です"), token: token)
            _ = try await world.answers.onBehalf(
                of: person, Answer(status: "serious", comment: "電話で聞きました"), to: broadcast, scope)
            func line() async throws -> RecipientLine? {
                try await ListRecipients(database: world.database)(broadcast, .init(), scope).first {
                    $0.person == person
                }
            }
            // The comment beside the person's own status is the person's own.
            #expect(try await line()?.comment == "自宅です")
            let receipt = try await world.answers(Answer(attendance: .no), token: token)
            #expect(receipt.answer == Answer(status: "safe", attendance: .no, comment: "自宅です"))
            #expect(try await line()?.status == "safe")
            let proxy = try await world.answers.onBehalf(of: person, Answer(attendance: .yes), to: broadcast, scope)
            #expect(proxy.answer.status == "safe")
            let timeline = try await ReadTimeline(database: world.database)(
                person, in: broadcast, scope)
            #expect(timeline.answers.map(\.answer.status) == ["safe", "serious", "safe", "serious"])
            #expect(timeline.answer?.answer.attendance == .no)
        }
    }

    @Test(
        "However often somebody answers, the history has a bound: the first and the latest stay",
        arguments: DatabaseKind.available)
    func historyIsBounded(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let scope = world.scope(tenant)
            let token = world.token(tenant, broadcast, person)
            _ = try await world.answers.onBehalf(of: person, Answer(status: "serious"), to: broadcast, scope)
            for number in 0..<70 {
                _ = try await world.answers(Answer(status: "safe", comment: "\(number)"), token: token)
            }
            let timeline = try await ReadTimeline(database: world.database)(
                person, in: broadcast, scope)
            #expect(timeline.answers.count == 51)
            #expect(timeline.answers.first?.path == .proxy)
            let own = timeline.answers.dropFirst().compactMap(\.answer.comment)
            #expect(own.first == "0" && own[1] == "21" && own.last == "69")
            let audit = try await AuditDispatch(database: world.database)(broadcast, scope)
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test(
        "Marks that turn the direction of a line or end it do not stay in what people write",
        arguments: [DatabaseKind.sqlite])
    func marks(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let comment = "a\u{202E}b\u{2066}c\u{2028}d\u{85}e\u{200F}f"
            let receipt = try await world.answers(
                Answer(status: "safe", comment: comment), token: world.token(tenant, broadcast, person))
            #expect(receipt.answer.comment == "abc d ef")
        }
    }

    @Test("Answers after closing are late for 30 days, then refused", arguments: DatabaseKind.available)
    func lateAnswers(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let token = world.token(tenant, broadcast, person)
            try await world.change.close(broadcast, world.scope(tenant))
            world.clock.advance(by: .seconds(29 * 86_400))
            let late = try await world.answers(Answer(status: "safe"), token: token)
            #expect(late.isLate)
            let line = try #require(
                try await ListRecipients(database: world.database)(broadcast, .init(), world.scope(tenant)).first {
                    $0.person == person
                })
            #expect(line.isLate && line.level == .answered)
            let results = try await WatchResults(database: world.database, clock: world.clock.wallClock).snapshot(
                broadcast, world.scope(tenant))
            #expect(results.total.late == 1 && results.total.count(.answered) == 1)
            let rows = Mutex<[[String]]>([])
            try await ExportRecipients(ListRecipients(database: world.database), regions: world.regions).rows(
                broadcast, form: .safetyCheck, .japanese, world.scope(tenant), time: { "\($0.milliseconds)" },
                write: { piece in rows.withLock { $0 += piece } })
            let exported = try #require(rows.withLock { $0.first { $0[0] == line.loginID } })
            #expect(exported[6] == "締め切り後に回答" && exported[11].isEmpty)
            world.clock.advance(by: .seconds(2 * 86_400))
            await #expect(throws: AnswerRefused.self) {
                try await world.answers(Answer(status: "minor"), token: token)
            }
        }
    }

    @Test(
        "The link of somebody who has left records nothing and says why",
        arguments: DatabaseKind.available)
    func left(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let token = world.token(tenant, broadcast, person)
            try await world.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    "UPDATE person SET employment = 'left' WHERE tenant_id = \(tenant) AND id = \(person)")
            }
            await #expect(throws: AnswerRefused(hasLeft: true)) {
                try await world.answers(Answer(status: "safe"), token: token)
            }
            let page = try await OpenAnswerPage(database: world.database, clock: world.clock.wallClock)(token)
            #expect(page.hasLeft && !page.takesAnswers)
            let results = try await WatchResults(database: world.database, clock: world.clock.wallClock).snapshot(
                broadcast, world.scope(tenant))
            #expect(results.total.count(.answered) == 0)
            // Back again before the check is over: the same link answers.
            try await world.database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    "UPDATE person SET employment = 'active' WHERE tenant_id = \(tenant) AND id = \(person)")
            }
            #expect(try await !world.answers(Answer(status: "safe"), token: token).isRepeated)
        }
    }

    @Test("Answers that do not fit the form are refused by name", arguments: DatabaseKind.available)
    func refused(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let token = world.token(tenant, broadcast, person)
            for (answer, field, rule) in [
                (Answer(status: "dancing"), "status", "choice"), (Answer(), "status", "missing"),
                (Answer(status: "safe", comment: String(repeating: "あ", count: 201)), "comment", "tooLong"),
            ] {
                do {
                    _ = try await world.answers(answer, token: token)
                    Issue.record("\(field) was not refused")
                } catch let refusal as InvalidInput {
                    #expect(refusal.errors.map(\.field) == [field])
                    #expect(refusal.errors.map(\.rule) == [rule])
                }
            }
            let foreign = try #require(AnswerToken(String(repeating: "a", count: 26)))
            await #expect(throws: NotFound.self) { try await world.answers(Answer(status: "safe"), token: foreign) }
        }
    }

    @Test("Fetching the page marks the level and is no answer", arguments: DatabaseKind.available)
    func fetching(kind: DatabaseKind) async throws {
        try await asked(kind) { world, tenant, broadcast, person in
            let open = OpenAnswerPage(database: world.database, clock: world.clock.wallClock)
            let token = world.token(tenant, broadcast, person)
            let page = try await open(token)
            #expect(page.answer == nil && !page.isOver && page.kind == .safetyCheck)
            _ = try await open(token)
            #expect(try await world.levels(broadcast, of: tenant) == [.fetched: 1, .handedOn: 1])
            await world.pass(.seconds(400))
            #expect(world.provider.addresses.contains("0311"))
            #expect(try await world.levels(broadcast, of: tenant) == [.fetched: 1, .handedOn: 1])
        }
    }

    @Test("Where answers do not stop the attempts, the sequence goes on (R-185)", arguments: DatabaseKind.available)
    func answerDoesNotStop(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            world.settings.withLock { $0.stopsAfterAnswer = false }
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 1, phones: [("0311", 2)]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let receipt = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            #expect(receipt.stopped == 0)
            await world.pass(.seconds(400))
            #expect(world.provider.addresses == ["a@example.jp", "0311"])
            #expect(try await world.levels(broadcast, of: tenant) == [.answered: 1])
        }
    }

    @Test("hundredConcurrentAnswersOnSQLite: each is recorded once", arguments: DatabaseKind.available)
    func hundredConcurrentAnswers(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 25) { contacts(mails: ["c\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for person in people {
                    for _ in 0..<4 {
                        group.addTask {
                            try await world.answers(
                                Answer(status: "safe"), token: world.token(tenant, broadcast, person)
                            ).isRepeated
                        }
                    }
                }
                let repeated = try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                #expect(repeated == 75)
            }
            #expect(try await world.levels(broadcast, of: tenant) == [.answered: 25])
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test("A token is 128 bits that only the key can make, and its text survives capitals and nothing else")
    func tokens() throws {
        let tokens = AnswerTokens(keys: [[UInt8](repeating: 1, count: 32)])
        let other = AnswerTokens(keys: [[UInt8](repeating: 2, count: 32)])
        let (tenant, person) = (TenantID(rawValue: 1), PersonID(rawValue: 3))
        let broadcast = BroadcastID(rawValue: 2)
        let token = tokens.token(tenant: tenant, broadcast: broadcast, person: person)
        #expect(token == tokens.token(tenant: tenant, broadcast: broadcast, person: person))
        #expect(token != other.token(tenant: tenant, broadcast: broadcast, person: person))
        #expect(token != tokens.token(tenant: tenant, broadcast: BroadcastID(rawValue: 4), person: person))
        let text = token.text.exposed
        #expect(text.utf8.count == 26)
        #expect(AnswerToken(text) == token)
        #expect(AnswerToken(text.uppercased()) == token)
        for bad in ["", "a", text + "a", String(text.dropLast()), "1" + text.dropFirst(), text.dropLast() + "9"] {
            #expect(AnswerToken(bad) == nil)
        }
        #expect(
            token.hash.count == 16
                && token.hash != tokens.token(tenant: tenant, broadcast: broadcast, person: PersonID(rawValue: 9)).hash)
    }
}
