import Auth
import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

/// A provider that answers what it is told to.
private final class FakeProvider: Sendable {
    static let issuer = "https://id.example/"
    let token = Mutex("")
    let keys = Mutex(TokenSamples.keys)
    let isUp = Mutex(true)
    let asked = Mutex<[String]>([])

    var fetch: WebFetch {
        WebFetch(
            send: { request in self.body(of: request).map { WebFetch.Reply(status: 200, body: $0) } },
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

@Suite("Logins by another provider")
struct OpenIDLoginTests {
    private struct World: Sendable {
        let guarded: GuardedHouse
        let provider: FakeProvider
        let auth: AuthServices

        static func open(_ database: Database, trusting context: String? = nil) async throws -> World {
            let guarded = try await GuardedHouse.open(database)
            let provider = FakeProvider()
            var parts = guarded.house.parts
            parts.providers = ProviderDirectory(fetch: provider.fetch)
            let scope = TenantScope(
                tenant: GuardedHouse.tenant, actor: .installationOperator, capabilities: .administrator,
                requestID: "test")
            try await OpenIDProvider.set(
                OpenIDProvider(
                    issuer: FakeProvider.issuer, clientID: "anpi", clientSecret: Secret("s3cret"),
                    trustedContext: context), by: scope, parts, now: guarded.now, randomness: .system)
            let world = World(guarded: guarded, provider: provider, auth: AuthServices(parts))
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
                    "futatsume", "B002417", GuardedHouse.password), case .next(let grant, .choice) = progress
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

    @Test(
        "A linked account replaces the password and nothing else: the second factor still follows (R-038)",
        arguments: DatabaseKind.available)
    func login(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            try await world.linkEmployee()
            guard case .progress(.next(let grant, .choice)) = try await world.trip(2) else {
                Issue.record("no choice")
                return
            }
            guard
                case .next(let next, .factor) = try await world.auth.continueLogin.choose(
                    grant, .full, requestID: "test", now: world.guarded.now, randomness: .system)
            else {
                Issue.record("no factor")
                return
            }
            let outcome = try await world.auth.factors.show(
                next, .app, world.guarded.code, requestID: "test", now: world.guarded.now, randomness: .system)
            guard case .progress(.signedIn(let session)) = outcome else {
                Issue.record("not in")
                return
            }
            #expect(try await world.guarded.session(of: session).opening.openedBy == .openID)
        }
    }

    @Test(
        "An organization that takes no logins from elsewhere takes none, whatever is linked and whoever is on the way (R-038)",
        arguments: DatabaseKind.available)
    func switchedOff(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            try await world.linkEmployee()
            let login = world.auth.openIDLogin
            let departure = try await login.depart(
                organizationCode: "futatsume", source: "127.0.0.1", now: world.guarded.now, randomness: .seeded(2))
            try await world.take(logins: false)
            world.provider.token.withLock { $0 = TokenSamples.trips[2] ?? "" }
            await #expect(throws: OpenIDFailure.notOffered) {
                try await login.arrive(
                    OpenIDLogin.Answer(state: departure.grant.state, code: "c", issuer: nil),
                    departure.grant, session: nil, opening: SessionOpening(), requestID: "test",
                    now: world.guarded.now, randomness: .system)
            }
            await #expect(throws: OpenIDFailure.notOffered) { try await world.trip(3) }
            let session = try await world.guarded.session()
            #expect(try await world.auth.openIDLink.own(session).offered == nil)
        }
    }

    @Test("A way of showing who one is that the organization trusts replaces the factor too; another does not (R-038)")
    func trusted() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database, trusting: "gold")
            try await world.linkEmployee()
            guard case .progress(.signedIn(let grant)) = try await world.trip(3) else {
                Issue.record("not in")
                return
            }
            #expect(try await world.guarded.session(of: grant).opening.factor == "openID")
            guard case .progress(.next(_, .choice)) = try await world.trip(2) else {
                Issue.record("no choice")
                return
            }
        }
    }

    @Test(
        "Whoever comes back unknown is linked by ID and password once, bound to provider and subject (R-039)",
        arguments: DatabaseKind.available)
    func firstLink(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            guard case .unknown(let grant) = try await world.trip(1) else {
                Issue.record("known")
                return
            }
            #expect(try await world.auth.openIDLink.waiting(grant, now: world.guarded.now)?.account == "u-1")
            // The password alone links nothing, nor does a limited session.
            let limited = try await world.password(grant)
            guard case .signedIn = try await world.choose(limited, .limited),
                case .unknown(let again) = try await world.trip(2)
            else {
                Issue.record("linked without the second factor")
                return
            }
            let full = try await world.password(again)
            guard case .next(let next, .factor) = try await world.choose(full, .full),
                case .unknown = try await world.trip(5)
            else {
                Issue.record("linked before the second factor")
                return
            }
            let shown = try await world.auth.factors.show(
                next, .app, world.guarded.code, requestID: "test", now: world.guarded.now, randomness: .system)
            guard case .progress(.signedIn) = shown, case .progress = try await world.trip(3) else {
                Issue.record("not linked")
                return
            }
            // The same person at the provider, in another organization, is nobody.
            guard case .unknown = try await world.trip(4) else {
                Issue.record("somebody else was let in")
                return
            }
        }
    }

    @Test("An account belongs to one person: a second one cannot take it")
    func taken() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            try await world.linkEmployee()
            let other = try await world.guarded.session("B000001")
            guard case .confirm(let grant, _) = try await world.trip(2, session: other, isLink: true) else {
                Issue.record("not asked")
                return
            }
            await #expect(throws: OpenIDFailure.taken) {
                try await world.auth.openIDLink.confirm(other, grant, now: world.guarded.now)
            }
        }
    }

    @Test("Nothing is linked before its owner says that it is the right account, in the session that began (R-039)")
    func confirmed() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            let session = try await world.guarded.session()
            guard case .confirm(let grant, account: "u-1") = try await world.trip(1, session: session, isLink: true)
            else {
                Issue.record("not asked")
                return
            }
            guard case .unknown = try await world.trip(2) else {
                Issue.record("linked unasked")
                return
            }
            world.guarded.house.clock.advance(by: .seconds(60))
            let other = try await world.guarded.session()
            await #expect(throws: OpenIDFailure.stale) {
                try await world.auth.openIDLink.confirm(other, grant, now: world.guarded.now)
            }
            try await world.auth.openIDLink.confirm(session, grant, now: world.guarded.now)
            #expect(try await world.guarded.count("session") == 1, "the other one ended")
        }
    }

    @Test(
        "A new first password and a reset remove the link, and no provider stands in for a first password (R-030, R-038)",
        arguments: DatabaseKind.available)
    func cut(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            let administrator = world.guarded.house.scope(
                GuardedHouse.administrator, .administrator, tenant: GuardedHouse.tenant)
            try await world.linkEmployee()
            _ = try await world.guarded.house.issue(GuardedHouse.person, tenant: GuardedHouse.tenant)
            guard case .unknown = try await world.trip(2) else {
                Issue.record("still linked after a first password")
                return
            }
            #expect(try await world.guarded.audited("openID.unlinked") == 1)
            // A link that is there all the same opens nothing while the password is a first one.
            try await database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO open_id_link (tenant_id, person_id, issuer, subject, linked_at)
                    VALUES (\(GuardedHouse.tenant), \(GuardedHouse.person), \(FakeProvider.issuer), 'u-1', 0)
                    """)
            }
            await #expect(throws: OpenIDFailure.notOffered) { try await world.trip(5) }
            try await world.auth.resetFactors.other(
                GuardedHouse.person, by: administrator, home: administrator, password: GuardedHouse.password,
                reason: "紛失", now: world.guarded.now)
            guard case .unknown = try await world.trip(3) else {
                Issue.record("still linked after a reset")
                return
            }
        }
    }

    @Test("A forged, replayed or borrowed answer is refused, and said so in the audit chain")
    func forged() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            await #expect(throws: OpenIDFailure.stale) { try await world.trip(2, state: "other") }
            await #expect(throws: OpenIDFailure.token(.nonce)) { try await world.trip(5, token: 1) }
            let session = try await world.guarded.session()
            let departure = try await world.auth.openIDLogin.departToLink(
                session, now: world.guarded.now, randomness: .seeded(1))
            func arrive(_ session: Session?) async throws {
                _ = try await world.auth.openIDLogin.arrive(
                    OpenIDLogin.Answer(state: departure.grant.state, code: "c", issuer: nil),
                    departure.grant, session: session, opening: SessionOpening(), requestID: "test",
                    now: world.guarded.now, randomness: .system)
            }
            // Another session than the one that began, then nothing is left of the trip.
            world.provider.token.withLock { $0 = TokenSamples.trips[1] ?? "" }
            await #expect(throws: OpenIDFailure.stale) { try await arrive(nil) }
            await #expect(throws: OpenIDFailure.stale) { try await arrive(session) }
            #expect(try await world.guarded.audited("openID.refused") == 2)
        }
    }

    @Test(
        "An answer of another provider, or an unknown key, is refused; keys are looked for again, but not at each try")
    func keys() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            world.provider.keys.withLock { $0 = #"{"keys":[]}"# }
            func looked() -> Int { world.provider.asked.withLock { $0.count { $0.hasSuffix("/keys") } } }
            for seed in [1, 3] {
                await #expect(throws: OpenIDFailure.token(.unknownKey)) { try await world.trip(seed) }
                #expect(looked() == 2, "again at once for the first, not for the next")
            }
            world.guarded.house.clock.advance(by: .seconds(61))
            world.provider.keys.withLock { $0 = TokenSamples.keys }
            guard case .unknown = try await world.trip(2) else {
                Issue.record("not taken")
                return
            }
            #expect(looked() == 3)
        }
    }

    @Test("Where no provider is offered or it cannot be reached, the password still works")
    func unreachable() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            world.provider.isUp.withLock { $0 = false }
            await #expect(throws: OpenIDFailure.unreachable) { try await world.trip(1) }
            for code in ["seikai", "nowhere", ""] {
                await #expect(throws: OpenIDFailure.notOffered) {
                    _ = try await world.auth.openIDLogin.depart(
                        organizationCode: code, source: "127.0.0.1", now: world.guarded.now, randomness: .system)
                }
            }
            #expect(try await world.guarded.pending().step == .factor)
        }
    }

    @Test("A provider that is away is not asked again for a minute, and asked once for whoever comes together")
    func away() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            func asked() -> Int { world.provider.asked.withLock { $0.count } }
            world.provider.isUp.withLock { $0 = false }
            await withTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        await #expect(throws: OpenIDFailure.unreachable) { try await world.trip(1) }
                    }
                }
            }
            world.provider.isUp.withLock { $0 = true }
            await #expect(throws: OpenIDFailure.unreachable) { try await world.trip(1) }
            #expect(asked() == 1)
            world.guarded.house.clock.advance(by: .seconds(60))
            guard case .unknown = try await world.trip(2) else {
                Issue.record("not asked again")
                return
            }
        }
    }
}
