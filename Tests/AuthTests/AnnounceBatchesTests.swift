import Database
import Domain
import Tenants
import TestKit
import Testing

@testable import Auth

@Suite("What an office decided for many clients is told by mail")
struct AnnounceBatchesTests {
    private static let scope = InstallationScope(purpose: "tests")

    @Test(
        "What an office decided for its clients when the program ended reaches them, their chains and their administrators, once (R-065, R-192)",
        arguments: DatabaseKind.available)
    func batches(kind: DatabaseKind) async throws {
        try await withDatabase(kind, AuthHouse.migrations) { database in
            let house = try await AuthHouse.open(database)
            let now = house.clock.now
            try await database.write(.installation) { transaction in
                try transaction.execute(
                    "INSERT INTO office (id, code, name, created_at) VALUES (31, 'A0001', '事務所', 0)")
                try transaction.execute(
                    "INSERT INTO office_policy (office_id, effective_at, uses_second_factor) VALUES (31, 0, 1)")
                try transaction.execute("UPDATE tenant SET office_id = 31 WHERE id IN (11, 12, 13)")
                // The first holds, the second is older than anybody works on one, the third may be in work.
                for (number, place, age) in [(1, 7, 0), (2, 0, 3_601), (3, 0, 60)] {
                    try transaction.execute(
                        """
                        INSERT INTO policy_batch (office_id, number, place, decided_at, actor, request_id)
                        VALUES (31, \(number), \(place), \(now - .seconds(Int64(age))), 'person:41', 'o-1')
                        """)
                    for tenant in 11...12 {
                        try transaction.execute(
                            """
                            INSERT INTO policy_batch_item (tenant_id, office_id, number, effective_at,
                                                           uses_second_factor, views_own, answering)
                            VALUES (\(tenant), 31, \(number), \(now), 1, 0, 'none')
                            """)
                    }
                }
            }
            let told = AnnouncePoliciesTests.Told()
            let announce = AnnouncePolicies(told.parts(house))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 { group.addTask { try await announce(Self.scope, at: now) } }
                try await group.waitForAll()
            }
            #expect(told.take() == ["decided 11 21"])
            for tenant: Int64 in [11, 12] {
                #expect(
                    try await house.audited("policy.changed", tenant: TenantID(rawValue: tenant)) == [
                        "secondFactor=true viewsOwn=false answering=none from=\(now.milliseconds) "
                            + "was:secondFactor=false was:viewsOwn=true was:answering=answer"
                    ])
            }
            let left = try await database.read(.installation) { transaction in
                try transaction.values(
                    Int64.self,
                    """
                    SELECT number FROM policy_batch UNION ALL SELECT number FROM policy_batch_item ORDER BY 1
                    """)
            }
            #expect(left == [3, 3, 3])
        }
    }
}
