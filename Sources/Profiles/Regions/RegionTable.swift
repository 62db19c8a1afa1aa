import Domain

/// All prefectures, regions and municipalities, held in memory: a few hundred kilobytes that every look-up reads.
package struct RegionTable: Sendable {
    /// The 47 prefectures, from north to south.
    package let prefectures: [Prefecture]
    /// JMA's 188 regions in the order of their codes.
    package let regions: [Region]
    /// The 1,894 municipalities and wards in the order of their codes.
    package let municipalities: [Municipality]
    /// Names of municipalities that merged or changed theirs; each has a successor in this table.
    package let formerNames: [FormerName]

    private let prefectureByCode: [PrefectureCode: Prefecture]
    private let regionByCode: [JMARegionCode: Region]
    private let municipalityByCode: [MunicipalityCode: Municipality]
    private let formerByCode: [MunicipalityCode?: [FormerName]]

    /// A table of these rows.
    ///
    /// - Throws: `RegionTableError` if a code stands twice or if a row names a prefecture, region or successor that is
    ///   not there.
    package init(
        prefectures: [Prefecture], regions: [Region], municipalities: [Municipality],
        formerNames: [FormerName]
    ) throws(RegionTableError) {
        self.prefectures = prefectures.sorted { $0.code < $1.code }
        self.regions = regions.sorted { $0.code < $1.code }
        self.municipalities = municipalities.sorted { $0.code < $1.code }
        self.formerNames = Self.untilToday(formerNames, municipalities)
        formerByCode = Dictionary(grouping: self.formerNames.filter { $0.code != nil }, by: \.code)
        prefectureByCode = try Self.byCode(prefectures, \.code)
        regionByCode = try Self.byCode(regions, \.code)
        municipalityByCode = try Self.byCode(municipalities, \.code)
        for region in regions where prefectureByCode[region.prefecture] == nil {
            throw .unknownCode("\(region.prefecture)", of: "\(region.code)")
        }
        for municipality in municipalities {
            guard let region = regionByCode[municipality.region],
                region.prefecture == municipality.prefecture
            else {
                throw .unknownCode("\(municipality.region)", of: "\(municipality.code)")
            }
        }
        for former in self.formerNames {
            for successor in former.successors where municipalityByCode[successor] == nil {
                throw .unknownCode("\(successor)", of: former.name[.japanese])
            }
        }
    }

    /// The same names with successors of today: one that is gone itself stands for its own successors.
    private static func untilToday(_ names: [FormerName], _ municipalities: [Municipality])
        -> [FormerName]
    {
        let today = Set(municipalities.map(\.code))
        let next = Dictionary(grouping: names.filter { $0.code != nil }, by: \.code).mapValues {
            $0.flatMap(\.successors)
        }
        return names.map { name in
            var found: [MunicipalityCode] = []
            var waiting = name.successors
            var seen: Set<MunicipalityCode> = []
            while let code = waiting.popLast() {
                guard seen.insert(code).inserted else { continue }
                if !today.contains(code), let later = next[code] {
                    waiting += later
                } else {
                    found.append(code)
                }
            }
            return FormerName(
                name: name.name, kana: name.kana, district: name.district, prefecture: name.prefecture,
                code: name.code, successors: found.sorted())
        }
    }

    private static func byCode<Code: Hashable, Row>(
        _ rows: [Row], _ code: (Row) -> Code
    ) throws(RegionTableError) -> [Code: Row] {
        var result: [Code: Row] = [:]
        result.reserveCapacity(rows.count)
        for row in rows where result.updateValue(row, forKey: code(row)) != nil {
            throw .repeatedCode("\(code(row))")
        }
        return result
    }

    /// The prefecture with this code, or nil if the table has none.
    package subscript(_ code: PrefectureCode) -> Prefecture? { prefectureByCode[code] }

    /// The region with this code, or nil if the table has none: JMA changes it rarely, but does.
    package subscript(_ code: JMARegionCode) -> Region? { regionByCode[code] }

    /// The municipality with this code, or nil if the table has none: some merge every year.
    package subscript(_ code: MunicipalityCode) -> Municipality? { municipalityByCode[code] }

    /// Where a municipality lies now that is not in the table any more; empty where nobody knows.
    package func successors(of code: MunicipalityCode) -> [MunicipalityCode] {
        Set((formerByCode[code] ?? []).flatMap(\.successors)).sorted()
    }

    /// What to tell about a municipality that is not in the table any more; nil where nothing is known of it.
    package func formerly(_ code: MunicipalityCode) -> RegionSearch.Formerly? {
        formerByCode[code]?.first.map(formerly)
    }

    /// A name that is gone, and where all of it lies now.
    func formerly(_ former: FormerName) -> RegionSearch.Formerly {
        let now = former.successors.compactMap { self[$0] }
        let city = now.first?.parentCity
        let isWholeCity =
            city != nil && now.count > 1 && now.allSatisfy { $0.parentCity == city }
            && now.count == municipalities.count { $0.parentCity == city }
        let whole = LocalizedText(
            ja: city ?? "",
            en: now.first?.name[.english].split(separator: ", ").last.map(String.init) ?? "")
        return RegionSearch.Formerly(
            name: LocalizedText(
                ja: (former.district ?? "") + former.name[.japanese], en: former.name[.english]),
            now: isWholeCity
                ? whole
                : LocalizedText(
                    ja: now.map { $0.name[.japanese] }.joined(separator: "か"),
                    en: now.map { $0.name[.english] }.joined(separator: " or ")))
    }

    /// The regions of a prefecture, in the order of their codes.
    package func regions(of prefecture: PrefectureCode) -> [Region] {
        regions.filter { $0.prefecture == prefecture }
    }

    /// The municipalities of a prefecture, in the order of their codes.
    package func municipalities(of prefecture: PrefectureCode) -> [Municipality] {
        municipalities.filter { $0.prefecture == prefecture }
    }

    /// The municipalities of a region, in the order of their codes.
    package func municipalities(of region: JMARegionCode) -> [Municipality] {
        municipalities.filter { $0.region == region }
    }
}

/// Why rows could not become a `RegionTable`. Nothing a person typed leads here.
package enum RegionTableError: Error, Hashable {
    /// A line is not UTF-8 text.
    case notText(file: String, line: Int)
    /// The first line of a file does not name the columns this program reads.
    case wrongColumns(file: String)
    /// A line has too few or too many cells, or a cell that is not what its column says.
    case wrongLine(file: String, line: Int)
    /// Two rows have the same code.
    case repeatedCode(String)
    /// A row names a prefecture, region or municipality that the table does not have.
    case unknownCode(String, of: String)
}
