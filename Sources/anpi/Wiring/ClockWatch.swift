import Domain
import Notify

/// Looks each second whether somebody has set the machine's clock. Its time is taken over as soon as nothing is under way;
/// until then messages go on by the time that has passed, and the log says so.
struct ClockWatch: Sendable {
    private static let interval = Duration.seconds(1)
    /// Less than this is nobody's doing: the two clocks are read one after the other.
    private static let tolerance = Duration.milliseconds(500)

    let rooms: Rooms

    /// Looks until it is cancelled.
    func run() async {
        var isTold = false
        while (try? await Task.sleep(for: Self.interval)) != nil {
            let gap = rooms.steadyClock.gap
            guard abs(gap.inMilliseconds) >= Self.tolerance.inMilliseconds else {
                isTold = false
                continue
            }
            let field = ("seconds", "\(gap.inMilliseconds / 1_000)")
            do {
                if try await FindWorkUnderWay(database: rooms.database)(at: rooms.clock.now()) {
                    if !isTold {
                        rooms.log.error("the machine's clock was set; what is under way goes on by elapsed time", field)
                    }
                    isTold = true
                } else {
                    rooms.steadyClock.adopt()
                    rooms.log.warning("the machine's clock was set; its time is taken over", field)
                    isTold = false
                }
            } catch {
                // The database is away; what is under way is looked for when it is back.
                continue
            }
        }
    }
}
