import Domain

/// A bulletin about which organizations decide.
struct BulletinSighting: Sendable {
    let id: BulletinID
    /// The key under which it was recorded.
    let key: String
    let bulletin: Bulletin
    /// When it was seen first: its age then says whether it may send anything.
    let seenAt: Instant
}
