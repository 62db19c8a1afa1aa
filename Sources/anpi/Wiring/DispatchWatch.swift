import Channels
import Domain
import Notify
import Synchronization
import Web

/// Looks each minute for what is stuck, says so in the log and the metrics, and sends a sign of life to a watchdog elsewhere
/// as long as nothing is: silence is the alarm, whatever silenced it.
final class DispatchWatch: Sendable {
    private struct State {
        var vigil = DispatchVigil()
        var health: DispatchHealth?
        var took = Duration.zero
        var isWritable = true
        /// How far the walk over all people has come, and pieces of it where something was wrong.
        var place = CountOpenAttempts.Place.start
        var wrong: [CountOpenAttempts.Place] = []
    }

    private static let interval = Duration.seconds(60)
    /// A store that took nothing is tried again sooner, so that what is well again is not called ill for a minute.
    private static let shortInterval = Duration.seconds(5)
    /// Pieces of the walk that are looked at in one minute, and pieces that are looked at again each minute.
    private static let pieces = 10

    private let rooms: Rooms
    private let engine: DispatchEngine
    private let triggers: TriggerSigns
    private let client = HTTPClient(
        pool: TransferPool(connections: 1), policy: HTTPClient.Policy(hosts: nil, allowsPlainLoopback: true))
    private let state = Mutex(State())

    init(rooms: Rooms, engine: DispatchEngine, triggers: TriggerSigns) {
        self.rooms = rooms
        self.engine = engine
        self.triggers = triggers
    }

    /// Looks now and each minute until it is cancelled.
    func run() async {
        repeat {
            await look()
        } while (try? await Task.sleep(for: isWritable ? Self.interval : Self.shortInterval))
            != nil
    }

    /// Whether the store took a row at the last look.
    var isWritable: Bool { state.withLock { $0.isWritable } }

    private func look() async {
        await tryStore()
        do {
            let start = ContinuousClock.now
            let look = try await InspectDispatch(database: rooms.database)(at: rooms.clock.now())
            let took = ContinuousClock.now - start
            let lost = try await walk()
            let signs = DispatchVigil.Signs(
                engine: engine.metrics, isWritable: isWritable, lostAttempts: lost, triggers: triggers.state)
            let now = rooms.clock.now()
            let health = state.withLock { state in
                let health = state.vigil.judge(look, signs, at: now)
                state.health = health
                state.took = took
                return health
            }
            for (finding, count) in health.findings {
                rooms.log.error("something is stuck", ("finding", finding.rawValue), ("count", "\(count)"))
            }
            if health.isClean { await giveSign() }
        } catch {
            rooms.log.error("nobody can see whether something is stuck", ("reason", "\(error)"))
        }
    }

    private func tryStore() async {
        var reason: String?
        do {
            try await TryStore(database: rooms.database)(at: rooms.clock.now())
        } catch {
            reason = "\(error)"
        }
        let isWritable = reason == nil
        let isNews = state.withLock { state in
            defer { state.isWritable = isWritable }
            return state.isWritable != isWritable
        }
        guard isNews else { return }
        if let reason {
            rooms.log.error("the store takes nothing", ("reason", reason))
        } else {
            rooms.log.info("the store takes rows again")
        }
    }

    /// Goes some pieces further over all people who are being asked, and again where something was wrong. Returns how many
    /// people have other attempts than were counted.
    private func walk() async throws -> Int {
        let count = CountOpenAttempts(database: rooms.database)
        var (place, known) = state.withLock { ($0.place, $0.wrong) }
        var wrong: [CountOpenAttempts.Place: Int] = [:]
        for _ in 0..<Self.pieces {
            let piece = try await count(after: place)
            if piece.wrong > 0 { wrong[place] = piece.wrong }
            place = piece.end ?? .start
            if piece.end == nil { break }
        }
        known.removeAll { wrong[$0] != nil }
        for known in known.prefix(Self.pieces) {
            let found = try await count(after: known).wrong
            if found > 0 { wrong[known] = found }
        }
        let (end, pieces) = (place, Array(wrong.keys))
        state.withLock { state in
            state.place = end
            state.wrong = pieces
        }
        return wrong.values.reduce(0, +)
    }

    private func giveSign() async {
        guard let url = rooms.settings.heartbeatURL.flatMap(HTTPURL.init) else { return }
        let outcome = await client.send(.get(url, maximumReplyBytes: 4_096, timeout: .seconds(10)))
        if case .replied(let reply) = outcome, (200..<300).contains(reply.status) { return }
        rooms.log.warning("the watchdog did not hear the sign of life")
    }

    /// What the last look found.
    var metrics: [OperationsRoutes.Metric] {
        let (health, took) = state.withLock { ($0.health, $0.took) }
        guard let health else { return [] }
        let findings = DispatchHealth.Finding.allCases.map { finding in
            OperationsRoutes.Metric(
                "anpi_stuck", "What is stuck, at the last look", labels: [("finding", finding.rawValue)],
                Double(health.findings[finding] ?? 0))
        }
        let ages = Lane.allCases.map { lane in
            OperationsRoutes.Metric(
                "anpi_oldest_ready_seconds", "How long the oldest attempt has been due", labels: [("lane", "\(lane)")],
                (health.oldestReady[lane] ?? .zero).inSecondsWithFractions)
        }
        return findings + ages + ofTriggers + [
            .init("anpi_look_seconds", "How long the last look took", Double(took / .microseconds(1)) / 1_000_000)
        ]
    }

    private var ofTriggers: [OperationsRoutes.Metric] {
        let (signs, now) = (triggers.state, rooms.clock.now())
        let feed = signs.feedHeardAt.map { heard in
            OperationsRoutes.Metric(
                "anpi_feed_age_seconds", "How long ago the feed of bulletins could be read",
                (now - heard).inSecondsWithFractions)
        }
        let stuck = OperationsRoutes.Metric(
            "anpi_drop_folder_stuck_seconds", "How long something in the drop folder cannot be taken",
            signs.folderStuckSince.map { (now - $0).inSecondsWithFractions } ?? 0)
        return (feed.map { [$0] } ?? []) + [stuck]
    }
}

extension Duration {
    fileprivate var inSecondsWithFractions: Double { Double(inMilliseconds) / 1_000 }
}
