package import Domain
package import Profiles

/// All that JMA has said about one earthquake so far, and what follows from it: a fold over its bulletins that does not
/// depend on the order in which they came.
///
/// Drills and tests never enter. The picture is that of the newest whole report (VXSE53), to which rapid reports
/// (VXSE51) that are newer, or all of them while there is no whole one, add their regions. A correction replaces what
/// its kind said before; a cancellation takes it back.
package struct EventState: Hashable, Sendable {
    /// The earthquake.
    package let event: EventID
    /// Its bulletins, each once, in the order in which JMA issued them.
    package let bulletins: [Bulletin]
    /// How strongly each region shook, as far as it still stands.
    package let shaking: [JMARegionCode: Shaking]

    /// An earthquake of which nothing is known yet.
    package init(event: EventID) {
        self.init(event: event, bulletins: [])
    }

    private init(event: EventID, bulletins: [Bulletin]) {
        self.event = event
        self.bulletins = bulletins
        shaking = Self.picture(bulletins)
    }

    /// The state with one more bulletin; the same state if it is known already, of another event, a drill or a test.
    package func adding(_ bulletin: Bulletin) -> EventState {
        guard bulletin.status == .normal, bulletin.events.contains(event), !knows(bulletin) else { return self }
        let place = bulletins.firstIndex { bulletin.order < $0.order } ?? bulletins.endIndex
        var bulletins = bulletins
        bulletins.insert(bulletin, at: place)
        return EventState(event: event, bulletins: bulletins)
    }

    /// Whether this bulletin is in the state, wherever its copy came from.
    package func knows(_ bulletin: Bulletin) -> Bool {
        bulletins.contains { $0.key == bulletin.key }
    }

    /// The regions that shook strongly enough for a rule.
    package func regions(reaching minimum: Intensity, promotingSilence: Bool) -> Set<JMARegionCode> {
        Set(shaking.filter { $0.value.reaches(minimum, promotingSilence: promotingSilence) }.keys)
    }

    /// The strongest intensity of all regions; nil if none is known or all was taken back.
    package var maximum: Intensity? { shaking.values.map(\.counted).max() }

    /// The newest name of the epicentre's area, in Japanese.
    package var hypocentre: String? { newest(\.hypocentre) }

    /// The newest magnitude, in JMA's words.
    package var magnitude: String? { newest(\.magnitude) }

    /// When the earth shook.
    package var occurredAt: Instant? { newest(\.occurredAt) }

    /// Whether JMA spoke of shaking and took all of it back.
    package var isCancelled: Bool {
        shaking.isEmpty && bulletins.contains { $0.action == .cancelled && $0.type.carriesIntensity }
    }

    private func newest<Value>(_ value: (Bulletin) -> Value?) -> Value? {
        Self.standing(bulletins).reversed().lazy.compactMap(value).first
    }

    /// The bulletins without those that a later cancellation of their kind takes back or a later correction replaces.
    private static func standing(_ bulletins: [Bulletin]) -> [Bulletin] {
        bulletins.filter { bulletin in
            bulletin.action != .cancelled
                && !bulletins.contains { later in
                    later.type == bulletin.type && later.action != .issued && bulletin.order < later.order
                }
        }
    }

    private static func picture(_ bulletins: [Bulletin]) -> [JMARegionCode: Shaking] {
        let standing = standing(bulletins)
        // A report of a distant quake has no regions and replaces nothing.
        let whole = standing.last { $0.type == .intensity && !$0.shaking.isEmpty }?.order
        var picture: [JMARegionCode: Shaking] = [:]
        for bulletin in standing {
            switch bulletin.type {
            case .intensity where bulletin.order == whole: break
            case .rapidIntensity where whole.map { $0 < bulletin.order } ?? true: break
            default: continue
            }
            picture.merge(bulletin.shaking) { $0.joined(with: $1) }
        }
        return picture
    }
}

extension Bulletin {
    /// The place of a bulletin among those of its event: by report time, then serial; of two with the same, a
    /// correction or cancellation comes after what it changes.
    var order: BulletinOrder {
        BulletinOrder(
            reportedAt: reportedAt, serial: serial ?? 0,
            step: action == .issued ? 0 : action == .corrected ? 1 : 2)
    }
}

/// See `Bulletin.order`.
struct BulletinOrder: Comparable {
    let reportedAt: Instant
    let serial: Int
    let step: Int

    static func < (left: Self, right: Self) -> Bool {
        (left.reportedAt, left.serial, left.step) < (right.reportedAt, right.serial, right.step)
    }
}
