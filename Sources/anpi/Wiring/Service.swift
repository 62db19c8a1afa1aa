import Auth
import Database
import Domain
import Foundation
import HTTPServer
import Notify
import Profiles
import Tenants
import Web

/// The running installation: server, engine and housekeeping.
struct Service: Sendable {
    private static let pruneInterval = Duration.seconds(600)
    private static let announceInterval = Duration.seconds(30)
    private static let reviewInterval = Duration.seconds(900)
    private static let readinessInterval = Duration.seconds(3)

    /// Where it answers, for a person at this machine.
    let address: String
    private let rooms: Rooms
    private let server: HTTPServer
    private let engine: DispatchEngine
    private let work: Task<Void, Never>

    /// Starts everything. When it returns, requests are answered and due attempts go out.
    ///
    /// - Throws: `SettingsError`, `DatabaseError` or `HTTPListenError`.
    static func start(_ rooms: Rooms) async throws -> Service {
        let rooms = try await rooms.withRegionsOfToday()
        let settings = rooms.settings
        let gates = [
            try MailGate.make(settings, inbound: try rooms.inboundAddresses()),
            try VoiceGate.make(settings, clock: rooms.clock),
            try SMSGate.make(settings, clock: rooms.clock),
        ].compactMap(\.self)
        // What was planned for a channel without a provider must have somebody who looks at it, too.
        let missing = Channel.all.filter { channel in !gates.contains { $0.channel == channel } }
        let engine = DispatchEngine(
            rooms.engineCapabilities, gates: gates + missing.map { .missing($0) }, settings: engineSettings(settings))
        let scope = InstallationScope(purpose: "start")
        _ = try await ResumeImports(
            database: rooms.database, identifiers: rooms.identifiers, extras: rooms.importExtras,
            notice: rooms.notices(wake: {}).ofAppointments, hold: DepartmentTargets.hold)(
                scope, at: rooms.clock.now())
        let triggers = try TriggerParts(rooms) { engine.wake() }
        let watch = DispatchWatch(rooms: rooms, engine: engine, triggers: triggers.run.signs)
        let inbox = try rooms.inbox { engine.wake() }
        let replies = try rooms.registrationReplies()
        let parts = try SiteParts(rooms, engine: engine, triggers: triggers, watch: watch, inbox: inbox)
        let site = Site.make(
            pages: parts.pages, api: parts.api, operations: parts.operations, origin: settings.publicURL,
            clock: rooms.clock, log: rooms.log, limits: settings.tokenLimits)
        let server = try HTTPServer.start(configuration(settings, site), log: rooms.log) { request in
            await site.respond(to: request)
        }
        let families = rooms.familyNews { engine.wake() }
        let (sessions, regionSearch, announce) = (parts.sessions, parts.regionSearch, parts.announcePolicies)
        let work = Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await engine.run() }
                group.addTask { await triggers.run() }
                // Beside the first requests, so that neither the start nor the first search waits for it.
                group.addTask {
                    regionSearch.prepare()
                    await AuditHeadLog(rooms: rooms).run()
                }
                group.addTask { await prune(sessions, rooms) }
                group.addTask { await tell(announce, rooms) }
                group.addTask { await watch.run() }
                group.addTask { await ClockWatch(rooms: rooms).run() }
                group.addTask { await keepReadiness(rooms) }
                if let mail = rooms.contactMail(wake: { engine.wake() }) {
                    group.addTask { await review(mail, rooms) }
                }
                if let families { group.addTask { await families() } }
                if let inbox { group.addTask { await inbox.run(rooms.clock) } }
                if let replies { group.addTask { await replies.run() } }
                await group.next()
                group.cancelAll()
            }
        }
        let address = server.port.map { "http://localhost:\($0)" } ?? settings.publicURL
        rooms.log.info(
            "started", ("address", address), ("channels", gates.map { "\($0.channel)" }.joined(separator: ",")))
        await AuditHeadLog(rooms: rooms).write()
        return Service(address: address, rooms: rooms, server: server, engine: engine, work: work)
    }

    /// Claims nothing more, takes no new requests, lets running hand-offs end, gives leases back, closes.
    func stop() async {
        rooms.log.info("stopping")
        engine.shutDown()
        await server.stop()
        await work.value
        await AuditHeadLog(rooms: rooms).write()
        await rooms.database.close()
        rooms.log.info("stopped")
    }

    private static func engineSettings(_ settings: Settings) -> EngineSettings {
        var engine = EngineSettings()
        engine.leaseTime = settings.lease
        engine.longestHandOff = max(engine.longestHandOff, settings.handOffDeadline * 2)
        #if DEBUG
            engine.takeChunkFromEnvironment()
        #endif
        return engine
    }

    private static func configuration(_ settings: Settings, _ site: Site) -> HTTPServer.Configuration {
        var configuration: HTTPServer.Configuration =
            switch settings.listen {
            case .port(let port): HTTPServer.Configuration(listen: .loopback(port: port))
            case .socket(let path): HTTPServer.Configuration(listen: .unixSocket(path: path))
            }
        configuration.trustsForwardedHeaders = settings.behindProxy
        configuration.limits = site.limits
        configuration.refusalFromHead = site.refusal
        configuration.bodyWasTooLarge = site.bodyWasTooLarge
        configuration.refusalResponse = site.refused
        return configuration
    }

    /// Tells people what was decided about their logins, by whichever program.
    private static func tell(_ announce: AnnouncePolicies, _ rooms: Rooms) async {
        let scope = InstallationScope(purpose: "announcements")
        while !Task.isCancelled {
            do {
                try await announce(scope, at: rooms.clock.now())
            } catch {
                rooms.log.warning("announcing failed", ("reason", "\(error)"))
            }
            try? await Task.sleep(for: announceInterval)
        }
    }

    /// Keeps the rows of the readiness report: soon after a change, and in one place for all changes.
    private static func keepReadiness(_ rooms: Rooms) async {
        let keep = KeepReadiness(database: rooms.database)
        let scope = InstallationScope(purpose: "readiness")
        while !Task.isCancelled {
            do {
                try await keep(scope)
            } catch {
                rooms.log.warning("the readiness report falls behind", ("reason", "\(error)"))
            }
            try? await Task.sleep(for: readinessInterval)
        }
    }

    /// Asks in peacetime whether contacts that were confirmed long ago still work, and owners of families' addresses whether
    /// theirs do.
    private static func review(_ mail: ContactMail, _ rooms: Rooms) async {
        let review = ReviewContacts(database: rooms.database, mail: mail, isBusy: EmergencyUnderWay.isOn)
        let families = AskFamilies(
            database: rooms.database, mail: mail, randomness: rooms.randomness, isBusy: EmergencyUnderWay.isOn)
        let scope = InstallationScope(purpose: "review of contacts")
        while !Task.isCancelled {
            do {
                try await review(scope, now: rooms.clock.now(), randomness: rooms.randomness)
                try await families(scope, now: rooms.clock.now())
            } catch {
                rooms.log.warning("the review of contacts failed", ("reason", "\(error)"))
            }
            try? await Task.sleep(for: reviewInterval)
        }
    }

    /// Drops what is over: sessions, pending logins and waits, and what the retention no longer keeps. Writes down the
    /// numbers of the day.
    private static func prune(_ sessions: Sessions, _ rooms: Rooms) async {
        let retention = rooms.settings.retention
        let finished = retention.map { PruneFinished(database: rooms.database, clock: rooms.clock, retention: $0) }
        let bulletins = RemoveOldBulletins(database: rooms.database)
        let checks = PruneContactChecks(database: rooms.database)
        let families = PruneFamilyNews(database: rooms.database)
        let leavers = RemoveLeavers(
            database: rooms.database, notice: rooms.notices(wake: {}).ofAppointments,
            removable: BroadcastStatus.asksNobody, forget: PersonTraces.remove)
        let trend = ReadinessTrend(database: rooms.database)
        let scope = InstallationScope(purpose: "pruning")
        while !Task.isCancelled {
            do {
                _ = try await sessions.prune(now: rooms.clock.now())
                while !Task.isCancelled, try await finished?() == true {}
                if let retention { _ = try await bulletins(before: rooms.clock.now() - retention) }
                try await checks(scope, now: rooms.clock.now())
                try await families(now: rooms.clock.now())
                try await leavers(scope, now: rooms.clock.now())
                try await trend.record(scope, now: rooms.clock.now())
            } catch {
                rooms.log.warning("pruning failed", ("reason", "\(error)"))
            }
            try? await Task.sleep(for: pruneInterval)
        }
    }
}
