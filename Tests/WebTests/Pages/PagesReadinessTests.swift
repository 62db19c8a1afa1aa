import Database
import Domain
import HTTPServer
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages and API: readiness")
struct PagesReadinessTests {
    /// The member is in a department, with two sure ways and an address; the administrator has nothing.
    private static func settle(_ house: PageHouse) async throws {
        let (tenant, member) = (PageHouse.own.tenant, PageHouse.own.member)
        try await house.database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                "INSERT INTO department (tenant_id, id, code, name) VALUES (\(tenant), 5, 'S01', '営業,部')")
            try transaction.execute(
                "UPDATE person SET department_id = 5 WHERE tenant_id = \(tenant) AND id = \(member)")
            for (position, value) in [(1, "a@mail.example"), (2, "a@other.example")] {
                try transaction.execute(
                    """
                    INSERT INTO contact
                        (tenant_id, person_id, kind, position, value, contact_order, changed_at, verified_at)
                    VALUES (\(tenant), \(member), 'mail', \(position), \(value), 1, 0, 1)
                    """)
            }
            try transaction.execute(
                """
                INSERT INTO address (tenant_id, person_id, kind, prefecture, city, street, changed_at)
                VALUES (\(tenant), \(member), 'work', '17', '', '', 0)
                """)
        }
    }

    @Test(
        "The report counts in all and by department, leads to the people, and follows a setting at once (R-150)",
        arguments: DatabaseKind.available)
    func report(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.settle(house)
            let browser = try await house.browser(PageHouse.own.administrator)
            #expect(try await browser.get("/readiness").text.contains("2人の変更を集計しています"))
            try await KeepReadiness(database: house.database)(InstallationScope(purpose: "test"))
            let page = try await browser.get("/readiness")
            #expect(page.text.contains("1人（50%）") && !page.text.contains("変更を集計しています"))
            #expect(page.text.contains("1（100%）") && page.text.contains("0（0%）"))
            let places = MarkupScan(page.text).all("a").compactMap { $0["href"] }
            #expect(places.contains("/people?needs=noContact"))
            #expect(page.text.contains("/people?dept=5&amp;needs=noFactor"))
            #expect(!places.contains { $0.contains("needs=deadAddress") })
            let expected = [
                ("noContact", ["21"]), ("unverifiedOnly", []), ("regionMissing", ["21"]),
                ("neverLoggedIn", ["21", "22"]), ("nonsense", ["21", "22"]),
            ]
            for (flag, people) in expected {
                #expect(try await browser.get("/people?needs=\(flag)").fields("person") == people, "\(flag)")
            }
            let file = try await browser.get("/people.csv?needs=noContact")
            #expect(file.text.contains("B000031") && !file.text.contains("B002417"))
            let lines = try await browser.get("/readiness.csv").text.split(separator: "\r\n").map(String.init)
            #expect(lines.count == 3 && lines.last == "S01,\"営業,部\",1,1,0,0,0,0,0,1,1")

            // A rule that asks for more changes the report without a row being touched.
            let scope = house.api.scope(PageHouse.own)
            try await ChangeSettings(database: house.database)(
                scope, ["regionRule": "regionRequired"], at: house.clock.now)
            #expect(try await browser.get("/people?needs=regionMissing").fields("person") == ["21", "22"])
        }
    }

    @Test("A program reads the same numbers and people")
    func program() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.settle(house)
            try await KeepReadiness(database: house.database)(InstallationScope(purpose: "test"))
            let bearer = try await house.api.program([.viewPeople])
            let all = try await house.api.call(.get, "/readiness", as: bearer)
            #expect(all["people"].number == 2 && all["ready"].number == 1 && all["pending"].number == 0)
            #expect(all["flags"]["noContact"].number == 1 && all["flags"]["noFactor"].number == 2)
            #expect(all["departments"][0]["departmentId"].isNull && all["departments"][1]["code"].string == "S01")
            let found = try await house.api.call(.get, "/readiness/people?flag=noContact", as: bearer)
            #expect(found["total"].number == 1 && found["items"][0]["loginId"].string == "B000031")
            let none = try await house.api.call(.get, "/readiness/people?flag=noContact&department=5", as: bearer)
            #expect(none["total"].number == 0)
            #expect(try await house.api.call(.get, "/readiness/people", as: bearer).status == 400)
            #expect(try await house.api.call(.get, "/readiness/people?flag=x", as: bearer).status == 400)
            let other = try await house.api.program([.viewAudit])
            #expect(try await house.api.call(.get, "/readiness", as: other).status == 403)
        }
    }
}
