import Auth
import Database
import Domain
import Foundation
import Notify
import Profiles
import Tenants
import Web

/// What the site does its work with.
struct SiteParts: Sendable {
    let pages: PageServices
    let api: APIServices
    let operations: OperationsRoutes
    let sessions: Sessions
    let announcePolicies: AnnouncePolicies
    let regionSearch: RegionSearch

    init(
        _ rooms: Rooms, engine: DispatchEngine, triggers: TriggerParts, watch: DispatchWatch, inbox: MaildirInbox?
    ) throws {
        let auth = rooms.makeAuth { engine.wake() }
        let profile = OwnProfile(
            database: rooms.database, table: rooms.regions, mail: rooms.mailCheck,
            notice: rooms.contactNotice { engine.wake() }, contactMail: rooms.contactMail { engine.wake() })
        sessions = auth.sessions
        announcePolicies = auth.announcePolicies
        let regionSearch = RegionSearch(table: rooms.regions)
        self.regionSearch = regionSearch
        let spool = FileManager.default.temporaryDirectory.path
        let sending = SendingServices(
            clock: rooms.clock, policy: rooms.dispatchPolicy, rates: rooms.channelRates,
            results: WatchResults(database: rooms.database, clock: rooms.clock, rates: rooms.channelRates),
            recordAnswer: RecordAnswer(database: rooms.database, clock: rooms.clock, failpoints: rooms.failpoints),
            bulletins: triggers.ingest,
            firstPasswordMails: rooms.firstPasswordMails { engine.wake() }, failpoints: rooms.failpoints
        ) { engine.wake() }
        let importPeople = ImportPeople(
            database: rooms.database, identifiers: rooms.identifiers, extras: rooms.importExtras,
            notice: auth.parts.notices.ofAppointments, hold: DepartmentTargets.hold,
            markKey: rooms.keys.current.key(for: .importMark))
        let callIn = try rooms.callIn(auth, sending.recordAnswer)
        pages = PageServices(
            publicURL: rooms.settings.publicURL, loginURL: rooms.settings.loginURL,
            vendorHelpDesk: rooms.settings.helpDesk ?? "", database: rooms.database, identifiers: rooms.identifiers,
            randomness: rooms.randomness, clock: rooms.clock, log: rooms.log,
            formKey: rooms.keys.current.key(for: .form), spoolFolder: spool, auth: auth,
            profile: profile, regions: rooms.regions, regionSearch: regionSearch,
            importPeople: importPeople, firstPasswordMails: sending.firstPasswordMails,
            recordAnswer: sending.recordAnswer,
            recordCallReport: RecordCallReport(rooms.engineCapabilities) { engine.wake() },
            voice: try VoiceGate.hook(rooms), callIn: callIn,
            broadcasts: BroadcastServices(
                database: rooms.database, clock: rooms.clock, identifiers: rooms.identifiers, regions: rooms.regions,
                policy: sending.policy, rates: sending.rates, results: sending.results,
                senderAddress: rooms.settings.mailFrom, spoolFolder: spool,
                bulletinAge: rooms.settings.bulletinAge, failpoints: rooms.failpoints, wake: sending.wake),
            mailRegistrations: rooms.mailRegistrations)
        api = APIServices(
            database: rooms.database, identifiers: rooms.identifiers, randomness: rooms.randomness,
            idempotency: Idempotency(
                database: rooms.database, secrets: rooms.keys.keys(for: .idempotency),
                randomness: rooms.randomness),
            auth: auth, ownProfile: profile, regions: rooms.regions,
            regionSearch: regionSearch,
            importPeople: importPeople,
            exportPeople: ExportPeople(
                database: rooms.database,
                extras: .people(
                    table: rooms.regions, auth.voiceIDs, callsIn: callIn != nil, rooms.randomness)),
            directoryUsers: DirectoryUsers(
                database: rooms.database, identifiers: rooms.identifiers, table: rooms.regions, mail: rooms.mailCheck,
                notice: rooms.contactNotice { engine.wake() }, appointments: auth.parts.notices.ofAppointments,
                hold: DepartmentTargets.hold,
                endLogins: { try BeginLoginAnew(auth.parts)($0, by: $1, at: $2, in: $3) }),
            spoolFolder: spool, sending: sending, callInNumber: callIn?.number,
            mailRegistrations: rooms.mailRegistrations)
        operations = OperationsRoutes(
            obstacles: { await Self.obstacles(rooms, engine, watch) },
            metrics: {
                Self.metrics(engine) + watch.metrics + Self.metrics(inbox) + [
                    .init("anpi_region_table_version", "The table of regions in use", Double(rooms.regionVersion))
                ]
            })
    }

    /// Why the installation cannot do its work now.
    private static func obstacles(
        _ rooms: Rooms, _ engine: DispatchEngine, _ watch: DispatchWatch
    ) async -> [String] {
        var found: [String] = []
        do {
            _ = try await rooms.database.read(.installation) { try $0.value(Int.self, "SELECT 1") }
        } catch {
            found.append("the database does not answer")
        }
        if !watch.isWritable { found.append("the database takes nothing") }
        let metrics = engine.metrics
        if !metrics.canRecord {
            found.append("results cannot be recorded; nothing new is handed off")
        } else if metrics.isHeldUp {
            found.append(
                "results of every organization that has something due cannot be recorded; nothing is handed off")
        }
        return found
    }

    private static func metrics(_ inbox: MaildirInbox?) -> [OperationsRoutes.Metric] {
        (inbox?.counts ?? [:]).sorted { $0.key.rawValue < $1.key.rawValue }.map { outcome, count in
            .init(
                "anpi_inbound_mails_total", "Mails that came in, by what became of them", isCounter: true,
                labels: [("outcome", outcome.rawValue)], Double(count))
        }
    }

    private static func metrics(_ engine: DispatchEngine) -> [OperationsRoutes.Metric] {
        let metrics = engine.metrics
        var list: [OperationsRoutes.Metric] = [
            .init("anpi_attempts_claimed_total", "Attempts claimed", isCounter: true, Double(metrics.claimed)),
            .init("anpi_results_late_total", "Results too late to count", isCounter: true, Double(metrics.late)),
            .init("anpi_results_waiting", "Results not yet written", Double(metrics.unrecorded)),
            .init(
                "anpi_work_set_aside", "Pieces of work that failed by themselves and wait to be tried again",
                Double(metrics.setAside)),
            .init("anpi_can_record", "1 while results can be written", metrics.canRecord ? 1 : 0),
            .init(
                "anpi_held_up", "1 while all that is due waits for results of its organizations to be written",
                metrics.isHeldUp ? 1 : 0),
        ]
        for (channel, outcomes) in metrics.handOffs {
            for (outcome, count) in outcomes {
                list.append(
                    .init(
                        "anpi_hand_offs_total", "Hand-offs by outcome", isCounter: true,
                        labels: [("channel", "\(channel)"), ("outcome", outcome.rawValue)], Double(count)))
            }
        }
        for (channel, count) in metrics.inFlight {
            list.append(
                .init("anpi_in_flight", "Hand-offs running", labels: [("channel", "\(channel)")], Double(count)))
        }
        for (channel, count) in metrics.shutWays {
            list.append(
                .init(
                    "anpi_ways_shut", "Gateways and mail domains through which nothing gets",
                    labels: [("channel", "\(channel)")], Double(count)))
        }
        return list
    }
}
