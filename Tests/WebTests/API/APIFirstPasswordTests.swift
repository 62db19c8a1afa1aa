import Auth
import Database
import Domain
import HTTPServer
import Notify
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: first passwords by mail")
struct APIFirstPasswordTests {
    private static let own = APIHouse.own

    private static func addMail(_ address: String, to person: PersonID, _ house: APIHouse) async throws {
        try await house.database.write(.tenant(own.tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at)
                VALUES (\(own.tenant), \(person), 'mail', 1, \(address), NULL, 0)
                """)
        }
    }

    @Test("A mailed password logs in once handed on, and no answer shows it", arguments: DatabaseKind.available)
    func mailed(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(Self.own.administrator)
            try await Self.addMail("hanako@example.jp", to: Self.own.member, house)
            let answer = try await house.call(
                .post, "/first-password-mails", as: bearer, #"{"people":["\#(Self.own.member)"]}"#)
            #expect(answer.status == 201 && answer["mailed"].number == 1 && answer["withoutMail"].list.isEmpty)
            let place = "/people/\(Self.own.member)/first-password-mails"
            #expect(try await house.call(.get, place, as: bearer)["items"][0]["state"].string == "planned")
            let (id, sealed) = try #require(
                try await house.database.read(.tenant(Self.own.tenant)) { transaction in
                    try transaction.first(
                        "SELECT id, sealed_body FROM service_mail WHERE tenant_id = \(Self.own.tenant)"
                    ) { (try $0.next(BroadcastID.self), try $0.next([UInt8].self)) }
                })
            #expect(!String(decoding: sealed, as: UTF8.self).contains("パスワード"))
            let body = APIHouse.seal.open(sealed, id, of: Self.own.tenant)
            let password = try #require(body?.firstMatch(of: /パスワード：([A-Z0-9-]{29})/)?.1)
            #expect(!answer.text.contains(password))
            await house.work()
            let item = try await house.call(.get, place, as: bearer)["items"][0]
            #expect(item["state"].string == "accepted" && item["address"].string == "h•••@example.jp")
            let login = try await house.call(
                .post, "/session", #"{"organization":"seikai","loginId":"B002417","password":"\#(password)"}"#)
            #expect(login["result"].string == "passwordChangeRequired")
            let rows = try await ListAudit(database: house.database)(
                TenantScope(
                    tenant: Self.own.tenant, actor: .installationOperator, capabilities: .administrator,
                    requestID: "t"))
            #expect(rows.contains { $0.action == "password.issued" && $0.reason == "mail" })
            #expect(!rows.contains { "\($0)".contains(password) })
        }
    }

    @Test("Whoever had an own password is told beside the mailed one; who was waiting for one is not")
    func told() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(Self.own.administrator)
            try await Self.addMail("hanako@example.jp", to: Self.own.member, house)
            try await house.database.write(.tenant(Self.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    INSERT INTO credential (tenant_id, person_id, state, hash, consecutive_failures, changed_at)
                    VALUES (\(Self.own.tenant), \(Self.own.member), 'own', 'x', 0, 0)
                    """)
            }
            for _ in 0..<2 {
                let answer = try await house.call(
                    .post, "/first-password-mails", as: bearer, #"{"people":["\#(Self.own.member)"]}"#)
                #expect(answer.status == 201)
                #expect(house.told.of(Self.own.member) == [.passwordIssued(by: .administrator)])
            }
        }
    }

    @Test("Everybody without a password gets one, except people without a mail contact, who keep what they have")
    func everybody() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(Self.own.administrator)
            try await house.database.write(.tenant(Self.own.tenant)) { transaction in
                for number in 1...130 {
                    try transaction.execute(
                        """
                        INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                            created_at, changed_at)
                        VALUES (\(Self.own.tenant), \(5_000 + number), \("C\(1_000 + number)"), 'N', 'K', 'member',
                                'ja', \(number == 130 ? "left" : "active"), 0, 0)
                        """)
                }
            }
            for number in 2...130 {
                try await Self.addMail("p\(number)@example.jp", to: PersonID(rawValue: Int64(5_000 + number)), house)
            }
            let before = try await Self.withoutPassword(house)
            let answer = try await house.call(
                .post, "/first-password-mails", as: bearer, #"{"everybodyWithoutPassword":true}"#)
            #expect(answer.status == 201 && answer["mailed"].number == 128)
            let without = answer["withoutMail"].list.compactMap(\.string)
            #expect(without.contains("5001") && without.count == before - 128)
            #expect(try await Self.withoutPassword(house) == without.count)
        }
    }

    @Test("A call that says neither whom nor everybody, or both, is refused, and so is a program")
    func refused() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(Self.own.administrator)
            for body in ["{}", #"{"people":[],"everybodyWithoutPassword":true}"#] {
                let answer = try await house.call(.post, "/first-password-mails", as: bearer, body)
                #expect(answer.status == 422 || answer.status == 400, "\(body): \(answer.status)")
            }
            let program = try await house.program([.viewPeople, .managePeople])
            let everybody = #"{"everybodyWithoutPassword":true}"#
            #expect(try await house.call(.post, "/first-password-mails", as: program, everybody).status == 403)
        }
    }

    private static func withoutPassword(_ house: APIHouse) async throws -> Int {
        let scope = TenantScope(
            tenant: own.tenant, actor: .installationOperator, capabilities: .administrator, requestID: "t")
        return try await PasswordStates(database: house.database).withoutPassword(scope, limit: 500).total
    }
}
