package import Database
package import Domain

/// The lock of one employee's family: who adds, changes, logs in or is counted goes one after the other.
package enum FamilyLock {
    /// Locks the family of a person until the transaction ends. Read after this, not before.
    ///
    /// - Throws: `DatabaseError`.
    package static func take(_ person: PersonID, in tenant: TenantID, _ transaction: Transaction) throws {
        _ = try transaction.value(
            Int.self, "SELECT 1 FROM person WHERE tenant_id = \(tenant) AND id = \(person)\(dialect: .forUpdate)")
    }
}
