import Auth
import Database
import Domain
import TestKit
import Testing

@Suite("Uses of sessions")
struct SessionUsesTests {
    @Test(
        "Nobody waits until a use is written, and it counts at once (R-042)", arguments: DatabaseKind.available)
    func nobodyWaits(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let used = try await UsedSession.open(database)
            let gate = await Gate(
                closing: database,
                after: "UPDATE session SET label = label WHERE tenant_id = \(AuthHouse.tenant)")
            #expect(try await used.isAlive(after: .seconds(1_700)))
            #expect(try await used.isAlive(after: .seconds(1_700)))
            #expect(try await used.lastUse() == used.start)
            gate.open()
            try await used.waitUntilWritten(used.house.clock.now)
        }
    }

    @Test("A database that cannot be written sends nobody away, and takes the last use once it can")
    func refused() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let used = try await UsedSession.open(database)
            try await used.refuse()
            for _ in 0..<3 { #expect(try await used.isAlive(after: .seconds(1_700))) }
            #expect(try await used.lastUse() == used.start)
            try await database.write(.installation) { try $0.execute("DROP TRIGGER no_use") }
            // What was refused may still be on its way back; the uses that follow are written in any case.
            for _ in 0..<1_000 where try await used.lastUse() == used.start {
                #expect(try await used.isAlive(after: .seconds(60)))
            }
            try await used.waitUntilWritten(used.house.clock.now)
        }
    }

    @Test("One that ran out stays so, whatever is remembered of it")
    func staysOver() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let used = try await UsedSession.open(database)
            try await used.refuse()
            #expect(try await used.isAlive(after: .seconds(1_700)))
            try await database.write(.installation) { transaction in
                try transaction.execute("DROP TRIGGER no_use")
                try transaction.execute("UPDATE session SET seen_at = 0 WHERE tenant_id = \(AuthHouse.tenant)")
            }
            #expect(try await !used.isAlive(after: .seconds(1)))
        }
    }
}

/// A session of an employee, and when it was opened.
private struct UsedSession: Sendable {
    let house: AuthHouse
    let cookie: String
    let start: Instant

    static func open(_ database: Database) async throws -> UsedSession {
        let house = try await AuthHouse.open(database)
        let grant = try await house.settle(AuthHouse.employee, "B002417", password: "kaki-densha-2617")
        return UsedSession(house: house, cookie: grant.cookie.exposed, start: house.clock.now)
    }

    func isAlive(after time: Duration) async throws -> Bool {
        house.clock.advance(by: time)
        return try await house.sessions.resume(cookie: cookie, requestID: "r", now: house.clock.now) != nil
    }

    /// From now on no use is taken.
    func refuse() async throws {
        try await house.database.write(.installation) { transaction in
            try transaction.execute(
                """
                CREATE TRIGGER no_use BEFORE UPDATE OF seen_at ON session WHEN new.seen_at > 0
                BEGIN SELECT RAISE(ABORT, 'refused'); END
                """)
        }
    }

    func lastUse() async throws -> Instant? {
        try await house.database.read(.tenant(AuthHouse.tenant)) { transaction in
            try transaction.value(
                Instant.self, "SELECT MAX(seen_at) FROM session WHERE tenant_id = \(AuthHouse.tenant)")
        }
    }

    func waitUntilWritten(_ use: Instant) async throws {
        for _ in 0..<100_000 where try await lastUse() != use { await Task.yield() }
        #expect(try await lastUse() == use)
    }
}
