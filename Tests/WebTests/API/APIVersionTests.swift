import Domain
import HTTPServer
import TestKit
import Testing

@testable import Web

@Suite("API: changes of what was read")
struct APIVersionTests {
    private static func body(_ mail: String) -> String {
        #"{"language":"ja","mail1":"\#(mail)","mailOrder":1,"workRegion":"13-350","home1Region":"17-390"}"#
    }

    @Test(
        "A profile is changed only while it is what If-Match names; without If-Match it is written over",
        arguments: DatabaseKind.available)
    func profile(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.member)
            func put(_ mail: String, _ tag: String?) async throws -> APIAnswer {
                try await house.call(
                    .put, "/me/profile", as: bearer, Self.body(mail), headers: tag.map { [("If-Match", $0)] } ?? [])
            }
            let first = try #require(try await house.call(.get, "/me/profile", as: bearer).headers["ETag"])
            let stored = try await put("a@example.jp", first)
            #expect(stored.status == 200)
            let second = try #require(stored.headers["ETag"])
            #expect(second != first)
            #expect(try await house.call(.get, "/me/profile", as: bearer).headers["ETag"] == second)
            let refused = try await put("b@example.jp", first)
            #expect(refused.status == 412 && refused.code == "changedMeanwhile")
            // What is stored decides first, and then what is sent.
            #expect(try await put("nobody", first).status == 412)
            #expect(try await put("b@example.jp", "").status == 412)
            let read = try await house.call(.get, "/me/profile", as: bearer)
            #expect(read["profile"]["mail1"].string == "a@example.jp")
            for (mail, tag) in [
                ("c@example.jp", "\"x\", W/\(second)"), ("d@example.jp", "*"), ("e@example.jp", nil as String?),
            ] {
                let answer = try await put(mail, tag)
                #expect(answer.status == 200 && answer["profile"]["mail1"].string == mail)
            }
        }
    }

    @Test("A person is changed only while they are what If-Match names", arguments: DatabaseKind.available)
    func person(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let path = "/people/\(APIHouse.own.member)"
            func patch(_ body: String, _ tag: String) async throws -> APIAnswer {
                try await house.call(.patch, path, as: bearer, body, headers: [("If-Match", tag)])
            }
            let first = try #require(try await house.call(.get, path, as: bearer).headers["ETag"])
            let known = try await house.call(.get, path, as: bearer, headers: [("If-None-Match", first)])
            #expect(known.status == 304 && known.bytes.isEmpty)
            house.clock.advance(by: .seconds(1))
            let changed = try await patch(#"{"nameKana":"ハナ"}"#, first)
            #expect(changed.status == 200)
            let refused = try await patch(#"{"nameKana":"ハナコ"}"#, first)
            #expect(refused.status == 412 && refused.code == "changedMeanwhile")
            #expect(try await house.call(.get, path, as: bearer)["nameKana"].string == "ハナ")
            let second = try #require(changed.headers["ETag"])
            #expect(try await patch(#"{"nameKana":"ハナコ"}"#, second)["nameKana"].string == "ハナコ")
        }
    }

    @Test("A family user is changed only while they are what If-Match names", arguments: DatabaseKind.available)
    func family(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.member)
            func body(_ mail: String, _ names: String = #""code":"CHICHI","name":"山田 一郎","#) -> String {
                #"{\#(names)"language":"ja","mail1":"\#(mail)"}"#
            }
            let made = try await house.call(.post, "/me/family", as: bearer, body("first@example.jp"))
            let id = try #require(made["id"].string)
            let path = "/me/family/\(id)"
            let password = "kaki-densha-2617"
            _ = try await house.call(
                .put, path + "/password", as: bearer,
                #"{"newPassword":"\#(password)","confirmation":"\#(password)"}"#)
            let entered = try await house.call(
                .post, "/family/session",
                #"{"organization":"seikai","loginId":"B002417","familyCode":"chichi","password":"\#(password)"}"#)
            let token = try #require(entered["token"].string)
            let first = try #require(try await house.call(.get, path, as: bearer).headers["ETag"])
            let own = try #require(try await house.call(.get, "/family/profile", as: token).headers["ETag"])
            let saved = try await house.call(
                .put, "/family/profile", as: token, body("own@example.jp", ""), headers: [("If-Match", own)])
            #expect(saved.status == 200 && saved.headers["ETag"] != own)
            let refused = try await house.call(
                .put, path, as: bearer, body("mine@example.jp"), headers: [("If-Match", first)])
            #expect(refused.status == 412 && refused.code == "changedMeanwhile")
            let second = try await house.call(.get, path, as: bearer)
            #expect(second["mail1"].string == "own@example.jp")
            let tag = try #require(second.headers["ETag"])
            let changed = try await house.call(
                .put, path, as: bearer, body("mine@example.jp"), headers: [("If-Match", tag)])
            #expect(changed.status == 200 && changed.headers["ETag"] != tag)
            let late = try await house.call(
                .put, "/family/profile", as: token, body("late@example.jp", ""), headers: [("If-Match", own)])
            #expect(late.status == 412)
            #expect(try await house.call(.get, path, as: bearer)["mail1"].string == "mine@example.jp")
        }
    }
}
