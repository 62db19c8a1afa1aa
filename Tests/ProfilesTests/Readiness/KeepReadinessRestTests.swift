import Database
import Domain
import Foundation
import Profiles
import Synchronization
import Tenants
import TestKit
import Testing

@Suite("Readiness: what stands back for others")
struct KeepReadinessRestTests {
    private static let tenant = TenantID(rawValue: 1)
    private static let scope = InstallationScope(purpose: "test")

    /// Somebody who writes beside the count: begun in one of its transactions, and waited for while it rests.
    private final class Neighbour: Sendable {
        private let database: Database
        private let works = Mutex<[Task<Void, any Error>]>([])
        private let gate = DispatchSemaphore(value: 0)
        private let chunks = Mutex(0)
        private let rests = Mutex<[Duration]>([])

        init(_ database: Database) {
            self.database = database
        }

        var all: [Duration] { rests.withLock { $0 } }

        /// The number of the chunk that is counted now, from 1.
        func nextChunk() -> Int {
            chunks.withLock { number in
                number += 1
                return number
            }
        }

        /// An urgent transaction comes, and has come when this returns.
        func logIn() {
            let before = database.urgent
            begin { try await self.database.write(.tenant(KeepReadinessRestTests.tenant), urgent: true) { _ in } }
            while database.urgent == before { sched_yield() }
        }

        /// Two ordinary ones come: the first takes its time, the second waits behind it.
        func importPeople() {
            begin {
                try await self.database.write(.tenant(KeepReadinessRestTests.tenant)) { _ in self.gate.wait() }
            }
            while database.waiting < 1 { sched_yield() }
            begin { try await self.database.write(.tenant(KeepReadinessRestTests.tenant)) { _ in } }
            while database.waiting < 2 { sched_yield() }
        }

        func rest(_ duration: Duration) async {
            rests.withLock { $0.append(duration) }
            gate.signal()
            let begun = works.withLock { works in
                defer { works = [] }
                return works
            }
            for work in begun { _ = await work.result }
        }

        private func begin(_ work: @escaping @Sendable () async throws -> Void) {
            works.withLock { $0.append(Task.detached { try await work() }) }
        }
    }

    /// An organization of 700 people: three chunks of the count.
    private func settle(_ database: Database) async throws {
        try await database.write(.installation) { transaction in
            try transaction.execute(
                """
                INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option, created_at)
                VALUES (1, \(nil as Int64?), 'org', 'N', 'T', 'standard', 1, 0, 0)
                """)
            for person in 1...700 {
                try transaction.execute(
                    """
                    INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                        created_at, changed_at)
                    VALUES (1, \(person), \("B\(person)"), 'N', 'K', 'member', 'ja', 'active', 0, 0)
                    """)
            }
        }
    }

    private func count(_ database: Database, _ neighbour: Neighbour, _ chunk: @escaping @Sendable (Int) -> Void)
        async throws
    {
        let keep = KeepReadiness(database: database, pause: { await neighbour.rest($0) }) { _, _, _ in
            chunk(neighbour.nextChunk())
            return [:]
        }
        try await keep(Self.scope)
        let counted = try await database.read(.tenant(Self.tenant)) { transaction in
            try transaction.value(Int.self, "SELECT COUNT(*) FROM readiness WHERE tenant_id = \(Self.tenant)")
        }
        #expect(counted == 700)
    }

    @Test(
        "Where nobody else writes the count does not rest, and after a chunk in which somebody logs in it rests for long, once for each",
        arguments: DatabaseKind.available)
    func urgent(kind: DatabaseKind) async throws {
        try await withDatabase(kind, TenantsSchema.migrations + ProfilesSchema.migrations) { database in
            try await settle(database)
            let alone = Neighbour(database)
            try await count(database, alone) { _ in }
            #expect(alone.all.isEmpty)
            try await database.write(.installation) { transaction in
                try transaction.execute("INSERT INTO readiness_due SELECT tenant_id, id, 0 FROM person")
            }
            let neighbour = Neighbour(database)
            try await count(database, neighbour) { chunk in
                if chunk <= 2 { neighbour.logIn() }
            }
            #expect(neighbour.all == [.milliseconds(200), .milliseconds(200)])
        }
    }

    @Test("While others wait for the writer the count rests after each chunk")
    func waiting() async throws {
        try await withDatabase(.sqlite, TenantsSchema.migrations + ProfilesSchema.migrations) { database in
            try await settle(database)
            let neighbour = Neighbour(database)
            try await count(database, neighbour) { chunk in
                if chunk == 1 { neighbour.importPeople() }
            }
            #expect(neighbour.all == [.milliseconds(200)])
        }
    }
}
