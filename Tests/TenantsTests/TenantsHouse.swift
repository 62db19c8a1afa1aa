import Database
import Domain
import TestKit

@testable import Tenants

/// An office with one organization and its administrator, on an empty database.
struct TenantsHouse: Sendable {
    let database: Database
    let identifiers = IdentifierSource(randomness: .seeded(1))
    let installation = InstallationScope(purpose: "tests")
    let now = Instant(milliseconds: 1_704_093_000_000)
    let office: OfficeID
    let tenant: TenantID
    let administrator: PersonID

    init(_ database: Database) async throws {
        self.database = database
        office = try await CreateOffice(database: database, identifiers: identifiers)(
            installation, code: OfficeCode("A001"), name: "北陸社労士事務所", by: .installationOperator, requestID: "t",
            at: now)
        tenant = try await CreateOrganization(database: database, identifiers: identifiers)(
            installation, code: OrganizationCode("noto-foods"), name: "能登フーズ", systemTitle: "能登フーズ安否",
            contract: Contract(), office: office, by: .installationOperator, requestID: "t", at: now)
        var details = PersonDetails(loginID: try LoginID("B001"), name: try PersonName("管理　花子"))
        details.role = .administrator
        let first = TenantScope(
            tenant: tenant, actor: .installationOperator, capabilities: .administrator, requestID: "t")
        administrator = try await AddPerson(database: database, identifiers: identifiers)(first, details, at: now)
    }

    /// The administrator, in a session.
    var scope: TenantScope {
        TenantScope(tenant: tenant, actor: .person(administrator), capabilities: .administrator, requestID: "r-1")
    }

    /// An employee in a session.
    func member(_ person: PersonID) -> TenantScope {
        TenantScope(tenant: tenant, actor: .person(person), capabilities: .member, requestID: "r-2")
    }

    /// Another organization, with somebody who may do everything there.
    func stranger() async throws -> TenantScope {
        let other = try await CreateOrganization(database: database, identifiers: identifiers)(
            installation, code: OrganizationCode("other"), name: "別の会社", contract: Contract(), office: nil,
            by: .installationOperator, requestID: "t", at: now)
        return TenantScope(
            tenant: other, actor: .installationOperator, capabilities: .administrator, requestID: "s-1")
    }

    func add(_ loginID: String, _ name: String, _ change: (inout PersonDetails) -> Void = { _ in }) async throws
        -> PersonID
    {
        var details = PersonDetails(loginID: try LoginID(loginID), name: try PersonName(name))
        change(&details)
        return try await AddPerson(database: database, identifiers: identifiers)(scope, details, at: now)
    }

    /// All rows of all chains whose action begins so: chain, actor, action, subject and reason.
    func rows(_ action: String) async throws -> [String] { try await auditRows(action, in: database) }

    var importer: ImportPeople {
        ImportPeople(
            database: database, identifiers: identifiers, hold: .none, markKey: [UInt8](repeating: 7, count: 32))
    }

    /// All people by login ID.
    func people() async throws -> [String: Person] {
        var result: [String: Person] = [:]
        var after: LoginID?
        repeat {
            let page = try await ListPeople(database: database)(scope, after: after, limit: 200)
            for person in page.people { result[person.details.loginID.description] = person }
            after = page.next
        } while after != nil
        return result
    }
}

/// All rows of all chains whose action begins so: chain, actor, action, subject and reason.
func auditRows(_ action: String, in database: Database) async throws -> [String] {
    try await database.read(.installation) { transaction in
        try transaction.all(
            """
            SELECT tenant_id, actor, action, subject, reason FROM audit
            WHERE action LIKE \(action + "%") ORDER BY tenant_id, seq
            """
        ) { row in
            let chain: Int64 = try row.next()
            return try (0..<4).reduce("\(chain)") { text, _ in text + " " + (try row.next(String.self)) }
        }
    }
}

/// Runs a test in a house on one engine.
func withHouse(
    _ kind: DatabaseKind, isolation: isolated (any _Concurrency.Actor)? = #isolation,
    _ body: (TenantsHouse) async throws -> Void
) async throws {
    try await withDatabase(kind, TenantsSchema.migrations) { try await body(try await TenantsHouse($0)) }
}

/// The rules that a call broke, in order; empty if it went through.
func rules(isolation: isolated (any _Concurrency.Actor)? = #isolation, _ body: () async throws -> Void) async
    -> [String]
{
    do {
        try await body()
        return []
    } catch let error as InvalidInput {
        return error.errors.map { "\($0.field).\($0.rule)" }
    } catch {
        return ["\(type(of: error))"]
    }
}
