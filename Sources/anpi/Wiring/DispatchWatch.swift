import Channels
import Domain
import Notify
import Synchronization
import Web

/// Looks each minute for what is stuck, says so in the log and the metrics, and sends a sign of life to a watchdog elsewhere
/// as long as nothing is: silence is the alarm, whatever silenced it.
final class DispatchWatch: Sendable {
    private static let interval = Duration.seconds(60)

    private let rooms: Rooms
    private let client = HTTPClient(
        pool: TransferPool(connections: 1), policy: HTTPClient.Policy(hosts: nil, allowsPlainLoopback: true))
    private let last = Mutex<(health: DispatchHealth, took: Duration)?>(nil)

    init(rooms: Rooms) {
        self.rooms = rooms
    }

    /// Looks now and each minute until it is cancelled.
    func run() async {
        repeat { await look() } while (try? await Task.sleep(for: Self.interval)) != nil
    }

    private func look() async {
        do {
            let start = ContinuousClock.now
            let health = try await InspectDispatch(database: rooms.database)(at: rooms.clock.now())
            let took = ContinuousClock.now - start
            last.withLock { $0 = (health, took) }
            for (finding, count) in health.findings {
                rooms.log.error("something is stuck", ("finding", finding.rawValue), ("count", "\(count)"))
            }
            if health.isClean { await giveSign() }
        } catch {
            rooms.log.error("nobody can see whether something is stuck", ("reason", "\(error)"))
        }
    }

    private func giveSign() async {
        guard let url = rooms.settings.heartbeatURL.flatMap(HTTPURL.init) else { return }
        let outcome = await client.send(.get(url, maximumReplyBytes: 4_096, timeout: .seconds(10)))
        if case .replied(let reply) = outcome, (200..<300).contains(reply.status) { return }
        rooms.log.warning("the watchdog did not hear the sign of life")
    }

    /// What the last look found.
    var metrics: [OperationsRoutes.Metric] {
        guard let (health, took) = last.withLock({ $0 }) else { return [] }
        let findings = DispatchHealth.Finding.allCases.map { finding in
            OperationsRoutes.Metric(
                "anpi_stuck", "What is stuck, at the last look", labels: [("finding", finding.rawValue)],
                Double(health.findings[finding] ?? 0))
        }
        let ages = Lane.allCases.map { lane in
            OperationsRoutes.Metric(
                "anpi_oldest_ready_seconds", "How long the oldest attempt has been due", labels: [("lane", "\(lane)")],
                Double((health.oldestReady[lane] ?? .zero).inMilliseconds) / 1_000)
        }
        let cost = Double(took / .microseconds(1)) / 1_000_000
        return findings + ages + [.init("anpi_look_seconds", "How long the last look took", cost)]
    }
}
