import Domain
import Foundation
import Testing

@testable import Profiles

/// The repository this test was built from.
let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

@Suite("The table of regions")
struct RegionTableTests {
    @Test("The embedded files are the files in the repository, byte for byte")
    func embeddedBytes() throws {
        let folder = repository.appending(path: "Resources/Regions")
        let embedded = RegionFiles.embedded()
        #expect(try embedded.prefectures == [UInt8](Data(contentsOf: folder.appending(path: "prefectures.tsv"))))
        #expect(try embedded.regions == [UInt8](Data(contentsOf: folder.appending(path: "regions.tsv"))))
        #expect(
            try embedded.municipalities == [UInt8](Data(contentsOf: folder.appending(path: "municipalities.tsv"))))
        #expect(try embedded.formerNames == [UInt8](Data(contentsOf: folder.appending(path: "former_names.tsv"))))
    }

    @Test("There are 47 prefectures, 188 regions and 1,894 municipalities, and each region has some")
    func counts() throws {
        let table = try RegionTable.embedded()
        #expect(table.prefectures.count == 47)
        #expect(table.regions.count == 188)
        #expect(table.municipalities.count == 1_894)
        for region in table.regions { #expect(!table.municipalities(of: region.code).isEmpty) }
        let hokkaido = try #require(PrefectureCode("01"))
        #expect(table.regions(of: hokkaido).count == 38)
        #expect(table.municipalities(of: hokkaido).count == 188)
        let noto = try #require(JMARegionCode("390").flatMap { table[$0] })
        #expect(noto.name[.japanese] == "石川県能登")
        #expect(noto.name[.english] == "Noto Region, Ishikawa Prefecture" || noto.name[.english].contains("Noto"))
        #expect(table[noto.prefecture]?.name[.japanese] == "石川県")
    }

    @Test(
        "A code is taken only in its own form",
        arguments: ["", "1", "00", "48", "1a", "０１", "001", " 1", "-1"])
    func badPrefectureCodes(text: String) {
        #expect(PrefectureCode(text) == nil)
    }

    @Test(
        "A region's code has three digits, a municipality's seven with a prefecture in front",
        arguments: [
            ("390", true, false), ("099", false, false), ("39", false, false), ("3900", false, false),
            ("1720400", false, true), ("4800000", false, false), ("0000100", false, false), ("17204OO", false, false),
        ])
    func codeForms(text: String, isRegion: Bool, isMunicipality: Bool) {
        #expect((JMARegionCode(text) != nil) == isRegion)
        #expect((MunicipalityCode(text) != nil) == isMunicipality)
        #expect(JMARegionCode(text).map { "\($0)" == text } ?? true)
        #expect(MunicipalityCode(text).map { "\($0)" == text } ?? true)
    }

    @Test("A code keeps its leading zeros")
    func leadingZeros() {
        #expect(PrefectureCode("01")?.description == "01")
        #expect(MunicipalityCode("0110100")?.description == "0110100")
    }

    @Test("Every successor of a former name is in the table, and a name without one or with a strange one is refused")
    func successors() throws {
        let table = try RegionTable.embedded()
        #expect(table.formerNames.count == 1_831)
        #expect(table.formerNames.allSatisfy { former in !former.successors.contains { table[$0] == nil } })
        #expect(table.formerNames.contains { $0.successors.count > 1 })

        let files = RegionFiles.embedded()
        func with(_ former: String) throws -> RegionTable {
            try RegionTable(
                RegionFiles(
                    prefectures: files.prefectures, regions: files.regions, municipalities: files.municipalities,
                    formerNames: Array(
                        "former_name_ja\tformer_name_kana\tformer_name_en\tdistrict_ja\tpref_code\tformer_municipality_code\tsuccessor_codes\n\(former)"
                            .utf8)))
        }
        #expect(try with("浜岡町\tはまおかちょう\tHamaoka Town\t小笠郡\t22\t\t2222300\n").formerNames.count == 1)
        #expect(throws: RegionTableError.unknownCode("2213500", of: "浜岡町")) {
            try with("浜岡町\tはまおかちょう\tHamaoka Town\t小笠郡\t22\t\t2222300 2213500\n")
        }
        for successors in ["", "2222", "2222300 x"] {
            #expect(throws: RegionTableError.wrongLine(file: "former_names.tsv", line: 2)) {
                try with("浜岡町\tはまおかちょう\tHamaoka Town\t小笠郡\t22\t\t\(successors)\n")
            }
        }
    }

    @Test("A successor that is gone itself stands for its own successors")
    func chain() throws {
        let files = RegionFiles.embedded()
        let later = "御前崎市\tおまえざきし\tOmaezaki City\t\t22\t2222300\t2222400 2222500\t2030-03-31\tjapan_post\n"
        let municipalities = String(decoding: files.municipalities, as: UTF8.self)
            .split(separator: "\n").filter { !$0.hasPrefix("2222300") }.joined(separator: "\n")
        let table = try RegionTable(
            RegionFiles(
                prefectures: files.prefectures, regions: files.regions, municipalities: Array(municipalities.utf8),
                formerNames: files.formerNames + Array(later.utf8)))
        let both = ["2222400", "2222500"].compactMap { MunicipalityCode($0) }
        let gone = try #require(MunicipalityCode("2222300"))
        #expect(table.successors(of: gone) == both)
        #expect(table.formerly(gone)?.name[.japanese] == "御前崎市")
        #expect(table.formerNames.first { $0.name[.japanese] == "浜岡町" }?.successors == both)
        #expect(table.successors(of: both[0]).isEmpty && table.formerly(both[0]) == nil)
    }

    @Test("A broken file is refused, naming file and line")
    func brokenFiles() {
        let files = RegionFiles.embedded()
        func with(_ regions: String) -> RegionFiles {
            RegionFiles(
                prefectures: files.prefectures, regions: Array(regions.utf8), municipalities: files.municipalities,
                formerNames: files.formerNames)
        }
        let header = "region_code\tname_ja\tname_kana\tname_en\tpref_code\n"
        #expect(throws: RegionTableError.wrongColumns(file: "regions.tsv")) { try RegionTable(with("code\tname\n")) }
        #expect(throws: RegionTableError.wrongLine(file: "regions.tsv", line: 3)) {
            try RegionTable(with(header + "100\tあ\tあ\tA\t01\n10\tい\tい\tI\t01\n"))
        }
        #expect(throws: RegionTableError.wrongLine(file: "regions.tsv", line: 2)) {
            try RegionTable(with(header + "100\tあ\tあ\tA\n"))
        }
        #expect(throws: RegionTableError.repeatedCode("100")) {
            try RegionTable(with(header + "100\tあ\tあ\tA\t01\n100\tい\tい\tI\t01\n"))
        }
        #expect(throws: RegionTableError.self) { try RegionTable(with(header)) }
        var shiftJIS = Array((header + "100\t").utf8)
        shiftJIS += [0x8e, 0x44, 0x96, 0x79] + Array("\tあ\tA\t01\n".utf8)
        #expect(throws: RegionTableError.notText(file: "regions.tsv", line: 2)) {
            let files = RegionFiles.embedded()
            _ = try RegionTable(
                RegionFiles(
                    prefectures: files.prefectures, regions: shiftJIS, municipalities: files.municipalities,
                    formerNames: files.formerNames))
        }
    }
}

@Suite("The region of an address")
struct AddressRegionTests {
    let table: RegionTable

    init() throws { table = try .embedded() }

    @Test("Choosing a municipality registers the region that contains it (R-149)")
    func municipality() throws {
        let wajima = try #require(MunicipalityCode("1720400"))
        let address = try #require(AddressRegion(municipality: wajima, in: table))
        #expect(address.region?.description == "390")
        #expect(address.prefecture.description == "17")
        #expect(address.name(in: table)[.japanese] == "石川県 輪島市（石川県能登）")
        #expect(address.name(in: table)[.english].hasPrefix("Wajima City, Ishikawa Prefecture ("))
    }

    @Test("A prefecture alone is enough unless the organization wants the region (R-148, R-150)")
    func prefectureOnly() throws {
        let address = try #require(PrefectureCode("17").flatMap { AddressRegion(prefecture: $0, in: table) })
        #expect(address.region == nil)
        #expect(AddressPrecision.prefecture.accepts(address))
        #expect(!AddressPrecision.region.accepts(address))
        #expect(address.name(in: table)[.japanese] == "石川県")
    }

    @Test("Parts that disagree are refused")
    func disagreement() throws {
        let ishikawa = try #require(PrefectureCode("17"))
        let tokyo = try #require(PrefectureCode("13"))
        let noto = try #require(JMARegionCode("390"))
        let kaga = try #require(JMARegionCode("391"))
        let wajima = try #require(MunicipalityCode("1720400"))
        func address(
            _ prefecture: PrefectureCode, _ region: JMARegionCode?, _ municipality: MunicipalityCode?
        ) -> AddressRegion? {
            AddressRegion(prefecture: prefecture, region: region, municipality: municipality, in: table)
        }
        #expect(address(ishikawa, noto, wajima) != nil)
        #expect(address(ishikawa, noto, nil) != nil)
        #expect(address(tokyo, noto, nil) == nil)
        #expect(address(ishikawa, kaga, wajima) == nil)
        #expect(address(ishikawa, nil, wajima) == nil)
    }

    @Test("An address whose municipality has left the table keeps its region, and without the region its prefecture")
    func mergedMunicipality() throws {
        let ishikawa = try #require(PrefectureCode("17"))
        let noto = try #require(JMARegionCode("390"))
        let gone = try #require(MunicipalityCode("1799900"))
        let address = AddressRegion(stored: ishikawa, region: noto, municipality: gone, in: table)
        #expect(address == AddressRegion(region: noto, in: table))
        let older = AddressRegion(stored: ishikawa, region: JMARegionCode("999"), municipality: gone, in: table)
        #expect(older == AddressRegion(prefecture: ishikawa, in: table))
    }

    @Test("An event reaches the addresses in its regions, and those of which only the prefecture is known")
    func reach() throws {
        let noto = try #require(JMARegionCode("390"))
        let inNoto = try #require(AddressRegion(region: noto, in: table))
        let inKaga = try #require(JMARegionCode("391").flatMap { AddressRegion(region: $0, in: table) })
        let ishikawa = try #require(PrefectureCode("17").flatMap { AddressRegion(prefecture: $0, in: table) })
        let tokyo = try #require(PrefectureCode("13").flatMap { AddressRegion(prefecture: $0, in: table) })
        #expect(inNoto.lies(in: [noto], of: table))
        #expect(!inKaga.lies(in: [noto], of: table))
        #expect(ishikawa.lies(in: [noto], of: table))
        #expect(!tokyo.lies(in: [noto], of: table))
    }
}
