import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("Offices and organizations")
struct OrganizationTests {
    @Test("An office administers several organizations", arguments: DatabaseKind.available)
    func office(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            _ = try await house.stranger()
            let create = CreateOrganization(database: house.database, identifiers: house.identifiers)
            let second = try await create(
                house.installation, code: OrganizationCode("abc"), name: "二番目", contract: Contract(plan: .academic),
                office: house.office, by: .installationOperator, requestID: "t", at: house.now)
            let find = FindOrganization(database: house.database)
            let listed = try await find.organizations(house.installation, of: house.office)
            #expect(listed.map(\.id) == [second, house.tenant])
            let next = try await find.organizations(house.installation, of: house.office, after: listed[0].code)
            #expect(next.map(\.id) == [house.tenant])
            #expect(try await find.all(house.installation).count == 3)
        }
    }

    @Test("A code is found in any width and case, and an unknown one is not", arguments: DatabaseKind.available)
    func find(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let find = FindOrganization(database: house.database)
            let found = try await find(house.installation, code: OrganizationCode("ＮＯＴＯ-ｆｏｏｄｓ"))
            #expect(found?.tenant == house.tenant)
            #expect(found?.systemTitle == "能登フーズ安否")
            #expect(try await find(house.installation, code: OrganizationCode("nobody")) == nil)
            #expect(try await find.office(house.installation, code: OfficeCode("A001")) == house.office)
        }
    }

    @Test("A code that is taken is refused, and nothing is half-made", arguments: DatabaseKind.available)
    func taken(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let refused = await rules {
                _ = try await CreateOrganization(database: house.database, identifiers: house.identifiers)(
                    house.installation, code: OrganizationCode("NOTO-FOODS"), name: "同じコード", contract: Contract(),
                    office: house.office, by: .installationOperator, requestID: "t", at: house.now)
            }
            #expect(refused == ["organization_code.taken"])
            let offices = await rules {
                _ = try await CreateOffice(database: house.database, identifiers: house.identifiers)(
                    house.installation, code: OfficeCode("A001"), name: "同じ", by: .installationOperator,
                    requestID: "t", at: house.now)
            }
            #expect(offices == ["office_code.taken"])
            let all = try await FindOrganization(database: house.database).all(house.installation)
            #expect(all == [house.tenant])
        }
    }

    @Test("Plan, options, names and title can be changed", arguments: DatabaseKind.available)
    func changes(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let change = ChangeOrganization(database: house.database)
            let contract = try Contract(
                plan: .academic, hasVoice: true, hasFamily: true,
                mailLimit: try #require(SendingLimit("500/1m")), voiceLimit: .unlimited)
            let refused = await rules {
                try await change(
                    house.installation, house.tenant, name: "", by: .installationOperator, requestID: "t", at: house.now
                ) { _ in contract }
            }
            #expect(refused.count == 1)
            let before = try await ReadOrganization(database: house.database)(house.scope).contract
            #expect(before != contract, "nothing is half done")
            try await change(
                house.installation, house.tenant, name: "能登食品", by: .installationOperator, requestID: "t",
                at: house.now
            ) { _ in contract }
            try await ChangeSystemTitle(database: house.database)(house.scope, to: " 能登食品安否 ", at: house.now)
            let organization = try await ReadOrganization(database: house.database)(house.scope)
            #expect(organization.contract == contract)
            #expect(organization.name == "能登食品")
            #expect(organization.systemTitle == "能登食品安否")
            #expect(organization.office == house.office)
            await #expect(throws: NotFound("organization")) {
                try await change(
                    house.installation, TenantID(rawValue: 5), name: "x", by: .installationOperator, requestID: "t",
                    at: house.now)
            }
            await #expect(throws: NotAllowed(capability: .manageSettings)) {
                try await ChangeSystemTitle(database: house.database)(
                    house.member(house.administrator), to: "x", at: house.now)
            }
        }
    }
}
