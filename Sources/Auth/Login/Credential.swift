import Database
import Domain

/// How a person's password stands.
package enum PasswordState: String, Sendable, CaseIterable, DatabaseConvertible {
    /// 仮パスワード: handed out, good only for choosing an own one.
    case temporary
    /// ユーザ変更済: chosen by the person.
    case own
}

/// A person's stored password.
struct Credential: RowDecodable {
    let person: PersonID
    let state: PasswordState
    let hash: String?
    let temporaryHash: [UInt8]?
    let expiresAt: Instant?
    let consecutiveFailures: Int
    let hasLeft: Bool

    init(row: inout Row) throws {
        person = try row.next()
        hasLeft = try row.next(String.self) == "left"
        state = try row.next(PasswordState?.self) ?? .temporary
        hash = try row.next()
        temporaryHash = try row.next()
        expiresAt = try row.next()
        consecutiveFailures = try row.next(Int?.self) ?? 0
    }

    /// The credential behind an ID; also for a person who was never given a password.
    static func find(loginID: String, tenant: TenantID, _ transaction: Transaction) throws -> Credential? {
        try transaction.first(
            Credential.self,
            """
            SELECT person.id, person.employment, credential.state, credential.hash, credential.temporary_hash,
                   credential.expires_at, credential.consecutive_failures
            FROM person LEFT JOIN credential
              ON credential.tenant_id = person.tenant_id AND credential.person_id = person.id
            WHERE person.tenant_id = \(tenant) AND person.login_id = \(loginID)
            """)
    }

    /// The credential of a person.
    static func find(person: PersonID, tenant: TenantID, _ transaction: Transaction) throws -> Credential? {
        try transaction.first(
            Credential.self,
            """
            SELECT person.id, person.employment, credential.state, credential.hash, credential.temporary_hash,
                   credential.expires_at, credential.consecutive_failures
            FROM person JOIN credential
              ON credential.tenant_id = person.tenant_id AND credential.person_id = person.id
            WHERE person.tenant_id = \(tenant) AND person.id = \(person)
            """)
    }

    /// Stores a password that the person chose, and ends whatever was open under the old one.
    static func storeOwn(
        hash: String, person: PersonID, tenant: TenantID, now: Instant, _ transaction: Transaction
    ) throws {
        try transaction.execute(
            """
            UPDATE credential SET state = \(PasswordState.own), hash = \(hash), temporary_hash = \(nil as [UInt8]?),
                   expires_at = \(nil as Instant?), consecutive_failures = 0, changed_at = \(now)
            WHERE tenant_id = \(tenant) AND person_id = \(person)
            """)
        try endEverything(person: person, tenant: tenant, transaction)
    }

    /// Ends the sessions and pending logins of a person.
    static func endEverything(person: PersonID, tenant: TenantID, _ transaction: Transaction) throws {
        try transaction.execute("DELETE FROM session WHERE tenant_id = \(tenant) AND person_id = \(person)")
        try transaction.execute("DELETE FROM pending_login WHERE tenant_id = \(tenant) AND person_id = \(person)")
    }
}
