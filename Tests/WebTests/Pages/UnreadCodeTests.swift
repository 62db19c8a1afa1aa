import Database
import Domain
import HTTPServer
import TestKit
import Testing

@testable import Auth
@testable import Web

@Suite("What cannot be a code at all")
struct UnreadCodeTests {
    private static let (tenant, person) = (PageHouse.own.tenant, PageHouse.own.member)
    /// No code of a factor, and no backup code.
    private static let sixDigits = ["", "12345", "1234567", "12345a", "１２３４５", "٢٨٧٠٨٢", "ABCD-EFGH-JKLM-NPQR"]
    private static let sixteen = ["", "ABCD-EFGH-JKLM-NPQ", "ABCD-EFGH-JKLM-NPQRS", "ABCD-EFGH-JKLM-NPQ0", "123456"]

    /// Somebody with app, address and number who is asked for one of them.
    private static func settle(_ house: PageHouse) async throws -> Browser {
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO access_policy (tenant_id, effective_at, uses_second_factor, views_own, answering)
                VALUES (\(tenant), 0, 1, 1, 'answer')
                """)
            for (kind, target) in [("mail", "k@example.jp"), ("phone", "+819011112234")] {
                try transaction.execute(
                    """
                    INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                    VALUES (\(tenant), \(person), \(kind), \(target), 0)
                    """)
            }
        }
        let first = try await house.api.firstPassword(person)
        try await house.setApp(person)
        let browser = Browser(house)
        try await browser.post(
            "/login", [("organization", "seikai"), ("loginID", "b002417"), ("password", first)])
        try await browser.post(
            "/login/password", [("newPassword", APIHouse.password), ("confirmation", APIHouse.password)])
        try await browser.post("/login/scope", [("scope", "full")])
        return browser
    }

    /// Tries that were counted, and refusals in the chain.
    private static func traces(_ house: PageHouse) async throws -> Int? {
        try await house.database.read(.tenant(tenant)) { transaction in
            try transaction.value(
                Int.self,
                """
                SELECT (SELECT COUNT(*) FROM factor_lock WHERE tenant_id = \(tenant))
                     + (SELECT COUNT(*) FROM audit WHERE tenant_id = \(tenant) AND action = 'factor.refused')
                """)
        }
    }

    @Test(
        "It is said on the page and to programs, and is no try, however often (R-079, R-104, R-107, R-125)",
        arguments: DatabaseKind.available)
    func unread(kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let browser = try await Self.settle(house)
            for (place, inputs, words) in [
                ("/login/code", Self.sixDigits, "6桁の数字を入力してください"), ("/login/mail", Self.sixDigits, "6桁の数字を入力してください"),
                ("/login/phone", Self.sixDigits, "6桁の数字を入力してください"),
                ("/login/recover", Self.sixteen, "英数字16文字です"),
            ] {
                for text in inputs {
                    let reply = try await browser.post(place, [("code", text), ("use", "signIn")])
                    #expect(reply.status == 422 && reply.text.contains(words), "\(place) \(text) \(reply.status)")
                }
            }
            let pending = try await house.api.call(
                .post, "/session",
                #"{"organization":"seikai","loginId":"B002417","password":"\#(APIHouse.password)"}"#)
            let token = try #require(pending["pendingToken"].string)
            _ = try await house.api.call(
                .post, "/session/choice", #"{"pendingToken":"\#(token)","scope":"full"}"#)
            for kind in ["app", "mail", "phone"] {
                for text in Self.sixDigits {
                    let answer = try await house.api.call(
                        .post, "/session/code", #"{"pendingToken":"\#(token)","kind":"\#(kind)","code":"\#(text)"}"#)
                    #expect(answer.refusals == ["code:sixDigits"], "\(kind) \(text) \(answer.text)")
                }
            }
            for text in Self.sixteen {
                let answer = try await house.api.call(
                    .post, "/session/backup-code",
                    #"{"pendingToken":"\#(token)","code":"\#(text)","use":"signIn"}"#)
                #expect(answer.refusals == ["code:sixteen"], "\(text) \(answer.text)")
            }
            #expect(try await Self.traces(house) == 0)
            // The control: a code of the right shape is a try, and is told so in the chain.
            let guess = try await browser.post("/login/recover", [("code", "ABCD-EFGH-JKLM-NPQR"), ("use", "signIn")])
            #expect(guess.status == 422 && guess.text.contains("あと4回"))
            #expect(try await Self.traces(house) == 3, "counted as its kind and among all, and recorded")
        }
    }
}
