package import Domain

/// What a new table of regions makes of an area that somebody chose: of a rule, or of whom a draft asks.
///
/// Where exactly one region follows, it takes the place of the one that is gone. Else the gone one stays, so that somebody
/// of the organization is asked what is meant, and all that followed count until then: nobody falls out of an area in
/// silence.
package struct AreaMove: Hashable, Sendable {
    /// What became of one region of the area.
    package enum Outcome: Hashable, Sendable {
        /// It is gone, and this one follows.
        case follows(JMARegionCode)
        /// It is gone; what is meant now is to be asked. None of these if nobody knows what follows.
        case isAsked([JMARegionCode])
        /// Some of it lies in new regions, which lie in the area as a whole and count.
        case grows([JMARegionCode])
        /// Some of it lies in regions now that reach beyond the area and do not count.
        case loses([JMARegionCode])
    }

    /// What became of each region that did not stay as it was.
    package let outcomes: [JMARegionCode: [Outcome]]

    /// The difference that a new table makes to an area.
    package init(_ area: Set<JMARegionCode>, from old: RegionTable, to new: RegionTable) {
        let origins = Self.origins(from: old, to: new)
        var outcomes: [JMARegionCode: [Outcome]] = [:]
        for code in area where old[code] != nil {
            let now = Set(old.municipalities(of: code).flatMap { Self.places(of: $0, in: new) })
            guard new[code] != nil else {
                outcomes[code] = [now.count == 1 ? .follows(now.sorted()[0]) : .isAsked(now.sorted())]
                continue
            }
            let others = now.subtracting(area).sorted()
            let (inside, beyond) = (
                others.filter { origins[$0]?.isSubset(of: area) == true },
                others.filter { origins[$0]?.isSubset(of: area) != true }
            )
            if !inside.isEmpty { outcomes[code, default: []].append(.grows(inside)) }
            if !beyond.isEmpty { outcomes[code, default: []].append(.loses(beyond)) }
        }
        self.outcomes = outcomes
    }

    /// What stands for one region of the area from now on.
    package func codes(for code: JMARegionCode) -> [JMARegionCode] {
        var codes = [code]
        for outcome in outcomes[code] ?? [] {
            switch outcome {
            case .follows(let one): codes = [one]
            case .isAsked(let several), .grows(let several): codes += several
            case .loses: break
            }
        }
        return codes
    }

    /// The regions in which a municipality of the old table lies in the new one.
    private static func places(of municipality: Municipality, in new: RegionTable) -> [JMARegionCode] {
        if let same = new[municipality.code] { return [same.region] }
        return new.successors(of: municipality.code).compactMap { new[$0]?.region }
    }

    /// From which regions of the old table the places of each new one come; the empty set never.
    private static func origins(from old: RegionTable, to new: RegionTable) -> [JMARegionCode: Set<JMARegionCode>] {
        var origins: [JMARegionCode: Set<JMARegionCode>] = [:]
        for municipality in old.municipalities {
            for region in places(of: municipality, in: new) { origins[region, default: []].insert(municipality.region) }
        }
        return origins
    }
}

/// A region that an area names and the table of today does not have.
package struct GoneRegion: Hashable, Sendable {
    /// Its code.
    package let code: JMARegionCode
    /// What it was called, if some table of this installation still knows.
    package let name: LocalizedText?
}
