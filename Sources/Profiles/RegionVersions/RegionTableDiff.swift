/// What a new table of regions changes.
package struct RegionTableDiff: Sendable {
    /// Municipalities that are new.
    package let added: [Municipality]
    /// Municipalities that are gone, with their successors; none where the new table names none.
    package let gone: [(municipality: Municipality, successors: [Municipality])]
    /// Municipalities that lie in another region.
    package let moved: [(before: Municipality, after: Municipality)]
    /// Municipalities that are called otherwise in Japanese or English.
    package let renamed: [(before: Municipality, after: Municipality)]
    /// Regions that are gone.
    package let goneRegions: [Region]
    /// Prefectures that are gone; no table may do without one.
    package let gonePrefectures: [Prefecture]

    /// The difference between two tables.
    package init(from old: RegionTable, to new: RegionTable) {
        added = new.municipalities.filter { old[$0.code] == nil }
        gone = old.municipalities.filter { new[$0.code] == nil }.map { municipality in
            (municipality, new.successors(of: municipality.code).compactMap { new[$0] })
        }
        let both = old.municipalities.compactMap { before in
            new[before.code].map { (before: before, after: $0) }
        }
        moved = both.filter { $0.before.region != $0.after.region }
        renamed = both.filter { $0.before.name != $0.after.name }
        goneRegions = old.regions.filter { new[$0.code] == nil }
        gonePrefectures = old.prefectures.filter { new[$0.code] == nil }
    }

    /// Whether so much is gone that the file is more likely broken than right: a tenth.
    package func isSuspicious(against old: RegionTable) -> Bool {
        gone.count * 10 > old.municipalities.count
    }
}
