import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: calls that are done once")
struct APIIdempotencyTests {
    private static let key = ("Idempotency-Key", "7f0d1c1e-1111-4222-8333-444455556666")
    private static let body = #"{"code":"S01","name":"製造1課"}"#

    @Test("A repeated call gets the first one's answer and changes nothing", arguments: DatabaseKind.available)
    func replay(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let first = try await house.call(.post, "/departments", as: bearer, Self.body, headers: [Self.key])
            let again = try await house.call(.post, "/departments", as: bearer, Self.body, headers: [Self.key])
            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(again.bytes == first.bytes)
            #expect(again.headers["Location"] == first.headers["Location"])
            #expect(first.headers["Idempotency-Replayed"] == nil)
            #expect(again.headers["Idempotency-Replayed"] == "true")
            let list = try await house.call(.get, "/departments", as: bearer)
            #expect(list["items"].list.count == 1)

            let other = try await house.call(
                .post, "/departments", as: bearer, #"{"code":"S02","name":"x"}"#, headers: [Self.key])
            #expect(other.status == 422)
            #expect(other.code == "idempotencyKeyReused")

            house.clock.advance(by: Idempotency.memory)
            let renewed = try await house.bearer(APIHouse.own.administrator)
            let later = try await house.call(.post, "/departments", as: renewed, Self.body, headers: [Self.key])
            #expect(later.refusals == ["code:taken"])
        }
    }

    @Test("A refused call frees its key", arguments: DatabaseKind.available)
    func refused(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let bad = try await house.call(
                .post, "/departments", as: bearer, #"{"code":"","name":"x"}"#, headers: [Self.key])
            #expect(bad.status == 422)
            let good = try await house.call(.post, "/departments", as: bearer, Self.body, headers: [Self.key])
            #expect(good.status == 201)
        }
    }

    @Test("Of many at once one is done; the others wait or get its answer", arguments: DatabaseKind.available)
    func race(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let responses = try await withThrowingTaskGroup(of: HTTPResponse.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        try await house.response(.post, "/departments", as: bearer, Self.body, headers: [Self.key])
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let answers = try responses.map(APIAnswer.init)
            #expect(answers.count == 16)
            let made = answers.filter { $0.status == 201 }
            let others = answers.filter { $0.status != 201 }.map(\.code)
            #expect(others.allSatisfy { $0 == "callRunning" })
            #expect(Set(made.map(\.text)).count == 1)
            #expect(made.filter { $0.headers["Idempotency-Replayed"] == nil }.count == 1)
        }
    }

    @Test("Keys belong to whoever uses them, and a token in a stored answer is sealed")
    func perActor() async throws {
        try await APIHouse.with(.sqlite) { house in
            let body = #"{"name":"HR","capabilities":["viewPeople"]}"#
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let made = try await house.call(.post, "/tokens", as: bearer, body, headers: [Self.key])
            let token = try #require(made["token"].string)
            let stored = try await house.database.read(.tenant(APIHouse.own.tenant)) { transaction in
                try transaction.values(
                    [UInt8].self, "SELECT response FROM idempotency WHERE tenant_id = \(APIHouse.own.tenant)")
            }
            #expect(stored.count == 1)
            #expect(!String(decoding: stored[0], as: UTF8.self).contains(token))
            #expect(try await house.call(.post, "/tokens", as: bearer, body, headers: [Self.key]).bytes == made.bytes)
            let stranger = try await house.bearer(APIHouse.other.administrator, of: APIHouse.other)
            let theirs = try await house.call(.post, "/tokens", as: stranger, body, headers: [Self.key])
            #expect(theirs.status == 201)
            #expect(theirs["token"].string != token)
        }
    }

    @Test("A call whose end nobody knows is not done again")
    func unknownEnd() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            _ = try await house.call(.post, "/departments", as: bearer, Self.body, headers: [Self.key])
            try await house.database.write(.tenant(APIHouse.own.tenant)) { transaction in
                _ = try transaction.execute(
                    "UPDATE idempotency SET status = NULL WHERE tenant_id = \(APIHouse.own.tenant)")
            }
            let running = try await house.call(.post, "/departments", as: bearer, Self.body, headers: [Self.key])
            #expect(running.status == 409)
            #expect(running.code == "callRunning")
            house.clock.advance(by: .seconds(600))
            let unknown = try await house.call(.post, "/departments", as: bearer, Self.body, headers: [Self.key])
            #expect(unknown.code == "outcomeUnknown")
        }
    }

    @Test(
        "A key that cannot be one is refused",
        arguments: ["short", String(repeating: "a", count: 129), "with a blank here"])
    func badKey(_ key: String) async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let answer = try await house.call(
                .post, "/departments", as: bearer, Self.body, headers: [("Idempotency-Key", key)])
            #expect(answer.status == 400)
            #expect(answer.refusals == ["Idempotency-Key:format"])
        }
    }
}
