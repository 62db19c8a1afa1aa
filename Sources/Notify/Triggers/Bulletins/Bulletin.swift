package import Domain
package import Profiles

/// One JMA bulletin about an earthquake, as it was read.
package struct Bulletin: Hashable, Sendable {
    /// Its kind.
    package let type: BulletinType
    /// The earthquakes it speaks of, at least one; the first one is the one it is filed under.
    package let events: [EventID]
    /// Whether it is meant, a drill or a test.
    package let status: BulletinStatus
    /// Whether it says something, corrects or takes back.
    package let action: BulletinAction
    /// When JMA issued it. Bulletins are ordered by this, whatever way and time they came.
    package let reportedAt: Instant
    /// JMA's number of the report among those of its kind and event; rapid reports have none.
    package let serial: Int?
    /// The sentence at its head, in Japanese.
    package let headline: String
    /// When the earth shook; nil in cancellations.
    package let occurredAt: Instant?
    /// The name of the epicentre's area, such as 石川県能登地方. It is no region and has no region's code.
    package let hypocentre: String?
    /// The magnitude in JMA's words and width: Ｍ７．６, or Ｍ８を超える巨大地震.
    package let magnitude: String?
    /// The strongest intensity of all, as the bulletin sums it up.
    package let maximum: Intensity?
    /// How strongly each region shook that the bulletin names.
    package let shaking: [JMARegionCode: Shaking]
    /// Regions whose code or intensity could not be understood, such as `390=5?`: for the operator to look at. The
    /// rest of the bulletin counts all the same.
    package let unread: [String]

    /// The event it is filed under.
    package var event: EventID { events[0] }

    /// The same for two copies of one bulletin, whichever way they came.
    package var key: BulletinKey {
        BulletinKey(
            event: event, type: type, reportedAt: reportedAt, action: action, serial: serial,
            content: BulletinKey.digest(of: self))
    }

    init(
        type: BulletinType, events: [EventID], status: BulletinStatus, action: BulletinAction, reportedAt: Instant,
        serial: Int?, headline: String, occurredAt: Instant?, hypocentre: String?, magnitude: String?,
        maximum: Intensity?, shaking: [JMARegionCode: Shaking], unread: [String]
    ) {
        precondition(!events.isEmpty, "A bulletin is about an event")
        self.type = type
        self.events = events
        self.status = status
        self.action = action
        self.reportedAt = reportedAt
        self.serial = serial
        self.headline = headline
        self.occurredAt = occurredAt
        self.hypocentre = hypocentre
        self.magnitude = magnitude
        self.maximum = maximum
        self.shaking = shaking
        self.unread = unread
    }
}

/// What tells bulletins apart: event, kind, report time, action, serial and what they say.
///
/// Rapid reports carry no serial, and JMA's own samples contain three different ones of one event and one minute, so
/// the first four alone would drop reports that name more regions.
package struct BulletinKey: Hashable, Sendable, CustomStringConvertible {
    /// The event.
    package let event: EventID
    /// The kind.
    package let type: BulletinType
    /// When JMA issued it.
    package let reportedAt: Instant
    /// What it does.
    package let action: BulletinAction
    /// JMA's number of the report, if it has one.
    package let serial: Int?
    /// A digest of the shaking, epicentre and magnitude; the same on every machine and in every version.
    package let content: UInt64

    /// One line of ASCII, the form that is stored and made unique.
    package var description: String {
        let number = serial.map(String.init) ?? "-"
        let word =
            switch action {
            case .issued: "issued"
            case .corrected: "corrected"
            case .cancelled: "cancelled"
            }
        let digest = String(content, radix: 16)
        return "\(event)/\(type.rawValue)/\(reportedAt.milliseconds)/\(word)/\(number)/\(digest)"
    }

    /// FNV-1a over the regions in order; it only tells copies from news, so it need not resist anybody.
    static func digest(of bulletin: Bulletin) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        func add(_ text: String) {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
            hash = (hash ^ 0x1f) &* 0x100_0000_01b3
        }
        for (code, shaking) in bulletin.shaking.sorted(by: { $0.key < $1.key }) {
            add("\(code)=\(shaking.reported?.rawValue ?? "")\(shaking.hasSilentStations ? "?" : "")")
        }
        add(bulletin.hypocentre ?? "")
        add(bulletin.magnitude ?? "")
        add(bulletin.status.rawValue)
        return hash
    }
}
