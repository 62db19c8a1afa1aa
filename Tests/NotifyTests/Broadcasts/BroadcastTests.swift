import Database
import Domain
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

private func area(_ number: Int) -> JMARegionCode {
    guard let code = JMARegionCode(number: number) else { preconditionFailure("no region") }
    return code
}

private func pref(_ number: Int) -> PrefectureCode {
    guard let code = PrefectureCode(number: number) else { preconditionFailure("no prefecture") }
    return code
}

@Suite("Broadcasts")
struct BroadcastTests {
    @Test("Targets are united and nobody is asked twice", arguments: DatabaseKind.available)
    func targets(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let factory = try await world.department(tenant, "七尾工場")
            let own = contacts(mails: ["x@example.jp"])
            let noto = try await world.person(tenant, own, addresses: [(.home, pref(17), area(390))])
            let work = try await world.person(tenant, own, addresses: [(.work, pref(17), area(391))])
            let both = try await world.person(
                tenant, own, department: factory, addresses: [(.home, pref(17), area(390))])
            let inFactory = try await world.person(tenant, own, department: factory)
            let named = try await world.person(tenant, own)
            let nobody = try await world.person(tenant, own, addresses: [(.home, pref(13), area(350))])
            func asked(_ targets: Target...) async throws -> Set<PersonID> {
                let broadcast = try await world.broadcast(tenant, targets: targets)
                await world.expandOnly()
                let lines = try await ListRecipients(database: world.database)(broadcast, .init(), world.scope(tenant))
                return Set(lines.map(\.person))
            }
            #expect(try await asked(.region(area(390), [.home], intensity: "7")) == [noto, both])
            #expect(try await asked(.region(area(391), [.home], intensity: "")) == [])
            #expect(
                try await asked(
                    .region(area(390), [.home, .work], intensity: "7"), .region(area(391), [.work], intensity: "5強")
                )
                    == [noto, work, both])
            #expect(
                try await asked(.prefecture(pref(17), Set(AddressKind.allCases), intensity: "")) == [
                    noto, work, both,
                ])
            #expect(
                try await asked(.department(factory), .person(named), .region(area(390), [.home], intensity: ""))
                    == [noto, both, inFactory, named])
            #expect(try await asked(.everyone) == [noto, work, both, inFactory, named, nobody])
            #expect(try await asked(.role("administrator")) == [])
        }
    }

    @Test(
        "An address without a prefecture is no place: the next one is, or none (R-134)",
        arguments: DatabaseKind.available)
    func noPlace(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let own = contacts(mails: ["x@example.jp"])
            let second = try await world.person(tenant, own, addresses: [(.secondHome, pref(17), nil)])
            let both = try await world.person(
                tenant, own, addresses: [(.work, pref(13), area(350)), (.secondHome, pref(17), nil)])
            try await world.meddle(
                tenant,
                "UPDATE address SET prefecture = '', city = '輪島市' WHERE tenant_id = \(tenant) AND kind = 'home2'")
            _ = try await world.broadcast(tenant, targets: [.everyone])
            await world.expandOnly()
            let places = try await world.database.read(.tenant(tenant)) { transaction in
                try transaction.all("SELECT person_id, prefecture FROM recipient WHERE tenant_id = \(tenant)") {
                    (try $0.next(PersonID.self), try $0.next(String?.self))
                }
            }
            #expect(places.count == 2)
            #expect(Dictionary(uniqueKeysWithValues: places) == [second: nil, both: "13"])
        }
    }

    @Test(
        "The message says why the person is asked, at the place with the intensity", arguments: DatabaseKind.available)
    func reason(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let factory = try await world.department(tenant, "七尾工場")
            _ = try await world.person(
                tenant, contacts(mails: ["x@example.jp"]), department: factory,
                addresses: [(.work, pref(17), area(390))])
            _ = try await world.broadcast(
                tenant, targets: [.department(factory), .region(area(390), [.work], intensity: "7")])
            await world.engine().drain()
            #expect(world.provider.deliveries[0].text.contains("届いた理由：勤務先住所（石川県能登）が震度7のため"))
        }
    }

    @Test("A draft is sent after ten seconds in which it can be called off", arguments: DatabaseKind.available)
    func callOff(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant)
            let scope = world.scope(tenant)
            let drafts = SaveDraft(
                database: world.database, clock: world.clock.wallClock, identifiers: world.identifiers)
            let send = SendBroadcast(database: world.database, clock: world.clock.wallClock, policy: world.policy) {}
            let draft = try BroadcastDraft(kind: .safetyCheck, subject: "確認", body: "本文", targets: [.everyone])
            let called = try await drafts(draft, scope)
            let sent = try await drafts(draft, scope)
            await #expect(throws: InvalidInput.self) { try await send(sent, confirmed: 2, scope) }
            try await send(called, confirmed: 1, scope)
            try await send(sent, confirmed: nil, scope)
            await #expect(throws: BroadcastIs(.waiting)) { try await send(sent, confirmed: nil, scope) }
            await world.pass(.seconds(9))
            #expect(world.provider.deliveries.isEmpty)
            try await send.callOff(called, scope)
            await world.pass(.seconds(2))
            #expect(world.provider.deliveries.count == 1)
            await #expect(throws: BroadcastIs(.open)) { try await send.callOff(sent, scope) }
            await #expect(throws: BroadcastIs(.open)) { try await drafts(draft, replacing: sent, scope) }
        }
    }

    @Test("Words and targets are checked by name, without changing anything")
    func drafts() {
        func errors(_ subject: String, _ body: String, _ targets: [Target], days: Int64 = 7) -> [String] {
            do {
                _ = try BroadcastDraft(
                    kind: .safetyCheck, subject: subject, body: body, targets: targets,
                    answerPeriod: .seconds(days * 86_400))
                return []
            } catch {
                return error.errors.map { "\($0.field) \($0.rule)" }
            }
        }
        #expect(errors("件名", "本文\n二行目", [.everyone]) == [])
        #expect(errors(" ", "", []) == ["subject missing", "body missing", "targets missing"])
        #expect(errors("a\nb", "本文", [.everyone]) == ["subject control"])
        #expect(errors("件名", "本文\u{0}", [.everyone]) == ["body control"])
        #expect(
            errors(String(repeating: "あ", count: 101), "本文", [.everyone], days: 31) == [
                "subject tooLong", "answerPeriod range",
            ])
    }

    @Test("An event that grows asks only those whom it newly reaches", arguments: DatabaseKind.available)
    func growth(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            for (mail, number) in [("a@example.jp", 390), ("b@example.jp", 391)] {
                _ = try await world.person(
                    tenant, contacts(mails: [mail]), addresses: [(.home, pref(17), area(number))])
            }
            let broadcast = try await world.broadcast(tenant, targets: [.region(area(390), [.home], intensity: "5強")])
            await world.engine().drain()
            try await world.change.grow(
                broadcast,
                by: [.region(area(390), [.home], intensity: "6弱"), .region(area(391), [.home], intensity: "5強")],
                world.scope(tenant))
            await world.engine().drain()
            #expect(world.provider.addresses == ["a@example.jp", "b@example.jp"])
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 2])
        }
    }

    @Test("Re-sending asks those who have not answered, along today's contacts", arguments: DatabaseKind.available)
    func resending(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let answered = try await world.person(tenant, contacts(mails: ["a@example.jp"]))
            let silent = try await world.person(
                tenant, contacts(mails: ["old@example.jp"], mailSlot: 1, phones: [("0311", 2)]))
            let unreachable = try await world.person(tenant, contacts())
            world.provider.script("old@example.jp", .permanent(reason: "550"))
            world.provider.script("0311", .temporary(reason: "503", retryAfter: .seconds(600)))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, answered))
            try await world.change(silent, of: tenant, to: contacts(mails: ["new@example.jp"]))
            try await world.change(unreachable, of: tenant, to: contacts(mails: ["first@example.jp"]))
            world.provider.forget()
            try await world.change.resend(broadcast, world.scope(tenant))
            await world.engine().drain()
            #expect(Set(world.provider.addresses) == ["new@example.jp", "first@example.jp"])
            #expect(try await world.levels(broadcast, of: tenant) == [.answered: 1, .handedOn: 2])
            #expect(
                try await world.attempts(broadcast, silent, of: tenant) == [
                    "1/0 mail failed 550", "1/1 voice cancelled askedAnew", "2/0 mail accepted",
                ])
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")
        }
    }

    @Test(
        "A correction goes to everybody who was asked, answered or not, and to each address once",
        arguments: DatabaseKind.available)
    func correction(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            world.settings.withLock { $0.mail = retry(2, .zero) }
            let tenant = try await world.tenant()
            let answered = try await world.person(tenant, contacts(mails: ["a@example.jp", "aa@example.jp"]))
            _ = try await world.person(tenant, contacts())
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            _ = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, answered))
            world.provider.forget()
            try await world.change.correct(
                broadcast, subject: "震度の訂正", body: "震度は4でした。", world.scope(tenant))
            await world.engine().drain()
            #expect(world.provider.addresses == ["a@example.jp", "aa@example.jp"])
            #expect(world.provider.deliveries.allSatisfy { $0.text.contains("【訂正】") && $0.text.contains("震度は4でした。") })
            #expect(try await world.levels(broadcast, of: tenant) == [.answered: 1, .noPath: 1])
        }
    }

    @Test("Stopping keeps answers in time, closing ends by itself", arguments: DatabaseKind.available)
    func stopping(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 1, phones: [("0311", 2)]))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try await world.change.stop(broadcast, world.scope(tenant))
            await world.pass(.seconds(900), step: .seconds(100))
            #expect(world.provider.addresses == ["a@example.jp"])
            let receipt = try await world.answers(Answer(status: "safe"), token: world.token(tenant, broadcast, person))
            #expect(!receipt.isLate)
            world.clock.advance(by: .seconds(8 * 86_400))
            await world.engine().drain()
            let read = ReadBroadcasts(database: world.database)
            #expect(try await read(broadcast, world.scope(tenant)).status == .closed)
            await #expect(throws: BroadcastIs(.closed)) {
                try await world.change.resend(broadcast, world.scope(tenant))
            }
        }
    }

    @Test("The pre-flight counts what the engine then does", arguments: DatabaseKind.available)
    func preFlight(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            _ = try await world.person(tenant, manualsExample)
            _ = try await world.person(tenant, contacts(mails: ["a@x.jp"], mailSlot: 1))
            let nobody = try await world.person(tenant, contacts())
            let check = CheckBroadcast(
                database: world.database, policy: world.policy,
                rates: ChannelRates(perSecond: [.mail: 10, .voice: 0.1]))
            let flight = try await check.of([.everyone], world.scope(tenant))
            #expect(flight.people == 3 && flight.reachable == 2)
            #expect(flight.channels[.mail]?.maximum == 4 && flight.channels[.mail]?.first == 1)
            #expect(flight.channels[.voice]?.maximum == 6 && flight.channels[.voice]?.first == 1)
            #expect(flight.cannotBeAsked == [.noContact: 1])
            #expect(flight.unreachable.map(\.person) == [nobody])
            #expect(flight.firstRoundTime == .seconds(10))
            #expect(flight.longestTime == .seconds(24 * 60 + 10))
        }
    }

    @Test(
        "Without a voice gateway no call is promised or planned, and who has only telephones is named",
        arguments: DatabaseKind.available)
    func absentChannel(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let scope = world.scope(tenant)
            let both = try await world.person(tenant, manualsExample)
            let phone = try await world.person(tenant, contacts(phones: [("0311111111", 1)]))
            world.settings.withLock { $0.channels = [.mail] }
            let check = CheckBroadcast(
                database: world.database, policy: world.policy,
                rates: ChannelRates(perSecond: [.mail: 10, .voice: 0.1]))
            let flight = try await check.of([.everyone], scope)
            #expect(flight.channels[.voice] == nil && flight.channels[.mail]?.maximum == 3)
            #expect(flight.cannotBeAsked == [.noVoiceGateway: 1])
            #expect(flight.unreachable.map(\.person) == [phone])
            #expect(flight.settings.absentChannels == [.voice])

            let broadcast = try await world.broadcast(tenant)
            await world.pass(.seconds(3_600), step: .seconds(600))
            #expect(try await world.attempts(broadcast, phone, of: tenant) == [])
            #expect(try await world.attempts(broadcast, both, of: tenant).allSatisfy { $0.contains(" mail ") })
            #expect(try await world.levels(broadcast, of: tenant) == [.noPath: 1, .handedOn: 1])
            let snapshot = try await WatchResults(database: world.database, clock: world.clock.wallClock)
                .snapshot(broadcast, scope)
            #expect(snapshot.cannotBeAsked == [.noVoiceGateway: 1])
            // A gateway of tomorrow changes nothing about what this broadcast promised; asking again uses it.
            world.settings.withLock { $0.channels = [.mail, .voice] }
            let audit = AuditDispatch(database: world.database)
            #expect(try await audit(broadcast, scope).isClean)
            try await world.change.resend(broadcast, scope)
            await world.engine().drain()
            #expect(try await world.attempts(broadcast, phone, of: tenant) == ["2/0 voice ringing"])
            #expect(try await audit(broadcast, scope).isClean)
        }
    }

    @Test("Who made a broadcast is told truthfully", arguments: DatabaseKind.available)
    func authors(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let author = try await world.person(tenant)
            let token = try await ManageTokens(database: world.database, identifiers: world.identifiers).create(
                world.scope(tenant), name: "勤怠システム", capabilities: [.broadcast], expiresAt: nil, at: world.now,
                randomness: world.randomness)
            let raise = RaiseBroadcast(
                clock: world.clock.wallClock, identifiers: world.identifiers, policy: world.policy)
            let draft = try BroadcastDraft(kind: .safetyCheck, subject: "s", body: "b", targets: [.everyone])
            let actors: [Actor] = [
                .person(author), .person(PersonID(rawValue: 999_999)), .token(token.id), .installationOperator, .system,
            ]
            for actor in actors {
                let scope = TenantScope(
                    tenant: tenant, actor: actor, capabilities: .administrator, requestID: "test")
                _ = try await world.database.write(scope) { try raise(draft, scope, in: $0) }
                world.clock.advance(by: .seconds(1))
            }
            let scope = world.scope(tenant)
            let expected: [BroadcastAuthor] = [
                .person("人\(author)"), .removedPerson, .token("勤怠システム"), .commandLine, .triggerRule,
            ]
            let (lines, _) = try await ListBroadcasts(database: world.database)(.init(), scope)
            #expect(lines.map(\.author) == expected.reversed())
            let read = ReadBroadcasts(database: world.database)
            for (line, author) in zip(lines, expected.reversed()) {
                #expect(try await read.author(of: line.broadcast, scope) == author)
            }
        }
    }

    @Test("Templates and named people", arguments: DatabaseKind.available)
    func templatesAndNames(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let scope = world.scope(tenant)
            let person = try await world.person(tenant)
            let templates = EditTemplates(
                database: world.database, clock: world.clock.wallClock, identifiers: world.identifiers)
            let first = try await templates.save(
                name: "地震", kind: .safetyCheck, subject: "地震", body: "安全を確保してください。", scope)
            let second = try await templates.save(
                name: "地震", kind: .safetyCheck, subject: "大きな地震", body: "安全を確保してください。", scope)
            #expect(first == second)
            #expect(try await templates.list(scope).map(\.subject) == ["大きな地震"])
            try await templates.delete(first, scope)
            await #expect(throws: NotFound.self) { try await templates.delete(first, scope) }
            let named = NamedPeople(database: world.database)
            #expect(try await named(["user\(person)"], scope) == [.person(person)])
            await #expect(throws: InvalidInput.self) { try await named(["nobody"], scope) }
        }
    }

    @Test("Whoever may not broadcast is refused, and a stranger finds nothing", arguments: DatabaseKind.available)
    func strangers(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let stranger = world.scope(try await world.tenant())
            let person = try await world.person(tenant)
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            let member = world.scope(tenant, .member)
            await #expect(throws: NotAllowed.self) { try await world.change.close(broadcast, member) }
            await #expect(throws: NotFound.self) { try await world.change.close(broadcast, stranger) }
            await #expect(throws: NotFound.self) { try await world.change.resend(broadcast, stranger) }
            await #expect(throws: NotFound.self) {
                try await WatchResults(database: world.database, clock: world.clock.wallClock).snapshot(
                    broadcast, stranger)
            }
            await #expect(throws: NotFound.self) {
                try await ReadTimeline(database: world.database)(
                    person, in: broadcast, stranger)
            }
            await #expect(throws: NotFound.self) {
                try await AuditDispatch(database: world.database)(broadcast, stranger)
            }
            await #expect(throws: AnswerRefused.self) {
                try await world.answers.onBehalf(of: person, Answer(status: "safe"), to: broadcast, stranger)
            }
            #expect(try await ListRecipients(database: world.database)(broadcast, .init(), stranger).isEmpty)
        }
    }

    @Test(
        "Whoever was not found before the sending was stopped is still counted, and asked when it goes on",
        arguments: DatabaseKind.available)
    func stoppedWhileExpanding(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let people = try await world.people(tenant, 90) { contacts(mails: ["p\($0)@example.jp"]) }
            let broadcast = try await world.broadcast(tenant)
            await world.expandOnly()
            // As if the stop had come after the first forty people.
            let last = people[39]
            try await world.database.write(.tenant(tenant)) { transaction in
                for table in ["recipient", "attempt"] as [SQL] {
                    try transaction.execute("DELETE FROM \(table) WHERE tenant_id = \(tenant) AND person_id > \(last)")
                }
                try transaction.execute(
                    "UPDATE broadcast_round SET cursor = \(last), people = 40 WHERE tenant_id = \(tenant)")
            }
            try await world.change.stop(broadcast, world.scope(tenant))
            world.provider.expectNothingElse()
            await world.engine().drain()
            #expect(world.provider.deliveries.isEmpty)
            #expect(try await world.levels(broadcast, of: tenant) == [.failed: 90])
            #expect(try await world.attempts(broadcast, people[80], of: tenant) == ["1/0 mail cancelled stopped"])
            let stopped = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(stopped.isClean, "\(stopped)")
            for index in 0..<90 {
                world.provider.script("p\(index)@example.jp", .accepted(reference: "r", awaitsReport: false))
            }
            try await world.change.resend(broadcast, world.scope(tenant))
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 90)
            #expect(try await world.levels(broadcast, of: tenant) == [.handedOn: 90])
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit)")
        }
    }

    @Test("Somebody without a contact is not lost by being asked again", arguments: DatabaseKind.available)
    func askedAgainWithoutContacts(kind: DatabaseKind) async throws {
        try await withWorld(kind) { world in
            let tenant = try await world.tenant()
            let person = try await world.person(
                tenant, contacts(mails: ["a@example.jp"], mailSlot: 2, phones: [("0311", 1)]))
            world.provider.script("0311", .temporary(reason: "lineBusy", retryAfter: .seconds(3_600)))
            world.provider.script("a@example.jp", .temporary(reason: "451", retryAfter: .seconds(3_600)))
            let broadcast = try await world.broadcast(tenant)
            await world.engine().drain()
            try await world.change(person, of: tenant, to: contacts())
            try await world.change.resend(broadcast, world.scope(tenant))
            await world.engine().drain()
            let lines = try await ListRecipients(database: world.database)(broadcast, .init(), world.scope(tenant))
            #expect(lines[0].endReason == "noContact" && lines[0].level == .failed)
            let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit)")
        }
    }
}
