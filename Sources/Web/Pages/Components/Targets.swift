import Domain

/// Which of a person's addresses.
enum AddressKind: String, CaseIterable, Sendable {
    /// 勤務先.
    case work
    /// 住所1.
    case home1
    /// 住所2.
    case home2

    /// The address's name.
    var words: LocalizedText {
        switch self {
        case .work: Catalogue.Targets.work
        case .home1: Catalogue.Targets.home1
        case .home2: Catalogue.Targets.home2
        }
    }
}

/// A seismic intensity of the Japan Meteorological Agency's scale, as its bulletins write it.
enum SeismicIntensity: String, CaseIterable, Sendable {
    case one = "1"
    case two = "2"
    case three = "3"
    case four = "4"
    case fiveLower = "5-"
    case fiveUpper = "5+"
    case sixLower = "6-"
    case sixUpper = "6+"
    case seven = "7"

    /// 震度5強, seismic intensity 5 upper.
    var words: LocalizedText { Catalogue.Targets.intensity(short) }

    /// 5強, 5 upper.
    var short: LocalizedText {
        switch self {
        case .fiveLower: Catalogue.Targets.fiveLower
        case .fiveUpper: Catalogue.Targets.fiveUpper
        case .sixLower: Catalogue.Targets.sixLower
        case .sixUpper: Catalogue.Targets.sixUpper
        default: LocalizedText(ja: rawValue, en: rawValue)
        }
    }
}

/// A person's permission.
enum Role: String, CaseIterable, Sendable {
    /// 管理者.
    case administrator
    /// 一般.
    case member

    /// 管理者, 一般.
    var words: LocalizedText {
        switch self {
        case .administrator: Catalogue.Targets.administrators
        case .member: Catalogue.Targets.members
        }
    }
}
