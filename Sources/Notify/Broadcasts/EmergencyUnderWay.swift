package import Database
package import Domain

/// Whether an organization asks in earnest how its people are: then nothing goes out that can wait.
package enum EmergencyUnderWay {
    /// Whether there is a safety check that is no drill and not over.
    ///
    /// - Throws: `DatabaseError`.
    package static func isOn(in tenant: TenantID, _ transaction: Transaction) throws -> Bool {
        try transaction.value(
            Int.self,
            """
            SELECT 1 FROM broadcast
            WHERE tenant_id = \(tenant) AND status IN ('waiting', 'open') AND is_drill = 0
              AND kind = \(BroadcastKind.safetyCheck)
            LIMIT 1
            """) != nil
    }
}
