import Channels
import Database
import Domain
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("The ledger adds up")
struct LedgerProperties {
    @Test(
        "After every random event the levels add up to the targets and the audit finds no difference",
        arguments: DatabaseKind.available, 1...6)
    func randomLife(kind: DatabaseKind, seed: Int) async throws {
        try await withWorld(kind, seed: UInt64(seed)) { world in
            var dice = Dice(seed: UInt64(seed) * 77)
            world.settings.withLock { $0 = dice.settings() }
            world.settings.withLock { $0.usesMail = true }
            let tenant = try await world.tenant()
            var people: [PersonID] = []
            for _ in 0..<30 { people.append(try await world.person(tenant, dice.contacts())) }
            for index in 0..<3 {
                world.provider.script("\(index)@example.jp", outcome(&dice), outcome(&dice), outcome(&dice))
                world.provider.script("03000000\(index)", outcome(&dice), outcome(&dice), outcome(&dice))
            }
            let broadcast = try await world.broadcast(tenant, isDrill: dice.below(3) == 0)
            await world.engine().drain()
            for _ in 0..<25 {
                try await event(&dice, world, tenant, broadcast, people)
                let limits = GateLimits(
                    gateway: RateLimit(count: 1 + dice.below(20), in: .seconds(60)), shutAfter: dice.below(4))
                await world.engine(capacity: 1 + dice.below(20), quantum: 1 + dice.below(10), limits: limits).drain()
                let levels = try await world.levels(broadcast, of: tenant)
                #expect(levels.values.reduce(0, +) == 30)
                let audit = try await AuditDispatch(database: world.database)(broadcast, world.scope(tenant))
                #expect(audit.isClean, "\(audit)")
                #expect(audit.recipients == 30)
            }
        }
    }

    private func outcome(_ dice: inout Dice) -> HandOffOutcome {
        switch dice.below(6) {
        case 0:
            .temporary(
                reason: ["451", "connectionRefused", "providerBusy 451"][dice.below(3)],
                retryAfter: dice.below(2) == 0 ? nil : .seconds(dice.below(100)))
        case 1: .permanent(reason: "550")
        case 2: .unclear(reason: "lost")
        case 3: .accepted(reference: "c", awaitsReport: true)
        default: .accepted(reference: "r", awaitsReport: false)
        }
    }

    private func event(
        _ dice: inout Dice, _ world: World, _ tenant: TenantID, _ broadcast: BroadcastID, _ people: [PersonID]
    ) async throws {
        let person = people[dice.below(people.count)]
        let token = world.token(tenant, broadcast, person)
        do {
            switch dice.below(14) {
            case 0...2: world.clock.advance(by: .seconds(dice.below(900)))
            case 3, 4:
                let status = ["safe", "minor", "serious"][dice.below(3)]
                _ = try await world.answers(Answer(status: status), token: token)
            case 5: _ = try await OpenAnswerPage(database: world.database, clock: world.clock.wallClock)(token)
            case 6, 7:
                guard let delivery = world.provider.deliveries.randomElement(using: &dice),
                    let key = AttemptKey(delivery.key)
                else { return }
                let reports: [CallReport] = [
                    .completed, .busy, .noAnswer, .invalidNumber(reason: "x"), .unreachable(reason: "y"),
                ]
                try await RecordCallReport(world.outside) {}(reports[dice.below(5)], of: key)
            case 8, 9:
                guard let delivery = world.provider.deliveries.randomElement(using: &dice),
                    let key = AttemptKey(delivery.key), delivery.address.contains("@")
                else { return }
                try await bounce(key, "\(dice.below(1_000_000))", isLasting: dice.below(2) == 0, world)
            case 10: try await world.change(person, of: tenant, to: dice.contacts())
            case 11: try await world.change.resend(broadcast, world.scope(tenant))
            case 12:
                try await world.change.correct(broadcast, subject: "訂正", body: "訂正します。", world.scope(tenant))
            default:
                guard dice.below(4) == 0 else { return }
                try await dice.below(2) == 0
                    ? world.change.stop(broadcast, world.scope(tenant))
                    : world.change.close(broadcast, world.scope(tenant))
            }
        } catch is BroadcastIs {
            // Some of these are refused in some states; that is part of the game.
        } catch is NotFound {
        }
    }

    /// A mail that was handed off comes back, whatever became of it meanwhile.
    private func bounce(_ key: AttemptKey, _ file: String, isLasting: Bool, _ world: World) async throws {
        guard
            let addresses = InboundAddresses(
                mailbox: try MailAddress("anpi@in.example"), keys: [[UInt8](repeating: 9, count: 32)]),
            let address = addresses.bounce(of: key)
        else { return }
        var mail = InboundMail()
        mail.recipients = [address.wireForm]
        mail.reports = [
            DeliveryReport(action: "failed", status: isLasting ? "5.1.1" : "4.4.1", diagnostic: "smtp; no")
        ]
        _ = try await TakeMail(world.outside, addresses: addresses) {}(mail, from: file)
    }

    @Test(
        "Without answers and failures the ledger is exactly the plan (R-173 to R-178)",
        arguments: DatabaseKind.available,
        1...16)
    func planEqualsLedger(kind: DatabaseKind, seed: Int) async throws {
        try await withWorld(kind, seed: UInt64(seed)) { world in
            var dice = Dice(seed: UInt64(seed))
            var (settings, own) = (dice.settings(), dice.contacts())
            // Somebody for whom nothing is planned shows nothing.
            for _ in 0..<1_000 where plan(for: own, settings: settings).isEmpty {
                (settings, own) = (dice.settings(), dice.contacts())
            }
            try #require(!plan(for: own, settings: settings).isEmpty)
            world.settings.withLock { [settings] in $0 = settings }
            let tenant = try await world.tenant()
            let person = try await world.person(tenant, own)
            let start = world.now
            let broadcast = try await world.broadcast(tenant)
            let report = RecordCallReport(world.outside) {}
            await world.engine().drain()
            for _ in 0..<100 where try await isOpen(broadcast, world, tenant) {
                // A plan knows nothing of how long a telephone rings: here it takes no time.
                var told = 0
                while told < world.provider.deliveries.count {
                    told = world.provider.deliveries.count
                    for delivery in world.provider.deliveries {
                        if let key = AttemptKey(delivery.key) { try await report(.noAnswer, of: key) }
                    }
                    await world.engine().drain()
                }
                world.clock.advance(by: .seconds(30))
                await world.engine().drain()
            }
            #expect(try await !isOpen(broadcast, world, tenant))
            let rows = try await ReadTimeline(database: world.database)(
                person, in: broadcast, world.scope(tenant)
            ).attempts
            let expected = plan(for: own, settings: settings)
            // A call that rings is due when its report is: what counts is when it was begun.
            func line(_ slot: Int, _ channel: Channel, _ position: Int, _ number: Int, _ rule: DispatchRule) -> String {
                "\(slot) \(channel) \(position) \(number) \(rule)"
            }
            #expect(
                rows.map {
                    line($0.slot, $0.channel, $0.position, $0.tryNumber, $0.rule)
                        + " \(($0.events.compactMap(\.startedAt).first ?? $0.dueAt) - start)"
                }
                    == expected.map {
                        line($0.slot, $0.channel, $0.position, $0.tryNumber, $0.rule) + " \($0.offset)"
                    })
        }
    }

    private func isOpen(_ broadcast: BroadcastID, _ world: World, _ tenant: TenantID) async throws -> Bool {
        try await world.database.read(.tenant(tenant)) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT 1 FROM recipient
                WHERE tenant_id = \(tenant) AND broadcast_id = \(broadcast) AND open_attempts > 0
                """)
        } != nil
    }
}
