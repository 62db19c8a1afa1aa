import Database
import Domain
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Pages: what the audit trail says was changed")
struct PagesAuditTests {
    /// A member who changed something of everything, by every way.
    private func change(_ house: PageHouse) async throws {
        let bearer = try await house.api.bearer(PageHouse.own.administrator)
        func made(_ path: String, _ body: String) async throws -> String {
            let answer = try await house.api.call(.post, path, as: bearer, body)
            return answer["id"].string ?? ""
        }
        let sales = try await made("/departments", #"{"code":"D1","name":"営業部"}"#)
        let factory = try await made("/departments", #"{"code":"D2","name":"<製造部>"}"#)
        _ = try await made("/locations", #"{"code":"KNZ","name":"金沢支店"}"#)
        let gone = try await made("/locations", #"{"code":"OSK","name":"大阪支店"}"#)
        #expect(try await house.api.call(.delete, "/locations/\(gone)", as: bearer).status == 204)
        let path = "/people/\(PageHouse.own.member)"
        _ = try await house.api.call(.patch, path, as: bearer, #"{"departmentId":"\#(sales)","nameKana":"ハナ"}"#)
        _ = try await house.api.call(.patch, path, as: bearer, #"{"departmentId":"\#(factory)"}"#)
        let own = try await house.api.bearer(PageHouse.own.member)
        let saved = try await house.api.call(
            .put, "/me/profile", as: own,
            """
            {"language":"ja","workRegion":"13-350","home1Region":"17-390-1720200","home1City":"七尾市","mail1":"hana@example.jp",
             "mailOrder":1,"location":"KNZ"}
            """)
        #expect(saved.status == 200, "\(saved.text)")
        let directory = try await house.api.program([.provision])
        let replaced =
            #"{"Operations":[{"op":"replace","path":"emails","value":[{"value":"new@x.example"}]},{"op":"replace","path":"active","value":false}]}"#
        let answer = try await house.api.scim(
            .patch, path.replacing("/people", with: "/Users"), as: directory, replaced)
        #expect(answer.status == 200, "\(answer.text)")
        // As an earlier program wrote it.
        try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
            try AuditChain.append(
                AuditEvent(
                    "person.changed", subject: "person:\(PageHouse.own.member)", reason: "location role=member"),
                tenant: PageHouse.own.tenant, actor: .system, requestID: "", at: house.clock.now, in: transaction)
        }
    }

    @Test(
        "Page and file name the fields as the pages do, before and after, in the reader's language",
        arguments: DatabaseKind.available)
    func words(_ kind: DatabaseKind) async throws {
        try await PageHouse.with(kind) { house in
            try await change(house)
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try AuditChain.append(
                    AuditEvent(
                        "profile.changed", subject: "person:\(PageHouse.own.member)",
                        reason: "workRegion:13-•••>13 home2Region:17-•••>17-•••"),
                    tenant: PageHouse.own.tenant, actor: .system, requestID: "", at: house.clock.now, in: transaction)
            }
            let browser = try await house.browser(PageHouse.own.administrator)
            let japanese = [
                "勤務先 都道府県・地域：東京都（伏せた部分を変更）", "住所2 都道府県・地域：石川県（伏せた部分を変更）",
                "部門：（なし） → D1 営業部", "カナ氏名：", "部門：D1 営業部 → D2 &lt;製造部&gt;",
                "メール 優先順1：（なし） → h•••@example.jp", "住所1 都道府県・地域：（なし） → 石川県<", "住所1 市区町村：（なし） → •••",
                "ロケーション：（なし） → KNZ 金沢支店", "在職状態：在職 → 退職", "退職日：（なし） → 20", "削除予定日：（なし） → 20",
                ">ロケーション<", "権限：一般", "コード：（なし） → OSK", "名称：（なし） → 大阪支店", "コード：OSK → （なし）", "名称：大阪支店 → （なし）",
            ]
            let english = [
                "Department: (empty) → D1 営業部", "Mail, priority 1: (empty) → h•••@example.jp",
                "Location: (empty) → KNZ 金沢支店", "Employment: Employed → Left", "Last day: (empty) → 20",
                "Removed on: (empty) → 20", ">Location<", "Role: Member",
            ]
            let page = try await browser.get("/audit").text
            for line in japanese { #expect(page.contains(line), "\(line)") }
            let second = try await browser.get("/audit?lang=en").text
            for line in english { #expect(second.contains(line), "\(line)") }
            #expect(!page.contains("hana@") && !second.contains("leftAt"))
            for home in ["七尾市", "能登", "17-390"] { #expect(!page.contains(home), "\(home)") }
            let file = try await browser.get("/audit.csv?lang=en").text
            for line in english where !line.hasPrefix(">") { #expect(file.contains(line), "\(line)") }
        }
    }

    @Test("A program reads the same changes, and none where an earlier program kept none")
    func changes() async throws {
        try await PageHouse.with(.sqlite) { house in
            try await change(house)
            let bearer = try await house.api.bearer(PageHouse.own.administrator)
            let rows = try await house.api.call(.get, "/audit?action=person.changed", as: bearer)["items"].list
            let text = rows.map { row in
                row["changes"].list.map {
                    "\($0["field"].string ?? "-"):\($0["before"].string ?? "-")>\($0["after"].string ?? "-")"
                }.joined(separator: " ")
            }
            #expect(text.first == "location:->- role:->member")
            #expect(text.contains("department:D1 営業部>D2 <製造部>"))
            let other = try await house.api.call(.get, "/audit?action=codeList.added", as: bearer)["items"].list
            let added = other.map { row in
                row["changes"].list.map { "\($0["field"].string ?? "-"):>\($0["after"].string ?? "-")" }
            }
            #expect(added.contains(["code:>OSK", "name:>大阪支店"]) && !added.contains([]))
            try await house.database.write(.tenant(PageHouse.own.tenant)) { transaction in
                try AuditChain.append(
                    AuditEvent("codeList.added", subject: "import:1", reason: "department:2"),
                    tenant: PageHouse.own.tenant, actor: .system, requestID: "", at: house.clock.now, in: transaction)
            }
            let earlier = try await house.api.call(.get, "/audit?action=codeList.added", as: bearer)["items"].list
            #expect(earlier.count == other.count + 1 && earlier.count { $0["changes"].list.isEmpty } == 1)
        }
    }
}
