package import Database
package import Domain

/// Goes on with what offices decided for their clients when the program ended, and throws away what holds nowhere and
/// nobody goes on with.
package struct FinishPolicyBatches: Sendable {
    /// Nobody stages for so long.
    static let patience = Duration.seconds(3_600)

    private let database: Database

    /// Writes to this database.
    package init(database: Database) {
        self.database = database
    }

    /// One round over all offices. Whoever does this beside us, each client is reached once.
    ///
    /// - Throws: `DatabaseError`.
    package func callAsFunction(_ scope: InstallationScope, at now: Instant) async throws {
        let old = now - Self.patience
        let batches = try await database.read(scope) { transaction in
            try Self.batches("place <> 0 OR decided_at < \(old)", in: transaction)
        }
        for (batch, holds) in batches {
            while !Task.isCancelled, try await step(batch, holds: holds, scope) {}
        }
    }

    /// Carries over whatever holds for an office's clients.
    func carry(of office: OfficeID, _ scope: InstallationScope) async throws {
        let batches = try await database.read(scope) { transaction in
            try Self.batches("office_id = \(office) AND place > 0", in: transaction)
        }
        for (batch, holds) in batches { while try await step(batch, holds: holds, scope) {} }
    }

    private func step(_ batch: PolicyBatch, holds: Bool, _ scope: InstallationScope) async throws -> Bool {
        try await database.write(scope) { transaction in
            try holds ? batch.carryOn(in: transaction) : batch.throwAway(in: transaction)
        }
    }

    private static func batches(
        _ condition: SQL, in transaction: Transaction
    ) throws -> [(batch: PolicyBatch, holds: Bool)] {
        try transaction.all(
            "SELECT office_id, number, place FROM policy_batch WHERE \(condition) ORDER BY office_id, place, number"
        ) { row in
            (PolicyBatch(office: try row.next(), number: try row.next()), try row.next(Int64.self) > 0)
        }
    }
}
