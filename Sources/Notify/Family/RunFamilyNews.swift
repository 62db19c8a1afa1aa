package import Database
package import Domain
package import Profiles
import Tenants

/// Tells families what concerns them: answers, messages, earthquakes, requests. It runs beside everything else and stands
/// in nobody's way: it looks for news every few seconds, and its mails wait behind those of emergencies.
package struct RunFamilyNews: Sendable {
    private static let pause = Duration.seconds(5)
    /// How often a safety check is looked at that is over and takes late answers.
    private static let overPause = Duration.seconds(600)

    private let answers: TellAnswers
    private let messages: TellMessages
    private let quake: TellQuake
    private let links: TellLinks
    private let clock: WallClock
    private let log: Log
    private let wake: @Sendable () -> Void

    /// - Parameters:
    ///   - oldest: The age from which a bulletin tells nobody; nil if a demonstration replays the past.
    ///   - wake: Says that mails were queued.
    package init(
        database: Database, mail: FamilyMail, regions: RegionTable, oldest: Duration? = DecideTrigger.oldestThatSends,
        clock: WallClock, log: Log, wake: @escaping @Sendable () -> Void
    ) {
        answers = TellAnswers(database: database, mail: mail)
        messages = TellMessages(database: database, mail: mail)
        quake = TellQuake(database: database, reader: BulletinReader(), regions: regions, mail: mail, oldest: oldest)
        links = TellLinks(database: database, mail: mail)
        self.clock = clock
        self.log = log
        self.wake = wake
    }

    /// Runs until the task is cancelled. What keeps failing is tried with growing waits.
    package func callAsFunction() async {
        var looked = Looked()
        var failures = 0
        while !Task.isCancelled {
            failures = await once(&looked) ? 0 : failures + 1
            try? await Task.sleep(for: Self.pause * (1 << min(failures, 5)))
        }
    }

    /// When safety checks that are over were looked at last.
    package struct Looked: Sendable {
        fileprivate var checks: [BroadcastID: Instant] = [:]

        /// Nothing was.
        package init() {}
    }

    /// Looks for news once; false if some of it could not be told for now. Nothing of it keeps the rest from being told.
    package func once(_ looked: inout Looked) async -> Bool {
        let now = clock.now()
        var told = 0
        var isDone = true
        func tell(_ what: StaticString, _ work: () async throws -> Int) async {
            do {
                told += try await work()
            } catch {
                isDone = false
                log.error("family.untold", ("what", "\(what)"), ("reason", error.logged))
            }
        }
        await tell("earthquake") { try await quake(now: now) }
        var tenants: [TenantID] = []
        await tell("organizations") {
            tenants = try await FamiliesAcrossTenants(database: answers.database).tenants()
            return 0
        }
        for tenant in tenants {
            var due: [BroadcastID] = []
            await tell("answers") {
                for (id, isOver) in try await answers.checks(of: tenant, now: now)
                where !isOver || looked.checks[id].map({ now - $0 >= Self.overPause }) ?? true {
                    due.append(id)
                    looked.checks[id] = isOver ? now : nil
                }
                return 0
            }
            for id in due { await tell("answers") { try await answers(id, of: tenant, now: now) } }
        }
        await tell("messages") { try await messages(now: now) }
        await tell("links") { try await links(now: now) }
        if told > 0 { wake() }
        return isDone
    }
}
