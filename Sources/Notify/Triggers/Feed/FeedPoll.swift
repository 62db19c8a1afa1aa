package import Database
package import Domain

/// Asks JMA's Atom feed for news, once for the whole installation, and follows each new entry about an earthquake once.
///
/// Entries are noted in the transaction that notes the feed's version, so that a feed that has not changed since hides
/// nothing; what could not be fetched is tried again with growing waits.
package struct FeedPoll: Sendable {
    /// The largest feed and the largest document that are read.
    package static let maximumBytes = 5_000_000
    /// The longest wait after failures.
    package static let longestWait = Duration.seconds(600)
    /// An entry that could not be fetched for so long is given up: it would send nothing any more.
    static let patience = Duration.seconds(3_600)
    /// Longer than any feed names an entry.
    private static let memoryTime = Duration.seconds(30 * 86_400)
    /// Documents that are fetched at the same time.
    private static let width = 4

    /// What one round did.
    package struct Round: Hashable, Sendable {
        /// Whether the feed itself could be read or had not changed.
        package var isReached = false
        /// Whether it had not changed.
        package var isUnchanged = false
        /// Entries that are new to us and of a kind that triggers look at.
        package var news = 0
        /// Entries whose document arrived.
        package var fetched = 0
        /// Entries that are never fetched: a foreign host, a redirect, too large, gone.
        package var refused = 0
        /// Entries that are tried again later.
        package var postponed = 0
        /// How long the server asks to wait, if it does.
        package var retryAfter: Duration?
    }

    private let url: String
    private let reader: PageReader
    private let ingest: IngestBulletin
    private let bulletins: BulletinReader
    private let memory: FeedMemory
    private let log: Log

    /// A poll of one feed.
    package init(
        url: String, reader: PageReader, ingest: IngestBulletin, bulletins: BulletinReader, database: Database,
        log: Log
    ) {
        self.url = url
        self.reader = reader
        self.ingest = ingest
        self.bulletins = bulletins
        self.log = log
        memory = FeedMemory(database: database)
    }

    /// Polls until the task is cancelled.
    package func run(every interval: Duration, _ clock: WallClock, _ signs: TriggerSigns) async {
        var failures = 0
        signs.beginFeed(every: interval, at: clock.now())
        while !Task.isCancelled {
            var wait = interval
            do {
                let round = try await poll(now: clock.now())
                failures = round.isReached ? 0 : failures + 1
                if round.isReached { signs.hearFeed(at: clock.now()) }
                wait = Self.wait(interval, failures: failures, retryAfter: round.retryAfter)
            } catch {
                failures += 1
                wait = Self.wait(interval, failures: failures, retryAfter: nil)
                log.error("feed.unusable", ("reason", error.logged))
            }
            try? await Task.sleep(for: wait)
        }
    }

    /// How long to wait for the next round: the interval, doubled with each failure, or what the server asks for.
    static func wait(_ interval: Duration, failures: Int, retryAfter: Duration?) -> Duration {
        let grown = min(interval * (1 << min(failures, 10)), max(longestWait, interval))
        guard failures > 0, let retryAfter else { return grown }
        return max(grown, min(retryAfter, max(longestWait, interval)))
    }

    /// Asks once for news and follows what can be followed.
    ///
    /// - Throws: `DatabaseError`.
    package func poll(now: Instant) async throws -> Round {
        var round = Round()
        try await ask(now, &round)
        let entries = try await memory.openEntries(of: url, now: now)
        try await withThrowingTaskGroup(of: Fate.self) { group in
            var waiting = entries.makeIterator()
            for _ in 0..<Self.width {
                guard let entry = waiting.next() else { break }
                group.addTask { try await follow(entry, now) }
            }
            while let fate = try await group.next() {
                switch fate {
                case .fetched: round.fetched += 1
                case .refused: round.refused += 1
                case .postponed: round.postponed += 1
                }
                if let entry = waiting.next() { group.addTask { try await follow(entry, now) } }
            }
        }
        return round
    }

    private func ask(_ now: Instant, _ round: inout Round) async throws {
        switch await reader.read(url, try await memory.version(of: url), Self.maximumBytes, now) {
        case .unchanged:
            round.isReached = true
            round.isUnchanged = true
        case .page(let bytes, let version):
            let feed: AtomFeed
            do {
                feed = try await bulletins.feed(bytes)
            } catch {
                log.warning("feed.refused", ("reason", error.explanation[.english]))
                return
            }
            let entries = feed.entries.filter(\.concernsTriggers).map { (id: $0.id, link: $0.link) }
            round.isReached = true
            round.news = try await memory.remember(entries, of: url, version, now: now)
            if round.news > 0 { try await memory.forget(before: now - Self.memoryTime) }
        case .status(let status, let retryAfter):
            round.retryAfter = retryAfter
            log.warning("feed.failed", ("status", "\(status)"))
        case .tooLarge: log.warning("feed.failed", ("reason", "tooLarge"))
        case .failed(let reason): log.warning("feed.failed", ("reason", reason))
        }
    }

    private enum Fate {
        case fetched, refused, postponed
    }

    private func follow(_ entry: FeedEntry, _ now: Instant) async throws -> Fate {
        guard let address = [entry.link, entry.secured].first(where: reader.allows) else {
            return try await refuse(entry, "foreignAddress")
        }
        switch await reader.read(address, PageReader.Version(), Self.maximumBytes, now) {
        case .page(let bytes, _): return try await take(bytes, of: entry, now)
        case .tooLarge:
            try await ingest.refuse(
                .document(.tooLarge(bytes: Self.maximumBytes + 1)), beginning: [], size: Self.maximumBytes + 1,
                from: .feed, name: entry.name, now: now)
            return try await refuse(entry, "tooLarge")
        case .status(let status, _) where (300..<400).contains(status):
            return try await refuse(entry, "redirect")
        case .status(let status, _): return try await postpone(entry, "status \(status)", now)
        case .failed(let reason): return try await postpone(entry, reason, now)
        case .unchanged: return try await postpone(entry, "status 304", now)
        }
    }

    /// Takes what stood at an entry's address. What is no document of JMA's may be a page about a fault on the way, so
    /// it is asked for again; the first one is recorded, and the last.
    private func take(_ bytes: [UInt8], of entry: FeedEntry, _ now: Instant) async throws -> Fate {
        let isLast = now - entry.firstSeenAt > Self.patience
        if entry.tries > 0, !isLast, await bulletins.read(bytes).0.mayBeAnotherPage {
            return try await postpone(entry, "unreadable", now)
        }
        let taken: IngestedBulletin
        do {
            taken = try await ingest(bytes, from: .feed, name: entry.name, now: now)
        } catch {
            log.error("feed.entryNotRecorded", ("entry", entry.name), ("reason", error.logged))
            return try await postpone(entry, "notRecorded", now)
        }
        if taken.document.mayBeAnotherPage { return try await postpone(entry, "unreadable", now) }
        try await memory.settle(entry, "fetched", nextTry: nil)
        return .fetched
    }

    private func refuse(_ entry: FeedEntry, _ reason: String) async throws -> Fate {
        log.warning("feed.entryRefused", ("entry", entry.name), ("reason", reason))
        try await memory.settle(entry, reason, nextTry: nil)
        return .refused
    }

    private func postpone(_ entry: FeedEntry, _ reason: String, _ now: Instant) async throws -> Fate {
        if now - entry.firstSeenAt > Self.patience { return try await refuse(entry, "gaveUp: \(reason)") }
        log.warning("feed.entryPostponed", ("entry", entry.name), ("reason", reason))
        let wait = min(Duration.seconds(2) * (1 << min(entry.tries, 8)), .seconds(300))
        try await memory.settle(entry, reason, nextTry: now + wait)
        return .postponed
    }
}

extension ParsedBulletin {
    /// Whether it is no document of JMA's at all, such as what a server says with status 200 while it is out of order.
    fileprivate var mayBeAnotherPage: Bool {
        switch self {
        case .refused(.document(.malformed)), .refused(.document(.documentType)),
            .refused(.document(.unexpectedRoot)):
            true
        default: false
        }
    }
}

extension AtomFeed.Entry {
    /// Whether it is of a kind that triggers look at, by its title or, should JMA rename its titles, by its address.
    fileprivate var concernsTriggers: Bool {
        type != nil || BulletinType.allCases.contains { link.contains("_\($0.rawValue)_") }
    }
}

extension FeedEntry {
    /// The same address over https: JMA's own feeds named their entries without it for years.
    fileprivate var secured: String {
        link.hasPrefix("http://") ? "https://" + link.dropFirst("http://".count) : link
    }

    /// The last part of the address: names the document in the log, whatever else the address holds.
    fileprivate var name: String {
        String((link.split(separator: "/").last ?? "").prefix { $0 != "?" && $0 != "#" }.prefix(80))
    }
}
