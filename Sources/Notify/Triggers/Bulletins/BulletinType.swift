package import Domain

/// The kinds of JMA bulletins that concern observed earthquakes. The documents name their kind by a title, not by the
/// code; raw values are the codes and are stored.
package enum BulletinType: String, CaseIterable, Sendable, Codable {
    /// 震度速報: regions with 3 or more, about ninety seconds after the quake. Each report adds to the one before.
    case rapidIntensity = "VXSE51"
    /// 震源に関する情報: where and how strong, without intensities.
    case hypocentre = "VXSE52"
    /// 震源・震度に関する情報: the whole picture, all regions with 1 or more. Each report replaces the one before.
    case intensity = "VXSE53"
    /// 顕著な地震の震源要素更新のお知らせ: better numbers for a notable quake, hours later.
    case hypocentreUpdate = "VXSE61"

    /// Whether bulletins of this kind say how strongly regions shook, and so can raise an incident.
    package var carriesIntensity: Bool { self == .rapidIntensity || self == .intensity }

    /// JMA's title, and what an English reader calls it.
    package var name: LocalizedText {
        switch self {
        case .rapidIntensity: LocalizedText(ja: "震度速報", en: "Rapid report of seismic intensity")
        case .hypocentre: LocalizedText(ja: "震源に関する情報", en: "Report of the hypocentre")
        case .intensity: LocalizedText(ja: "震源・震度に関する情報", en: "Report of hypocentre and seismic intensity")
        case .hypocentreUpdate:
            LocalizedText(ja: "顕著な地震の震源要素更新のお知らせ", en: "Update of the hypocentre of a notable earthquake")
        }
    }

    /// The kind with this title: that of a document's control part or of a feed's entry. Nil for every other bulletin.
    package init?(title: String) {
        switch title {
        case "震度速報": self = .rapidIntensity
        case "震源に関する情報": self = .hypocentre
        case "震源・震度に関する情報": self = .intensity
        case "顕著な地震の震源要素更新のお知らせ": self = .hypocentreUpdate
        default: return nil
        }
    }

    /// The kind whose documents have this InfoKind. It decides only where a title is unknown, so that a change of
    /// JMA's titles does not silence the alarm.
    init?(infoKind: String) {
        switch infoKind {
        case "震度速報": self = .rapidIntensity
        case "震源速報": self = .hypocentre
        case "地震情報": self = .intensity
        case "震源要素更新のお知らせ": self = .hypocentreUpdate
        default: return nil
        }
    }
}

/// Whether a bulletin is meant (運用種別). Only `normal` ones ever send anything.
package enum BulletinStatus: String, CaseIterable, Sendable, Codable {
    /// It happened.
    case normal = "通常"
    /// JMA's drill.
    case drill = "訓練"
    /// JMA's test of its lines.
    case test = "試験"
}

/// What a bulletin does to the ones before it (情報形態).
package enum BulletinAction: String, CaseIterable, Sendable, Codable {
    /// It says something.
    case issued = "発表"
    /// It says something else instead.
    case corrected = "訂正"
    /// It takes everything of its kind back.
    case cancelled = "取消"
}

/// JMA's number of one earthquake, such as 20240101161010, shared by all of its bulletins.
package struct EventID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// 1 to 64 ASCII letters, digits, `_` and `-`.
    package let text: String

    /// The event with this number, or nil if it cannot be one.
    package init?(_ text: some StringProtocol) {
        guard (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({ Self.letters.contains($0) })
        else { return nil }
        self.text = String(text)
    }

    /// The number.
    package var description: String { text }

    /// In the order of the numbers, which is that of time.
    package static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    private static let letters = Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-".utf8)
}
