import Database
import Domain
import HTTPServer
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages and API: plans that use no mail")
struct PagesPlanWithoutMailTests {
    private static func setPlan(_ plan: Plan, voice: Bool, _ house: PageHouse) async throws {
        try await house.database.write(.installation) { transaction in
            try transaction.execute(
                """
                UPDATE tenant SET plan = \(plan), voice_option = \(voice), family_option = 0
                WHERE id = \(PageHouse.own.tenant)
                """)
        }
    }

    @Test(
        "Nobody is told to register contacts that the plan does not use, and everybody where safety checks are instead (R-009, R-180)",
        arguments: DatabaseKind.available)
    func smartphone(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.setPlan(.smartphone, voice: false, house)
            let browser = try await house.browser(PageHouse.own.member)
            let bearer = try await house.api.bearer(PageHouse.own.member)
            let typed = [("language", "ja"), ("workRegionCode", "13"), ("home1RegionCode", "17"), ("mailOrder", "")]
            for mail in ["", "hanako@example.jp"] {
                let form = typed + [("mail1", mail)]
                try await browser.get("/me/profile")
                let confirm = try await browser.post("/me/profile", form)
                if !mail.isEmpty { #expect(confirm.text.contains("連絡先には届きません")) }
                #expect(!confirm.text.contains("どの連絡も届かなくなります"))
                #expect(try await browser.post("/me/profile/confirm", form).location == "/menu")
                let menu = try await browser.get("/menu").text
                #expect(menu.contains("この団体のプランでは、連絡先には届きません") && menu.contains("ログインすると個人メニューに表示され"))
                #expect(!menu.contains("登録してください") && !menu.contains("連絡先がまだありません"))
                let profile = try await browser.get("/me/profile").text
                #expect(profile.contains("安否確認には使われないため") && profile.contains("連絡先には届きません"))
                for untrue in ["発信順を選んでください", "順番が入れ替わる", "優先順で届きます", "登録をおすすめします", "入力してください"] {
                    #expect(!profile.contains(untrue), "\(untrue)")
                }
                let read = try await house.api.call(.get, "/me/profile", as: bearer)
                #expect(read["warnings"].list.count == 1)
                #expect(read["warnings"].list.first?["ja"].string?.contains("連絡先に送られません") == true)
            }
            // What they are told is so.
            _ = try await house.broadcast(7001, to: [PageHouse.own.member], subject: "16:10 地震")
            let menu = try await browser.get("/menu").text
            #expect(menu.contains("回答をお待ちしています") && menu.contains("16:10 地震"))
        }
    }

    @Test("With telephones alone they are what is asked for (R-009, R-010)")
    func telephones() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await Self.setPlan(.smartphone, voice: true, house)
            let browser = try await house.browser(PageHouse.own.member)
            #expect(try await browser.get("/menu").text.contains("電話を1つ登録してください"))
            let profile = try await browser.get("/me/profile").text
            #expect(profile.contains("電話を1つ以上入力し、発信順を選んでください。") && profile.contains("電話の連絡先がありません。"))
            #expect(!profile.contains("メールの連絡先がありません"))
            // Without the voice option there is no order to choose.
            try await Self.setPlan(.standard, voice: false, house)
            let mails = try await browser.get("/me/profile").text
            #expect(mails.contains("メールを1つ以上入力してください。") && !mails.contains("発信順を選んでください"))
            #expect(try await browser.get("/menu").text.contains("メールを1つ登録してください"))
        }
    }

    @Test(
        "Readiness counts no contacts that the plan does not use, and says so (R-009)",
        arguments: DatabaseKind.available)
    func readiness(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await Self.setPlan(.smartphone, voice: false, house)
            try await KeepReadiness(database: house.database)(InstallationScope(purpose: "test"))
            let browser = try await house.browser(PageHouse.own.administrator)
            let page = try await browser.get("/readiness").text
            #expect(page.contains("連絡先の備えは数えません") && page.contains("2要素認証が未設定"))
            for untrue in ["連絡先がない", "確かな連絡方法", "needs=noContact", "備えの少ない順"] {
                #expect(!page.contains(untrue), "\(untrue)")
            }
            let columns = try await browser.get("/readiness.csv").text.split(separator: "\r\n").first
            #expect(columns?.contains("連絡") == false && columns?.split(separator: ",").count == 6)
            let days = try await browser.get("/readiness/days.csv").text
            #expect(!days.contains("確かな連絡方法"))
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            let read = try await house.api.call(.get, "/readiness", as: bearer)
            #expect(read["flags"]["noContact"].isNull && read["flags"]["noFactor"].number != nil)
            try await Self.setPlan(.smartphone, voice: true, house)
            #expect(try await browser.get("/readiness").text.contains("needs=noContact"))
        }
    }
}
