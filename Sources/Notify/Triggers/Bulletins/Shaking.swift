/// What is known about the shaking of one region: the strongest intensity measured, and whether a place in it is
/// silent that should have measured at least 5弱 (震度５弱以上未入電).
package struct Shaking: Hashable, Sendable {
    /// The strongest intensity any station of the region reported; nil if only silent ones are mentioned.
    package let reported: Intensity?
    /// Whether 震度５弱以上未入電 stands at the region or anywhere in it: its stations may be broken by the quake.
    package let hasSilentStations: Bool

    /// Shaking that was measured, that is missing, or both; nil if neither.
    package init?(reported: Intensity?, hasSilentStations: Bool = false) {
        guard reported != nil || hasSilentStations else { return nil }
        self.reported = reported
        self.hasSilentStations = hasSilentStations
    }

    /// What the region counts with: silent stations count as 5弱.
    package var counted: Intensity {
        let silent = hasSilentStations ? Intensity.fiveLower : nil
        return [reported, silent].compactMap { $0 }.max() ?? .one
    }

    /// Whether this is strong enough for a rule; `promotingSilence` takes silent stations for any intensity.
    package func reaches(_ minimum: Intensity, promotingSilence: Bool) -> Bool {
        counted >= minimum || (promotingSilence && hasSilentStations)
    }

    /// The stronger of both in each respect.
    package func joined(with other: Shaking) -> Shaking {
        Shaking(strongest: [reported, other.reported].compactMap { $0 }.max(), self, other)
    }

    private init(strongest: Intensity?, _ left: Shaking, _ right: Shaking) {
        reported = strongest
        hasSilentStations = left.hasSilentStations || right.hasSilentStations
    }
}
