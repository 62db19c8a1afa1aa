import Domain
import HTTPServer
import Notify
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: broadcasts, results, answers")
struct APIBroadcastTests {
    private static let draft = """
        {"kind":"safetyCheck","subject":"安否確認","body":"ご無事ですか。","targets":[{"kind":"everyone"}]}
        """

    /// The member can be asked by mail; the administrator has no contact.
    private static func giveContact(_ house: APIHouse) async throws {
        let bearer = try await house.bearer(APIHouse.own.member)
        let saved = try await house.call(
            .put, "/me/profile", as: bearer,
            #"{"language":"ja","mail1":"hanako@example.jp","mailOrder":1,"workRegion":"13","home1Region":"17-390"}"#)
        #expect(saved.status == 200)
    }

    @Test("A draft of the pages that is not complete says so")
    func unfinished() async throws {
        try await PageHouse.with(.sqlite) { house in
            let browser = try await house.browser(APIHouse.own.administrator)
            try await browser.get("/b/new")
            try await browser.post("/b/new", [("kind", "safety"), ("subject", "途中"), ("save", "draft")])
            let bearer = try await house.api.bearer(APIHouse.own.administrator)
            let list = try await house.api.call(.get, "/broadcasts", as: bearer)
            #expect(list["items"][0]["isUnfinished"].bool == true)
            let id = try #require(list["items"][0]["id"].string)
            #expect(try await house.api.call(.put, "/broadcasts/\(id)", as: bearer, Self.draft).status == 204)
            #expect(try await house.api.call(.get, "/broadcasts/\(id)", as: bearer)["isUnfinished"].bool == false)
        }
    }

    @Test("A broadcast goes from draft to results, and both people stand somewhere", arguments: DatabaseKind.available)
    func life(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            try await Self.giveContact(house)
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let made = try await house.call(.post, "/broadcasts", as: bearer, Self.draft)
            #expect(made.status == 201)
            let id = try #require(made["id"].string)
            let place = "/broadcasts/\(id)"
            #expect(made.headers["Location"] == "/api/v1" + place)
            let read = try await house.call(.get, place, as: bearer)
            #expect(read["status"].string == "draft")
            #expect(read["targets"][0]["kind"].string == "everyone")
            #expect(read["form"]["choices"].list.count == 3)

            let flight = try await house.call(.post, place + "/preflight", as: bearer)
            #expect(flight["people"].number == 2)
            #expect(flight["reachable"].number == 1)
            #expect(flight["cannotBeAsked"]["noContact"].number == 1)
            #expect(flight["unreachable"][0]["personId"].string == "\(APIHouse.own.administrator)")

            let wrong = try await house.call(.post, place + "/send", as: bearer, #"{"confirm":3}"#)
            #expect(wrong.status == 422)
            #expect(wrong.refusals == ["confirm:count"])
            let sent = try await house.call(.post, place + "/send", as: bearer, #"{"confirm":2}"#)
            #expect(sent.status == 202)
            let again = try await house.call(.post, place + "/send", as: bearer, #"{"confirm":2}"#)
            #expect(again.status == 409)
            #expect(again.code == "broadcastIs.waiting")
            #expect(try await house.call(.put, place, as: bearer, Self.draft).status == 409)

            house.clock.advance(by: .seconds(20))
            await house.work()
            let results = try await house.call(.get, place + "/results", as: bearer)
            #expect(results["total"]["people"].number == 2)
            #expect(results["total"]["levels"]["handedOn"].number == 1)
            #expect(results["total"]["levels"]["noPath"].number == 1)
            let tag = try #require(results.headers["ETag"])
            let unchanged = try await house.call(
                .get, place + "/results", as: bearer, headers: [("If-None-Match", tag)])
            #expect(unchanged.status == 304)

            let lines = try await house.call(.get, place + "/recipients?level=handedOn", as: bearer)
            #expect(lines["items"].list.compactMap { $0["personId"].string } == ["\(APIHouse.own.member)"])
            let timeline = try await house.call(
                .get, place + "/recipients/\(APIHouse.own.member)", as: bearer)
            #expect(timeline["attempts"][0]["channel"].string == "mail")
            #expect(timeline["attempts"][0]["events"].list.isEmpty == false)

            let stopped = try await house.call(.post, place + "/stop", as: bearer)
            #expect(stopped.status == 204)
            #expect(try await house.call(.post, place + "/resend", as: bearer).status == 204)
            #expect(try await house.call(.post, place + "/close", as: bearer).status == 204)
            #expect(try await house.call(.post, place + "/stop", as: bearer).code == "broadcastIs.closed")
            let file = try await house.response(.get, place + "/results.csv", as: bearer)
            #expect(try house.text(of: file).contains("山田 花子"))
        }
    }

    @Test(
        "An answer by link needs no login and is kept; by login and for somebody too", arguments: DatabaseKind.available
    )
    func answers(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            try await Self.giveContact(house)
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let id = try #require(try await house.call(.post, "/broadcasts", as: bearer, Self.draft)["id"].string)
            _ = try await house.call(.post, "/broadcasts/\(id)/send", as: bearer, #"{"confirm":2}"#)
            house.clock.advance(by: .seconds(20))
            await house.work()
            let token = house.tokens.token(
                tenant: APIHouse.own.tenant, broadcast: try #require(BroadcastID(id)),
                person: APIHouse.own.member)
            let link = "/answers/\(token.text.exposed)"
            let page = try await house.call(.get, link)
            #expect(page.status == 200)
            #expect(page["subject"].string == "安否確認")
            #expect(page["answer"].isNull)
            let bad = try await house.call(.post, link, #"{"status":"sleepy"}"#)
            #expect(bad.refusals == ["status:choice"])
            let receipt = try await house.call(
                .post, link, #"{"status":"safe","attendance":"no","comment":"在宅です"}"#)
            #expect(receipt.status == 200)
            #expect(receipt["isLate"].bool == false)
            #expect(try await house.call(.get, link)["answer"]["status"].string == "safe")

            let member = try await house.bearer(APIHouse.own.member)
            let list = try await house.call(.get, "/me/answers", as: member)
            #expect(list["items"][0]["status"].string == "safe")
            let changed = try await house.call(.post, "/me/answers/\(id)", as: member, #"{"status":"minor"}"#)
            #expect(changed["answer"]["comment"].string == "在宅です")
            #expect(try await house.call(.get, "/me/answers/\(id)", as: member)["answer"]["via"].string == "api")

            let proxy = try await house.call(
                .post, "/broadcasts/\(id)/recipients/\(APIHouse.own.administrator)/answer", as: bearer,
                #"{"status":"safe"}"#)
            #expect(proxy.status == 200)
            let results = try await house.call(.get, "/broadcasts/\(id)/results", as: bearer)
            #expect(results["total"]["levels"]["answered"].number == 2)
            #expect(results["total"]["statuses"]["minor"].number == 1)

            for unknown in ["x", String(repeating: "a", count: 26)] {
                #expect(try await house.call(.get, "/answers/\(unknown)").status == 404)
                #expect(try await house.call(.post, "/answers/\(unknown)", #"{"status":"safe"}"#).status == 404)
            }
        }
    }

    @Test("What a draft may not say is named field by field")
    func refusals() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let rules = try await house.call(
                .post, "/broadcasts", as: bearer,
                #"{"kind":"safetyCheck","subject":"","body":"x","targets":[],"answerPeriod":60}"#)
            #expect(rules.status == 422)
            #expect(rules.refusals == ["subject:missing", "targets:missing", "answerPeriod:range"])
            let targets = try await house.call(
                .post, "/preflight", as: bearer,
                #"{"targets":[{"kind":"everyone"},{"kind":"department","value":"x"},{"kind":"region","value":"1"}]}"#)
            #expect(targets.refusals == ["targets[1].value:format", "targets[2].value:format"])
            let shape = try await house.call(
                .post, "/broadcasts", as: bearer,
                #"{"kind":"party","subject":"a","body":"b","targets":[{"kind":"nobody","who":1}]}"#)
            #expect(shape.status == 400)
            #expect(Set(shape.refusals) == ["kind:type", "targets[0].kind:type", "targets[0].who:unknown"])
        }
    }

    @Test("Nobody is asked who belongs to a stranger's department or is a stranger", arguments: DatabaseKind.available)
    func strangersTargets(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let theirs = try await house.belongings(of: APIHouse.other)
            let own = try await house.belongings(of: APIHouse.own)
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let nowhere = try await house.call(
                .post, "/preflight", as: bearer, #"{"targets":[{"kind":"region","value":"399"}]}"#)
            #expect(nowhere.refusals == ["targets[0].value:unknown"])
            for target in ["department", "location", "person"] {
                let id = try #require(theirs[target])
                let flight = try await house.call(
                    .post, "/preflight", as: bearer, #"{"targets":[{"kind":"\#(target)","value":"\#(id)"}]}"#)
                #expect(flight.status == 422 && flight.refusals == ["targets[0].value:unknown"], "\(target)")
                let targets = #"[{"kind":"everyone"},{"kind":"\#(target)","value":"\#(id)"}]"#
                let body = #"{"kind":"safetyCheck","subject":"a","body":"b","targets":\#(targets)}"#
                let draft = "/broadcasts/\(own["broadcast"] ?? "")"
                for (method, place) in [(HTTPMethod.post, "/broadcasts"), (.put, draft)] {
                    let refused = try await house.call(method, place, as: bearer, body)
                    #expect(refused.status == 422 && refused.refusals == ["targets[1].value:unknown"], "\(target)")
                }
            }
        }
    }

    @Test("Templates are saved, read, rewritten and thrown away")
    func templates() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            let made = try await house.call(
                .post, "/templates", as: bearer,
                #"{"name":"地震","kind":"safetyCheck","subject":"安否確認","body":"ご無事ですか。"}"#)
            #expect(made.status == 201)
            let place = "/templates/\(made["id"].string ?? "")"
            let changed = try await house.call(
                .put, place, as: bearer, #"{"kind":"announcement","subject":"連絡","body":"本文"}"#)
            #expect(changed["subject"].string == "連絡")
            #expect(changed["name"].string == "地震")
            #expect(try await house.call(.get, place, as: bearer).bytes == changed.bytes)
            #expect(try await house.call(.delete, place, as: bearer).status == 204)
            #expect(try await house.call(.get, place, as: bearer).status == 404)
        }
    }

    @Test("The sequence is shown before it is saved, from the same plan (R-176)")
    func preview() async throws {
        try await APIHouse.with(.sqlite) { house in
            let bearer = try await house.bearer(APIHouse.own.member)
            let shown = try await house.call(
                .post, "/me/profile/preview", as: bearer,
                """
                {"language":"ja","phone1":"09011112222","phone1Order":1,"mail1":"a@example.jp",
                 "mail2":"b@example.jp","mailOrder":2,"workRegion":"13","home1Region":"13"}
                """)
            #expect(shown.status == 200)
            #expect(shown["sequence"].list.compactMap { $0["channel"].string } == ["voice", "voice", "mail", "mail"])
            #expect(shown["longest"].number == 480)
            #expect(try await house.call(.get, "/me/profile", as: bearer)["profile"]["mail1"].isNull)
        }
    }
}
