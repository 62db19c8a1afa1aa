import Domain
import Foundation
import Notify
import Profiles
import Tenants

extension Commands {
    /// `anpi regions update`
    static let regionsUpdate = Command(
        "regions update", "FILE [--former FILE] [--apply] [--force]",
        "takes a new table of municipalities and regions, and the addresses along with it",
        details: """
            FILE is municipalities.tsv with the columns of Resources/Regions/municipalities.tsv, or a folder with any of
            prefectures.tsv, regions.tsv, municipalities.tsv and former_names.tsv; what is missing stays as it is. --former
            is former_names.tsv, the whole table: add a line for each municipality that is gone, with its code. Without
            --apply it only prints what would change. With it, addresses are moved where the new place is certain, and
            the others' people are asked on their own page; so are the regions that rules and drafts name, and their
            administrators. Called again after an interruption it goes on. Then restart
            the server: until it has started again it knows the table before. --force takes a table that lost more than
            a tenth of its municipalities.
            """, options: ["former"], flags: ["apply", "force"]
    ) { arguments in
        try await withRooms { rooms in
            let versions = RegionVersions(database: rooms.database)
            let scope = InstallationScope(purpose: "command line")
            let stored = try await versions.applied(scope)?.files ?? .embedded()
            let files = try regionFiles(
                try arguments.word(0, "FILE"), former: arguments.options["former"], over: stored)
            let table: RegionTable
            do throws(RegionTableError) {
                table = try RegionTable(files)
            } catch {
                throw UsageError(reason: error.words)
            }
            let diff = RegionTableDiff(from: rooms.regions, to: table)
            guard diff.gonePrefectures.isEmpty else {
                throw UsageError(
                    reason: "Prefectures are missing: \(diff.gonePrefectures.map { $0.name[.english] })")
            }
            if diff.isSuspicious(against: rooms.regions), !arguments.flags.contains("force") {
                throw UsageError(
                    reason:
                        "\(diff.gone.count) municipalities are missing, more than a tenth; --force takes it anyway."
                )
            }
            tell(diff)
            let move = MoveAddresses(database: rooms.database)
            let addresses = try await move.changes(to: table, scope)
            for change in addresses { print(words(change, table)) }
            let areas = MoveAreas(database: rooms.database)
            let named = try await areas.changes(from: rooms.regions, to: table, scope)
            for change in named { print(words(change)) }
            guard arguments.flags.contains("apply") else {
                let isInUse = files == stored && addresses.isEmpty && named.isEmpty
                print(
                    isInUse
                        ? "It is the table that is in use already: nothing would be changed."
                        : "Nothing was changed; --apply does it.")
                return 0
            }
            let newest = try await versions.newest(scope)
            let isThere = newest.map { $0.files == files && $0.isApplied } ?? false
            let id = try await versions.keep(files, scope, madeAt: rooms.clock.now())
            let count = try await move(to: table, scope, by: .installationOperator, at: rooms.clock.now())
            let moved = try await areas(
                from: rooms.regions, to: table, scope, by: .installationOperator, at: rooms.clock.now())
            try await versions.apply(id, scope, at: rooms.clock.now())
            if isThere, count.moved + count.asked + moved.moved + moved.asked == 0 {
                print("Version \(id) is this table already; there is no new one, and nothing was changed.")
                return 0
            }
            print("Rules and drafts: \(moved.moved) moved, \(moved.asked) for their administrators to look at.")
            print(
                "Version \(id): \(count.moved) addresses moved, \(count.asked) to be asked. Restart the server to use it."
            )
            return 0
        }
    }

    private static func regionFiles(
        _ path: String, former: String?, over stored: RegionFiles
    ) throws -> RegionFiles {
        func bytes(_ path: String) throws -> [UInt8] {
            guard let bytes = TextFile.bytes(path, upTo: 16 << 20) else {
                throw UsageError(reason: "\(path) cannot be read.")
            }
            return bytes
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw UsageError(reason: "\(path) cannot be read.")
        }
        func part(_ name: String, _ stored: [UInt8]) throws -> [UInt8] {
            let file = "\(path)/\(name)"
            return FileManager.default.fileExists(atPath: file) ? try bytes(file) : stored
        }
        let formerNames = try former.map(bytes)
        guard isFolder.boolValue else {
            return RegionFiles(
                prefectures: stored.prefectures, regions: stored.regions, municipalities: try bytes(path),
                formerNames: formerNames ?? stored.formerNames)
        }
        return RegionFiles(
            prefectures: try part("prefectures.tsv", stored.prefectures),
            regions: try part("regions.tsv", stored.regions),
            municipalities: try part("municipalities.tsv", stored.municipalities),
            formerNames: try formerNames ?? part("former_names.tsv", stored.formerNames))
    }

    private static func tell(_ diff: RegionTableDiff) {
        for place in diff.added {
            print("new      \(place.code) \(place.name[.japanese]) (\(place.region))")
        }
        for (place, successors) in diff.gone {
            let now = successors.map { "\($0.code) \($0.name[.japanese])" }.joined(separator: ", ")
            print("gone     \(place.code) \(place.name[.japanese])\(now.isEmpty ? "" : ", now \(now)")")
        }
        for (before, after) in diff.moved {
            print(
                "moved    \(after.code) \(after.name[.japanese]): region \(before.region) to \(after.region)"
            )
        }
        for (before, after) in diff.renamed {
            print("renamed  \(after.code) \(before.name[.japanese]) to \(after.name[.japanese])")
        }
        for region in diff.goneRegions {
            print("gone     region \(region.code) \(region.name[.japanese])")
        }
        let changes = [
            diff.added.count, diff.gone.count, diff.moved.count, diff.renamed.count,
            diff.goneRegions.count,
        ]
        if changes.allSatisfy({ $0 == 0 }) { print("The tables have the same places.") }
    }

    private static func words(_ change: MoveAreas.Change) -> String {
        func list(_ codes: [JMARegionCode]) -> String { codes.map(\.description).joined(separator: ", ") }
        let who = "\(change.rules) rules and \(change.drafts) drafts"
        return switch change.outcome {
        case .follows(let one): "\(who) name region \(change.code), now \(one)"
        case .isAsked(let several):
            "\(who) name region \(change.code), now \(several.isEmpty ? "unknown" : list(several)): their administrators are asked"
        case .grows(let several): "\(who) name region \(change.code) and name \(list(several)), too"
        case .loses(let several):
            "\(who) name region \(change.code), of which a part lies in \(list(several)) now, which they do not name"
        }
    }

    private static func words(_ change: MoveAddresses.Change, _ table: RegionTable) -> String {
        let from = change.from.municipality ?? change.from.region ?? change.from.prefecture
        return switch change.move {
        case .goes(let to):
            "\(change.addresses) addresses move from \(from) to \(to.name(in: table)[.japanese])"
        case .asks, .stays: "\(change.addresses) addresses in \(from): their people are asked"
        }
    }
}

extension RegionTableError {
    /// What an operator reads.
    fileprivate var words: String {
        switch self {
        case .notText(let file, let line): "\(file), line \(line): this is not UTF-8 text."
        case .wrongColumns(let file): "\(file): its first line does not name the columns."
        case .wrongLine(let file, let line):
            "\(file), line \(line): a cell is missing, or is not what its column says."
        case .repeatedCode(let code): "The code \(code) stands twice."
        case .unknownCode(let code, let row): "\(row) names \(code), which the table does not have."
        }
    }
}
