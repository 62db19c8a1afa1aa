import Database
import Domain
import Synchronization
import TestKit
import Testing

@testable import Tenants

@Suite("Policies for many clients while others decide, too")
struct PolicyCrossingTests {
    private typealias Sight = PolicyBatchHouse.Sight
    private static let used = PolicyBatchHouse.used
    private static let strict = PolicyBatchHouse.strict
    private static let day = Duration.seconds(86_400)

    @Test(
        "Of two sets that cross, the one that holds later wins, and takes back what the other decided ahead (R-059)",
        arguments: DatabaseKind.available)
    func crossing(kind: DatabaseKind) async throws {
        try await withBatches(kind, many: 10) { office in
            let (house, scope, clients) = (office.house, office.scope, office.clients)
            let later = house.now + .seconds(1)
            let other = office.change
            var change = other
            change.reached = { boundary in
                guard boundary == .staged else { return }
                // Begun later, and done while the first one is still staged.
                try await other(
                    scope, clients: clients, to: Self.strict, from: house.now + Self.day * 3, at: later)
            }
            try await change(scope, clients: clients, to: Self.used, from: house.now + Self.day, at: house.now)
            for client in try await office.list.clients(scope, clients) {
                #expect(
                    client.facts.own
                        == [FromTime(Self.used, from: house.now + Self.day, decidedAt: house.now)])
            }
            #expect(try await office.sight().told == 4 * clients.count)

            // Both hold before either is carried over: in the chains, too, one comes after the other.
            let first = try await office.staged(to: Self.used)
            let second = try await office.staged(to: Self.strict)
            try await office.publish(second)
            try await office.publish(first)
            while try await house.database.write(.installation, { try first.carryOn(in: $0) }) {}
            let sight = try await office.sight()
            #expect(sight == Sight(listed: 24, found: 24, atLogins: 2, told: 8 * clients.count, onItsWay: 1))
            let own = try await house.rows("policy.changed").filter { $0.hasPrefix("\(clients[0]) ") }
            let reasons = own.compactMap { PolicyRecord($0.split(separator: " ").dropFirst(4).joined(separator: " ")) }
            #expect(reasons.suffix(2).map(\.after) == [.policy(Self.strict), .policy(Self.used)])
            try await office.finish(house.installation, at: later)
            #expect(try await office.sight().onItsWay == 0)
            try await office.verify()
        }
    }

    @Test(
        "Sixteen who decide for the same clients at once all do, one after the other",
        arguments: DatabaseKind.available)
    func together(kind: DatabaseKind) async throws {
        try await withBatches(kind, many: 100) { office in
            let (house, scope, clients) = (office.house, office.scope, office.clients)
            let change = office.change
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        try await change(
                            scope, clients: number % 2 == 0 ? clients : clients.reversed(), to: Self.used,
                            from: nil, at: house.now + .milliseconds(Int64(number % 4)))
                    }
                }
                try await group.waitForAll()
            }
            let rows = try await house.rows("policy.changed")
            #expect(rows.count == 32 * clients.count)
            let sight = try await office.sight()
            #expect(sight.onItsWay == 0)
            let stored = try await house.database.read(.installation) {
                try $0.value(Int.self, "SELECT COUNT(DISTINCT tenant_id) FROM access_policy")
            }
            #expect(stored == clients.count)
            try await office.verify()
        }
    }

    @Test(
        "What is registered for all that match is as it was looked at when it holds: who changed one of them meanwhile stops it, others do not (R-063, R-065, R-067)",
        arguments: DatabaseKind.available)
    func meanwhile(kind: DatabaseKind) async throws {
        try await withBatches(kind, many: 10) { office in
            let (house, scope, clients) = (office.house, office.scope, office.clients)
            let many = clients.filter { $0.rawValue <= 10 }
            let colleague = office.change
            let list = office.list
            let calls = Mutex(0)
            func everybody(_ meanwhile: @escaping @Sendable (Int) async throws -> Void) async throws {
                var change = colleague
                change.reached = { boundary in
                    guard boundary == .staged else { return }
                    try await meanwhile(
                        calls.withLock { calls in
                            calls += 1
                            return calls
                        })
                }
                var filter = ListClients.Filter()
                (filter.name, filter.use) = ("多数", .unused)
                try await change(
                    scope, clients: many, of: ChangePolicies.Everybody(filter), to: Self.strict, from: nil,
                    at: house.now)
            }
            func expectTold(_ told: Int) async throws {
                let sight = try await office.sight()
                #expect(sight.onItsWay == 0 && sight.told == told)
            }
            // One of them uses second factors by now.
            await #expect(throws: ChangePolicies.outdated) {
                try await everybody { _ in
                    try await colleague(scope, clients: [many[0]], to: Self.used, from: nil, at: house.now)
                }
            }
            try await expectTold(2)
            try await colleague(
                scope, clients: [many[0]], to: AccessPolicy(usesSecondFactor: false), from: nil, at: house.now)
            // One more matches.
            let create = CreateOrganization(database: house.database, identifiers: house.identifiers)
            let added = Mutex<TenantID?>(nil)
            await #expect(throws: ChangePolicies.outdated) {
                try await everybody { _ in
                    let tenant = try await create(
                        house.installation, code: OrganizationCode("new"), name: "多数", contract: Contract(),
                        office: house.office, by: .installationOperator, requestID: "t", at: house.now)
                    added.withLock { $0 = tenant }
                }
            }
            try await expectTold(4)
            try await ChangeOrganization(database: house.database)(
                house.installation, try #require(added.withLock { $0 }), name: "別の名", by: .installationOperator,
                requestID: "t", at: house.now)
            // The office uses none any more.
            let refused = await rules {
                try await everybody { _ in
                    try await colleague.office(scope, uses: false, at: house.now)
                }
            }
            #expect(refused == ["second_factor.office"])
            try await colleague.office(scope, uses: true, at: house.now)
            // The list changes each time it was looked at.
            calls.withLock { $0 = 0 }
            await #expect(throws: ChangePolicies.outdated) {
                try await everybody { number in
                    try await ChangeClient(database: house.database)(
                        scope, clients[20], kana: number % 2 == 0 ? "ア" : "イ", at: house.now)
                }
            }
            #expect(calls.withLock { $0 } == 5)
            try await expectTold(4)
            // Something else changed, once: it is looked at again, and holds.
            calls.withLock { $0 = 0 }
            try await everybody { number in
                guard number == 1 else { return }
                try await colleague(scope, clients: [clients[20]], to: Self.used, from: nil, at: house.now)
            }
            #expect(calls.withLock { $0 } == 2)
            #expect(try await list.clients(scope, many).allSatisfy { $0.policy(at: house.now) == Self.strict })
            try await expectTold(6 + 2 * many.count)
            try await office.verify()
        }
    }

    @Test(
        "A file that somebody's decision has overtaken changes nothing, and names in kana come with their batch (R-067, R-068)",
        arguments: DatabaseKind.available)
    func files(kind: DatabaseKind) async throws {
        try await withBatches(kind, many: 5) { office in
            let (house, scope, clients) = (office.house, office.scope, office.clients)
            let colleague = office.change
            let list = office.list
            let heading = "事業所コード,事業所名,2要素認証,自分の状況の閲覧,安否の回答,事業所名カナ\r\n"
            let bytes = Array((heading + "many1,x,使用する,対象外にする,回答のみ,イチ\r\nmany2,x,使用しない,,,ニ\r\n").utf8)
            func compare() async throws -> PolicyDiff {
                try PolicyFile.compare(
                    bytes, with: try await list.all(scope, at: house.now), days: OfficeTests.days, at: house.now)
            }
            let shown = try await compare()
            #expect(shown.changes.map(\.isOfPolicy) == [true, false])
            var change = colleague
            change.reached = { boundary in
                guard boundary == .staged else { return }
                try await ChangeClient(database: house.database)(scope, clients[1], kana: "フタ", at: house.now)
            }
            #expect(await rules { try await change(scope, shown, at: house.now) } == ["file.changed"])
            #expect(try await list.clients(scope, [clients[0]])[0].policy(at: house.now) == nil)
            // The power goes at the flag; whoever comes next does it before anything else.
            change.reached = { if $0 == .published { throw PolicyBatchHouse.PowerCut() } }
            let anew = try await compare()
            await #expect(throws: PolicyBatchHouse.PowerCut.self) { try await change(scope, anew, at: house.now) }
            #expect(try await list.clients(scope, [clients[0]])[0].policy(at: house.now) == Self.used)
            try await ChangeClient(database: house.database)(scope, clients[1], kana: "ツギ", at: house.now)
            try await ChangeOrganization(database: house.database)(
                house.installation, clients[0], kana: "ヒト", by: .installationOperator, requestID: "t", at: house.now)
            try await office.finish(house.installation, at: house.now)
            let both = try await list.clients(scope, Array(clients[0..<2]))
            #expect(both.map(\.kana) == ["ヒト", "ツギ"], "what came after it stands")
            let renamed = try await house.rows("organization.renamed").filter { $0.hasPrefix("\(clients[1]) ") }
            #expect(renamed.count == 3, "フタ, ニ, ツギ")
            #expect(try await office.sight().onItsWay == 0)
            try await office.verify()
        }
    }

    @Test(
        "The operator decides after what the office decided before, also if that is still on its way (R-018)",
        arguments: DatabaseKind.available)
    func operatorComesAfter(kind: DatabaseKind) async throws {
        try await withBatches(kind, many: 5) { office in
            let (house, clients) = (office.house, office.clients)
            let batch = try await office.staged(to: Self.strict)
            try await office.publish(batch)
            let decide = DecidePolicy(database: house.database)
            let isNew = try await decide.organization(
                house.installation, clients[0], uses: false, by: .installationOperator, requestID: "t",
                at: house.now)
            #expect(isNew)
            #expect(!(try await house.effective(clients[0]).usesSecondFactor))
            #expect(try await house.effective(clients[1]).usesSecondFactor)
            try await office.finish(house.installation, at: house.now)
            #expect(!(try await house.effective(clients[0]).usesSecondFactor), "and it stays")
            let own = try await house.rows("policy.changed").filter { $0.hasPrefix("\(clients[0]) ") }
            #expect(own.map { $0.split(separator: " ")[1] } == ["office:\(house.office)/person:41", "operator"])
            #expect(own.last?.contains("was:secondFactor=true was:viewsOwn=false was:answering=none") == true)
            try await office.verify()
        }
    }
}
