package import Domain

/// Takes bulletins that another program puts into a folder, each once and only when it is complete.
///
/// A file that ends as bulletins end is complete at once; anything else is, when nobody has written to it for a while.
/// A complete file is first moved into `reading`, where nobody else writes, so that what is read and what is put away
/// are the same; then it is read, recorded, and put into `done` or `refused`. What a crash leaves in `reading` is
/// read at the next start.
package actor DropFolder {
    /// How long nobody must have written to a file that does not end as bulletins end.
    package static let settlingTime = Duration.seconds(5)
    /// How often the folder is looked at.
    package static let rhythm = Duration.milliseconds(250)

    /// What one look at the folder did.
    package struct Round: Hashable, Sendable {
        /// Files that were read and put into `done`.
        package var done = 0
        /// Files that were put into `refused`.
        package var refused = 0
        /// Files that are still being written.
        package var unfinished = 0
        /// Files that could not be recorded or moved, and stay until they can.
        package var stuck = 0
    }

    /// The most files that are taken in one look.
    private static let filesAtOnce = 200

    private nonisolated let thread = SerialWork(label: "anpi.dropfolder")
    private let path: String
    private let ingest: IngestBulletin
    private let log: Log
    private var seen: [String: (item: WatchedFolder.Item, since: Instant)] = [:]
    private var complaint = ""

    /// A drop folder at a path that exists, where the program may make folders.
    package init(path: String, ingest: IngestBulletin, log: Log) {
        self.path = path
        self.ingest = ingest
        self.log = log
    }

    /// The folder's own thread: a slow disk stops nobody else.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Looks at the folder until the task is cancelled.
    package func run(_ clock: WallClock, _ signs: TriggerSigns) async {
        while !Task.isCancelled {
            let round = await scan(now: clock.now())
            signs.seeFolder(isStuck: round.stuck > 0, at: clock.now())
            try? await Task.sleep(for: Self.rhythm)
        }
    }

    /// Looks at the folder once.
    package func scan(now: Instant) async -> Round {
        var round = Round()
        do throws(WatchedFolder.Failure) {
            let folder = try WatchedFolder(path: path)
            let reading = try folder.subfolder("reading")
            try claim(from: folder, to: reading, now, &round)
            let shelves = (done: try folder.subfolder("done"), refused: try folder.subfolder("refused"))
            for item in try reading.items(limit: Self.filesAtOnce, where: Self.isBulletin) where item.kind != .folder {
                await take(item, in: reading, shelves.done, shelves.refused, now, &round)
            }
            if round.stuck == 0 { complaint = "" }
        } catch {
            complain("dropFolder.unusable", "errno \(error.number)")
            round.stuck += 1
        }
        return round
    }

    private static func isBulletin(_ name: String) -> Bool { name.lowercased().hasSuffix(".xml") }

    /// Moves what is complete to where nobody else writes.
    private func claim(
        from folder: WatchedFolder, to reading: WatchedFolder, _ now: Instant, _ round: inout Round
    ) throws(WatchedFolder.Failure) {
        let items = try folder.items(limit: Self.filesAtOnce, where: Self.isBulletin).filter { $0.kind != .folder }
        let names = Set(items.map(\.name))
        seen = seen.filter { names.contains($0.key) }
        for item in items {
            do throws(WatchedFolder.Failure) {
                guard try isComplete(item, in: folder, now) else {
                    round.unfinished += 1
                    continue
                }
                if try folder.move(item.name, to: reading, as: item.name) { seen[item.name] = nil }
            } catch {
                complain("dropFolder.unreadableFile", "errno \(error.number)")
                round.stuck += 1
            }
        }
    }

    private func isComplete(
        _ item: WatchedFolder.Item, in folder: WatchedFolder, _ now: Instant
    ) throws(WatchedFolder.Failure) -> Bool {
        guard item.kind == .file, item.size <= BulletinRecord.largestKept else { return true }
        let end = String(decoding: try folder.end(of: item.name, count: 64), as: UTF8.self)
        if end.trimmed.hasSuffix("</Report>") { return true }
        guard let before = seen[item.name], before.item == item else {
            seen[item.name] = (item, now)
            return false
        }
        return now - before.since >= Self.settlingTime
    }

    private func take(
        _ item: WatchedFolder.Item, in reading: WatchedFolder, _ done: WatchedFolder, _ refused: WatchedFolder,
        _ now: Instant, _ round: inout Round
    ) async {
        do {
            let isRefused: Bool
            if case .refused = try await record(item, in: reading, now).document {
                isRefused = true
            } else {
                isRefused = false
            }
            try putAway(item.name, from: reading, to: isRefused ? refused : done)
            if isRefused { round.refused += 1 } else { round.done += 1 }
        } catch {
            // It stays where it is and is read again: a copy is recognized.
            complain("dropFolder.stuck", error.logged)
            round.stuck += 1
        }
    }

    private func record(
        _ item: WatchedFolder.Item, in reading: WatchedFolder, _ now: Instant
    ) async throws -> IngestedBulletin {
        guard item.kind == .file else {
            return try await ingest.refuse(
                .notAFile, beginning: [], size: 0, from: .folder, name: item.name, now: now)
        }
        let limit = BulletinRecord.largestKept
        guard item.size <= limit else {
            return try await ingest.refuse(
                .document(.tooLarge(bytes: item.size)), beginning: try reading.beginning(of: item.name, count: 4_096),
                size: item.size, from: .folder, name: item.name, now: now)
        }
        let bytes = try reading.beginning(of: item.name, count: limit)
        return try await ingest(bytes, from: .folder, name: item.name, now: now)
    }

    /// A name that is taken gets a number.
    private func putAway(
        _ name: String, from folder: WatchedFolder, to shelf: WatchedFolder
    ) throws(WatchedFolder.Failure) {
        if try folder.move(name, to: shelf, as: name) { return }
        for number in 2..<100_000 where shelf.item("\(name)~\(number)") == nil {
            if try folder.move(name, to: shelf, as: "\(name)~\(number)") { return }
        }
    }

    /// Says the same once, and not four times a second.
    private func complain(_ event: StaticString, _ reason: String) {
        let text = "\(event) \(reason)"
        guard text != complaint else { return }
        complaint = text
        log.error(event, ("reason", reason))
    }
}
