import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Backup codes are kept before a login goes on")
struct KeptCodesTests {
    /// A person with an app and no backup codes, as after a set-up within a session.
    private static func with(
        _ kind: DatabaseKind, _ body: (GuardedHouse) async throws -> Void
    ) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            var guarded = try await GuardedHouse.open(database)
            guarded.house.makesBackupCodes = true
            try await body(guarded)
        }
    }

    /// Password and app, at a time of its own.
    private static func enter(_ guarded: GuardedHouse) async throws -> LoginProgress {
        guarded.house.clock.advance(by: .seconds(60))
        let pending = try await guarded.pending()
        let outcome = try await guarded.auth.factors.show(
            pending.grant, .app, guarded.code, requestID: "test", now: guarded.now, randomness: .system)
        guard case .progress(let progress) = outcome else { throw NotFound("\(outcome)") }
        return progress
    }

    private static func atCodes(_ guarded: GuardedHouse) async throws -> PendingGrant {
        guard case .next(let grant, .backupCodes, _) = try await enter(guarded) else { throw NotFound("backup codes") }
        return grant
    }

    @Test(
        "Whoever set a factor within a session keeps codes at the next login, and each time until they are kept (R-095, R-125)",
        arguments: DatabaseKind.available)
    func untilKept(kind: DatabaseKind) async throws {
        try await Self.with(kind) { guarded in
            let make = guarded.auth.makeBackupCodes
            func show(_ grant: PendingGrant) async throws -> MakeBackupCodes.Shown {
                try await make.show(grant, requestID: "test", now: guarded.now, randomness: .system)
            }
            let first = try await Self.atCodes(guarded)
            let lost = try await show(first)
            #expect(!lost.replaceOthers, "there was nothing to lose")
            // The browser is closed there.
            let grant = try await Self.atCodes(guarded)
            #expect(try await make.areMissing(Session.of(GuardedHouse.person, guarded)))
            let shown = try await show(grant)
            #expect(shown.replaceOthers, "a paper of before is void, and it is said")
            #expect(try await !make.areCurrent(lost.codes, grant, now: guarded.now))
            #expect(try await make.areCurrent(shown.codes, grant, now: guarded.now))
            for other in [lost.codes, [], Array(shown.codes.dropLast())] {
                await #expect(throws: NotFound("backupCodes"), "nobody keeps what works no longer") {
                    try await make.kept(grant, other, requestID: "test", now: guarded.now, randomness: .system)
                }
            }
            guard
                case .signedIn(let session) = try await make.kept(
                    grant, shown.codes, requestID: "test", now: guarded.now, randomness: .system)
            else {
                Issue.record("not in")
                return
            }
            #expect(try await !make.areMissing(guarded.session(of: session)))
            guard case .signedIn = try await Self.enter(guarded) else {
                Issue.record("asked again")
                return
            }
        }
    }

    @Test(
        "Of pages that show codes at the same time one shows the set that works, and of those who keep it one goes on (R-095)",
        arguments: DatabaseKind.available)
    func atOnce(kind: DatabaseKind) async throws {
        try await Self.with(kind) { guarded in
            let make = guarded.auth.makeBackupCodes
            let grant = try await Self.atCodes(guarded)
            let now = guarded.now
            let sets = try await withThrowingTaskGroup(of: [BackupCode].self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await make.show(grant, requestID: "test", now: now, randomness: .system).codes
                    }
                }
                return try await group.reduce(into: [[BackupCode]]()) { $0.append($1) }
            }
            var current: [[BackupCode]] = []
            for set in sets where try await make.areCurrent(set, grant, now: now) { current.append(set) }
            #expect(sets.count == 4 && current.count == 1, "never two sets that work")
            let stored = try await guarded.house.database.read(.tenant(grant.tenant)) { transaction in
                try transaction.value(
                    Int.self, "SELECT COUNT(*) FROM backup_code WHERE tenant_id = \(grant.tenant)")
            }
            #expect(stored == 10)
            let set = try #require(current.first)
            let entered = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        let done = try? await make.kept(
                            grant, set, requestID: "test", now: now, randomness: .system)
                        return done != nil
                    }
                }
                return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(entered == 1, "the login goes on once")
        }
    }

    @Test(
        "Codes made within a session are asked for at the next login, until their person says they are kept (R-095)",
        arguments: DatabaseKind.available)
    func withinSession(kind: DatabaseKind) async throws {
        try await Self.with(kind) { guarded in
            let make = guarded.auth.makeBackupCodes
            func signedIn() async throws -> Session {
                switch try await Self.enter(guarded) {
                case .signedIn(let opened): return try await guarded.session(of: opened)
                case .next(let grant, .backupCodes, _):
                    let shown = try await make.show(grant, requestID: "test", now: guarded.now, randomness: .system)
                    guard
                        case .signedIn(let opened) = try await make.kept(
                            grant, shown.codes, requestID: "test", now: guarded.now, randomness: .system)
                    else { throw NotFound("session") }
                    return try await guarded.session(of: opened)
                default: throw NotFound("session")
                }
            }
            let session = try await signedIn()
            func anew() async throws -> [BackupCode] {
                try await make.anew(
                    session, password: GuardedHouse.password, now: guarded.now, randomness: .system)
            }
            let old = try await anew()
            #expect(try await make.areMissing(session))
            let codes = try await anew()
            for other in [old, [], Array(codes.dropLast())] { #expect(try await !make.keep(other, session)) }
            #expect(try await make.areMissing(session))
            #expect(try await make.keep(codes, session))
            #expect(try await !make.areMissing(session))
            guard case .signedIn(let opened) = try await Self.enter(guarded) else {
                Issue.record("asked again")
                return
            }
            _ = try await make.anew(
                guarded.session(of: opened), password: GuardedHouse.password, now: guarded.now, randomness: .system)
            _ = try await Self.atCodes(guarded)
            // A program has taken them with the answer.
            let last = try await signedIn()
            _ = try await make.anew(
                last, password: GuardedHouse.password, areKept: true, now: guarded.now, randomness: .system)
            #expect(try await !make.areMissing(last))
        }
    }

    @Test(
        "A login that showed no codes, or others, takes no word that they are kept (R-095)",
        arguments: DatabaseKind.available)
    func shownElsewhere(kind: DatabaseKind) async throws {
        try await Self.with(kind) { guarded in
            let make = guarded.auth.makeBackupCodes
            func show(_ grant: PendingGrant) async throws {
                _ = try await make.show(grant, requestID: "test", now: guarded.now, randomness: .system)
            }
            func keep(_ grant: PendingGrant) async throws -> LoginProgress {
                try await make.kept(grant, requestID: "test", now: guarded.now, randomness: .system)
            }
            let first = try await Self.atCodes(guarded)
            try await show(first)
            let second = try await Self.atCodes(guarded)
            await #expect(throws: NotFound("backupCodes")) { try await keep(second) }
            try await show(second)
            await #expect(throws: NotFound("backupCodes")) { try await keep(first) }
            guard case .signedIn = try await keep(second) else {
                Issue.record("not in")
                return
            }
        }
    }

    @Test("Codes from before the question count as kept, and used ones do")
    func before() async throws {
        try await Self.with(.sqlite) { guarded in
            _ = try await guarded.codes()
            guard case .signedIn = try await Self.enter(guarded) else {
                Issue.record("asked for what is there")
                return
            }
            try await guarded.house.database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute("UPDATE backup_code SET is_kept = 0")
            }
            _ = try await Self.atCodes(guarded)
            try await guarded.house.database.write(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.execute(
                    "UPDATE backup_code SET used_at = 1 WHERE selector = (SELECT MIN(selector) FROM backup_code)")
            }
            guard case .signedIn = try await Self.enter(guarded) else {
                Issue.record("whoever used one has them")
                return
            }
        }
    }
}

extension Session {
    /// Somebody's session after the password alone.
    fileprivate static func of(_ person: PersonID, _ guarded: GuardedHouse) async throws -> Session {
        try await guarded.session(of: guarded.opened())
    }
}
