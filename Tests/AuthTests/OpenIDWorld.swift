import Auth
import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

/// A provider that answers what it is told to.
final class FakeProvider: Sendable {
    static let issuer = "https://id.example/"
    let token = Mutex("")
    let keys = Mutex(TokenSamples.keys)
    let isUp = Mutex(true)
    /// What it says instead of a token; nil for a token.
    let refusal = Mutex<String?>(nil)
    let asked = Mutex<[String]>([])

    var fetch: WebFetch {
        WebFetch(
            send: { request in
                if request.form != nil, let said = self.refusal.withLock({ $0 }) {
                    return WebFetch.Reply(status: 401, body: Array(said.utf8))
                }
                return self.body(of: request).map { WebFetch.Reply(status: 200, body: $0) }
            },
            allowsPlain: { _ in false })
    }

    private func body(of request: WebFetch.Request) -> [UInt8]? {
        self.asked.withLock { $0.append(request.address) }
        guard self.isUp.withLock({ $0 }) else { return nil }
        switch request.address {
        case "https://id.example/.well-known/openid-configuration":
            return Array(
                """
                {"issuer":"https://id.example/","authorization_endpoint":"https://id.example/auth",
                 "token_endpoint":"https://id.example/token","jwks_uri":"https://id.example/keys"}
                """.utf8)
        case "https://id.example/keys": return Array(self.keys.withLock { $0 }.utf8)
        default: return Array(#"{"id_token":"\#(self.token.withLock { $0 })"}"#.utf8)
        }
    }
}

/// Keeps what is logged.
final class LoggedLines: Sendable {
    private let lines = Mutex<[String]>([])

    var log: Log {
        Log { level, event, fields in
            let line = "\(level) \(event) " + fields.map { "\($0.0)=\($0.1)" }.joined(separator: " ")
            self.lines.withLock { $0.append(line) }
        }
    }

    /// What was logged since the last time.
    func take() -> [String] {
        lines.withLock { lines in
            defer { lines = [] }
            return lines
        }
    }
}

/// An organization that takes the logins of a provider which answers what it is told to.
struct OpenIDWorld: Sendable {
    let guarded: GuardedHouse
    let provider: FakeProvider
    let auth: AuthServices
    /// What was logged.
    let log: LoggedLines

    static func open(_ database: Database, trusting context: String? = nil) async throws -> OpenIDWorld {
        let guarded = try await GuardedHouse.open(database)
        let provider = FakeProvider()
        var parts = guarded.house.parts
        parts.providers = ProviderDirectory(fetch: provider.fetch)
        let log = LoggedLines()
        parts.log = log.log
        let scope = TenantScope(
            tenant: GuardedHouse.tenant, actor: .installationOperator, capabilities: .administrator,
            requestID: "test")
        try await OpenIDProvider.set(
            OpenIDProvider(
                issuer: FakeProvider.issuer, clientID: "anpi", clientSecret: Secret("s3cret"),
                trustedContext: context), by: scope, parts, now: guarded.now, randomness: .system)
        let world = OpenIDWorld(
            guarded: guarded, provider: provider, auth: AuthServices(parts), log: log)
        try await world.take(logins: true)
        return world
    }

    /// What the organization's setting says.
    func take(logins isOn: Bool) async throws {
        try await guarded.house.parts.database.write(.tenant(GuardedHouse.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                VALUES (\(GuardedHouse.tenant), 'openIDEnabled', \(isOn ? "true" : "false"), 0)
                ON CONFLICT (tenant_id, name) DO UPDATE SET value = excluded.value
                """)
        }
    }

    /// One trip there and back, with the token made for that seed.
    func trip(
        _ seed: Int, session: Session? = nil, isLink: Bool = false, state: String? = nil, token: Int? = nil
    ) async throws -> OpenIDLogin.Arrival {
        provider.token.withLock { $0 = TokenSamples.trips[token ?? seed] ?? "" }
        let login = auth.openIDLogin
        let randomness = Randomness.seeded(UInt64(seed))
        let departure: OpenIDLogin.Departure
        if isLink, let session {
            departure = try await login.departToLink(session, now: guarded.now, randomness: randomness)
        } else {
            departure = try await login.depart(
                organizationCode: "futatsume", source: "127.0.0.1", now: guarded.now, randomness: randomness)
        }
        return try await login.arrive(
            OpenIDLogin.Answer(
                state: state ?? departure.grant.state, code: "c", issuer: nil),
            departure.grant, session: session, opening: SessionOpening(), requestID: "test", now: guarded.now,
            randomness: .system)
    }

    /// The login of whoever came back unknown, after the right password.
    func password(_ trip: TripGrant) async throws -> PendingGrant {
        guard
            case .progress(let progress) = try await guarded.house.tryLogin(
                "futatsume", "B002417", GuardedHouse.password), case .next(let grant, .choice, _) = progress
        else { throw NotFound("pending login") }
        #expect(try await !auth.openIDLink.complete(trip, progress, requestID: "test", now: guarded.now))
        #expect(try await auth.openIDLink.waiting(trip, now: guarded.now) == nil)
        return grant
    }

    func choose(_ grant: PendingGrant, _ mode: SessionMode) async throws -> LoginProgress {
        try await auth.continueLogin.choose(
            grant, mode, requestID: "test", now: guarded.now, randomness: .system)
    }

    func linkEmployee(_ seed: Int = 1) async throws {
        let session = try await guarded.session()
        guard case .confirm(let grant, account: "u-1") = try await trip(seed, session: session, isLink: true) else {
            throw NotFound("link")
        }
        try await auth.openIDLink.confirm(session, grant, now: guarded.now)
        // The code of the app that was just used is used up.
        guarded.house.clock.advance(by: .seconds(60))
    }
}
