package import Database
package import Domain
package import Notify
package import Profiles
import Tenants

/// What the pages about broadcasts, templates, triggers and bulletins do their work with.
package struct BroadcastServices: Sendable {
    let people: ListPeople
    let draft: SaveDraft
    let named: NamedPeople
    let check: CheckBroadcast
    let send: SendBroadcast
    let change: ChangeBroadcast
    let read: ReadBroadcasts
    let list: ListBroadcasts
    let watch: WatchResults
    let recipients: ListRecipients
    let export: ExportRecipients
    let timeline: ReadTimeline
    let contacts: ReadMaskedContacts
    let templates: EditTemplates
    let departments: ReadCodeList<DepartmentKind>
    let locations: ReadCodeList<LocationKind>
    let readRule: ReadTriggerRule
    let changeRule: ChangeTriggerRule
    let bulletins: ListBulletins
    /// How an organization's people are asked.
    let policy: DispatchPolicy
    /// How much each channel carries, for the expected times.
    let rates: ChannelRates
    /// The age from which a bulletin sends nothing; nil where none is too old.
    let bulletinAge: Duration?
    /// The address that mails come from.
    let senderAddress: String
    /// Where files wait to be sent.
    let spoolFolder: String

    /// The use cases over one database.
    ///
    /// - Parameters:
    ///   - rates: How much each channel carries, for the expected times.
    ///   - senderAddress: The address that mails come from, as the compose page shows it.
    ///   - spoolFolder: A folder for exports on their way, such as the system's temporary folder.
    ///   - policy: How an organization's people are asked.
    ///   - results: Results for everybody who watches: one for the whole process.
    ///   - bulletinAge: The age from which a bulletin sends nothing, as the trigger page says it.
    ///   - failpoints: Where a test can end the program.
    ///   - wake: Tells the engine that there is something to do.
    package init(
        database: Database, clock: WallClock, identifiers: IdentifierSource, regions: RegionTable,
        policy: DispatchPolicy, rates: ChannelRates, results: WatchResults, senderAddress: String, spoolFolder: String,
        bulletinAge: Duration? = DecideTrigger.oldestThatSends, failpoints: Failpoints = .none,
        wake: @escaping @Sendable () -> Void
    ) {
        people = ListPeople(database: database)
        draft = SaveDraft(database: database, clock: clock, identifiers: identifiers)
        named = NamedPeople(database: database)
        check = CheckBroadcast(database: database, policy: policy, rates: rates)
        send = SendBroadcast(
            database: database, clock: clock, policy: policy, failpoints: failpoints, wake: wake)
        change = ChangeBroadcast(database: database, clock: clock, policy: policy, wake: wake)
        read = ReadBroadcasts(database: database)
        list = ListBroadcasts(database: database)
        watch = results
        recipients = ListRecipients(database: database)
        export = ExportRecipients(recipients, regions: regions)
        timeline = ReadTimeline(database: database)
        contacts = ReadMaskedContacts(database: database)
        templates = EditTemplates(database: database, clock: clock, identifiers: identifiers)
        departments = ReadCodeList(.departments, database: database)
        locations = ReadCodeList(.locations, database: database)
        readRule = ReadTriggerRule(database: database, regions: regions)
        changeRule = ChangeTriggerRule(database: database, regions: regions)
        bulletins = ListBulletins(database: database)
        self.policy = policy
        self.rates = rates
        self.bulletinAge = bulletinAge
        self.senderAddress = senderAddress
        self.spoolFolder = spoolFolder
    }
}
