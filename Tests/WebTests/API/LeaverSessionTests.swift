import Auth
import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("What was open of somebody who leaves is not open again when they come back")
struct LeaverSessionTests {
    /// How somebody leaves.
    enum Way: String, CaseIterable, Sendable {
        case page, api, file, notInFile, scimInactive, scimDelete, lastDay
    }

    private static let own = APIHouse.own

    private func leave(_ way: Way, _ house: PageHouse) async throws {
        let api = house.api
        let administrator = try await api.bearer(Self.own.administrator)
        let id = Self.own.member
        switch way {
        case .page:
            let browser = try await house.browser(Self.own.administrator)
            let typed = [("loginID", "B002417"), ("name", "山田 花子"), ("retired", "1")]
            try await browser.get("/people/\(id)")
            try await browser.post("/people/\(id)", typed)
            try await browser.post("/people/\(id)/confirm", typed)
        case .api:
            let left = #"{"employment":"left"}"#
            #expect(try await api.call(.patch, "/people/\(id)", as: administrator, left).status == 200)
        case .file:
            let file = "login_id,employment\r\nB002417,left\r\n"
            _ = try await api.call(.post, "/imports/people?dryRun=false", as: administrator, file, kind: "text/csv")
        case .notInFile:
            let file = "login_id\r\nB000031\r\n"
            _ = try await api.call(
                .post, "/imports/people?dryRun=false&absentLeave=true&manyMayLeave=true", as: administrator, file,
                kind: "text/csv")
        case .scimInactive:
            let inactive = #"{"Operations":[{"op":"replace","path":"active","value":false}]}"#
            let token = try await api.program([.provision])
            #expect(try await api.scim(.patch, "/Users/\(id)", as: token, inactive).status == 200)
        case .scimDelete:
            let token = try await api.program([.provision])
            #expect(try await api.scim(.delete, "/Users/\(id)", as: token).status == 204)
        case .lastDay:
            try await api.database.write(.tenant(Self.own.tenant)) { transaction in
                try transaction.execute(
                    "UPDATE person SET left_at = 0 WHERE tenant_id = \(Self.own.tenant) AND id = \(id)")
            }
            _ = try await RemoveLeavers(database: api.database)(
                InstallationScope(purpose: "test"), now: house.clock.now)
        }
    }

    private func employment(_ house: PageHouse) async throws -> Employment {
        try await ListPeople(database: house.database).person(
            house.api.scope(Self.own), Self.own.member
        ).details.employment
    }

    @Test(
        "Sessions of the person and of the family end, by whatever way they left",
        arguments: DatabaseKind.available, Way.allCases)
    func ended(_ kind: DatabaseKind, _ way: Way) async throws {
        try await PageHouse.with(kind) { house in
            let api = house.api
            try await house.database.write(.installation) { transaction in
                try transaction.execute("UPDATE tenant SET family_option = 1")
                try transaction.execute(
                    """
                    INSERT INTO family_member
                        (tenant_id, id, person_id, code, code_made, name, name_kana, language, created_at, changed_at)
                    VALUES (\(Self.own.tenant), 901, \(Self.own.member), 'CHICHI', 0, '山田 一郎', '', 'ja', 0, 0)
                    """)
            }
            let bearer = try await api.bearer(Self.own.member)
            let family = try await api.familyBearer("901")
            let browser = try await house.browser(Self.own.member)
            #expect(try await api.call(.get, "/me/profile", as: bearer).status == 200)
            #expect(try await browser.get("/menu").status == 200)
            func familyIsIn() async throws -> Bool {
                try await api.services.auth.familySessions.resume(
                    cookie: family, requestID: "r", now: house.clock.now) != nil
            }
            #expect(try await familyIsIn())

            try await leave(way, house)
            #expect(try await employment(house) == .left)
            #expect(try await api.call(.get, "/me/profile", as: bearer).status == 401)
            let administrator = try await api.bearer(Self.own.administrator)
            let back = try await api.call(
                .patch, "/people/\(Self.own.member)", as: administrator, #"{"employment":"active"}"#)
            #expect(back.status == 200)

            #expect(try await employment(house) == .active)
            #expect(try await api.call(.get, "/me/profile", as: bearer).status == 401)
            #expect(try await browser.get("/menu").location?.hasPrefix("/login") == true)
            #expect(try await !familyIsIn())
            // Whoever logs in now is in.
            #expect(try await api.call(.get, "/me/profile", as: api.bearer(Self.own.member)).status == 200)
        }
    }
}
