package import Domain

/// Seismic intensity (震度) on JMA's scale, from what few people feel to what throws them down.
///
/// 0 is never reported for a region. The raw values are those of JMA's bulletins and are stored.
package enum Intensity: String, CaseIterable, Comparable, Sendable, Codable {
    /// 震度1.
    case one = "1"
    /// 震度2.
    case two = "2"
    /// 震度3: the weakest that rapid reports (震度速報) contain.
    case three = "3"
    /// 震度4.
    case four = "4"
    /// 震度5弱.
    case fiveLower = "5-"
    /// 震度5強: from here on safety checks go out by default.
    case fiveUpper = "5+"
    /// 震度6弱.
    case sixLower = "6-"
    /// 震度6強.
    case sixUpper = "6+"
    /// 震度7.
    case seven = "7"

    /// What a person reads, without the word 震度: 5強, 5 upper.
    package var name: LocalizedText {
        let digit = String(rawValue.prefix(1))
        return switch rawValue.last {
        case "-": LocalizedText(ja: digit + "弱", en: digit + " lower")
        case "+": LocalizedText(ja: digit + "強", en: digit + " upper")
        default: LocalizedText(ja: digit, en: digit)
        }
    }

    /// Weaker ones come first.
    package static func < (left: Self, right: Self) -> Bool { left.position < right.position }

    private var position: Int {
        switch self {
        case .one: 1
        case .two: 2
        case .three: 3
        case .four: 4
        case .fiveLower: 5
        case .fiveUpper: 6
        case .sixLower: 7
        case .sixUpper: 8
        case .seven: 9
        }
    }
}
