import Auth
import Domain
import Tenants
import TestKit
import Testing

@Suite("One's own sessions")
struct OwnSessionsTests {
    @Test("They are listed, and ended one by one or all but this one", arguments: DatabaseKind.available)
    func ends(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            var sessions: [Session] = []
            for _ in 0..<4 {
                sessions.append(try await guarded.session())
                guarded.house.clock.advance(by: .seconds(30))
            }
            let own = guarded.auth.ownSessions
            let list = try await own.list(sessions[0], now: guarded.now)
            #expect(list.count == 4 && list.last?.isCurrent == true)
            #expect(list.allSatisfy { $0.handle.count == 16 && $0.opening.factor == "app" })
            #expect(try await own.end(list[0].handle, by: sessions[0], now: guarded.now) == false)
            await #expect(throws: NotFound("session")) {
                try await own.end(list[0].handle, by: sessions[0], now: guarded.now)
            }
            try await own.endOthers(sessions[0], now: guarded.now)
            #expect(try await own.list(sessions[0], now: guarded.now).map(\.isCurrent) == [true])
            let stranger = try await guarded.session("B000001")
            await #expect(throws: NotFound("session")) {
                try await own.end(list[3].handle, by: stranger, now: guarded.now)
            }
            #expect(try await own.end(list[3].handle, by: sessions[0], now: guarded.now))
            #expect(try await guarded.house.audited("session.ended") == ["", "others", ""])
        }
    }

    @Test("A session that ran out is not listed")
    func over() async throws {
        try await withDatabase(.sqlite, AuthHouse.migrations) { database in
            let guarded = try await GuardedHouse.open(database)
            _ = try await guarded.session()
            guarded.house.clock.advance(by: .seconds(1_800))
            let session = try await guarded.session()
            #expect(try await guarded.auth.ownSessions.list(session, now: guarded.now).count == 1)
        }
    }
}
