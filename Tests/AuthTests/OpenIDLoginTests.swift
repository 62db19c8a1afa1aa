import Auth
import Database
import Domain
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("Logins by another provider")
struct OpenIDLoginTests {
    private typealias World = OpenIDWorld

    @Test(
        "A linked account replaces the password and nothing else: the second factor still follows (R-038)",
        arguments: DatabaseKind.available)
    func login(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            try await world.linkEmployee()
            #expect(world.guarded.mails.take() == [Mail(GuardedHouse.person, .openIDLinked)])
            #expect(try await world.guarded.house.audited("openID.provider") == ["set"])
            #expect(try await world.guarded.audited("openID.linked") == 1)
            guard case .progress(.next(let grant, .choice, _)) = try await world.trip(2) else {
                Issue.record("no choice")
                return
            }
            guard
                case .next(let next, .factor, _) = try await world.auth.continueLogin.choose(
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

    @Test("A session that a provider opened ends here, and the provider is asked nothing more (R-038, R-041)")
    func ending() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            try await world.linkEmployee()
            guard case .progress(.next(let grant, .choice, _)) = try await world.trip(2),
                case .signedIn(let session) = try await world.auth.continueLogin.choose(
                    grant, .limited, requestID: "test", now: world.guarded.now, randomness: .system)
            else {
                Issue.record("not in")
                return
            }
            let asked = world.provider.asked.withLock { $0 }
            #expect(!asked.isEmpty)
            #expect(try await world.guarded.session(of: session).opening.openedBy == .openID)
            try await world.auth.sessions.end(cookie: session.cookie.exposed)
            await #expect(throws: NotFound("session")) { try await world.guarded.session(of: session) }
            #expect(world.provider.asked.withLock { $0 } == asked)
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
            guard case .progress(.next(_, .choice, _)) = try await world.trip(2) else {
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
            // Only an account of the organization whose provider it is, before its password is looked at.
            for (code, isTaken) in [("futatsume", true), ("ＦＵＴＡＴＳＵＭＥ", true), ("seikai", false), ("", false)] {
                let account = AccountName(organizationCode: code, loginID: "B002417")
                #expect(try await world.auth.openIDLink.takes(account, grant) == isTaken, "\(code)")
            }
            // The password alone links nothing, nor does a limited session.
            let limited = try await world.password(grant)
            #expect(
                try await world.auth.continueLogin.pending(limited, now: world.guarded.now)?.waitsToLink == true,
                "the choice can say so before")
            guard case .signedIn(let session) = try await world.choose(limited, .limited), !session.linksAccount,
                case .unknown(let again) = try await world.trip(2)
            else {
                Issue.record("linked without the second factor")
                return
            }
            let full = try await world.password(again)
            guard case .next(let next, .factor, _) = try await world.choose(full, .full),
                case .unknown = try await world.trip(5)
            else {
                Issue.record("linked before the second factor")
                return
            }
            let shown = try await world.auth.factors.show(
                next, .app, world.guarded.code, requestID: "test", now: world.guarded.now, randomness: .system)
            guard case .progress(.signedIn(let linked)) = shown, linked.linksAccount,
                case .progress = try await world.trip(3)
            else {
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

    @Test(
        "With a first link all other sessions end; one that fails leaves no session that nobody holds",
        arguments: DatabaseKind.available)
    func firstLinkEndsOthers(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            let guarded = world.guarded
            // Where a second factor is used, the link is stored with the session.
            _ = try await guarded.session()
            guarded.house.clock.advance(by: .seconds(60))
            guard case .unknown(let trip) = try await world.trip(1),
                case .next(let next, .factor, _) = try await world.choose(try await world.password(trip), .full),
                case .progress(.signedIn(let session)) = try await world.auth.factors.show(
                    next, .app, guarded.code, requestID: "test", now: guarded.now, randomness: .system)
            else {
                Issue.record("not linked")
                return
            }
            #expect(try await guarded.count("session") == 1)
            _ = try await guarded.session(of: session)
            // Where none is, it follows the password at once.
            let tenant = GuardedHouse.tenant
            try await database.write(.tenant(tenant)) { transaction in
                try transaction.execute("DELETE FROM open_id_link WHERE tenant_id = \(tenant)")
            }
            guard case .unknown(let again) = try await world.trip(2) else {
                Issue.record("known")
                return
            }
            let opened = try await guarded.opened()
            #expect(try await guarded.count("session") == 2)
            #expect(
                try await world.auth.openIDLink.complete(
                    again, .signedIn(opened), requestID: "test", now: guarded.now))
            #expect(try await guarded.count("session") == 1)
            _ = try await guarded.session(of: opened)
            // Meanwhile the account was linked to somebody else.
            try await database.write(.tenant(tenant)) { transaction in
                try transaction.execute("DELETE FROM open_id_link WHERE tenant_id = \(tenant)")
            }
            guard case .unknown(let late) = try await world.trip(5) else {
                Issue.record("known")
                return
            }
            try await database.write(.tenant(tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO open_id_link (tenant_id, person_id, issuer, subject, linked_at)
                    VALUES (\(tenant), \(GuardedHouse.administrator), \(FakeProvider.issuer), 'u-1', 0)
                    """)
            }
            let orphan = try await guarded.opened()
            await #expect(throws: OpenIDFailure.taken) {
                try await world.auth.openIDLink.complete(
                    late, .signedIn(orphan), requestID: "test", now: guarded.now)
            }
            #expect(try await guarded.count("session") == 1, "the one before stays")
            _ = try await guarded.session(of: opened)
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

    @Test(
        "Of sixteen who come back with one answer, link by one trip or confirm one account, one does",
        arguments: DatabaseKind.available)
    func races(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            let (auth, guarded) = (world.auth, world.guarded)
            guard case .unknown(let first) = try await world.trip(1) else { throw NotFound("trip") }
            var logins: [LoginProgress] = []
            for _ in 0..<16 {
                guard
                    case .progress(let progress) = try await guarded.house.tryLogin(
                        "futatsume", "B002417", GuardedHouse.password)
                else { throw NotFound("login") }
                logins.append(progress)
            }
            let waiting = logins
            _ = try await winners { taker in
                try await auth.openIDLink.complete(first, waiting[taker], requestID: "t", now: guarded.now)
            }
            let linking = try await database.read(.tenant(GuardedHouse.tenant)) {
                try $0.value(Int.self, "SELECT COUNT(*) FROM pending_login WHERE link_subject <> ''")
            }
            #expect(linking == 1)
            let session = try await guarded.session()
            guard case .confirm(let account, _) = try await world.trip(2, session: session, isLink: true) else {
                throw NotFound("question")
            }
            let confirmed = try await winners { _ in
                do {
                    try await auth.openIDLink.confirm(session, account, now: guarded.now)
                    return true
                } catch OpenIDFailure.stale {
                    return false
                }
            }
            #expect(confirmed == 1)
            #expect(try await guarded.audited("openID.linked") == 1)
            let departure = try await auth.openIDLogin.depart(
                organizationCode: "futatsume", source: "127.0.0.1", now: guarded.now, randomness: .seeded(3))
            world.provider.token.withLock { $0 = TokenSamples.trips[3] ?? "" }
            let arrived = try await winners { _ in
                do {
                    _ = try await auth.openIDLogin.arrive(
                        OpenIDLogin.Answer(state: departure.grant.state, code: "c", issuer: nil), departure.grant,
                        session: nil, opening: SessionOpening(), requestID: "t", now: guarded.now, randomness: .system)
                    return true
                } catch OpenIDFailure.stale {
                    return false
                }
            }
            #expect(arrived == 1)
        }
    }

    @Test("Its owner is told when a link is removed, and whoever tries too often is told that")
    func removed() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            let session = try await world.guarded.session()
            guard case .confirm(let grant, _) = try await world.trip(1, session: session, isLink: true) else {
                throw NotFound("question")
            }
            try await world.auth.openIDLink.confirm(session, grant, now: world.guarded.now)
            _ = world.guarded.mails.take()
            try await world.auth.openIDLink.remove(session, now: world.guarded.now)
            #expect(world.guarded.mails.take() == [Mail(GuardedHouse.person, .openIDUnlinked)])
            #expect(try await world.guarded.audited("openID.unlinked") == 1)
            while world.guarded.house.sourceLimit.take(from: "127.0.0.1", now: world.guarded.now) {}
            await #expect(throws: OpenIDFailure.tooMany) { try await world.trip(2) }
        }
    }

    @Test("Why a provider's logins fail stands in the log as a warning, without code, secret or account (R-038)")
    func warned() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let world = try await World.open(database)
            func lines() -> [String] { world.log.take() }
            let from = "warning openID provider failed tenant=13 issuer=https://id.example/"
            world.provider.refusal.withLock { $0 = #"{"error":"invalid_client","error_description":"s3cret u-1"}"# }
            await #expect(throws: OpenIDFailure.refused) { try await world.trip(1) }
            #expect(lines() == [from + " reason=refused status=401 error=invalid_client"])
            world.provider.refusal.withLock { $0 = #"{"error":"s3cret"}"# }
            await #expect(throws: OpenIDFailure.refused) { try await world.trip(2) }
            #expect(lines() == [from + " reason=refused status=401"])
            world.provider.refusal.withLock { $0 = nil }
            await #expect(throws: OpenIDFailure.token(.nonce)) { try await world.trip(3, token: 4) }
            #expect(lines() == [from + " reason=token.nonce"])
            world.guarded.house.clock.advance(by: .seconds(3_601))
            world.provider.isUp.withLock { $0 = false }
            await #expect(throws: OpenIDFailure.unreachable) { try await world.trip(5) }
            #expect(lines() == [from + " reason=unreachable"])
            // What somebody types is no fault of the provider's.
            await #expect(throws: OpenIDFailure.notOffered) {
                _ = try await world.auth.openIDLogin.depart(
                    organizationCode: "nowhere", source: "127.0.0.1", now: world.guarded.now, randomness: .system)
            }
            #expect(lines() == [])
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
