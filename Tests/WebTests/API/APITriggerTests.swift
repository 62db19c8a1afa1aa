import Domain
import Foundation
import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: triggers and bulletins")
struct APITriggerTests {
    private static let rule = """
        {"isActive":true,"minimum":"5+","area":["390"],"addresses":["home1"],"holdTime":0,"suppression":0,
         "promotesSilence":false}
        """

    @Test("The rule is changed as a whole, with each refused field named", arguments: DatabaseKind.available)
    func rules(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let bearer = try await house.bearer(APIHouse.own.administrator)
            #expect(try await house.call(.get, "/trigger-rule", as: bearer)["isActive"].bool == false)
            let saved = try await house.call(.put, "/trigger-rule", as: bearer, Self.rule)
            #expect(saved.status == 200)
            #expect(saved["area"].list.compactMap(\.string) == ["390"])
            #expect(try await house.call(.get, "/trigger-rule", as: bearer).bytes == saved.bytes)
            let bad = try await house.call(
                .put, "/trigger-rule", as: bearer,
                #"{"isActive":true,"minimum":"2","area":[],"addresses":[],"holdTime":601,"suppression":0,"promotesSilence":false}"#
            )
            #expect(
                bad.refusals == ["minimum:tooLow", "area:empty", "addresses:empty", "holdTime:outOfRange"])
            let unknown = try await house.call(
                .put, "/trigger-rule", as: bearer,
                Self.rule.replacing("\"390\"", with: "\"999\""))
            #expect(unknown.refusals == ["area:unknown"])
            let template = try await house.call(
                .put, "/trigger-rule", as: bearer,
                Self.rule.replacing("\"holdTime\"", with: "\"template\":\"77\",\"holdTime\""))
            #expect(template.refusals == ["template:unknown"])
        }
    }

    @Test("An organization's token raises its own organization, the operator's all", arguments: DatabaseKind.available)
    func bulletins(_ kind: DatabaseKind) async throws {
        let xml = try Self.sample()
        try await APIHouse.with(kind) { house in
            for organization in [APIHouse.own, APIHouse.other] {
                let bearer = try await house.bearer(organization.administrator, of: organization)
                #expect(try await house.call(.put, "/trigger-rule", as: bearer, Self.rule).status == 200)
            }
            func effects(_ organization: APIHouse.Organization) async throws -> [String] {
                let bearer = try await house.bearer(organization.administrator, of: organization)
                return try await house.call(.get, "/bulletins", as: bearer)["items"].list
                    .compactMap { $0["effect"]["kind"].string }
            }
            let program = try await house.program([.raiseBulletin])
            let first = try await house.call(.post, "/bulletins", as: program, xml, kind: "application/xml")
            #expect(first.status == 202)
            #expect(first["isNew"].bool == true)
            #expect(try await effects(APIHouse.own) == ["asked"])
            #expect(try await effects(APIHouse.other) == [])

            let all = try await house.operatorToken()
            let second = try await house.call(.post, "/bulletins", as: all, xml, kind: "text/xml")
            #expect(second.status == 202)
            #expect(try await effects(APIHouse.other) == ["asked"])
            #expect(try await house.call(.get, "/people", as: all).status == 403)

            let member = try await house.bearer(APIHouse.own.member)
            #expect(try await house.call(.post, "/bulletins", as: member, xml, kind: "text/xml").status == 403)
            let broken = try await house.call(.post, "/bulletins", as: program, "<Report>", kind: "text/xml")
            #expect(broken.status == 422)
            #expect(broken.refusals == ["body:bulletin"])
            #expect(try await house.call(.post, "/bulletins", as: program, "{}").status == 415)
        }
    }

    /// A rapid report of the Noto earthquake.
    private static func sample() throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let file = root.appending(path: "Resources/Bulletins/noto2024_20240101T071341Z_VXSE51.xml")
        return try String(contentsOf: file, encoding: .utf8)
    }
}
