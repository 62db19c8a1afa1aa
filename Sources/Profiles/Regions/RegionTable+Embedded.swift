import CResources
package import Domain

/// The four tab-separated files of `Resources/Regions`, as bytes.
package struct RegionFiles: Hashable, Sendable {
    /// How new the files inside this program are: municipalities of 2026-06-23, as `PROVENANCE.md` says. The day after it
    /// stands for the former names that were added since: whoever was given no newer table takes them.
    package static let embeddedAt = Instant(milliseconds: 1_782_259_200_000)

    /// `prefectures.tsv`.
    package let prefectures: [UInt8]
    /// `regions.tsv`.
    package let regions: [UInt8]
    /// `municipalities.tsv`.
    package let municipalities: [UInt8]
    /// `former_names.tsv`.
    package let formerNames: [UInt8]

    /// These bytes, UTF-8 with a line of column names.
    package init(prefectures: [UInt8], regions: [UInt8], municipalities: [UInt8], formerNames: [UInt8]) {
        self.prefectures = prefectures
        self.regions = regions
        self.municipalities = municipalities
        self.formerNames = formerNames
    }

    /// The files inside this program.
    package static func embedded() -> RegionFiles {
        RegionFiles(
            prefectures: bytes(anpi_regions_prefectures()),
            regions: bytes(anpi_regions_regions()),
            municipalities: bytes(anpi_regions_municipalities()), formerNames: bytes(anpi_regions_former_names()))
    }

    private static func bytes(_ resource: anpi_resource) -> [UInt8] {
        Array(UnsafeBufferPointer(start: resource.start, count: resource.size))
    }
}

extension RegionTable {
    /// The table inside this program. Reading it takes some milliseconds, so the wiring does it once.
    ///
    /// - Throws: `RegionTableError` if the files were built from something else; a test proves they were not.
    package static func embedded() throws(RegionTableError) -> RegionTable {
        try RegionTable(.embedded())
    }

    /// The table in these files.
    ///
    /// - Throws: `RegionTableError`, naming file and line.
    package init(_ files: RegionFiles) throws(RegionTableError) {
        let prefectures = try TabSeparated("prefectures.tsv", files.prefectures).rows(
            ["pref_code", "name_ja", "name_kana", "name_en_full"]
        ) { row -> Prefecture? in
            guard let code = PrefectureCode(row[0]) else { return nil }
            return Prefecture(code: code, name: LocalizedText(ja: row[1], en: row[3]), kana: row[2])
        }
        let regions = try TabSeparated("regions.tsv", files.regions).rows(
            ["region_code", "name_ja", "name_kana", "name_en", "pref_code"]
        ) { row -> Region? in
            guard let code = JMARegionCode(row[0]), let prefecture = PrefectureCode(row[4]) else { return nil }
            return Region(
                code: code, name: LocalizedText(ja: row[1], en: row[3]), kana: row[2], prefecture: prefecture)
        }
        let municipalities = try TabSeparated("municipalities.tsv", files.municipalities).rows(
            [
                "municipality_code", "name_ja", "name_kana", "name_jma", "name_jma_kana", "name_en", "pref_code",
                "region_code", "parent_city_ja",
            ]
        ) { row -> Municipality? in
            guard let code = MunicipalityCode(row[0]), let prefecture = PrefectureCode(row[6]),
                row[0].hasPrefix(row[6]), let region = JMARegionCode(row[7])
            else { return nil }
            return Municipality(
                code: code, name: LocalizedText(ja: row[1], en: row[5]), kana: row[2], bulletinName: row[3],
                bulletinKana: row[4], parentCity: row[8].isEmpty ? nil : row[8], region: region,
                prefecture: prefecture)
        }
        let formerNames = try TabSeparated("former_names.tsv", files.formerNames).rows(
            [
                "former_name_ja", "former_name_kana", "former_name_en", "district_ja", "pref_code", "successor_codes",
                "former_municipality_code",
            ]
        ) { row -> FormerName? in
            let successors = row[5].split(separator: " ").map { MunicipalityCode($0) }
            let code = MunicipalityCode(row[6])
            guard let prefecture = PrefectureCode(row[4]), !successors.isEmpty, !successors.contains(nil),
                code != nil || row[6].isEmpty
            else { return nil }
            return FormerName(
                name: LocalizedText(ja: row[0], en: row[2]), kana: row[1], district: row[3].isEmpty ? nil : row[3],
                prefecture: prefecture, code: code, successors: successors.compactMap { $0 })
        }
        try self.init(
            prefectures: prefectures, regions: regions, municipalities: municipalities, formerNames: formerNames)
    }
}

/// A file of lines and tabs without quoting, whose first line names the columns.
private struct TabSeparated {
    let file: String
    let lines: [Substring]

    init(_ file: String, _ bytes: [UInt8]) throws(RegionTableError) {
        self.file = file
        // A spreadsheet may have saved it in another encoding: every name would be garbled, and none found.
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
            throw .notText(file: file, line: line + 1)
        }
        lines = text.split(separator: "\n")
    }

    /// Makes one value of each line from the named columns, given in that order; nil refuses the line.
    func rows<Row>(_ columns: [String], _ make: ([String]) -> Row?) throws(RegionTableError) -> [Row] {
        let header = lines.first?.split(separator: "\t", omittingEmptySubsequences: false) ?? []
        let positions = columns.compactMap { name in header.firstIndex { $0 == name } }
        guard positions.count == columns.count else { throw .wrongColumns(file: file) }
        var result: [Row] = []
        result.reserveCapacity(lines.count)
        for (index, line) in lines.enumerated().dropFirst() {
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false)
            guard cells.count == header.count, let row = make(positions.map { String(cells[$0]) }) else {
                throw .wrongLine(file: file, line: index + 1)
            }
            result.append(row)
        }
        return result
    }
}
