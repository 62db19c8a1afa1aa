import Domain

/// A bulletin about which organizations decide, and the earthquake of it that they decide about.
struct BulletinSighting: Sendable {
    let id: BulletinID
    /// The key under which it was recorded.
    let key: String
    let bulletin: Bulletin
    /// When it was seen first: its age then says whether it may send anything.
    let seenAt: Instant
    /// One of the bulletin's earthquakes.
    let event: EventID

    init(id: BulletinID, key: String, bulletin: Bulletin, seenAt: Instant, event: EventID? = nil) {
        self.id = id
        self.key = key
        self.bulletin = bulletin
        self.seenAt = seenAt
        self.event = event ?? bulletin.event
    }

    /// What the decision is stored under; a bulletin about several earthquakes has one for each.
    var decisionKey: String { event == bulletin.event ? key : "\(key)#\(event)" }

    /// The same bulletin, once for each of its earthquakes.
    var byEvent: [BulletinSighting] {
        bulletin.events.map { BulletinSighting(id: id, key: key, bulletin: bulletin, seenAt: seenAt, event: $0) }
    }
}
