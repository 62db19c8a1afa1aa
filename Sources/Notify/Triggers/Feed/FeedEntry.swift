import Domain

/// An entry of a feed that is still to be fetched.
struct FeedEntry: Hashable, Sendable {
    let id: String
    let link: String
    let firstSeenAt: Instant
    /// How often it was tried.
    let tries: Int
}
