import CPostgres
import Foundation
import Synchronization

/// The server that `ANPI_TEST_POSTGRES` names, and the databases that tests make on it.
enum PostgresTestServer {
    /// The role that the tested programs connect as; it owns nothing.
    static let applicationRole = "anpi_app"

    /// The connection string of the server's owner, or nil if this run has no server.
    static var owner: String? { ProcessInfo.processInfo.environment["ANPI_TEST_POSTGRES"] }

    /// Few tests at a time: each holds some of the server's connections.
    private static let places = Places(6)

    /// Gives `body` the owner's and the application's connection strings of an empty database, and drops it afterwards.
    static func withEmptyDatabase<Value>(
        isolation: isolated (any Actor)? = #isolation,
        _ body: (_ owner: String, _ application: String) async throws -> Value
    ) async throws -> Value {
        guard let owner else { throw PostgresTestFailure("ANPI_TEST_POSTGRES names no server") }
        let name = "anpi_test_\(UUID().uuidString.replacing("-", with: "").lowercased())"
        await places.enter()
        do {
            try await run(
                on: owner,
                """
                DO $$ BEGIN
                    CREATE ROLE \(applicationRole) LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE;
                EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
                END $$
                """)
            try await run(on: owner, "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
            let value: Value
            do {
                value = try await body(
                    try conninfo(owner, ["dbname": name]),
                    try conninfo(owner, ["dbname": name, "user": applicationRole]))
            } catch {
                try? await run(on: owner, "DROP DATABASE \(name) WITH (FORCE)")
                throw error
            }
            try await run(on: owner, "DROP DATABASE \(name) WITH (FORCE)")
            await places.leave()
            return value
        } catch {
            await places.leave()
            throw error
        }
    }

    /// A connection string with some of its settings replaced.
    static func conninfo(_ text: String, _ changes: [String: String]) throws -> String {
        guard let options = PQconninfoParse(text, nil) else {
            throw PostgresTestFailure("ANPI_TEST_POSTGRES is no connection string")
        }
        defer { PQconninfoFree(options) }
        var settings = changes
        var option = options
        while let keyword = option.pointee.keyword.map({ String(cString: $0) }) {
            if let value = option.pointee.val, settings[keyword] == nil { settings[keyword] = String(cString: value) }
            option += 1
        }
        return settings.map { name, value in
            "\(name)='\(value.replacing("\\", with: "\\\\").replacing("'", with: "\\'"))'"
        }
        .joined(separator: " ")
    }

    /// Runs one statement outside of any transaction, on a thread that may block.
    static func run(on conninfo: String, _ statement: String) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            Thread.detachNewThread {
                let connection = PQconnectdb(conninfo)
                PQsetNoticeProcessor(connection, { _, _ in }, nil)
                let result = PQexec(connection, statement)
                let status = PQresultStatus(result)
                let message = String(cString: PQerrorMessage(connection))
                PQclear(result)
                PQfinish(connection)
                if status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK {
                    continuation.resume()
                } else {
                    continuation.resume(throwing: PostgresTestFailure(message))
                }
            }
        }
    }
}

/// The test server did not do what a fixture needs.
struct PostgresTestFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A number of places; who finds none waits, first come, first served.
private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) {
        free = count
    }

    func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
