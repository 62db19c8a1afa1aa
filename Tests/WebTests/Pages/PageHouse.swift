import Auth
import Database
import Domain
import Foundation
import HTTPServer
import Notify
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@testable import Web

/// The whole site as `Site.make` joins it, over a database with the two organizations of `APIHouse`.
final class PageHouse: Sendable {
    static let own = APIHouse.own
    static let other = APIHouse.other

    let api: APIHouse
    let site: Site
    /// What the pages answer.
    let routes: [Route]
    var tokens: AnswerTokens { api.tokens }
    private let lines = LogLines()

    var database: Database { api.database }
    var clock: TestClock { api.clock }
    /// Everything that was logged.
    var log: String { lines.text }

    /// Opens the house and gives it to `body`.
    static func with(
        _ kind: DatabaseKind, loginURL: String? = nil, makesBackupCodes: Bool = false,
        _ body: (PageHouse) async throws -> Void
    ) async throws {
        try await withDatabase(kind, APIHouse.migrations) { database in
            try await APIHouse.settle(database)
            try await body(try PageHouse(APIHouse(database, makesBackupCodes: makesBackupCodes), loginURL: loginURL))
        }
    }

    private init(_ api: APIHouse, loginURL: String?) throws {
        self.api = api
        let services = api.services
        let lines = lines
        let log = Log { level, event, fields in
            lines.append("\(level) \(event) " + fields.map { "\($0.0)=\($0.1)" }.joined(separator: " "))
        }
        let outside = DispatchEngine.Capabilities(
            database: api.database, clock: api.clock.wallClock, randomness: .system, identifiers: services.identifiers,
            log: log, composer: MessageComposer(linkBase: "http://localhost/r/", regions: services.regions),
            tokens: api.tokens, seal: APIHouse.seal)
        let pages = PageServices(
            publicURL: "http://localhost", loginURL: loginURL, vendorHelpDesk: "運営窓口 03-9999-0000",
            database: api.database, identifiers: services.identifiers,
            randomness: .system, clock: api.clock.wallClock, log: log,
            formKey: [UInt8](repeating: 7, count: 32), spoolFolder: FileManager.default.temporaryDirectory.path,
            auth: services.auth, profile: services.ownProfile,
            regions: services.regions, regionSearch: services.regionSearch,
            importPeople: services.importPeople,
            firstPasswordMails: services.sending.firstPasswordMails, recordAnswer: services.sending.recordAnswer,
            recordCallReport: RecordCallReport(outside) {},
            voice: Self.voice, callIn: Self.callIn(api, services),
            broadcasts: BroadcastServices(
                database: api.database, clock: api.clock.wallClock, identifiers: services.identifiers,
                regions: services.regions, policy: services.sending.policy, rates: services.sending.rates,
                results: services.sending.results, senderAddress: "anpi@example.jp",
                spoolFolder: FileManager.default.temporaryDirectory.path, wake: {}),
            mailRegistrations: Self.registrations(api.database))
        routes = PageRoutes(services: pages, renderer: Renderer(assets: StaticFiles.embedded().assets)).routes
        site = Site.make(
            pages: pages, api: services,
            operations: OperationsRoutes(obstacles: { [] }, metrics: { [] }), origin: "http://localhost",
            clock: api.clock.wallClock, log: log)
    }

    /// Addresses that are registered by blank mails.
    static func registrations(_ database: Database) -> MailRegistrations {
        MailRegistrations(
            mailbox: "anpi@in.example", database: database,
            keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 5, count: 32))],
            randomness: .system)
    }

    /// A gateway whose reports are a plain form and whose signature is the word `yes`.
    private static let voice = VoiceHook(
        event: { headers, body, _ in
            guard headers["Signature"] == "yes" else { return nil }
            let words = String(decoding: body, as: UTF8.self).split(separator: " ").map(String.init)
            let kind: VoiceEvent.Kind =
                switch words[2] {
                case "busy": .ended(.busy)
                case "ringing": .underWay
                default: .pressed(words[2].first ?? "0")
                }
            return VoiceEvent(id: words[0], attempt: words[1], kind: kind)
        },
        script: { "\($0.asksAgain ? "again" : "end"): \($0.text)" })

    /// A number to call, whose gateway writes plain reports: event, call, status and what was typed.
    private static func callIn(_ api: APIHouse, _ services: APIServices) -> CallInServices {
        let logIn = services.auth.voiceLogIn
        @Sendable func caller(_ grant: VoiceLogIn.Grant) -> CallInCaller {
            CallInCaller(scope: grant.scope, language: grant.language, timeZone: grant.timeZone)
        }
        let door = CallInDoor(
            prove: { proof, now in
                let attempt = VoiceLogIn.Attempt(
                    id: proof.id, password: proof.password.exposed, telephone: proof.telephone,
                    requestID: proof.requestID)
                return try await logIn(attempt, now: now).map { .caller(caller($0)) } ?? .refused
            },
            resume: { actor, tenant, request in
                try await logIn.resume(actor, in: tenant, requestID: request).map(caller)
            })
        let hook = CallInHook(
            report: { headers, body, _ in
                guard headers["Signature"] == "yes" else { return nil }
                let words = String(decoding: body, as: UTF8.self).split(separator: " ").map(String.init)
                return CallInReport(
                    event: words[0], call: words[1], telephone: nil,
                    digits: words.count > 3 ? Secret(words[3]) : nil, isOver: words[2] == "completed")
            },
            script: { reply in "\(reply.wait.rawValue): " + reply.lines.map(\.text).joined(separator: "|") })
        return CallInServices(
            number: "050-5555-0123", hook: hook,
            take: TakeCallIn(
                database: api.database, clock: api.clock.wallClock,
                keys: [SecretSealer.Key(id: "k1", bytes: [UInt8](repeating: 19, count: 32))], randomness: .system,
                door: door, recordAnswer: services.sending.recordAnswer))
    }

    /// Somebody in front of a browser, signed in.
    func browser(_ person: PersonID, of organization: APIHouse.Organization = own) async throws -> Browser {
        let browser = Browser(self)
        browser.cookies["__Host-anpi"] = try await api.bearer(person, of: organization)
        return browser
    }

    /// Gives somebody of the own organization an authenticator app.
    func setApp(_ person: PersonID) async throws {
        let tenant = Self.own.tenant
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)
                VALUES (\(tenant), \(person), \([1, 2, 3] as [UInt8]), 0, 0)
                """)
        }
    }

    /// The same for somebody who has a password and knows it.
    func knowing(_ person: PersonID, of organization: APIHouse.Organization = own) async throws -> Browser {
        let hash = try await api.services.auth.parts.hasher.hash(PasswordText(APIHouse.password))
        let (tenant, now) = (organization.tenant, clock.now)
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO credential (tenant_id, person_id, state, hash, consecutive_failures, changed_at)
                VALUES (\(tenant), \(person), 'own', \(hash), 0, \(now))
                """)
        }
        return try await browser(person, of: organization)
    }

    /// A broadcast that was sent to these people, each of whom has one attempt planned.
    func broadcast(
        _ number: Int64 = 7001, to people: [PersonID] = [own.administrator, own.member],
        of organization: APIHouse.Organization = own, kind: Notify.BroadcastKind = .safetyCheck,
        form: AnswerForm = .safetyCheck, status: BroadcastStatus = .open, isDrill: Bool = false,
        subject: String = "16:10 石川県能登地方の地震", endedAt: Instant? = nil
    ) async throws -> BroadcastID {
        let id = BroadcastID(rawValue: number)
        let (tenant, now, tokens) = (organization.tenant, clock.now, tokens)
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO broadcast
                    (tenant_id, id, incident_id, kind, is_drill, is_urgent, status, subject, body, answer_form,
                     created_by, created_at, changed_at, starts_at, closes_at, ended_at, rounds, has_work,
                     sweep_cursor, answer_period)
                VALUES (\(tenant), \(id), \(nil as Int64?), \(kind), \(isDrill), 1, \(status), \(subject), '本文',
                        \(form.stored), 'system', \(now), \(now), \(now), \(nil as Int64?),
                        \(endedAt as Instant?), 1, 0, \(nil as Int64?), 86400000)
                """)
            try transaction.execute(
                """
                INSERT INTO broadcast_round
                    (tenant_id, broadcast_id, round, kind, subject, body, started_at, cursor, uses_mail, uses_voice,
                     mail_retries, mail_interval, voice_retries, voice_interval, slot_interval, give_up_after,
                     stops_after_answer)
                VALUES (\(tenant), \(id), 1, \(RoundKind.first), \(nil as String?), \(nil as String?), \(now),
                        \(nil as Int64?), 1, 1, 0, 0, 0, 0, 0, 86400000, 1)
                """)
            for person in people {
                let hash = tokens.token(tenant: tenant, broadcast: id, person: person).hash
                try transaction.execute(
                    """
                    INSERT INTO recipient
                        (tenant_id, broadcast_id, person_id, level, reason, reason_place, reason_note, token_hash, paths,
                         open_attempts, was_handed_on, is_unclear, dead_contacts, answers, created_at)
                    VALUES (\(tenant), \(id), \(person), \(RecipientLevel.planned), 'region', 'home1:390', '7', \(hash),
                            '1M1', 1, 0, 0, 0, 0, \(now))
                    """)
                try transaction.execute(
                    """
                    INSERT INTO attempt
                        (tenant_id, broadcast_id, person_id, round, step, lane, channel, slot, position, try_number, rule,
                         state, reason, due_at, hand_offs, went_on, created_at, changed_at)
                    VALUES (\(tenant), \(id), \(person), 1, 0, 1, 'voice', 1, 1, 1, 'firstContact', 'planned', '',
                            \(now), 0, 0, \(now), \(now))
                    """)
            }
        }
        return id
    }

    /// The text of a person's answer token.
    func token(
        _ broadcast: BroadcastID, _ person: PersonID = own.member, of organization: APIHouse.Organization = own
    ) -> String {
        tokens.token(tenant: organization.tenant, broadcast: broadcast, person: person).text.exposed
    }

    /// What the journal holds for a person: status, attendance, comment and way of each answer.
    func journal(_ broadcast: BroadcastID, _ person: PersonID = own.member) async throws -> [String] {
        try await database.read(.tenant(Self.own.tenant)) { transaction in
            try transaction.all(
                """
                SELECT status, attendance, comment, replies, via FROM answer
                WHERE tenant_id = \(Self.own.tenant) AND broadcast_id = \(broadcast) AND person_id = \(person)
                ORDER BY seq
                """
            ) { row in
                let (status, attendance) = (try row.next(String?.self), try row.next(String?.self))
                let rest = [try row.next(String.self), try row.next(String.self), try row.next(String.self)]
                return ([status ?? "-", attendance ?? "-"] + rest).joined(separator: "|")
            }
        }
    }
}

/// What was logged, line by line.
private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    func append(_ line: String) {
        lines.withLock { $0.append(line) }
    }
}
