import Auth
import Database
import Domain
import Foundation
import Notify
import Profiles
import Tenants

/// The demonstration's office with its two organizations, in a database of its own.
struct DemoHouse: Sendable {
    /// The password of the two people whose logins are printed; known to everybody, which a demonstration may be.
    static let password = "midori-no-densha-2024"
    static let companyCode = "seikai"
    static let shopCode = "minato"

    let company: TenantID
    let shop: TenantID

    /// Makes everything, through the same use cases that the command line and the pages use.
    ///
    /// - Parameter isQuick: Whether intervals are shortened so that everything ends within two minutes.
    static func build(_ rooms: Rooms, isQuick: Bool) async throws -> DemoHouse {
        let scope = InstallationScope(purpose: "demonstration")
        let now = rooms.clock.now()
        let office = try await CreateOffice(database: rooms.database, identifiers: rooms.identifiers)(
            scope, code: try OfficeCode("A0001"), name: "みなと社労士事務所", by: .installationOperator,
            requestID: "demo", at: now)
        let create = CreateOrganization(database: rooms.database, identifiers: rooms.identifiers)
        let company = try await create(
            scope, code: try OrganizationCode(companyCode), name: "青海精機グループ", systemTitle: "青海精機 安否確認",
            contract: try Contract(hasVoice: true), office: office, by: .installationOperator, requestID: "demo",
            at: now)
        let shop = try await create(
            scope, code: try OrganizationCode(shopCode), name: "みなと商店", systemTitle: "みなと商店 安否確認",
            contract: try Contract(), office: office, by: .installationOperator, requestID: "demo", at: now)
        try await importPeople(DemoPeople.company(of: 2_000, regions: rooms.regions), into: company, rooms)
        try await importPeople(DemoPeople.shop(regions: rooms.regions), into: shop, rooms)
        for tenant in [company, shop] {
            try await ChangeSettings(database: rooms.database)(
                rooms.operatorScope(tenant),
                [
                    "slotInterval": isQuick ? "2" : "20", "voiceRetryInterval": isQuick ? "1" : "10",
                    "giveUpTime": isQuick ? "90" : "3600",
                ], at: now)
            // 震度5強 or more, at any address, without waiting.
            try await ChangeTriggerRule(database: rooms.database, regions: rooms.regions)(
                rooms.operatorScope(tenant), try TriggerRule(), template: nil, at: now)
        }
        let house = DemoHouse(company: company, shop: shop)
        try await house.settle([DemoPeople.administratorID, DemoPeople.employeeID], in: company, companyCode, rooms)
        try await house.settle([DemoPeople.administratorID], in: shop, shopCode, rooms)
        return house
    }

    private static func importPeople(_ file: String, into tenant: TenantID, _ rooms: Rooms) async throws {
        var options = ImportPeople.Options()
        options.createsDepartments = true
        let report = try await ImportPeople(
            database: rooms.database, identifiers: rooms.identifiers, extras: rooms.importExtras, hold: .none)(
                rooms.operatorScope(tenant), .bytes(Array(file.utf8)), options, at: rooms.clock.now())
        guard report.isImported else {
            let problem = report.problems.first.map { "line \($0.line): \($0.error.message[.english])" } ?? ""
            throw SettingsError(reason: "The demonstration's people were refused. \(problem)")
        }
    }

    /// Takes people through their first login, as they would do it themselves.
    private func settle(_ ids: [String], in tenant: TenantID, _ code: String, _ rooms: Rooms) async throws {
        let auth = rooms.makeAuth {}
        for id in ids {
            var filter = ListPeople.Filter()
            filter.loginID = id
            let scope = rooms.operatorScope(tenant)
            guard let person = try await ListPeople(database: rooms.database)(scope, filter).people.first else {
                throw NotFound("person")
            }
            let slips = try await IssueFirstPassword(database: rooms.database)(
                scope, people: [person.id], now: rooms.clock.now(), randomness: rooms.randomness)
            let attempt = LogIn.Attempt(
                account: AccountName(organizationCode: code, loginID: id),
                password: slips[0].password.text.exposed, deviceMark: nil, source: "demo", requestID: "demo")
            guard
                case .progress(.next(let grant, .password, _)) = try await auth.logIn(
                    attempt, now: rooms.clock.now(), randomness: rooms.randomness)
            else { throw NotFound("login") }
            _ = try await auth.changePassword.afterFirstPassword(
                grant, ChangePassword.Choice(password: Self.password, confirmation: Self.password),
                requestID: "demo", now: rooms.clock.now(), randomness: rooms.randomness)
        }
    }
}
