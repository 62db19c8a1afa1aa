import Domain
import Notify

extension SteadyClock {
    /// A clock by the two clocks of this machine.
    static func ofThisMachine() -> SteadyClock {
        let start = ContinuousClock.now
        return SteadyClock { Reading(wall: WallClock.system.now(), running: ContinuousClock.now - start) }
    }
}
