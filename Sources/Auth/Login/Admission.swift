import Database
import Domain

/// Somebody who may be let in: still here, and given a password once.
struct Admission {
    let person: PersonID
    /// When the password was last handed out or chosen.
    let passwordSince: Instant
    /// Whether wrong passwords were counted since the last right one.
    let hasFailures: Bool

    /// The admission of a person now; nil if they left or never had a password.
    static func find(person: PersonID, tenant: TenantID, _ transaction: Transaction) throws -> Admission? {
        try transaction.first(
            """
            SELECT credential.changed_at, credential.consecutive_failures
            FROM person JOIN credential
              ON credential.tenant_id = person.tenant_id AND credential.person_id = person.id
            WHERE person.tenant_id = \(tenant) AND person.id = \(person) AND person.employment <> 'left'
              AND credential.changed_at IS NOT NULL
            """
        ) { row in
            Admission(person: person, passwordSince: try row.next(), hasFailures: try row.next(Int.self) > 0)
        }
    }
}

extension Credential {
    /// The admission that goes with it; nil if the person left or never had a password.
    var admission: Admission? {
        guard !hasLeft, let changedAt else { return nil }
        return Admission(person: person, passwordSince: changedAt, hasFailures: consecutiveFailures > 0)
    }
}
