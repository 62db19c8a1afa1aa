package import Domain
package import Profiles

/// Why a person belongs to a broadcast, as the message, the answer page and the timeline say it.
package struct AskedBecause: Hashable, Sendable {
    /// The kind of target that matched first.
    package enum Kind: String, Sendable, CaseIterable {
        /// Everybody was asked.
        case everyone
        /// The person's department.
        case department
        /// The person's ロケーション.
        case location
        /// The person's role.
        case role
        /// The person was named.
        case person
        /// An address of the person lies in the region.
        case region
        /// An address of the person lies in the prefecture.
        case prefecture
    }

    /// The kind of target that matched.
    package let kind: Kind
    /// The address that matched and the code of its region or prefecture, such as `home1:390`; elsewhere a name.
    package let place: String
    /// The seismic intensity there, such as `5強`; empty where there is none.
    package let intensity: String

    /// A reason.
    package init(_ kind: Kind, place: String = "", intensity: String = "") {
        self.kind = kind
        self.place = place
        self.intensity = intensity
    }

    /// The reason in words, such as 「住所1（石川県能登）が震度7のため」.
    package func words(_ regions: RegionTable) -> LocalizedText {
        switch kind {
        case .everyone: LocalizedText(ja: "全員にお送りしています", en: "Everyone is asked")
        case .person: LocalizedText(ja: "宛先に指定されたため", en: "You were named as a recipient")
        case .role: LocalizedText(ja: "権限が対象のため", en: "Your role is asked")
        case .department: LocalizedText(ja: "所属（\(place)）が対象のため", en: "Your department (\(place)) is asked")
        case .location: LocalizedText(ja: "ロケーション（\(place)）が対象のため", en: "Your location (\(place)) is asked")
        case .region, .prefecture: address(regions)
        }
    }

    private func address(_ regions: RegionTable) -> LocalizedText {
        let words = place.split(separator: ":")
        guard words.count == 2, let kind = AddressKind(rawValue: String(words[0])) else {
            return LocalizedText(ja: "対象の地域のため", en: "Your area is asked")
        }
        let name =
            JMARegionCode(words[1]).flatMap { regions[$0]?.name }
            ?? PrefectureCode(words[1]).flatMap { regions[$0]?.name }
            ?? LocalizedText(ja: "対象の地域", en: "the area concerned")
        if intensity.isEmpty {
            return LocalizedText(
                ja: "\(kind.name[.japanese])（\(name[.japanese])）が対象のため",
                en: "Your \(kind.name[.english].lowercased()) (\(name[.english])) is in the area asked")
        }
        return LocalizedText(
            ja: "\(kind.name[.japanese])（\(name[.japanese])）が震度\(intensity)のため",
            en: "Your \(kind.name[.english].lowercased()) (\(name[.english])) had seismic intensity \(english)")
    }

    /// 5弱 and 5強 as English reports write them.
    private var english: String {
        let number = intensity.dropLast()
        return switch intensity.last {
        case "弱": "\(number) lower"
        case "強": "\(number) upper"
        default: intensity
        }
    }
}
