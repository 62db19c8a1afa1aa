package import Database
package import Domain
package import Profiles
import Tenants

/// Tells families what concerns them: answers, messages, earthquakes, requests. It runs beside everything else and stands
/// in nobody's way: it looks for news every few seconds, and its mails wait behind those of emergencies. None of the kinds
/// waits for another one.
package struct RunFamilyNews: Sendable {
    private static let pause = Duration.seconds(5)

    private enum Kind: String, CaseIterable, Sendable {
        case earthquake, answers, messages, links
    }

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
        await withTaskGroup(of: Void.self) { group in
            for kind in Kind.allCases {
                group.addTask { await keepTelling(kind) }
            }
        }
    }

    private func keepTelling(_ kind: Kind) async {
        var looked = Looked()
        var failures = 0
        while !Task.isCancelled {
            failures = await once(kind, &looked) ? 0 : failures + 1
            // What fails at one organization keeps the others waiting for less than a minute.
            try? await Task.sleep(for: Self.pause * (1 << min(failures, 3)))
        }
    }

    /// What was known of safety checks when they were looked at last.
    package struct Looked: Sendable {
        var checks: [BroadcastID: TellAnswers.Look] = [:]

        /// Nothing was.
        package init() {}
    }

    /// Looks for news of each kind once; false if some of it could not be told for now.
    package func once(_ looked: inout Looked) async -> Bool {
        var isWhole = true
        for kind in Kind.allCases {
            let isDone = await once(kind, &looked)
            isWhole = isWhole && isDone
        }
        return isWhole
    }

    private func once(_ kind: Kind, _ looked: inout Looked) async -> Bool {
        let now = clock.now()
        var round = FamilyRound(kind.rawValue, log: log)
        switch kind {
        case .earthquake: await quake(now: now, &round)
        case .answers: await answers(&looked.checks, now: now, &round)
        case .messages: await messages(now: now, &round)
        case .links: await links(now: now, &round)
        }
        if round.told > 0 { wake() }
        return round.isWhole
    }
}
