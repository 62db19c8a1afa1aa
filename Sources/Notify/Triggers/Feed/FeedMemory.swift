import Database
import Domain
import Tenants

/// What the installation remembers of feeds, so that each entry is followed once, also after a restart.
struct FeedMemory: Sendable {
    let database: Database

    /// What a feed's server said about the version of it that was read last.
    func version(of url: String) async throws -> PageReader.Version {
        try await database.read(InstallationScope(purpose: "ask a feed for news")) { transaction in
            try transaction.first("SELECT entity_tag, last_modified FROM feed WHERE url = \(url)") {
                PageReader.Version(entityTag: try $0.next(), lastModified: try $0.next())
            } ?? PageReader.Version()
        }
    }

    /// Notes new entries of a feed together with the version in which they stood: none can be forgotten. Returns how
    /// many were new.
    func remember(
        _ entries: [(id: String, link: String)], of url: String, _ version: PageReader.Version, now: Instant
    ) async throws -> Int {
        try await database.write(InstallationScope(purpose: "note a feed's entries")) { transaction in
            var news = 0
            for entry in entries {
                news += try transaction.execute(
                    """
                    INSERT INTO feed_entry (id, feed, link, first_seen_at, tries, next_try_at, outcome)
                    VALUES (\(entry.id), \(url), \(entry.link), \(now), 0, \(now), '') ON CONFLICT DO NOTHING
                    """)
            }
            try transaction.execute(
                """
                INSERT INTO feed (url, entity_tag, last_modified, changed_at)
                VALUES (\(url), \(version.entityTag), \(version.lastModified), \(now))
                ON CONFLICT (url) DO UPDATE SET entity_tag = excluded.entity_tag,
                    last_modified = excluded.last_modified, changed_at = excluded.changed_at
                """)
            return news
        }
    }

    /// Entries that were not fetched yet and may be tried now, the newest first.
    func openEntries(of url: String, now: Instant) async throws -> [FeedEntry] {
        try await database.read(InstallationScope(purpose: "follow a feed's entries")) { transaction in
            try transaction.all(
                """
                SELECT id, link, first_seen_at, tries FROM feed_entry
                WHERE feed = \(url) AND next_try_at IS NOT NULL AND next_try_at <= \(now)
                ORDER BY first_seen_at DESC, id DESC LIMIT 100
                """
            ) { row in
                FeedEntry(
                    id: try row.next(), link: try row.next(), firstSeenAt: try row.next(), tries: try row.next())
            }
        }
    }

    /// Notes what came of an entry; `nextTry` is nil when it is done with.
    func settle(_ entry: FeedEntry, _ outcome: String, nextTry: Instant?) async throws {
        try await database.write(InstallationScope(purpose: "note what came of a feed's entry")) { transaction in
            _ = try transaction.execute(
                """
                UPDATE feed_entry SET tries = \(entry.tries + 1), next_try_at = \(nextTry), outcome = \(outcome)
                WHERE id = \(entry.id)
                """)
        }
    }

    /// Forgets entries that no feed can name any more.
    func forget(before instant: Instant) async throws {
        try await database.write(InstallationScope(purpose: "forget old entries of feeds")) { transaction in
            _ = try transaction.execute(
                "DELETE FROM feed_entry WHERE next_try_at IS NULL AND first_seen_at < \(instant)")
        }
    }
}
