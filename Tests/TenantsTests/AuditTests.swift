import Database
import Domain
import TestKit
import Testing

@testable import Tenants

@Suite("Audit chains")
struct AuditTests {
    /// A house whose organization's chain has at least ten rows.
    private func withChain(_ kind: DatabaseKind, _ body: (TenantsHouse, VerifyAudit) async throws -> Void) async throws
    {
        try await withHouse(kind) { house in
            try await house.database.write(house.scope) { transaction in
                for number in 0..<10 {
                    try AuditChain.append(
                        AuditEvent("test.done", subject: "person:\(number)", reason: "r\(number)"), by: house.scope,
                        at: house.now + .seconds(number), in: transaction)
                }
            }
            try await body(house, VerifyAudit(database: house.database))
        }
    }

    private func tamper(_ house: TenantsHouse, _ statement: SQL) async throws {
        _ = try await house.database.write(house.scope) { try $0.execute(statement) }
    }

    @Test("An untouched chain is intact, and its end can be kept as an anchor", arguments: DatabaseKind.available)
    func intact(kind: DatabaseKind) async throws {
        try await withChain(kind) { house, verify in
            guard case .intact(let head) = try await verify(house.scope) else {
                Issue.record("the chain is broken")
                return
            }
            #expect(head.seq >= 12)
            #expect(AuditHead(head.description) == head)
            try await house.database.write(house.scope) { transaction in
                try AuditChain.append(AuditEvent("test.later"), by: house.scope, at: house.now, in: transaction)
            }
            guard case .intact(let later) = try await verify(house.scope, anchor: head) else {
                Issue.record("the anchor is not found in the chain")
                return
            }
            #expect(later.seq == head.seq + 1)
        }
    }

    @Test(
        "Any changed field is found at its row",
        arguments: DatabaseKind.available,
        [
            "UPDATE audit SET at = at + 1 WHERE seq = 5", "UPDATE audit SET actor = 'person:9' WHERE seq = 5",
            "UPDATE audit SET action = 'x' WHERE seq = 5", "UPDATE audit SET subject = subject || '1' WHERE seq = 5",
            "UPDATE audit SET result = 'refused' WHERE seq = 5", "UPDATE audit SET reason = '' WHERE seq = 5",
            "UPDATE audit SET request_id = '' WHERE seq = 5",
            "UPDATE audit SET subject = subject || reason, reason = '' WHERE seq = 5",
        ] as [TestSQL])
    func changedField(kind: DatabaseKind, change: TestSQL) async throws {
        try await withChain(kind) { house, verify in
            try await tamper(house, change.sql)
            #expect(
                try await verify(house.scope) == .broken(AuditWalk.Break(seq: 5, fault: .alteredRow)))
        }
    }

    @Test("A row that was cut out, and rows that were swapped, are found", arguments: DatabaseKind.available)
    func missingRows(kind: DatabaseKind) async throws {
        try await withChain(kind) { house, verify in
            try await tamper(house, "DELETE FROM audit WHERE tenant_id = \(house.tenant) AND seq = 6")
            #expect(try await verify(house.scope) == .broken(AuditWalk.Break(seq: 6, fault: .missingRow)))
        }
        try await withChain(kind) { house, verify in
            try await tamper(house, "UPDATE audit SET seq = 1000 WHERE tenant_id = \(house.tenant) AND seq = 6")
            try await tamper(house, "UPDATE audit SET seq = 6 WHERE tenant_id = \(house.tenant) AND seq = 7")
            try await tamper(house, "UPDATE audit SET seq = 7 WHERE tenant_id = \(house.tenant) AND seq = 1000")
            #expect(try await verify(house.scope) == .broken(AuditWalk.Break(seq: 6, fault: .alteredRow)))
        }
    }

    @Test("A cut-off tail is found, even when the stored head was changed to fit", arguments: DatabaseKind.available)
    func truncatedTail(kind: DatabaseKind) async throws {
        try await withChain(kind) { house, verify in
            guard case .intact(let kept) = try await verify(house.scope) else { return }
            try await tamper(
                house, "DELETE FROM audit WHERE tenant_id = \(house.tenant) AND seq > \(kept.seq - 2)")
            #expect(
                try await verify(house.scope)
                    == .broken(AuditWalk.Break(seq: kept.seq - 1, fault: .headDiffers)))
            try await tamper(
                house,
                """
                UPDATE audit_head SET seq = \(kept.seq - 2), hash =
                    (SELECT hash FROM audit WHERE tenant_id = \(house.tenant) AND seq = \(kept.seq - 2))
                WHERE tenant_id = \(house.tenant)
                """)
            guard case .intact = try await verify(house.scope) else {
                Issue.record("only the anchor can find this")
                return
            }
            #expect(
                try await verify(house.scope, anchor: kept)
                    == .broken(AuditWalk.Break(seq: kept.seq - 1, fault: .anchorDiffers)))
        }
    }

    @Test("A row appended by hand is found", arguments: DatabaseKind.available)
    func forgedRow(kind: DatabaseKind) async throws {
        try await withChain(kind) { house, verify in
            guard case .intact(let head) = try await verify(house.scope) else { return }
            try await tamper(
                house,
                """
                INSERT INTO audit (tenant_id, seq, at, actor, action, subject, result, reason, request_id, hash)
                SELECT tenant_id, seq + 1, at, actor, action, subject, result, reason, request_id, hash FROM audit
                WHERE tenant_id = \(house.tenant) AND seq = \(head.seq)
                """)
            #expect(
                try await verify(house.scope) == .broken(AuditWalk.Break(seq: head.seq + 1, fault: .alteredRow)))
        }
    }

    @Test("A whole chain that was written anew does not fit the anchor", arguments: DatabaseKind.available)
    func rewrittenChain(kind: DatabaseKind) async throws {
        try await withChain(kind) { house, verify in
            guard case .intact(let kept) = try await verify(house.scope) else { return }
            try await tamper(house, "DELETE FROM audit WHERE tenant_id = \(house.tenant)")
            try await tamper(house, "DELETE FROM audit_head WHERE tenant_id = \(house.tenant)")
            try await house.database.write(house.scope) { transaction in
                for _ in 0..<kept.seq {
                    try AuditChain.append(AuditEvent("test.forged"), by: house.scope, at: house.now, in: transaction)
                }
            }
            #expect(
                try await verify(house.scope, anchor: kept)
                    == .broken(AuditWalk.Break(seq: kept.seq, fault: .anchorDiffers)))
        }
    }

    @Test("Chains longer than a page are walked to the end", arguments: DatabaseKind.available)
    func longChain(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            try await house.database.write(house.scope) { transaction in
                for _ in 0..<2_345 {
                    try AuditChain.append(AuditEvent("test.done"), by: house.scope, at: house.now, in: transaction)
                }
            }
            let verify = VerifyAudit(database: house.database)
            guard case .intact(let head) = try await verify(house.scope) else {
                Issue.record("the chain is broken")
                return
            }
            try await tamper(house, "UPDATE audit SET reason = 'x' WHERE seq = 2000")
            #expect(try await verify(house.scope) == .broken(AuditWalk.Break(seq: 2_000, fault: .alteredRow)))
            #expect(head.seq > 2_345)
        }
    }

    @Test("Organization, office and installation have chains of their own", arguments: DatabaseKind.available)
    func chains(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let verify = VerifyAuditChains(database: house.database)
            let chains = try await verify.chains(house.installation)
            let officeHouse = AuditChainID.tenant(OfficeHouse.tenant(of: house.office))
            #expect(
                Set(chains) == [.installation, .office(house.office), officeHouse, .tenant(house.tenant)])
            for chain in chains {
                guard case .intact(let head) = try await verify(house.installation, chain) else {
                    Issue.record("\(chain) is broken")
                    continue
                }
                #expect(head.seq > 0)
                #expect(try await verify.heads(house.installation)[chain] == head)
                #expect(AuditChainID(number: chain.number) == chain)
            }
        }
    }

    @Test("Events that are appended at the same time stand one after the other", arguments: DatabaseKind.available)
    func concurrentEvents(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let before = try await ListAudit(database: house.database)(house.scope).count
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        try await house.database.write(house.scope) { transaction in
                            try AuditChain.append(
                                AuditEvent("test.done", subject: "person:\(number)"), by: house.scope, at: house.now,
                                in: transaction)
                        }
                    }
                }
                try await group.waitForAll()
            }
            guard case .intact(let head) = try await VerifyAudit(database: house.database)(house.scope) else {
                Issue.record("the chain is broken")
                return
            }
            #expect(head.seq == Int64(before + 60))
        }
    }

    @Test("A change that is refused leaves no row", arguments: DatabaseKind.available)
    func refusedChange(kind: DatabaseKind) async throws {
        try await withHouse(kind) { house in
            let list = ListAudit(database: house.database)
            let before = try await list(house.scope).count
            _ = await rules { _ = try await house.add("B001", "重なる") }
            #expect(try await list(house.scope).count == before)
        }
    }

    @Test("The list is filtered and paged, newest first", arguments: DatabaseKind.available)
    func list(kind: DatabaseKind) async throws {
        try await withChain(kind) { house, _ in
            let list = ListAudit(database: house.database)
            var filter = ListAudit.Filter()
            filter.actionPrefix = "test."
            let first = try await list(house.scope, filter, limit: 4)
            #expect(first.map(\.subject) == ["person:9", "person:8", "person:7", "person:6"])
            let second = try await list(house.scope, filter, before: first.last?.seq, limit: 4)
            #expect(second.first?.subject == "person:5")
            filter.from = house.now + .seconds(2)
            filter.until = house.now + .seconds(4)
            #expect(try await list(house.scope, filter).map(\.reason) == ["r3", "r2"])
            filter = ListAudit.Filter()
            filter.actor = "nobody"
            #expect(try await list(house.scope, filter).isEmpty)
        }
    }
}

/// A statement as a test argument.
struct TestSQL: Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    let sql: SQL
    let description: String

    init(stringLiteral value: StaticString) {
        sql = SQL(stringLiteral: value)
        description = value.description
    }
}
