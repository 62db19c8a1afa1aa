package import Channels
package import Domain
import Synchronization

/// Takes the mails that the machine's mail server puts into a Maildir, each exactly once: a file is moved out of `new` only
/// when what follows from it is committed, and a file that is found again after that is only moved.
package actor MaildirInbox {
    /// How often the folder is looked at.
    package static let rhythm = Duration.milliseconds(500)
    /// A mail whose reading has ended the program so often is put aside.
    private static let mostTries = 3
    /// How many are taken at the same time, in one look, and how many names one look sees.
    private static let batch = 16
    private static let filesAtOnce = 400
    /// What could not be recorded is tried again after this.
    private static let patience = Duration.seconds(10)
    /// How long mails that were taken are kept, and how long it is known that they were.
    private static let keptFiles = Duration.seconds(30 * 86_400)
    private static let keptNames = Duration.seconds(60 * 86_400)
    private static let tidyRhythm = Duration.seconds(3_600)

    /// The folders of a Maildir, and one for what nobody can read.
    private struct Folders {
        let new: WatchedFolder
        let cur: WatchedFolder
        let poison: WatchedFolder

        /// Nil until the mail server has delivered for the first time: what it makes itself, it may write to.
        init?(_ path: String) throws(WatchedFolder.Failure) {
            let folder = try WatchedFolder(path: path)
            guard folder.item("new") != nil else { return nil }
            new = try folder.subfolder("new")
            cur = try folder.subfolder("cur")
            poison = try folder.subfolder("poison")
        }
    }

    private nonisolated let thread = SerialWork(label: "anpi.inbox")
    private nonisolated let taken = Mutex<[InboundOutcome: Int]>([:])
    private let path: String
    private let take: TakeMail
    private let log: Log
    private let read: @Sendable (Int32) -> InboundMail?
    /// Files that this process has begun to read, so that only its end counts as a try.
    private var begun: Set<String> = []
    /// Files that could not be recorded or moved, and when they are tried again.
    private var waiting: [String: Instant] = [:]
    private var tidied: Instant?
    private var complaint = ""

    /// The inbox at a path that exists, where the program may make folders.
    ///
    /// - Parameter read: Reads the mail in an open file, which it closes; nil if it is none.
    package init(
        path: String, take: TakeMail, log: Log,
        read: @escaping @Sendable (Int32) -> InboundMail? = { MailReader.read(descriptor: $0) }
    ) {
        self.path = path
        self.take = take
        self.log = log
        self.read = read
    }

    /// The folder's own thread: a slow disk or a large mail stops nobody else.
    package nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// How many mails were taken since the start, by what became of them.
    package nonisolated var counts: [InboundOutcome: Int] { taken.withLock { $0 } }

    /// Looks at the folder until the task is cancelled.
    package func run(_ clock: WallClock) async {
        while !Task.isCancelled {
            let count = await scan(now: clock.now())
            await tidy(now: clock.now())
            if count == 0 { try? await Task.sleep(for: Self.rhythm) }
        }
    }

    /// Looks at the folder once. Returns how many mails were put away.
    package func scan(now: Instant) async -> Int {
        var count = 0
        do throws(WatchedFolder.Failure) {
            guard let folders = try Folders(path) else { return 0 }
            let items = try folders.new.items(limit: Self.filesAtOnce) { name in waiting[name].map { $0 <= now } ?? true
            }
            var suspects: [Suspect] = []
            for start in stride(from: 0, to: items.count, by: Self.batch) where !Task.isCancelled {
                let batch = items[start..<min(start + Self.batch, items.count)]
                count += await take(batch, in: folders, now, &suspects)
            }
            for suspect in suspects.sorted(by: { $0.tries < $1.tries }) where !Task.isCancelled {
                count += await takeAlone(suspect.item, in: folders, now)
            }
            if count == items.count { complaint = "" }
        } catch {
            complain("inbox.unusable", "errno \(error.number)")
        }
        return count
    }

    /// A file that was begun and never ended.
    private struct Suspect {
        let item: WatchedFolder.Item
        let tries: Int
    }

    /// What was read, and what needs no reading, with what became of it.
    private struct Sorted {
        var ready: [(name: String, mail: InboundMail?)] = []
        var ended: [(name: String, outcome: InboundOutcome?)] = []
    }

    /// Takes those that nobody has begun to read, or this process has before, all at the same time.
    private func take(
        _ items: ArraySlice<WatchedFolder.Item>, in folders: Folders, _ now: Instant, _ suspects: inout [Suspect]
    ) async -> Int {
        var sorted = Sorted()
        let known: [String: InboundJournal.Known]
        do {
            known = try await take.journal.begin(items.map(\.name).filter { !begun.contains($0) }, at: now)
        } catch {
            put(off: items.map(\.name), error, now)
            return 0
        }
        for item in items {
            switch known[item.name] {
            case .unfinished(let tries)?: suspects.append(Suspect(item: item, tries: tries))
            case .taken?: sorted.ended.append((item.name, nil))
            case .new?, nil: look(at: item, in: folders, now, &sorted)
            }
        }
        return await putAway(sorted, in: folders, now)
    }

    /// Takes one that may have ended the program, and nothing beside it.
    private func takeAlone(_ item: WatchedFolder.Item, in folders: Folders, _ now: Instant) async -> Int {
        var sorted = Sorted()
        do {
            if try await take.journal.beginAgain(item.name) > Self.mostTries {
                sorted.ended.append((item.name, .poison))
            } else {
                look(at: item, in: folders, now, &sorted)
            }
        } catch {
            put(off: [item.name], error, now)
            return 0
        }
        return await putAway(sorted, in: folders, now)
    }

    private func look(at item: WatchedFolder.Item, in folders: Folders, _ now: Instant, _ sorted: inout Sorted) {
        begun.insert(item.name)
        do {
            if item.kind != .file {
                sorted.ended.append((item.name, .poison))
            } else if item.size > MailReader.largest {
                log.error("inbox.tooLarge", ("file", item.name), ("bytes", "\(item.size)"))
                sorted.ended.append((item.name, .tooLarge))
            } else {
                sorted.ready.append((item.name, read(try folders.new.opened(item.name))))
            }
        } catch {
            put(off: [item.name], error, now)
        }
    }

    private func putAway(_ sorted: Sorted, in folders: Folders, _ now: Instant) async -> Int {
        var done = 0
        for result in await results(of: sorted, now) {
            do {
                let outcome = try result.outcome.get()
                // The name in `cur` says that it was seen.
                let shelf = outcome == .poison ? folders.poison : folders.cur
                let base = result.name.prefix { $0 != ":" }
                _ = try folders.new.move(result.name, to: shelf, as: outcome == .poison ? result.name : base + ":2,S")
                if let outcome { taken.withLock { $0[outcome, default: 0] += 1 } }
                if outcome == .poison { log.error("inbox.poison", ("file", result.name)) }
                begun.remove(result.name)
                waiting[result.name] = nil
                done += 1
            } catch {
                put(off: [result.name], error, now)
            }
        }
        return done
    }

    private typealias Taken = (name: String, outcome: Result<InboundOutcome?, any Error>)

    private func results(of sorted: Sorted, _ now: Instant) async -> [Taken] {
        await withTaskGroup(of: Taken.self) { [take] group in
            for (name, mail) in sorted.ready {
                group.addTask {
                    do {
                        return (name, .success(try await take(mail ?? InboundMail(), from: name)))
                    } catch {
                        return (name, .failure(error))
                    }
                }
            }
            for (name, outcome) in sorted.ended {
                group.addTask {
                    do {
                        if let outcome { try await take.journal.end(name, outcome, at: now) }
                        return (name, .success(outcome))
                    } catch {
                        return (name, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// Leaves mails where they are until a while later.
    private func put(off names: [String], _ error: any Error, _ now: Instant) {
        for name in names { waiting[name] = now + Self.patience }
        complain("inbox.stuck", error.logged)
    }

    /// Removes what was taken long ago.
    private func tidy(now: Instant) async {
        if let tidied, now - tidied < Self.tidyRhythm { return }
        tidied = now
        do {
            guard let cur = try Folders(path)?.cur else { return }
            for item in try cur.items(limit: .max, where: { _ in true }) where item.kind == .file {
                let changed = Instant(milliseconds: Int64(item.changed / 1_000_000))
                if now - changed > Self.keptFiles { try cur.remove(item.name) }
            }
            try await take.forget(before: now - Self.keptNames, at: now)
        } catch {
            complain("inbox.untidy", error.logged)
        }
    }

    /// Says the same once, and not twice a second.
    private func complain(_ event: StaticString, _ reason: String) {
        let text = "\(event) \(reason)"
        guard text != complaint else { return }
        complaint = text
        log.error(event, ("reason", reason))
    }
}
