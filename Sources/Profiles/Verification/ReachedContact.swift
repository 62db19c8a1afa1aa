package import Database
package import Domain

/// Takes note that something reached its owner: a code that was sent there came back right, or a key was pressed in a call.
package enum ReachedContact {
    /// What was noted within a day is not written again.
    private static let pause = Duration.seconds(86_400)

    /// The contacts of a person that are this address, or this number with or without its country code, count as
    /// verified; whatever came back from them is forgotten.
    ///
    /// - Throws: `DatabaseError`.
    package static func note(
        _ target: String, of person: PersonID, in tenant: TenantID, at now: Instant, _ transaction: Transaction
    ) throws {
        var values = [target]
        if let number = PhoneNumber(typed: target) { values.append(number.digits) }
        if target.hasPrefix("+") { values.append(String(target.dropFirst())) }
        try transaction.execute(
            """
            UPDATE contact SET verified_at = \(now), failed_at = NULL, failing_since = NULL, failure = NULL
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND value IN \(list: values)
              AND (verified_at IS NULL OR verified_at < \(now - pause) OR failed_at IS NOT NULL)
            """)
    }
}
