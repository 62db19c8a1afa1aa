import Channels
import Domain
import Notify
import Profiles

/// How bulletins come in, and what they set off.
struct TriggerParts: Sendable {
    let ingest: IngestBulletin
    /// The drop folder and the feed of the settings, and what is held or was interrupted.
    let run: RunTriggers

    init(_ rooms: Rooms, wake: @escaping @Sendable () -> Void) throws {
        let settings = rooms.settings
        let reader = BulletinReader()
        let incident = DispatchIncident(
            identifiers: rooms.identifiers, policy: rooms.dispatchPolicy, regions: rooms.regions, wake: wake)
        let decide = DecideBulletin(
            database: rooms.database, reader: reader, actions: incident.actions, regions: rooms.regions,
            oldest: settings.bulletinAge, log: rooms.log, failpoints: rooms.failpoints)
        let ingest = IngestBulletin(decide: decide, identifiers: rooms.identifiers, log: rooms.log)
        self.ingest = ingest
        var feed: (poll: FeedPoll, interval: Duration)?
        if let url = settings.feedURL {
            guard let host = HTTPURL(url)?.host else {
                throw SettingsError(reason: "ANPI_FEED_URL was not understood. It takes https://HOST/PATH.")
            }
            let policy = HTTPClient.Policy(hosts: [host], allowsPlainLoopback: true)
            let client = HTTPClient(pool: TransferPool(connections: 4), policy: policy)
            let poll = FeedPoll(
                url: url, reader: PageReader(client, policy: policy), ingest: ingest, bulletins: reader,
                database: rooms.database, log: rooms.log)
            feed = (poll, settings.feedInterval)
        }
        run = RunTriggers(
            resume: ResumeTriggers(decide: decide, log: rooms.log),
            folder: settings.bulletinFolder.map { DropFolder(path: $0, ingest: ingest, log: rooms.log) }, feed: feed,
            clock: rooms.clock, log: rooms.log)
    }
}
