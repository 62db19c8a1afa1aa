import Domain
import Notify
import Profiles
import Tenants

extension Rooms {
    /// At start, before anybody is answered: puts a newer table of this program into use, finishes a change that was
    /// interrupted, and moves once more what the server before stored by the table before.
    ///
    /// - Returns: The rooms with the table of today.
    /// - Throws: `RegionTableError` or `DatabaseError`.
    func withRegionsOfToday() async throws -> Rooms {
        let scope = InstallationScope(purpose: "regions at start")
        let versions = RegionVersions(database: database)
        let newest = try await versions.newest(scope)
        let isOutdated =
            newest.map { $0.madeAt < RegionFiles.embeddedAt && $0.files != .embedded() } ?? true
        if isOutdated {
            _ = try await versions.keep(.embedded(), scope, madeAt: RegionFiles.embeddedAt)
        }
        guard let version = isOutdated ? try await versions.newest(scope) : newest else { return self }
        let table = try RegionTable(version.files)
        if !version.isSettled {
            let count = try await MoveAddresses(database: database)(
                to: table, scope, by: .system, at: clock.now())
            var areas = MoveAreas.Count()
            if let before = try await versions.inUse(before: version.id, scope) {
                areas = try await MoveAreas(database: database)(
                    from: RegionTable(before.files), to: table, scope, by: .system, at: clock.now())
            }
            try await versions.apply(version.id, scope, at: clock.now())
            try await versions.settle(version.id, scope, at: clock.now())
            log.info(
                "regions", ("version", "\(version.id)"), ("moved", "\(count.moved)"),
                ("asked", "\(count.asked)"), ("areasMoved", "\(areas.moved)"), ("areasAsked", "\(areas.asked)"))
        }
        var rooms = self
        rooms.regions = table
        rooms.regionVersion = version.id
        return rooms
    }
}
