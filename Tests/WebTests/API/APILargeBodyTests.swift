import HTTPServer
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("API: large bodies")
struct APILargeBodyTests {
    private func request(_ method: HTTPMethod, _ path: String, as token: String?) throws -> HTTPRequest {
        try HTTPRequest(
            method, "/api/v1" + path,
            headers: HTTPHeaders(token.map { [("Authorization", "Bearer \($0)")] } ?? []))
    }

    @Test("Who may send a file of people is decided from the head", arguments: DatabaseKind.available)
    func fromHead(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            for path in ["/imports/people", "/bulletins"] {
                for stranger in [nil, "", "nonsense", "11~" + String(repeating: "A", count: 43)] {
                    let refused = await house.site.refusal(fromHeadOf: try request(.post, path, as: stranger))
                    #expect(refused?.status == .unauthorized, "\(path) \(stranger ?? "-")")
                }
                let bearer = try await house.bearer(APIHouse.own.administrator)
                #expect(await house.site.refusal(fromHeadOf: try request(.post, path, as: bearer)) == nil)
            }
            let all = try await house.operatorToken()
            let foreign = await house.site.refusal(fromHeadOf: try request(.post, "/imports/people", as: all))
            #expect(foreign?.status == .forbidden)
        }
    }

    @Test("A bulletin too large to be read leaves a record, once", arguments: DatabaseKind.available)
    func tooLarge(_ kind: DatabaseKind) async throws {
        try await APIHouse.with(kind) { house in
            let member = try await house.bearer(APIHouse.own.member)
            let program = try await house.program([.raiseBulletin])
            let all = try await house.operatorToken()
            for token in [nil, member, program, program] {
                await house.site.bodyWasTooLarge(
                    of: try request(.post, "/bulletins", as: token), size: 50_000_000)
            }
            await house.site.bodyWasTooLarge(of: try request(.post, "/bulletins", as: all), size: 51_000_000)
            await house.site.bodyWasTooLarge(of: try request(.post, "/imports/people", as: program), size: 90_000_000)
            let administrator = try await house.bearer(APIHouse.own.administrator)
            let seen = try await house.call(.get, "/bulletins?all=true", as: administrator)["items"].list
            #expect(seen.compactMap { $0["effect"]["kind"].string } == ["refused", "refused"])
            #expect(seen.compactMap { $0["isOwn"].bool }.filter { $0 }.count == 1)
            let other = try await house.bearer(APIHouse.other.administrator, of: APIHouse.other)
            #expect(try await house.call(.get, "/bulletins?all=true", as: other)["items"].list.count == 1)
        }
    }
}
