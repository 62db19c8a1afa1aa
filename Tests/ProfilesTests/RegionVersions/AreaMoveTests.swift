import Domain
import Testing

@testable import Profiles

@Suite("Areas that go along with a new table of regions")
struct AreaMoveTests {
    /// How JMA might change 能登 (390), beside which lies 加賀 (391).
    enum Change: String, CaseIterable, Sendable {
        case renumbered, split, merged, partlyNew, partlyBeside, lost

        func table() throws -> RegionTable {
            switch self {
            case .renumbered: try Self.table { $0.move(to: "399") }
            case .split: try Self.table { $0.move(to: "399", others: ["1720400": "398"]) }
            case .merged: try Self.table { $0.move(to: "391") }
            case .partlyNew: try Self.table { $0.move(to: "390", others: ["1720400": "398"]) }
            case .partlyBeside: try Self.table { $0.move(to: "390", others: ["1720400": "391"]) }
            case .lost: try Self.table { $0.drop() }
            }
        }

        private static func table(_ edit: (inout NotoEdit) -> Void) throws -> RegionTable {
            var noto = NotoEdit()
            edit(&noto)
            return try RegionTable(noto.files)
        }
    }

    static let cases: [(Change, [String], [String: [AreaMove.Outcome]], [String])] = [
        (.renumbered, ["390", "391"], ["390": [.follows(code("399"))]], ["391", "399"]),
        (.split, ["390"], ["390": [.isAsked([code("398"), code("399")])]], ["390", "398", "399"]),
        (.merged, ["390"], ["390": [.follows(code("391"))]], ["391"]),
        (.merged, ["390", "391"], ["390": [.follows(code("391"))]], ["391"]),
        (.partlyNew, ["390"], ["390": [.grows([code("398")])]], ["390", "398"]),
        (.partlyNew, ["391"], [:], ["391"]),
        (.partlyBeside, ["390"], ["390": [.loses([code("391")])]], ["390"]),
        (.partlyBeside, ["390", "391"], [:], ["390", "391"]),
        (.lost, ["390", "391"], ["390": [.isAsked([])]], ["390", "391"]),
        (.split, ["380"], [:], ["380"]),
    ]

    @Test(
        "One successor takes the place; several count until somebody says what is meant; nothing falls out",
        arguments: cases)
    func outcomes(
        change: Change, area: [String], expected: [String: [AreaMove.Outcome]], now: [String]
    ) throws {
        let table = try change.table()
        let area = Set(area.map(Self.code))
        let move = AreaMove(area, from: try .embedded(), to: table)
        let outcomes = Dictionary(uniqueKeysWithValues: move.outcomes.map { ($0.key.description, $0.value) })
        #expect(outcomes == expected)
        let next = Set(area.flatMap { move.codes(for: $0) })
        #expect(next.map(\.description).sorted() == now)
        // Taken once more, as after an interruption, it changes nothing.
        let again = AreaMove(next, from: try .embedded(), to: table)
        #expect(Set(next.flatMap { again.codes(for: $0) }) == next)
    }

    @Test("By the same table nothing moves")
    func same() throws {
        let table = try RegionTable.embedded()
        #expect(AreaMove(Set(table.regions.map(\.code)), from: table, to: table).outcomes.isEmpty)
    }

    private static func code(_ text: String) -> JMARegionCode {
        guard let code = JMARegionCode(text) else { preconditionFailure("No region's code: \(text)") }
        return code
    }
}

/// The files of the regions with another 能登.
struct NotoEdit {
    private(set) var files = RegionFiles.embedded()

    /// Puts the municipalities of 能登 into other regions, which are made where they do not exist.
    mutating func move(to region: String, others: [String: String] = [:]) {
        edit { row in
            guard row.contains("\t390\t") else { return row }
            let target = others.first { row.hasPrefix($0.key) }?.value ?? region
            return row.replacing("\t390\t", with: "\t\(target)\t")
        }
        let names = String(decoding: files.regions, as: UTF8.self)
        let noto = names.split(separator: "\n").first { $0.hasPrefix("390\t") } ?? ""
        let used = Set([region] + others.values)
        var lines = names.split(separator: "\n").map(String.init).filter {
            !$0.hasPrefix("390\t") || used.contains("390")
        }
        for code in used.sorted() where !lines.contains(where: { $0.hasPrefix(code + "\t") }) {
            lines.append(code + noto.dropFirst(3))
        }
        files = RegionFiles(
            prefectures: files.prefectures, regions: Array((lines.joined(separator: "\n") + "\n").utf8),
            municipalities: files.municipalities, formerNames: files.formerNames)
    }

    /// Removes 能登, its municipalities and what became of them.
    mutating func drop() {
        let gone = String(decoding: files.municipalities, as: UTF8.self).split(separator: "\n")
            .filter { $0.contains("\t390\t") }.map { String($0.prefix(7)) }
        edit { row in row.contains("\t390\t") ? nil : row }
        func without(_ bytes: [UInt8], _ isGone: (Substring) -> Bool) -> [UInt8] {
            let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n").filter { !isGone($0) }
            return Array((lines.joined(separator: "\n") + "\n").utf8)
        }
        files = RegionFiles(
            prefectures: files.prefectures, regions: without(files.regions) { $0.hasPrefix("390\t") },
            municipalities: files.municipalities,
            formerNames: without(files.formerNames) { line in gone.contains { line.contains($0) } })
    }

    private mutating func edit(_ change: (String) -> String?) {
        let rows = String(decoding: files.municipalities, as: UTF8.self).split(separator: "\n").map(String.init)
        let text = rows.compactMap(change).joined(separator: "\n") + "\n"
        files = RegionFiles(
            prefectures: files.prefectures, regions: files.regions, municipalities: Array(text.utf8),
            formerNames: files.formerNames)
    }
}
