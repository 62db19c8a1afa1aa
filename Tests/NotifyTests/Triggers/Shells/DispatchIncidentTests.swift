import Database
import Domain
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Notify

@Suite("What triggers decide is dispatched")
struct DispatchIncidentTests {
    private let rapid = "noto2024_20240101T071341Z_VXSE51.xml"
    private let ishikawa = PrefectureCode("17")

    /// Somebody who lives in a region, and is reached by this mail address.
    private func person(
        _ mail: String, in region: Int?, of tenant: TenantID, prefecture: String = "17",
        kind: AddressKind = .home, to house: TriggerHouse
    ) async throws -> PersonID {
        let prefecture = try #require(PrefectureCode(prefecture))
        return try await house.world.person(
            tenant, contacts(mails: [mail]),
            addresses: [(kind, prefecture, region.map { NotifyTests.region($0) })])
    }

    @Test(
        "Noto: people in regions with 5強 or more are asked, with their reason; newly reached ones later, nobody twice",
        arguments: DatabaseKind.available)
    func noto(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule())
            _ = try await person("noto@example.jp", in: 390, of: tenant, to: house)
            _ = try await person("kaga@example.jp", in: 391, of: tenant, to: house)
            // An address that names only the prefecture may lie in any of its regions.
            _ = try await person("vague@example.jp", in: nil, of: tenant, to: house)
            _ = try await person("tokyo@example.jp", in: 350, of: tenant, prefecture: "13", to: house)
            _ = try await person("vague-tokyo@example.jp", in: nil, of: tenant, prefecture: "13", to: house)
            try await house.take(rapid)
            await house.world.engine().drain()
            let first = house.world.provider.deliveries
            let listed = try await house.list(house.world.scope(tenant))
            #expect(listed.people.values.map { $0 } == [3])
            #expect(Set(first.map(\.address)) == ["noto@example.jp", "kaga@example.jp", "vague@example.jp"])
            let noto = try #require(first.first { $0.address == "noto@example.jp" })
            #expect(noto.text.contains("安否確認：16:10 石川県能登で震度6強の地震"))
            #expect(noto.text.contains("届いた理由：住所1（石川県能登）が震度6強のため"))

            // The whole report comes; somebody in 新潟県中越 was not reached by the first.
            try await house.take("20240101072429_0_VXSE53_010000.xml")
            await house.world.engine().drain()
            #expect(house.world.provider.deliveries.count == first.count)
            #expect(try await house.count("SELECT COUNT(*) FROM broadcast") == 1)
            #expect(try await house.count("SELECT COUNT(*) FROM incident WHERE event_key = '20240101161010'") == 1)
        }
    }

    @Test(
        "Where only prefectures are asked for, everybody in the prefecture is asked, for its sake, whatever was known before (R-150)",
        arguments: DatabaseKind.available)
    func prefectureOnly(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule(addresses: [.home]))
            try await ChangeSettings(database: house.database)(
                house.world.scope(tenant), ["regionRule": "prefectureOnly"], at: house.now)
            for (name, region) in [("noto", 390), ("kaga", 391), ("vague", nil)] {
                _ = try await person("\(name)@example.jp", in: region, of: tenant, to: house)
            }
            _ = try await person("sado@example.jp", in: 372, of: tenant, prefecture: "15", to: house)
            try await house.take(Draft(regions: [(390, "6+")]))
            await house.world.engine().drain()
            let asked = house.world.provider.deliveries
            #expect(Set(asked.map(\.address)) == ["noto@example.jp", "kaga@example.jp", "vague@example.jp"])
            #expect(asked.allSatisfy { $0.text.contains("届いた理由：住所1（石川県）が震度6強のため") })
            #expect(try await house.count("SELECT COUNT(*) FROM recipient WHERE region IS NOT NULL") == 0)
        }
    }

    @Test(
        "Each person reads the question, its correction and its end in their own language, on the page too (R-045)",
        arguments: DatabaseKind.available)
    func ownLanguages(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule())
            let ishikawa = try #require(ishikawa)
            _ = try await person("ja@example.jp", in: 390, of: tenant, to: house)
            let english = try await house.world.person(
                tenant, contacts(mails: ["en@example.jp"]), language: .english,
                addresses: [(.home, ishikawa, region(390))])
            func isJapanese(_ text: String) -> Bool {
                // The organization's title and the person's name stay as they are.
                text.replacing("【青海精機 安否確認】", with: "").split(separator: "\n")
                    .filter { !$0.contains("青海精機") && !$0.hasPrefix("Dear ") }.joined().unicodeScalars
                    .contains { (0x3040...0x9FFF).contains($0.value) }
            }
            let steps = [
                Draft(regions: [(390, "6+")]), Draft(action: "訂正", minute: 4, regions: [(390, "6-")]),
                Draft(action: "取消", minute: 6),
            ]
            for step in steps {
                house.world.provider.forget()
                try await house.take(step)
                await house.world.engine().drain()
                let texts = Dictionary(
                    uniqueKeysWithValues: house.world.provider.deliveries.map { ($0.address, $0.text) })
                let (own, other) = (try #require(texts["en@example.jp"]), try #require(texts["ja@example.jp"]))
                #expect(!isJapanese(own), "\(own)")
                #expect(isJapanese(other) && !other.contains("earthquake"), "\(other)")
            }
            let broadcast = try #require(
                try await house.world.database.read(.tenant(tenant)) { transaction in
                    try transaction.value(BroadcastID.self, "SELECT id FROM broadcast WHERE tenant_id = \(tenant)")
                })
            let scope = TenantScope(
                tenant: tenant, actor: .person(english), capabilities: [.answerOwn], requestID: "test")
            let page = try await OpenAnswerPage(database: house.world.database, clock: WallClock { house.world.now })
                .own(broadcast, scope)
            #expect(page.subject.hasPrefix("Are you safe?") && !isJapanese(page.subject), "\(page.subject)")
            let listed = try await ListOwnRequests(
                database: house.world.database, clock: WallClock { house.world.now }
            )(scope, offset: 0, limit: 10).requests
            #expect(listed.map(\.subject[.english]) == [page.subject])
            #expect(listed[0].subject[.japanese].hasPrefix("安否確認：") && !listed[0].subject[.japanese].contains("Are"))
            #expect(page.body.contains("First get to safety") && !isJapanese(page.body), "\(page.body)")
        }
    }

    @Test("A growing earthquake asks only the newly reached people", arguments: DatabaseKind.available)
    func growth(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule(addresses: [.home]))
            _ = try await person("noto@example.jp", in: 390, of: tenant, to: house)
            _ = try await person("kaga@example.jp", in: 391, of: tenant, to: house)
            _ = try await person("office@example.jp", in: 391, of: tenant, kind: .work, to: house)
            try await house.take(Draft(regions: [(390, "6+")]))
            await house.world.engine().drain()
            #expect(house.world.provider.addresses == ["noto@example.jp"])
            try await house.take(Draft(minute: 3, regions: [(390, "6+"), (391, "5+")]))
            await house.world.engine().drain()
            #expect(house.world.provider.addresses == ["noto@example.jp", "kaga@example.jp"])
            #expect(try await house.count("SELECT COUNT(*) FROM broadcast") == 1)
            #expect(try await house.count("SELECT COUNT(*) FROM broadcast_round WHERE kind = 'growth'") == 1)
        }
    }

    @Test(
        "A cancellation reaches those who were asked, once each, and stops everything else",
        arguments: DatabaseKind.available)
    func cancellation(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule())
            _ = try await person("told@example.jp", in: 390, of: tenant, to: house)
            _ = try await person("waiting@example.jp", in: 390, of: tenant, to: house)
            house.world.provider.script("waiting@example.jp", .temporary(reason: "busy", retryAfter: .seconds(600)))
            house.world.settings.withLock { $0.mail = retry(3, .seconds(60)) }
            try await house.take(Draft(regions: [(390, "6+")]))
            await house.world.engine().drain()
            house.world.provider.forget()

            try await house.take(Draft(action: "取消", minute: 4))
            await house.world.engine().drain()
            #expect(house.world.provider.addresses == ["told@example.jp"])
            let text = try #require(house.world.provider.deliveries.first?.text)
            #expect(text.contains("取り消し"))
            #expect(text.contains("回答はいりません"))
            await house.world.pass(.seconds(3_600))
            #expect(house.world.provider.addresses == ["told@example.jp"])
            #expect(try await house.count("SELECT COUNT(*) FROM attempt WHERE state IN ('planned', 'claimed')") == 0)
            #expect(try await house.count("SELECT COUNT(*) FROM attempt WHERE reason = 'takenBack'") > 0)
        }
    }

    @Test(
        "Whoever is being asked in the moment of the cancellation hears of it too", arguments: DatabaseKind.available)
    func cancellationDuringHandOff(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule())
            _ = try await person("noto@example.jp", in: 390, of: tenant, to: house)
            try await house.take(Draft(regions: [(390, "6+")]))
            house.world.provider.before { _ in
                house.world.provider.before(nil)
                do {
                    try await house.take(Draft(action: "取消", minute: 4))
                } catch {
                    Issue.record(error)
                }
            }
            await house.world.pass(.seconds(60))
            #expect(house.world.provider.addresses == ["noto@example.jp", "noto@example.jp"])
            #expect(house.world.provider.deliveries.last?.text.contains("回答はいりません") == true)
        }
    }

    @Test("A correction reaches those who were asked, also after they answered", arguments: DatabaseKind.available)
    func correction(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule())
            _ = try await person("noto@example.jp", in: 390, of: tenant, to: house)
            _ = try await person("niigata@example.jp", in: 371, of: tenant, prefecture: "15", to: house)
            try await house.take(Draft(regions: [(390, "6+")]))
            await house.world.engine().drain()
            house.world.provider.forget()
            try await house.take(Draft(action: "訂正", minute: 4, regions: [(390, "6+"), (371, "5+")]))
            await house.world.engine().drain()
            let texts = Dictionary(
                house.world.provider.deliveries.map { ($0.address, $0.text) }, uniquingKeysWith: { first, _ in first })
            #expect(house.world.provider.deliveries.count == 2)
            #expect(texts["noto@example.jp"]?.contains("【訂正】") == true)
            // Whoever is reached by the correction itself reads it before the first words.
            #expect(texts["niigata@example.jp"]?.contains("先にお送りした内容を訂正します") == false)
            #expect(texts["niigata@example.jp"]?.contains("訂正前のお知らせ：") == true)
        }
    }

    @Test(
        "A correction that takes a region back stops the sequences of who was asked because of it alone",
        arguments: DatabaseKind.available)
    func partialCorrection(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule())
            let world = house.world
            world.settings.withLock { $0.mail = retry(3, .seconds(600)) }
            let (niigata, ishikawa) = (try #require(PrefectureCode("15")), try #require(ishikawa))
            _ = try await person("noto@example.jp", in: 390, of: tenant, to: house)
            let told = try await person("told@example.jp", in: 371, of: tenant, prefecture: "15", to: house)
            let vague = try await person("vague@example.jp", in: nil, of: tenant, prefecture: "15", to: house)
            // Works where it still shook.
            _ = try await world.person(
                tenant, contacts(mails: ["both@example.jp"]),
                addresses: [(.home, niigata, region(371)), (.work, ishikawa, region(390))])
            let waiting = try await person("waiting@example.jp", in: 371, of: tenant, prefecture: "15", to: house)
            world.provider.script("waiting@example.jp", .temporary(reason: "providerBusy", retryAfter: .seconds(900)))
            // A call that rings while the correction comes.
            let ringing = try await world.person(
                tenant, contacts(phones: [("0312345678", 1)]), addresses: [(.home, niigata, region(371))])
            try await house.take(Draft(regions: [(390, "6+"), (371, "5+")]))
            await world.engine().drain()
            #expect(world.provider.deliveries.count == 6)
            world.provider.forget()
            try await house.take(Draft(action: "訂正", minute: 4, regions: [(390, "6+"), (371, "3")]))
            await world.engine().drain()
            // Those who were asked are told, each once; who was not reached yet hears nothing at all.
            #expect(
                Set(world.provider.addresses)
                    == ["noto@example.jp", "told@example.jp", "vague@example.jp", "both@example.jp", "0312345678"])
            let broadcast = try #require(
                try await house.database.read(.tenant(tenant)) {
                    try $0.value(BroadcastID.self, "SELECT id FROM broadcast WHERE tenant_id = \(tenant)")
                })
            let call = AttemptKey(tenant: tenant, broadcast: broadcast, person: ringing, round: 1, step: 0)
            try await RecordCallReport(world.outside) {}(.noAnswer, of: call)
            world.provider.forget()
            await world.pass(.seconds(2 * 3_600), step: .seconds(300))
            #expect(Set(world.provider.addresses) == ["noto@example.jp", "both@example.jp"])
            for person in [told, vague] {
                #expect(
                    try await world.attempts(broadcast, person, of: tenant)
                        == ["1/0 mail accepted", "1/1 mail cancelled takenBack", "2/0 mail accepted"])
            }
            #expect(
                try await world.attempts(broadcast, waiting, of: tenant) == ["1/0 mail cancelled takenBack"])
            #expect(try await world.attempts(broadcast, ringing, of: tenant).first == "1/0 voice noAnswer noAnswer")
            let audit = try await AuditDispatch(database: house.database)(broadcast, world.scope(tenant))
            #expect(audit.isClean, "\(audit.differences)")

            // Asking again is for those who are still asked.
            world.provider.forget()
            let check = CheckBroadcast(
                database: house.database, policy: world.policy, rates: ChannelRates(perSecond: [.mail: 10]))
            #expect(try await check.again(broadcast, world.scope(tenant)).people == 2)
            try await world.change.resend(broadcast, world.scope(tenant))
            await world.engine().drain()
            #expect(Set(world.provider.addresses) == ["noto@example.jp", "both@example.jp"])

            // It reached the region after all: those people are asked again, the others are not.
            world.provider.forget()
            try await house.take(Draft(minute: 130, regions: [(390, "6+"), (371, "5+")]))
            await world.engine().drain()
            #expect(
                Set(world.provider.addresses)
                    == ["told@example.jp", "vague@example.jp", "waiting@example.jp", "0312345678"])
        }
    }

    @Test(
        "A bulletin about several earthquakes is decided for each of them, and asks nobody twice",
        arguments: DatabaseKind.available)
    func severalEvents(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule(suppression: .zero))
            let world = house.world
            _ = try await person("noto@example.jp", in: 390, of: tenant, to: house)
            _ = try await person("kaga@example.jp", in: 391, of: tenant, to: house)
            let (first, second) = ("20260101120000", "20260101120030")
            try await house.take(Draft(event: second, regions: [(391, "5+")]))
            await world.engine().drain()
            #expect(world.provider.addresses == ["kaga@example.jp"])
            try await house.take(Draft(event: "\(first) \(second)", minute: 3, regions: [(390, "6+"), (391, "5+")]))
            await world.engine().drain()
            #expect(world.provider.addresses == ["kaga@example.jp", "noto@example.jp"])
            world.provider.forget()
            // Both are taken back by one file, of which the second event is not the one it is filed under.
            try await house.take(Draft(action: "取消", event: "\(first) \(second)", minute: 6))
            await world.engine().drain()
            #expect(Set(world.provider.addresses) == ["kaga@example.jp", "noto@example.jp"])
            #expect(world.provider.deliveries.allSatisfy { $0.text.contains("回答はいりません") })
            #expect(try await house.count("SELECT COUNT(*) FROM bulletin WHERE decided_at IS NULL") == 0)
            #expect(try await house.effects(tenant).count == 3)
        }
    }

    @Test("The answer page of an earthquake knows its time and place; a correction corrects them")
    func answerPageKnowsTheEarthquake() async throws {
        try await withHouse(.sqlite, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule())
            let somebody = try await person("noto@example.jp", in: 390, of: tenant, to: house)
            try await house.take(rapid)
            await house.world.engine().drain()
            let broadcast = try #require(
                try await house.database.read(.tenant(tenant)) {
                    try $0.value(BroadcastID.self, "SELECT id FROM broadcast WHERE tenant_id = \(tenant)")
                })
            let open = OpenAnswerPage(database: house.database, clock: house.world.clock.wallClock)
            let page = try await open(house.world.token(tenant, broadcast, somebody))
            #expect(page.quake?.place == LocalizedText(ja: "石川県能登", en: "Noto, Ishikawa Prefecture"))
            #expect(page.quake?.at == Instant(milliseconds: 1_704_093_000_000))
            #expect(page.because.intensity == "6強")
            let manual = try await house.world.broadcast(tenant)
            await house.world.engine().drain()
            #expect(try await open(house.world.token(tenant, manual, somebody)).quake == nil)
        }
    }

    @Test("What is taken back before anything left the house reaches nobody", arguments: DatabaseKind.available)
    func calledOff(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule())
            _ = try await person("noto@example.jp", in: 390, of: tenant, to: house)
            try await house.take(Draft(regions: [(390, "6+")]))
            try await house.take(Draft(action: "取消", minute: 4))
            await house.world.pass(.seconds(600))
            #expect(house.world.provider.deliveries.isEmpty)
            #expect(try await house.count("SELECT COUNT(*) FROM broadcast WHERE status = 'calledOff'") == 1)
            #expect(try await house.effects(tenant)[0] == .takenBackInTime)
        }
    }

    @Test(
        "When an administrator has closed it, newly reached people get a safety check of their own",
        arguments: DatabaseKind.available)
    func closed(kind: DatabaseKind) async throws {
        try await withHouse(kind, isReal: true) { house in
            let tenant = try await house.tenant(try TriggerRule())
            _ = try await person("noto@example.jp", in: 390, of: tenant, to: house)
            _ = try await person("kaga@example.jp", in: 391, of: tenant, to: house)
            try await house.take(Draft(regions: [(390, "6+")]))
            await house.world.engine().drain()
            let broadcast = try #require(
                try await house.database.read(.tenant(tenant)) {
                    try $0.value(BroadcastID.self, "SELECT id FROM broadcast WHERE tenant_id = \(tenant)")
                })
            try await house.world.change.close(broadcast, house.world.scope(tenant))
            try await house.take(Draft(minute: 3, regions: [(390, "6+"), (391, "5+")]))
            await house.world.engine().drain()
            #expect(house.world.provider.addresses == ["noto@example.jp", "kaga@example.jp"])
            #expect(try await house.count("SELECT COUNT(*) FROM broadcast") == 2)
            #expect(try await house.count("SELECT COUNT(*) FROM incident") == 1)
        }
    }

    @Test("The organization's template and language are used; no strange letter keeps a message from going out")
    func words() async throws {
        try await withHouse(.sqlite, isReal: true) { house in
            let tenant = try await house.tenant(nil)
            let english = try await house.tenant(try TriggerRule())
            try await house.addTemplate(5, to: tenant)
            try await ChangeSettings(database: house.database)(
                house.world.scope(english), ["defaultLanguage": "en"], at: house.now)
            try await house.change(try TriggerRule(), of: tenant, template: TemplateID(rawValue: 5))
            _ = try await person("own@example.jp", in: 390, of: tenant, to: house)
            _ = try await house.world.person(
                english, contacts(mails: ["english@example.jp"]), language: .english,
                addresses: [(.home, try #require(ishikawa), region(390))])
            var strange = Draft(title: "震源・震度に関する情報", regions: [(390, "6+")])
            let long = String(repeating: "長", count: 99)
            strange.extra =
                "<Earthquake><Hypocenter><Area><Name>能登\u{85}\t\(long)</Name></Area></Hypocenter></Earthquake>"
            try await house.take(strange)
            await house.world.engine().drain()
            let texts = Dictionary(
                house.world.provider.deliveries.map { ($0.address, $0.text) }, uniquingKeysWith: { first, _ in first })
            #expect(texts["own@example.jp"]?.contains("当社の件名") == true)
            #expect(texts["own@example.jp"]?.contains("当社の本文") == true)
            #expect(texts["english@example.jp"]?.contains("Are you safe?") == true)
            #expect(house.log.lines.filter { $0.hasPrefix("error") } == [])
        }
    }
}
