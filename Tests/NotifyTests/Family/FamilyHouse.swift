import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Notify

/// An installation in which employees have families.
struct FamilyHouse: Sendable {
    let triggers: TriggerHouse

    var world: World { triggers.world }
    var database: Database { world.database }

    /// What tells families, as the program runs it.
    var news: RunFamilyNews {
        RunFamilyNews(
            database: database,
            mail: FamilyMail(
                loginAddress: "https://anpi.example.jp/login", identifiers: world.identifiers, seal: world.seal),
            regions: world.regions, clock: world.clock.wallClock, log: triggers.log.log
        ) {}
    }
    var board: FamilyBoard {
        FamilyBoard(database: database, clock: world.clock.wallClock, identifiers: world.identifiers)
    }
    var links: FamilyLinks {
        FamilyLinks(database: database, clock: world.clock.wallClock, identifiers: world.identifiers)
    }
    var status: ReadFamilyStatus { ReadFamilyStatus(database: database, clock: world.clock.wallClock) }

    /// An organization with the family option.
    func tenant(linksAcross: Bool = false) async throws -> TenantID {
        let tenant = try await world.tenant()
        try await database.write(.installation) { transaction in
            try transaction.execute("UPDATE tenant SET family_option = 1 WHERE id = \(tenant)")
            guard linksAcross else { return }
            try transaction.execute(
                """
                INSERT INTO tenant_setting (tenant_id, name, value, changed_at)
                VALUES (\(tenant), 'familyLinksAcross', 'true', 0)
                """)
        }
        return tenant
    }

    /// An employee with a mail contact and an ID as people have them.
    func person(_ tenant: TenantID, _ mail: String) async throws -> PersonID {
        let person = try await world.person(tenant, contacts(mails: [mail]))
        try await world.meddle(
            tenant, "UPDATE person SET login_id = UPPER(login_id) WHERE tenant_id = \(tenant) AND id = \(person)")
        return person
    }

    /// A family user of an employee, whose addresses their owners have confirmed.
    func member(
        _ person: PersonID, of tenant: TenantID, _ code: String = "CHICHI", mails: [String] = [],
        language: Language = .japanese, home: (prefecture: String, region: String?)? = nil, isConfirmed: Bool = true
    ) async throws -> FamilyMemberID {
        let id = FamilyMemberID(rawValue: world.number())
        let now = world.now
        try await database.write(.tenant(tenant)) { transaction in
            try transaction.execute(
                """
                INSERT INTO family_member
                    (tenant_id, id, person_id, code, name, name_kana, language, created_at, changed_at)
                VALUES (\(tenant), \(id), \(person), \(code), \("家族\(code)"), '', \(language), \(now), \(now))
                """)
            for (index, mail) in mails.enumerated() {
                try transaction.execute(
                    """
                    INSERT INTO family_contact (tenant_id, member_id, kind, position, value, verified_at)
                    VALUES (\(tenant), \(id), 'mail', \(index + 1), \(mail), \(isConfirmed ? now : nil))
                    """)
            }
            guard let home else { return }
            try transaction.execute(
                """
                INSERT INTO family_address (tenant_id, member_id, prefecture, region, municipality, city, street)
                VALUES (\(tenant), \(id), \(home.prefecture), \(home.region), \(nil as String?), '', '')
                """)
        }
        return id
    }

    func employee(_ person: PersonID, of tenant: TenantID) -> TenantScope {
        TenantScope(tenant: tenant, actor: .person(person), capabilities: .member, requestID: "test")
    }

    func relative(_ member: FamilyMemberID, of tenant: TenantID, _ may: Set<Capability> = .family) -> TenantScope {
        TenantScope(tenant: tenant, actor: .family(member), capabilities: may, requestID: "test")
    }

    /// Looks for news once, and sends what came of it. Returns what went out.
    @discardableResult
    func tell(_ looked: RunFamilyNews.Looked = RunFamilyNews.Looked()) async -> [FakeProvider.Delivery] {
        var looked = looked
        let before = world.provider.deliveries.count
        #expect(await news.once(&looked), "\(triggers.log.lines)")
        await world.engine().drain()
        return Array(world.provider.deliveries.dropFirst(before))
    }

    func count(_ statement: SQL) async throws -> Int { try await triggers.count(statement) }

    /// A safety check that everybody was asked.
    func asked(_ tenant: TenantID, isDrill: Bool = false) async throws -> BroadcastID {
        let broadcast = try await world.broadcast(tenant, isDrill: isDrill)
        await world.engine().drain()
        return broadcast
    }
}

/// Gives `body` a house on one engine.
func withFamilies(
    _ kind: DatabaseKind, isolation: isolated (any _Concurrency.Actor)? = #isolation,
    _ body: (FamilyHouse) async throws -> Void
) async throws {
    try await withHouse(kind) { try await body(FamilyHouse(triggers: $0)) }
}
