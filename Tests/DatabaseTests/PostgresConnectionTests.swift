import Domain
import Foundation
import Synchronization
import TestKit
import Testing

@testable import Database

private let schema = Migration(
    1, "accounts", sharedTables: ["account"],
    ["CREATE TABLE account (id BIGINT NOT NULL PRIMARY KEY, amount BIGINT NOT NULL)"])

@Suite("A PostgreSQL connection", .enabled(if: DatabaseKind.available.contains(.postgres)))
struct PostgresConnectionTests {
    @Test("A connection that was lost while idle is opened again, unseen by the next transaction")
    func lostWhileIdle() async throws {
        try await withAccounts { database, owner in
            try await cutOff(owner)
            for _ in 0..<3 {
                try await database.write(.installation) {
                    try $0.execute("UPDATE account SET amount = amount + 1 WHERE id = 1")
                }
                try await cutOff(owner)
            }
            try await #expect(amount(database, 1) == 103)
        }
    }

    @Test("A transaction that loses its connection before the commit runs again, once in effect")
    func lostInside() async throws {
        try await withAccounts { database, owner in
            let runs = Counter()
            try await database.write(.installation) { transaction in
                try transaction.execute("UPDATE account SET amount = amount + 1 WHERE id = 1")
                if runs.next() == 1 {
                    let lost = #expect(throws: DatabaseError.self) {
                        try transaction.execute(
                            "SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(10), amount FROM account")
                    }
                    #expect(lost?.code == .connection)
                }
            }
            #expect(runs.count == 2)
            try await #expect(amount(database, 1) == 101)
        }
    }

    @Test("A transaction whose commit lost its connection is in doubt, and is not run again")
    func lostInCommit() async throws {
        try await withAccounts { database, owner in
            try await run(
                owner,
                """
                CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
                'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL; END';
                CREATE CONSTRAINT TRIGGER cut AFTER UPDATE ON account DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW WHEN (NEW.amount = 777) EXECUTE FUNCTION cut()
                """)
            let runs = Counter()
            let error = await #expect(throws: DatabaseError.self) {
                try await database.write(.installation) { transaction in
                    _ = runs.next()
                    try transaction.execute("UPDATE account SET amount = 777 WHERE id = 1")
                }
            }
            #expect(error?.code == .connection)
            #expect(runs.count == 1)
            try await #expect(amount(database, 1) == 100)
        }
    }

    @Test("Of two transactions that wait for each other one runs again, and both take effect")
    func deadlock() async throws {
        try await withAccounts { database, _ in
            let runs = Counter()
            let meeting = Meeting()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (first, second) in [(1, 2), (2, 1)] {
                    group.addTask {
                        try await database.write(.installation) { transaction in
                            let number = runs.next()
                            try transaction.execute("UPDATE account SET amount = amount + 1 WHERE id = \(first)")
                            if number <= 2 { meeting.waitForTheOther() }
                            try transaction.execute("UPDATE account SET amount = amount + 1 WHERE id = \(second)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(runs.count == 3)
            try await #expect(amount(database, 1) == 102)
            try await #expect(amount(database, 2) == 102)
        }
    }

    @Test("A statement prepared for an older schema is prepared anew")
    func changedSchema() async throws {
        try await withAccounts { database, owner in
            let read: @Sendable (Transaction) throws -> Int? = {
                try $0.value(Int.self, "SELECT * FROM account WHERE id = 1")
            }
            for _ in 0..<20 { #expect(try await database.read(.installation, read) == 1) }
            try await run(owner, "ALTER TABLE account ADD COLUMN word TEXT")
            for _ in 0..<20 { #expect(try await database.read(.installation, read) == 1) }
        }
    }

    @Test("An urgent transaction does not wait behind long reads")
    func urgentLane() async throws {
        try await withAccounts { database, _ in
            let held = DispatchSemaphore(value: 0)
            let begun = Counter()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        try await database.read(.installation) { _ in
                            _ = begun.next()
                            held.wait()
                        }
                    }
                }
                while begun.count < 3 || database.waiting < 7 { await Task.yield() }
                try await database.write(.installation, urgent: true) {
                    try $0.execute("UPDATE account SET amount = 5 WHERE id = 1")
                }
                #expect(begun.count == 3)
                for _ in 0..<10 { held.signal() }
                try await group.waitForAll()
            }
            try await #expect(amount(database, 1) == 5)
        }
    }

    @Test("An address where no server is, is refused without the password")
    func unreachable() async throws {
        for text in ["host=127.0.0.1 port=1 password=geheim", "geheim geheim", "postgresql://u:geheim@127.0.0.1:1/x"] {
            let error = await #expect(throws: DatabaseError.self) { try await Database.postgres(conninfo: text) }
            #expect(error?.code == .connection)
            #expect(error?.description.contains("geheim") == false)
        }
    }

    @Test("An error about a value does not repeat the value")
    func valuesStayOut() async throws {
        try await withAccounts { database, _ in
            let statements: [SQL] = [
                "SELECT CAST(\("geheim") AS BIGINT)", "SELECT CAST(\("99999999999999999999999") AS BIGINT)",
                "INSERT INTO account (id, amount) VALUES (1, \(4_242))",
                "INSERT INTO account (id, amount) VALUES (\(4_242), \(Int?.none))",
            ]
            for statement in statements {
                let error = await #expect(throws: DatabaseError.self) {
                    try await database.write(.installation) { try $0.execute(statement) }
                }
                for value in ["geheim", "99999999999", "4242"] {
                    #expect(error?.description.contains(value) == false)
                }
            }
        }
    }

    @Test("Commits reach the disk even where the server's default is not to wait for it")
    func synchronousCommit() async throws {
        try await withPostgres { owner, _ in
            try await run(
                owner, "ALTER ROLE CURRENT_USER IN DATABASE \(databaseName(owner)) SET synchronous_commit = off")
            let database = try await Database.postgres(conninfo: owner, connections: 1)
            let setting = try await database.read(.installation) {
                try $0.value(String.self, "SELECT current_setting('synchronous_commit')")
            }
            await database.close()
            #expect(setting == "on")
        }
    }

    private func withAccounts(_ body: (Database, _ owner: String) async throws -> Void) async throws {
        try await withPostgres { owner, application in
            let owners = try await Database.postgres(conninfo: owner, connections: 1)
            try await Migrator([schema], applicationRole: "anpi_app").migrate(owners, now: Instant(milliseconds: 0))
            await owners.close()
            let database = try await Database.postgres(conninfo: application)
            try await database.write(.installation) {
                try $0.execute("INSERT INTO account (id, amount) VALUES (1, 100), (2, 100)")
            }
            do {
                try await body(database, owner)
                await database.close()
            } catch {
                await database.close()
                throw error
            }
        }
    }

    private func amount(_ database: Database, _ id: Int) async throws -> Int? {
        try await database.read(.installation) { try $0.value(Int.self, "SELECT amount FROM account WHERE id = \(id)") }
    }

    /// Ends all sessions of the tested program, as a restart of the server would.
    private func cutOff(_ owner: String) async throws {
        try await run(
            owner,
            """
            SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """)
    }

    private func run(_ conninfo: String, _ text: String) async throws {
        try await WorkerThreads.run {
            try PostgresConnection(server: PostgresServer(conninfo: conninfo)).command(text)
        }
    }

    private func databaseName(_ conninfo: String) -> String {
        let start = conninfo.range(of: "dbname='")?.upperBound ?? conninfo.endIndex
        return String(conninfo[start...].prefix { $0 != "'" })
    }
}

private final class Counter: Sendable {
    private let value = Atomic(0)

    var count: Int { value.load(ordering: .sequentiallyConsistent) }

    func next() -> Int { value.add(1, ordering: .sequentiallyConsistent).newValue }
}

/// Two threads wait until both are here.
private final class Meeting: Sendable {
    private let arrivals = [DispatchSemaphore(value: 0), DispatchSemaphore(value: 0)]
    private let count = Counter()

    func waitForTheOther() {
        let mine = count.next() - 1
        arrivals[1 - mine].signal()
        arrivals[mine].wait()
    }
}
