import Auth
import Database
import Domain
import Foundation
import HTTPServer
import TestKit
import Testing

@testable import Web

@Suite("API: the logins of an office's clients")
struct APIClientAccountTests {
    @Test(
        "An office lists, unlocks, signs out and hands out passwords for its client's people; both chains say so (R-004, R-030, R-116)",
        arguments: DatabaseKind.available)
    func care(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let office = try await house.bearer(APIHouse.office.member, of: APIHouse.office)
            let person = APIHouse.own.member
            let place = "/office/clients/\(APIHouse.own.tenant)/accounts"
            let member = try await house.bearer(person)
            let list = try await house.call(.get, "\(place)?loginId=B002417", as: office)
            #expect(list.status == 200 && list["total"].number == 1, "\(list.text)")
            #expect(list["items"].list.first?["sessions"].number ?? 0 > 0)
            #expect(try await house.call(.post, "\(place)/\(person)/unlock", as: office).status == 204)
            #expect(try await house.call(.delete, "\(place)/\(person)/sessions", as: office).status == 204)
            #expect(try await house.call(.get, "/session", as: member).status == 401)
            let slip = try await house.call(.post, "\(place)/\(person)/first-password", as: office)
            #expect(slip.status == 201 && slip["password"].string?.isEmpty == false, "\(slip.text)")
            #expect(slip["personId"].string == "\(person)")
            for tenant in [APIHouse.own.tenant, APIHouse.office.tenant] {
                let done = try await house.database.read(.tenant(tenant)) { transaction in
                    try transaction.values(
                        String.self, "SELECT action FROM audit WHERE tenant_id = \(tenant) ORDER BY seq")
                }
                #expect(
                    done.suffix(3)
                        == (tenant == APIHouse.office.tenant
                            ? ["office.acted", "office.acted", "office.acted"]
                            : ["login.unlocked", "login.sessionsEnded", "password.issued"]),
                    "\(done)")
            }
        }
    }

    @Test("In an office's own house only its administrators look after colleagues' logins (R-117)")
    func colleagues() async throws {
        try await APIHouse.with(.sqlite) { house in
            let office = APIHouse.office
            let member = try await house.bearer(office.member, of: office)
            let administrator = try await house.bearer(office.administrator, of: office)
            let colleague = "/accounts/\(office.administrator)"
            for (method, place) in [(HTTPMethod.get, ""), (.post, "/unlock"), (.delete, "/sessions")] {
                #expect(try await house.call(method, colleague + place, as: member).status == 403)
                let done = try await house.call(method, "/accounts/\(office.member)" + place, as: administrator)
                #expect(done.status == (method == .get ? 200 : 204), "\(done.text)")
            }
            #expect(
                house.told.of(office.member) == [
                    .loginUnlocked(by: .administrator), .sessionsEnded(by: .administrator),
                ])
        }
    }

    @Test("One account is read, with all that the list says of it")
    func one() async throws {
        try await APIHouse.with(.sqlite) { house in
            let person = APIHouse.own.member
            let administrator = try await house.bearer(APIHouse.own.administrator)
            let one = try await house.call(.get, "/accounts/\(person)", as: administrator)
            #expect(one.status == 200 && one["loginId"].string == "B002417", "\(one.text)")
            #expect(try await house.call(.get, "/accounts/\(APIHouse.other.member)", as: administrator).status == 404)
            let office = try await house.bearer(APIHouse.office.member, of: APIHouse.office)
            let place = "/office/clients/\(APIHouse.own.tenant)/accounts/\(person)"
            #expect(try await house.call(.get, place, as: office).text == one.text)
        }
    }

    @Test("A client gets its name in kana, and lists find it by it (R-061, R-068)")
    func kana() async throws {
        try await APIHouse.with(.sqlite) { house in
            let office = try await house.bearer(APIHouse.office.member, of: APIHouse.office)
            let place = "/office/clients/\(APIHouse.own.tenant)"
            let changed = try await house.call(.patch, place, as: office, #"{"nameKana":"せいかい"}"#)
            #expect(changed.status == 200 && changed["nameKana"].string == "セイカイ", "\(changed.text)")
            let found = try await house.call(.get, "/office/clients?nameKana=%E3%81%9B%E3%81%84", as: office)
            #expect(found["total"].number == 1)
            let refused = try await house.call(.patch, place, as: office, #"{"nameKana":"青海"}"#)
            #expect(refused.status == 422)
        }
    }

    @Test("Nobody but the client's own office comes near its people (R-001)")
    func strangers() async throws {
        try await APIHouse.with(.sqlite) { house in
            let office = try await house.bearer(APIHouse.office.administrator, of: APIHouse.office)
            let company = try await house.bearer(APIHouse.own.administrator)
            let foreign = "/office/clients/\(APIHouse.other.tenant)"
            let own = "/office/clients/\(APIHouse.own.tenant)"
            for (bearer, place, status) in [(office, foreign, 404), (company, own, 403)] {
                let person = place == foreign ? APIHouse.other.member : APIHouse.own.member
                #expect(try await house.call(.get, "\(place)/accounts", as: bearer).status == status)
                #expect(
                    try await house.call(.post, "\(place)/accounts/\(person)/unlock", as: bearer).status == status)
                #expect(
                    try await house.call(.post, "\(place)/accounts/\(person)/first-password", as: bearer).status
                        == status)
                #expect(try await house.call(.patch, place, as: bearer, #"{"nameKana":"ベツ"}"#).status == status)
            }
        }
    }
}
