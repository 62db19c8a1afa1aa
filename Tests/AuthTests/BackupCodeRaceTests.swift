import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Right and wrong backup codes at the same time")
struct BackupCodeRaceTests {
    private static let subject = FactorSubject(
        tenant: GuardedHouse.tenant, person: GuardedHouse.person, binding: [])

    private static func write(
        _ guarded: GuardedHouse, _ body: @escaping @Sendable (Transaction, Instant) throws -> Void
    ) async throws {
        let now = guarded.now
        try await guarded.house.database.write(.tenant(GuardedHouse.tenant)) { try body($0, now) }
    }

    /// Takes so many places, to be looked at later.
    private static func take(_ count: Int, _ guarded: GuardedHouse) async throws {
        try await write(guarded) { transaction, now in
            for _ in 0..<count { _ = try FactorLocks.take(.backup, subject, now: now, in: transaction) }
        }
    }

    @Test(
        "Of sixteen takers some guess: a lock is told and stands, or neither (R-107, R-125)",
        arguments: DatabaseKind.available, [1, 3, 5, 8])
    func mixed(kind: DatabaseKind, right: Int) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let code = try await guarded.codes()[0]
            var tries: [(code: String, grant: PendingGrant)] = []
            for number in 0..<16 {
                tries.append(
                    (number % 16 < right ? code : "ABCD-EFGH-JKLM-NPQR", try await guarded.pending().grant))
            }
            _ = try await guarded.use(tries)
            let isLocked = try await guarded.look().isShut
            let told = guarded.mails.take().count { $0 == Mail(GuardedHouse.person, .factorLocked(.backup)) }
            #expect(told == (isLocked ? 1 : 0))
            #expect(try await guarded.audited("factor.locked") == told)
        }
    }

    @Test(
        "A lock that another try of the moment has set outlives the right one; what led to it does not (R-107)",
        arguments: DatabaseKind.available)
    func keepsLock(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            try await Self.take(5, guarded)
            let until = guarded.now + .seconds(1_800)
            try await Self.write(guarded) { transaction, now in
                try FactorLocks.clear(.backup, Self.subject, left: 2, now: now, in: transaction)
            }
            #expect(try await guarded.look() == .locked(until: until))
            // The one that took the last place showed a code that was used: nothing of it is left.
            try await Self.write(guarded) { transaction, now in
                try FactorLocks.giveBack(
                    .backup, Self.subject, left: 0, countedAt: now, now: now, in: transaction)
            }
            #expect(try await guarded.look() == .open(left: 4))
            // The lock of the right one itself goes with it.
            try await Self.take(5, guarded)
            try await Self.write(guarded) { transaction, now in
                try FactorLocks.clear(.backup, Self.subject, left: 0, now: now, in: transaction)
            }
            #expect(try await guarded.look() == .open(left: 4))
        }
    }

    @Test(
        "Places come back in any order, and no more of them than were taken (R-107, R-108)",
        arguments: DatabaseKind.available, [[3, 2, 1, 0], [0, 3, 2, 1], [1, 0, 3, 2]])
    func placesBack(kind: DatabaseKind, order: [Int]) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            // One wrong code before, which stays counted.
            try await Self.take(1, guarded)
            guarded.house.clock.advance(by: .seconds(1))
            try await Self.take(4, guarded)
            #expect(try await guarded.look().isShut)
            for left in order {
                try await Self.write(guarded) { transaction, now in
                    try FactorLocks.giveBack(
                        .backup, Self.subject, left: left, countedAt: now, now: now, in: transaction)
                }
            }
            #expect(try await guarded.look() == .open(left: 3))
            // Of all kinds together too: thirteen more are open, then everything locks.
            let all = try await guarded.house.database.read(.tenant(GuardedHouse.tenant)) { transaction in
                try transaction.value(
                    Int.self,
                    """
                    SELECT failures FROM factor_lock
                    WHERE tenant_id = \(GuardedHouse.tenant) AND person_id = \(GuardedHouse.person)
                      AND kind = \(LockKind.all)
                    """)
            }
            #expect(all == 1)
        }
    }

    @Test("A code that is typed over and over opens no lock that guesses have set (R-107)")
    func opensNothing() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            let code = try await guarded.codes()[0]
            _ = try await guarded.use(code, .signIn, guarded.pending().grant)
            for number in 0..<5 {
                let grant = try await guarded.pending().grant
                if number == 4 { #expect(try await guarded.use(code, .signIn, grant) == .used) }
                _ = try await guarded.use("ABCD-EFGH-JKLM-NPQR", .signIn, grant)
            }
            guard case .locked = try await guarded.use(code, .signIn, guarded.pending().grant) else {
                Issue.record("not locked")
                return
            }
        }
    }
}
