import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("Gaps of an office's clients")
struct DriftTests {
    /// Clients with people as pairs: has a factor, has an own password.
    private static let clients: [(id: Int64, people: [(Bool, Bool)])] = [
        (501, [(true, true), (true, true)]),
        (502, [(false, true), (false, true), (false, true)]),
        (503, [(true, false), (true, false), (true, false), (true, false)]),
        (504, [(false, false), (true, true)]),
        (505, []),
        (506, [(false, true), (false, true), (false, true), (true, false)]),
    ]

    private static func settle(_ house: AuthHouse, office: TenantID) async throws {
        try await house.database.write(.installation) { transaction in
            try transaction.execute(
                "INSERT INTO office (id, code, name, created_at) VALUES (\(office), 'A0001', '事務所', 0)")
            for (id, people) in clients {
                try transaction.execute(
                    """
                    INSERT INTO tenant (id, office_id, code, name, system_title, plan, voice_option, family_option,
                                        created_at)
                    VALUES (\(id), \(office), \("00" + String(id)), '事業所', '安否', 'standard', 0, 0, 0)
                    """)
                for (number, (hasFactor, isOwn)) in people.enumerated() {
                    let person = id * 10 + Int64(number)
                    try transaction.execute(
                        """
                        INSERT INTO person (tenant_id, id, login_id, name, name_kana, role, language, employment,
                                            created_at, changed_at)
                        VALUES (\(id), \(person), \("B\(person)"), '能登', 'ノト', 'member', 'ja', 'active', 0, 0)
                        """)
                    try transaction.execute(
                        """
                        INSERT INTO credential (tenant_id, person_id, state, hash, consecutive_failures, changed_at)
                        VALUES (\(id), \(person), \(isOwn ? "own" : "temporary"), 'x', 0, 0)
                        """)
                    guard hasFactor else { continue }
                    try transaction.execute(
                        """
                        INSERT INTO app_factor (tenant_id, person_id, secret, last_step, set_at)
                        VALUES (\(id), \(person), \([1] as [UInt8]), 0, 0)
                        """)
                }
            }
        }
    }

    @Test(
        "Whoever has no factor and a temporary password counts first, then no factor, then temporary passwords",
        arguments: DatabaseKind.available)
    func worst(_ kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let office = TenantID(rawValue: 90)
            try await Self.settle(house, office: office)
            let staff = TenantScope(
                tenant: office, actor: .person(PersonID(rawValue: 1)),
                capabilities: Set<Capability>.member.union(Set<Capability>.officeStaff), requestID: "test")
            let all = try await Drift(database: database).worstFirst(staff, at: house.clock.now)
            #expect(all.map(\.client.id.rawValue) == [504, 506, 502, 503, 501, 505])
            let sum = all.reduce(Drift.Entry.none) { $0 + $1.entry }
            #expect(sum == Drift.Entry(people: 15, withoutFactor: 7, temporary: 6, both: 1))
            await #expect(throws: NotAllowed.self) {
                _ = try await Drift(database: database).worstFirst(
                    house.scope(AuthHouse.administrator, .administrator), at: house.clock.now)
            }
        }
    }
}
