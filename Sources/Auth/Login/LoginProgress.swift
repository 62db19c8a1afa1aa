/// What every step of every login leads to.
package enum LoginProgress: Sendable, Hashable {
    /// The person is in.
    case signedIn(SessionGrant)
    /// One more step is to be taken.
    case next(PendingGrant, LoginStep)
}
