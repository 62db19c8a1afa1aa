import Database

/// The order in which attempts leave the house. Inside a lane tenants take turns, and everybody's first try comes before
/// anybody's second.
package enum Lane: Int, Sendable, CaseIterable, Comparable, DatabaseConvertible {
    /// Codes and other mails that a person waits for at this moment.
    case codes = 0
    /// First tries of emergencies.
    case emergency = 1
    /// What follows the first try of an emergency.
    case followUp = 2
    /// 訓練.
    case drill = 3
    /// Announcements that can wait; it keeps a small floor, so that it never starves.
    case bulletin = 4
    /// Mails of the service that nobody waits for at this moment: first passwords for a whole organization must not stand
    /// in the way of an emergency.
    case letters = 5

    /// Whether its attempts are messages of the service and not of a broadcast.
    var isOfService: Bool { self == .codes || self == .letters }

    /// The lane of one step of a broadcast.
    package init(_ class: DispatchClass, step: Int) {
        switch `class` {
        case .emergency: self = step == 0 ? .emergency : .followUp
        case .drill: self = .drill
        case .bulletin: self = .bulletin
        }
    }

    /// Whether an attempt of this lane goes out again when a crash left it in doubt.
    package var secondHandOff: SecondHandOff {
        switch self {
        case .codes, .emergency, .followUp, .letters: .allowed
        case .drill, .bulletin: .forbidden
        }
    }

    /// Lanes that leave first come first.
    package static func < (left: Lane, right: Lane) -> Bool { left.rawValue < right.rawValue }
}
