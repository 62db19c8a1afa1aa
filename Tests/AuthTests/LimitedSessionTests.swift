import Auth
import Database
import Domain
import Tenants
import TestKit
import Testing

@Suite("Limited sessions and golden answers")
struct LimitedSessionTests {
    @Test(
        "A login without a code opens the exempt functions and nothing else, also for administrators (R-069, R-073, R-074)"
    )
    func limited() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            try await database.write(.tenant(FactorHouse.tenant)) { transaction in
                try transaction.execute(
                    "UPDATE person SET role = 'administrator' WHERE tenant_id = \(FactorHouse.tenant)")
            }
            let grant = try await house.pendingChoice()
            let progress = try await house.auth.continueLogin.choose(
                grant, .limited, requestID: "t", now: house.clock.now, randomness: .system)
            guard case .signedIn(let session) = progress else { throw NotFound("session") }
            let opened = try await house.auth.sessions.resume(
                cookie: session.cookie.exposed, requestID: "r", now: house.clock.now)
            #expect(opened?.isLimited == true)
            #expect(opened?.scope.capabilities == [.answerOwn, .viewOwnProfile], "R-056")
            let limited = try #require(opened)
            await #expect(throws: NotAllowed(capability: .manageOwnLogin)) {
                let choice = ChangePassword.Choice(password: "ringo-densha-2618", confirmation: "ringo-densha-2618")
                _ = try await house.auth.changePassword.own(
                    limited, current: FactorHouse.password, choice, now: house.clock.now, randomness: .system)
            }
            try await database.write(.tenant(FactorHouse.tenant)) { transaction in
                try transaction.execute("UPDATE access_policy SET answering = 'none', views_own = 0")
            }
            let after = try await house.auth.sessions.resume(
                cookie: session.cookie.exposed, requestID: "r", now: house.clock.now)
            #expect(after?.scope.capabilities == [], "what the organization takes back is gone at once")
        }
    }

    @Test(
        "A session without a code goes on to the code while its password is fresh; of sixteen tries one wins, and it is over then (R-069, R-073)",
        arguments: DatabaseKind.available)
    func widened(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            func limited() async throws -> (cookie: String, session: Session) {
                let progress = try await house.auth.continueLogin.choose(
                    try await house.pendingChoice(), .limited, requestID: "t", now: house.clock.now,
                    randomness: .system)
                guard case .signedIn(let grant) = progress else { throw NotFound("session") }
                let cookie = grant.cookie.exposed
                let session = try await house.auth.sessions.resume(
                    cookie: cookie, requestID: "r", now: house.clock.now)
                return (cookie, try #require(session))
            }
            func widen(_ session: Session) async throws -> LoginProgress? {
                try await house.auth.continueLogin.widen(
                    session, leadsTo: "/people", now: house.clock.now, randomness: .system)
            }
            let (cookie, session) = try await limited()
            let steps = await withTaskGroup(of: LoginStep?.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        guard case .next(_, let step, _) = try? await widen(session) else { return nil }
                        return step
                    }
                }
                return await group.reduce(into: [LoginStep]()) { list, step in if let step { list.append(step) } }
            }
            #expect(steps == [.enrolment])
            #expect(
                try await house.auth.sessions.resume(cookie: cookie, requestID: "r", now: house.clock.now) == nil)
            _ = try await house.settleApp()
            let again = try await limited()
            guard case .next(let grant, .factor, _) = try await widen(again.session) else {
                Issue.record("no code was asked for")
                return
            }
            #expect(try await house.auth.continueLogin.pending(grant, now: house.clock.now)?.leadsTo == "/people")
            let old = try await limited()
            house.clock.advance(by: .seconds(601))
            #expect(try await widen(old.session) == nil, "the password was shown too long ago")
            #expect(
                try await house.auth.sessions.resume(cookie: old.cookie, requestID: "r", now: house.clock.now) == nil)
        }
    }

    @Test("The matrix is that of the manual, cell by cell (R-075, R-077, R-078)")
    func matrix() {
        let rows: [(AccessMatrix.Function, [AccessMatrix.Access])] = [
            (.answerOwn, [.byPolicy, .yes, .byPolicy, .yes]),
            (.viewOwnProfile, [.byPolicy, .yes, .byPolicy, .yes]),
            (.editOwnProfile, [.byPolicy, .yes, .no, .yes]),
            (.manageOwnLogin, [.no, .yes, .no, .yes]),
            (.everythingElse, [.no, .yes, .no, .yes]),
        ]
        for (function, cells) in rows {
            #expect(AccessMatrix.Column.allCases.map { AccessMatrix.access(function, $0) } == cells, "\(function)")
        }
        let whole = Exemption(viewsOwn: true, answering: .answerAndEdit)
        #expect(AccessMatrix.limited(.pcLimited, whole) == [.answerOwn, .viewOwnProfile, .editOwnProfile])
        #expect(AccessMatrix.limited(.phoneLimited, whole) == [.answerOwn, .viewOwnProfile])
        #expect(AccessMatrix.limited(.pcLimited, .none).isEmpty, "R-057")
    }

    @Test("A pending login of another step, another browser or a finished login opens nothing")
    func wrongStep() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let grant = try await house.pendingChoice()
            #expect(try await house.show(grant) == nil, "no key before the choice")
            let code = try #require(CodeText(typed: "000000"))
            #expect(
                try await house.auth.factors.show(
                    grant, .app, .code(code), requestID: "t", now: house.clock.now, randomness: .system) == .loginOver)
            try await house.auth.continueLogin.cancel(grant)
            await #expect(throws: LoginOver.self) {
                _ = try await house.auth.continueLogin.choose(
                    grant, .limited, requestID: "t", now: house.clock.now, randomness: .system)
            }
        }
    }

    @Test("One of sixteen choices of one login wins", arguments: DatabaseKind.available)
    func choiceOnce(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let grant = try await house.pendingChoice()
            let wins = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        (try? await house.auth.continueLogin.choose(
                            grant, .limited, requestID: "t", now: house.clock.now, randomness: .system)) != nil
                    }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
        }
    }

    @Test("A wrong password is refused alike after one hash, also where the factor is locked or nobody is known")
    func golden() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let house = try await FactorHouse.open(database)
            let key = try await house.settleApp()
            let grant = try await house.pendingCode()
            for _ in 0..<5 { _ = try await house.enter(grant, key, offset: 900) }
            let tries = [
                ("nowhere", "B002417"), ("futatsume", "B999999"), ("futatsume", "B002417"), ("seikai", "B000009"),
            ]
            for (code, id) in tries {
                let before = house.house.hasher.runCount
                #expect(try await house.house.tryLogin(code, id, "wrong") == .refused, "\(code) \(id)")
                #expect(house.house.hasher.runCount - before == 1, "\(code) \(id)")
            }
        }
    }
}
