import Domain
import Tenants

/// Writes the heads of all audit chains into the log: at start, once a day and at the end. A log that is kept on another
/// machine then shows later that a chain was changed, cut off or replaced, even by somebody who could write to the database.
struct AuditHeadLog: Sendable {
    private static let interval = Duration.seconds(86_400)

    let rooms: Rooms

    /// Writes one line for each chain. A failure is a line too: it must not keep the server from working.
    func write() async {
        do {
            let heads = try await VerifyAuditChains(database: rooms.database).heads(
                InstallationScope(purpose: "keep audit heads outside"))
            for (chain, head) in heads.sorted(by: { $0.key.number < $1.key.number }) {
                rooms.log.info("audit head", ("chain", "\(chain.number)"), ("head", "\(head)"))
            }
        } catch {
            rooms.log.error("audit heads cannot be read", ("reason", "\(error)"))
        }
    }

    /// Writes them every day until it is cancelled.
    func run() async {
        while (try? await Task.sleep(for: Self.interval)) != nil { await write() }
    }
}
