import Database
import Domain
import HTTPServer
import Notify
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages and API: readiness")
struct PagesReadinessTests {
    /// The member is in a department, with two sure ways and both addresses; the administrator has nothing.
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
            for kind in ["work", "home1"] {
                try transaction.execute(
                    """
                    INSERT INTO address (tenant_id, person_id, kind, prefecture, city, street, changed_at)
                    VALUES (\(tenant), \(member), \(kind), '17', '', '', 0)
                    """)
            }
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
            // Where regions are not used, none is missing.
            try await ChangeSettings(database: house.database)(
                scope, ["regionRule": "prefectureOnly"], at: house.clock.now)
            #expect(try await browser.get("/people?needs=regionMissing").fields("person") == ["21"])
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

    @Test(
        "A day's numbers are written down once, shown newest first, and forgotten after 400 days",
        arguments: DatabaseKind.available)
    func trend(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.settle(house)
            let scope = InstallationScope(purpose: "test")
            let trend = ReadinessTrend(database: house.database)
            try await KeepReadiness(database: house.database)(scope)
            // While people are still to be counted, nothing is written down.
            try await house.database.write(.installation) { transaction in
                try transaction.execute("INSERT INTO readiness_due SELECT tenant_id, id, 0 FROM person")
            }
            try await trend.record(scope, now: house.clock.now - .seconds(2 * 86_400))
            try await KeepReadiness(database: house.database)(scope)
            try await trend.record(scope, now: house.clock.now)
            // What changes later in the day is not of that day any more.
            let tenant = PageHouse.own.tenant
            try await house.database.write(.tenant(tenant)) { transaction in
                try transaction.execute("DELETE FROM contact WHERE tenant_id = \(tenant)")
            }
            try await KeepReadiness(database: house.database)(scope)
            try await trend.record(scope, now: house.clock.now)
            try await trend.record(scope, now: house.clock.now + .seconds(86_400))
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            let days = try await house.api.call(.get, "/readiness/days", as: bearer)["items"].list
            #expect(days.map { $0["ready"].number } == [0, 1] && days.map { $0["people"].number } == [2, 2])
            #expect(days.map { $0["flags"]["noContact"].number } == [2, 1])
            let day = days.first?["day"].string ?? ""
            let own404 = [
                try await house.api.call(.get, "/readiness/days?department=999", as: bearer).status,
                try await house.browser(PageHouse.own.administrator).get("/readiness/days?dept=999").status,
            ]
            #expect(day > days.last?["day"].string ?? "")
            let browser = try await house.browser(PageHouse.own.administrator)
            #expect(try await browser.get("/readiness").text.contains(day))
            // The same by department: the member has lost what the department had, and the administrator has none.
            for (part, ready, people) in [("5", [0, 1], [1, 1]), ("none", [0, 0], [1, 1])] {
                let own = try await house.api.call(.get, "/readiness/days?department=\(part)", as: bearer)["items"].list
                #expect(own.map { $0["ready"].number } == ready, "\(part)")
                #expect(own.map { $0["people"].number } == people, "\(part)")
                #expect(own.map { $0["day"].string } == days.map { $0["day"].string })
                #expect(try await browser.get("/readiness/days?dept=\(part)").text.contains(day))
            }
            #expect(own404 == [404, 404])
            #expect(try await browser.get("/readiness").text.contains("/readiness/days?dept=5"))
            let file = try await browser.get("/readiness/days.csv").text.split(separator: "\r\n").map(String.init)
            #expect(file.count == 7 && file[1].hasPrefix("\(day),,全体,2,0,"))
            #expect(file[2].hasPrefix("\(day),S01,\"営業,部\",1,0,") && file[3].hasPrefix("\(day),,部門なし,1,0,"))
            let one = try await browser.get("/readiness/days.csv?dept=5").text.split(separator: "\r\n").map(String.init)
            #expect(one.count == 3 && one[2].contains(",S01,\"営業,部\",1,1,"))
            try await trend.record(scope, now: house.clock.now + .seconds(401 * 86_400))
            #expect(try await house.api.call(.get, "/readiness/days", as: bearer)["items"].list.count == 2)
            let kept = try await house.database.read(.tenant(tenant)) { transaction in
                try transaction.value(
                    Int.self,
                    "SELECT COUNT(DISTINCT day) FROM readiness_department_day WHERE tenant_id = \(tenant)")
            }
            #expect(kept == 2, "as long as the days of everybody")
        }
    }

    @Test("Two presses remind the people whom a number counts, once in 24 hours", arguments: DatabaseKind.available)
    func remind(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.settle(house)
            try await KeepReadiness(database: house.database)(InstallationScope(purpose: "test"))
            let browser = try await house.browser(PageHouse.own.administrator)
            let page = try await browser.get("/readiness")
            // Whom nothing reaches, no message reminds.
            #expect(page.fields("needs") == ["regionMissing", "neverLoggedIn", "noFactor"])
            let first = try await browser.post("/readiness/reminder", [("needs", "neverLoggedIn")])
            let place = try #require(first.location)
            #expect(place.hasSuffix("/check"))
            let check = try await browser.get(place)
            #expect(check.text.contains("Please check your registration") && check.field("confirm") == "2")
            // However many they are, one condition means them, and changing the text does not lose it.
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            let id = place.split(separator: "/")[1]
            let draft = try await house.api.call(.get, "/broadcasts/\(id)", as: bearer)
            #expect(draft["targets"].list.count == 1 && draft["targets"][0]["kind"].string == "readiness")
            #expect(draft["targets"][0]["value"].string == "neverLoggedIn")
            #expect(draft["body"].string?.contains("仮パスワード") == true, "who has no password reads how to get one")
            #expect(draft["body"].string?.contains("never got a password") == true)
            let parts = try #require(draft["body"].string?.split(separator: "\n\(OwnLanguage.divider)\n"))
            #expect(parts.count == 2 && parts[0].hasPrefix("非常時") && parts[1].hasPrefix("Please help us"))
            // The login goes on where it is mended.
            #expect(parts.allSatisfy { $0.hasSuffix("\nhttp://localhost/login?next=/me/profile") }, "\(parts)")
            let reader = Browser(house)
            #expect(try await reader.get("/login?next=/me/profile").field("next") == "/me/profile")
            #expect(try await browser.get("/login?next=/me/profile").location == "/me/profile")
            for strange in ["//x.example/", "https://x.example/", "/login", "%5Cx"] {
                #expect(try await browser.get("/login?next=\(strange)").location == "/menu", "\(strange)")
            }
            let edit = try await browser.get("/b/\(id)/edit")
            #expect(edit.fields("needs") == ["neverLoggedIn"], "\(edit.status)")
            _ = try await browser.get(place)
            // Pressed again before it went out, it is the same draft.
            #expect(try await browser.post("/readiness/reminder", [("needs", "neverLoggedIn")]).location == place)
            _ = try await browser.get(place)
            let broadcast = String(place.dropLast("/check".count))
            #expect(try await browser.post(broadcast + "/send", [("confirm", "2")]).location == broadcast)
            let again = try await browser.post("/readiness/reminder", [("needs", "neverLoggedIn")])
            #expect(again.location == broadcast)
            #expect(try await browser.get(broadcast).text.contains("24時間以内にお知らせを送っています"))
            // Another number is another reminder, and a day later so is this one.
            let other = try await browser.post("/readiness/reminder", [("needs", "noFactor")])
            #expect(other.location?.hasSuffix("/check") == true && other.location != place)
            let factor = try #require(other.location).split(separator: "/")[1]
            #expect(
                try await house.api.call(.get, "/broadcasts/\(factor)", as: bearer)["body"].string?.contains(
                    "http://localhost/login?next=/security\n") == true)
            house.clock.advance(by: .seconds(86_401))
            let later = try await house.browser(PageHouse.own.administrator)
            _ = try await later.get("/readiness")
            let next = try await later.post("/readiness/reminder", [("needs", "neverLoggedIn")])
            #expect(next.location?.hasSuffix("/check") == true && next.location != place)
            #expect(try await later.post("/readiness/reminder", [("needs", "deadAddress")]).location == "/readiness")
            // Whoever goes there and back leaves one draft, whichever numbers they pressed, and keeps what they changed.
            func drafts() async throws -> [String] {
                try await house.database.read(.tenant(PageHouse.own.tenant)) { transaction in
                    try transaction.values(
                        String.self,
                        """
                        SELECT subject FROM broadcast WHERE tenant_id = \(PageHouse.own.tenant) AND status = 'draft'
                        ORDER BY id
                        """)
                }
            }
            #expect(try await drafts().count == 1)
            for flag in ["noFactor", "regionMissing", "noFactor", "neverLoggedIn"] {
                let to = try #require(try await later.post("/readiness/reminder", [("needs", flag)]).location)
                #expect(try await later.get(to).status == 200)
                #expect(try await drafts().count == 1, "\(flag)")
            }
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try transaction.execute(
                    """
                    UPDATE broadcast SET subject = '直したもの'
                    WHERE tenant_id = \(PageHouse.own.tenant) AND status = 'draft'
                    """)
            }
            _ = try await later.post("/readiness/reminder", [("needs", "noFactor")])
            #expect(try await drafts() == ["直したもの", Catalogue.Readiness.subject])
        }
    }

    @Test("A program writes the same reminder once in 24 hours, and sends it like any other broadcast")
    func remindByProgram() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.settle(house)
            try await KeepReadiness(database: house.database)(InstallationScope(purpose: "test"))
            let needed: Set<Capability> = [.viewPeople, .broadcast, .viewResults]
            let bearer = try await house.api.program(needed)
            let (place, body) = ("/readiness/reminders", #"{"flag":"neverLoggedIn"}"#)
            for lacking in needed {
                let token = try await house.api.program(needed.subtracting([lacking]))
                #expect(try await house.api.call(.post, place, as: token, body).status == 403, "\(lacking)")
            }
            #expect(try await house.api.call(.post, place, as: bearer, #"{"flag":"x"}"#).status == 400)
            let none = try await house.api.call(.post, place, as: bearer, #"{"flag":"deadAddress"}"#)
            #expect(none.status == 422 && none.refusals == ["flag:nobody"])
            let made = try await house.api.call(.post, place, as: bearer, body)
            let id = try #require(made["broadcastId"].string)
            #expect(made.status == 201 && made["status"].string == "draft")
            #expect(made.headers["Location"] == "/api/v1/broadcasts/\(id)")
            let draft = try await house.api.call(.get, "/broadcasts/\(id)", as: bearer)
            #expect(draft["subject"].string == Catalogue.Readiness.subject)
            #expect(draft["targets"].list.map { $0["value"].string } == ["neverLoggedIn"])
            let again = try await house.api.call(.post, place, as: bearer, body)
            #expect(again.status == 200 && again["broadcastId"].string == id)
            // The page leads to the same one.
            let browser = try await house.browser(PageHouse.own.administrator)
            _ = try await browser.get("/readiness")
            let led = try await browser.post("/readiness/reminder", [("needs", "neverLoggedIn")])
            #expect(led.location == "/b/\(id)/check")
            let sent = try await house.api.call(
                .post, "/broadcasts/\(id)/send", as: bearer, #"{"confirm":2}"#)
            #expect(sent.status == 202)
            let later = try await house.api.call(.post, place, as: bearer, body)
            #expect(later["broadcastId"].string == id && later["status"].string != "draft")
            house.clock.advance(by: .seconds(86_401))
            let next = try await house.api.call(.post, place, as: bearer, body)
            #expect(next.status == 201 && next["broadcastId"].string != id)
        }
    }

    @Test("Of sixteen who remind at once, one does", arguments: DatabaseKind.available)
    func once(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            let reminders = ReadinessReminders(database: house.database)
            let (scope, now) = (house.api.scope(PageHouse.own), house.clock.now)
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 1...16 {
                    group.addTask {
                        try await reminders.take(
                            scope, .noFactor, broadcast: Int64(number), insteadOf: nil, now: now)
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 1)
        }
    }

    @Test("People of an office are asked no address, on the profile or in the list's filter")
    func office() async throws {
        try await PageHouse.with(.sqlite) { house in
            func filters(_ organization: APIHouse.Organization) async throws -> Set<String> {
                let browser = try await house.browser(organization.administrator, of: organization)
                let list = try await browser.get("/people").text
                return Set(ReadinessFlag.allCases.map(\.rawValue).filter { list.contains(#"<option value="\#($0)""#) })
            }
            let ours = try await filters(PageHouse.own)
            let theirs = try await filters(APIHouse.office)
            #expect(ours.contains("regionMissing") && !theirs.contains("regionMissing"))
            #expect(theirs.isSuperset(of: ["neverLoggedIn", "noFactor"]) && ours.isSuperset(of: theirs))
            let own = try await house.browser(PageHouse.own.member).get("/me/profile").text
            #expect(own.contains("都道府県は必須です") && !own.contains("住所は登録しなくてもかまいません"))
            let office = try await house.browser(APIHouse.office.member, of: APIHouse.office).get("/me/profile").text
            #expect(!office.contains("都道府県は必須です") && office.contains("住所は登録しなくてもかまいません"))
        }
    }
}
