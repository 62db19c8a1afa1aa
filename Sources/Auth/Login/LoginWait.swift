import Domain

/// How long an account waits after wrong passwords: growing, never a lock that a stranger could put on somebody. Browsers
/// of its own wait for themselves, strangers for those of their network.
package enum LoginWait {
    /// Wrong passwords that cost no wait.
    package static let freeFailures = 5
    /// The longest wait.
    package static let longest = Duration.seconds(300)
    /// After so many failures in a row the password stops working until an administrator hands out a new one
    /// (NIST SP 800-63B §5.2.2). A browser that its owner has logged in from before is stopped by its own failures only,
    /// so that strangers who guess do not lock the owner out.
    package static let failuresToStop = 100
    /// A wait is forgotten after a day without a try.
    package static let memory = Duration.seconds(86_400)

    /// The wait after this many failures: 1, 2, 4 … 300 seconds from the fifth on.
    package static func after(failures: Int) -> Duration {
        guard failures >= freeFailures else { return .zero }
        let doublings = min(failures - freeFailures, 9)
        return min(.seconds(1 << doublings), longest)
    }
}
