package import Domain

/// Where one address of a profile lies: a prefecture and, if it is known, a region and a municipality.
///
/// The three always agree: the initialisers take the wider ones from the table.
package struct AddressRegion: Hashable, Sendable {
    /// The prefecture; every address has one.
    package let prefecture: PrefectureCode
    /// JMA's region inside the prefecture, which decides whether an earthquake concerns this address.
    package let region: JMARegionCode?
    /// The municipality that was picked, if the person picked one; it lies in `region`.
    package let municipality: MunicipalityCode?

    /// An address of which only the prefecture is known; nil if the table has no such prefecture.
    package init?(prefecture: PrefectureCode, in table: RegionTable) {
        guard table[prefecture] != nil else { return nil }
        self.prefecture = prefecture
        region = nil
        municipality = nil
    }

    /// An address in a region; nil if the table has no such region.
    package init?(region code: JMARegionCode, in table: RegionTable) {
        guard let region = table[code] else { return nil }
        prefecture = region.prefecture
        self.region = code
        municipality = nil
    }

    /// An address in a municipality, and so in the region that contains it; nil if the table has no such
    /// municipality.
    package init?(municipality code: MunicipalityCode, in table: RegionTable) {
        guard let municipality = table[code] else { return nil }
        prefecture = municipality.prefecture
        region = municipality.region
        self.municipality = code
    }

    /// What a form or a program sent, taken only if the three agree: a municipality needs its own region, a region its
    /// own prefecture.
    package init?(
        prefecture: PrefectureCode, region: JMARegionCode?, municipality: MunicipalityCode?, in table: RegionTable
    ) {
        self.init(stored: prefecture, region: region, municipality: municipality, in: table)
        guard self.region == region, self.municipality == municipality, table[prefecture] != nil else { return nil }
    }

    /// What was stored earlier. Municipalities merge and tables change, so a part that no longer fits is left out; the
    /// person keeps the wider part and is still asked after an earthquake there.
    package init(
        stored prefecture: PrefectureCode, region: JMARegionCode?, municipality: MunicipalityCode?,
        in table: RegionTable
    ) {
        self.prefecture = prefecture
        self.region = region.flatMap { table[$0] }.flatMap { $0.prefecture == prefecture ? $0.code : nil }
        let known = municipality.flatMap { table[$0] }
        self.municipality = self.region != nil && known?.region == self.region ? known?.code : nil
    }

    /// Whether an event that reaches these regions reaches this address.
    ///
    /// An address without a region counts with its whole prefecture: asking somebody too many is better than missing
    /// somebody.
    package func lies(in reached: Set<JMARegionCode>, of table: RegionTable) -> Bool {
        if let region { return reached.contains(region) }
        return reached.contains { table[$0]?.prefecture == prefecture }
    }

    /// As much of it as an organization wants to know.
    package func seen(_ precision: AddressPrecision) -> AddressRegion {
        precision == .prefectureOnly ? AddressRegion(prefecture: prefecture) : self
    }

    private init(prefecture: PrefectureCode) {
        self.prefecture = prefecture
        region = nil
        municipality = nil
    }

    /// What a page shows: 石川県 輪島市（石川県能登）.
    package func name(in table: RegionTable) -> LocalizedText {
        let parts = [table[prefecture]?.name, municipality.flatMap { table[$0]?.name }].compactMap { $0 }
        let place = LocalizedText(
            ja: parts.map { $0[.japanese] }.joined(separator: " "),
            en: parts.reversed().map { $0[.english] }.joined(separator: ", "))
        guard let region = region.flatMap({ table[$0] })?.name else { return place }
        guard municipality != nil else { return region }
        return LocalizedText(
            ja: "\(place[.japanese])（\(region[.japanese])）", en: "\(place[.english]) (\(region[.english]))")
    }
}
