package import Domain
package import Profiles

/// What a bulletin means for families: a pure function, whatever the rules of organizations say.
package struct FamilyQuake: Hashable, Sendable {
    /// From this intensity on family users are told.
    package static let minimum = Intensity.fiveUpper

    /// All that was known without the bulletin.
    package let before: EventState
    /// All that is known with it.
    package let event: EventState
    /// Where it shook so strongly that family users are told.
    package let regions: Set<JMARegionCode>
    /// Whether those are told who were not told yet: what is old tells nobody to get to safety.
    package let tellsNew: Bool
    /// Whether those who were told hear that their region is none of these any more.
    package let takesBack: Bool

    /// Nil if the bulletin says nothing to families: it is a drill or a test, a copy, without intensities, or too old.
    ///
    /// - Parameters:
    ///   - before: All that is known about the event, without the bulletin.
    ///   - oldest: The age from which a bulletin tells nobody; nil lets a demonstration replay the past. A correction that
    ///     came in time is told those who were told before, however late it is looked at.
    package init?(
        _ bulletin: Bulletin, before: EventState, receivedAt: Instant, now: Instant,
        oldest: Duration? = DecideTrigger.oldestThatSends
    ) {
        guard bulletin.status == .normal, bulletin.type.carriesIntensity, !before.knows(bulletin) else { return nil }
        func isFresh(at time: Instant) -> Bool { oldest.map { time - bulletin.reportedAt <= $0 } ?? true }
        let takesBack = bulletin.action != .issued && isFresh(at: receivedAt)
        let isNew = isFresh(at: now)
        if !isNew && !takesBack { return nil }
        self.before = before
        event = before.adding(bulletin)
        regions = event.regions(reaching: Self.minimum, promotingSilence: false)
        tellsNew = isNew && !regions.isEmpty
        self.takesBack = takesBack
        if regions.isEmpty && !takesBack { return nil }
    }

    /// The strongest intensity at a place: of its region, or of any region of its prefecture where none was given.
    package func intensity(
        in region: JMARegionCode?, of prefecture: PrefectureCode, _ table: RegionTable
    ) -> Intensity? {
        let places = region.map { [$0] } ?? table.regions(of: prefecture).map(\.code)
        return places.filter(regions.contains).compactMap { event.shaking[$0]?.counted }.max()
    }
}
