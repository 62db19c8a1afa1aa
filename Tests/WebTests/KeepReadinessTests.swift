import Auth
import Database
import Domain
import Profiles
import Tenants
import TestKit
import Testing

@testable import Web

@Suite("Readiness: kept rows")
struct KeepReadinessTests {
    private static let scope = InstallationScope(purpose: "test")
    private static let tenant = APIHouse.own.tenant
    private static let people = 1_001...1_040

    /// Each person's department and facts.
    private static func rows(_ database: Database) async throws -> [PersonID: [Int?]] {
        try await database.read(.installation) { transaction in
            var rows: [PersonID: [Int?]] = [:]
            try transaction.forEach("SELECT person_id, department_id, facts FROM readiness") { row in
                rows[try row.next()] = [try row.next(), try row.next()]
            }
            return rows
        }
    }

    @Test(
        "After any changes, also beside one another, the kept rows are those of a count from scratch",
        arguments: DatabaseKind.available)
    func kept(_ kind: DatabaseKind) async throws {
        try await withDatabase(kind, APIHouse.migrations) { database in
            try await APIHouse.settle(database)
            try await Self.settle(database)
            let keep = KeepReadiness(database: database)
            let chance = Randomness.seeded(330)
            for round in 0..<10 {
                let changes = (0..<60).map { _ in Change(chance) }
                if round.isMultiple(of: 2) {
                    for change in changes { try await change.apply(to: database) }
                } else {
                    async let written: Void = Self.apply(changes, to: database)
                    for _ in 0..<30 { try await keep(Self.scope) }
                    try await written
                }
                try await keep(Self.scope)
                let kept = try await Self.rows(database)
                try await database.write(.installation) { transaction in
                    try transaction.execute("DELETE FROM readiness")
                    try transaction.execute("INSERT INTO readiness_due SELECT tenant_id, id, 0 FROM person")
                }
                try await keep(Self.scope)
                #expect(try await Self.rows(database) == kept, "round \(round)")
                try await Self.expectTrue(database)
            }
            #expect(Set(try await Self.rows(database).values.map(\.[1])).count > 10)
        }
    }

    private static func apply(_ changes: [Change], to database: Database) async throws {
        for change in changes { try await change.apply(to: database) }
    }

    /// Departments and as many people as can be.
    private static func settle(_ database: Database) async throws {
        try await database.write(.tenant(tenant)) { transaction in
            for department in 1...3 {
                try transaction.execute(
                    """
                    INSERT INTO department (tenant_id, id, code, name)
                    VALUES (\(tenant), \(department), \("D\(department)"), \("Department \(department)"))
                    """)
            }
            for person in people { try add(person, transaction) }
        }
    }

    fileprivate static func add(_ person: Int, _ transaction: Transaction) throws {
        try transaction.execute(
            """
            INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment, created_at,
                                changed_at)
            VALUES (\(tenant), \(person), \("B\(100_000 + person)"), '能登', 'ノト', 'member', 'ja', 'active', 0, 0)
            """)
    }

    /// The report says what other readers of the same tables say.
    private static func expectTrue(_ database: Database) async throws {
        let scope = TenantScope(
            tenant: tenant, actor: .person(APIHouse.own.administrator), capabilities: .administrator,
            requestID: "test")
        let report = try await ReadReadiness(database: database)(scope)
        let drift = try await Drift(database: database)(scope)
        #expect(report.total.people == drift.people && report.total[.noFactor] == drift.withoutFactor)
        #expect(report.departments.map(\.counts.people).reduce(0, +) == drift.people && report.pending == 0)
        let (noContact, noLogin, noAddress) = try await database.read(scope) { transaction in
            let noAddress = try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM person WHERE tenant_id = \(tenant) AND employment <> 'left'
                  AND (NOT EXISTS (SELECT 1 FROM address a WHERE a.tenant_id = person.tenant_id
                                   AND a.person_id = person.id AND a.kind = 'work')
                       OR NOT EXISTS (SELECT 1 FROM address a WHERE a.tenant_id = person.tenant_id
                                      AND a.person_id = person.id AND a.kind = 'home1'))
                """)
            let none = SendingContacts.condition(without: [.mail, .phone])
            let noContact = try transaction.value(
                Int.self,
                "SELECT COUNT(*) FROM person WHERE tenant_id = \(tenant) AND employment <> 'left' AND \(none)")
            let noLogin = try transaction.value(
                Int.self,
                """
                SELECT COUNT(*) FROM person WHERE tenant_id = \(tenant) AND employment <> 'left' AND NOT EXISTS
                    (SELECT 1 FROM login_record l WHERE l.tenant_id = person.tenant_id AND l.person_id = person.id)
                """)
            return (noContact, noLogin, noAddress)
        }
        #expect(report.total[.regionMissing] == noAddress)
        #expect(report.total[.noContact] == noContact && report.total[.neverLoggedIn] == noLogin)
        for flag in report.flags {
            var filter = ListPeople.Filter()
            filter.employment = [.active, .onLeave]
            let found = try await ListPeople(database: database).part(
                scope, filter, narrowing: [try await ReadReadiness(database: database).condition(scope, flag)],
                number: 1, size: 1)
            #expect(found.total == report.total[flag], "\(flag)")
        }
    }

    /// Something that happens to one person.
    private struct Change: Sendable {
        let kind: Int
        let person: Int
        let number: Int
        let isOn: Bool

        init(_ chance: Randomness) {
            func below(_ limit: UInt64) -> Int { Int(chance.number() % limit) }
            kind = below(13)
            person = KeepReadinessTests.people.lowerBound + below(40)
            number = below(3) + 1
            isOn = below(2) == 1
        }

        func apply(to database: Database) async throws {
            let tenant = KeepReadinessTests.tenant
            try await database.write(.tenant(tenant)) { transaction in
                let isThere =
                    try transaction.value(
                        Int.self, "SELECT COUNT(*) FROM person WHERE tenant_id = \(tenant) AND id = \(person)") == 1
                guard isThere else { return try KeepReadinessTests.add(person, transaction) }
                let own: SQL = "tenant_id = \(tenant) AND person_id = \(person)"
                func toggle(_ table: SQL, _ insertion: SQL, where condition: SQL = "1 = 1") throws {
                    let gone = try transaction.execute("DELETE FROM \(table) WHERE \(own) AND \(condition)")
                    if gone == 0 { try transaction.execute(insertion) }
                }
                switch kind {
                case 0:
                    try transaction.execute("DELETE FROM person WHERE tenant_id = \(tenant) AND id = \(person)")
                case 1:
                    try transaction.execute(
                        """
                        UPDATE person SET department_id = \(isOn ? number : nil as Int?)
                        WHERE tenant_id = \(tenant) AND id = \(person)
                        """)
                case 2:
                    try transaction.execute(
                        """
                        UPDATE person SET employment = \(["active", "onLeave", "left"][number - 1])
                        WHERE tenant_id = \(tenant) AND id = \(person)
                        """)
                case 3, 4, 5:
                    let name = isOn ? "mail" : "phone"
                    let value = isOn ? "a\(person)@mail\(number).example" : "090000\(number)"
                    try toggle(
                        "contact",
                        """
                        INSERT INTO contact (tenant_id, person_id, kind, position, value, contact_order, changed_at)
                        VALUES (\(tenant), \(person), \(name), \(number), \(value), \(number), 0)
                        """, where: "kind = \(name) AND position = \(number)")
                case 6:
                    try transaction.execute(
                        "UPDATE contact SET verified_at = \(isOn ? 1 : nil as Int?) WHERE \(own) AND position = \(number)"
                    )
                case 7:
                    try transaction.execute(
                        "UPDATE contact SET failed_at = \(isOn ? 1 : nil as Int?) WHERE \(own) AND position = \(number)"
                    )
                case 8:
                    let kind = ["work", "home1", "home2"][number - 1]
                    try toggle(
                        "address",
                        """
                        INSERT INTO address (tenant_id, person_id, kind, prefecture, region, city, street, changed_at)
                        VALUES (\(tenant), \(person), \(kind), '17', \(isOn ? "390" : nil as String?), '', '', 0)
                        """, where: "kind = \(kind)")
                case 9:
                    try transaction.execute("UPDATE address SET region = \(isOn ? "390" : nil as String?) WHERE \(own)")
                case 10:
                    try transaction.execute(
                        """
                        INSERT INTO login_record (tenant_id, person_id, last_at, previous_at)
                        VALUES (\(tenant), \(person), 1, NULL)
                        ON CONFLICT (tenant_id, person_id) DO UPDATE SET last_at = 2
                        """)
                case 11:
                    try toggle(
                        "code_factor",
                        """
                        INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at)
                        VALUES (\(tenant), \(person), \(isOn ? "mail" : "phone"), 'x', 0)
                        """)
                default:
                    try toggle(
                        isOn ? "app_factor" : "passkey",
                        isOn
                            ? """
                            INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)
                            VALUES (\(tenant), \(person), \([1] as [UInt8]), 0, 0)
                            """
                            : """
                            INSERT INTO passkey
                                (tenant_id, person_id, id, credential_id, public_key, algorithm, sign_count, name, set_at)
                            VALUES (\(tenant), \(person), 1, \([UInt8](String(person).utf8)), \([3] as [UInt8]), -7, 0,
                                    'k', 0)
                            """)
                }
            }
        }
    }
}
