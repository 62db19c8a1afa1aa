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
    /// When the password was last handed out or chosen; nil for somebody who was never given one.
    let changedAt: Instant?
    let hasLeft: Bool

    init(row: inout Row) throws {
        person = try row.next()
        hasLeft = try row.next(String.self) == "left"
        state = try row.next(PasswordState?.self) ?? .temporary
        hash = try row.next()
        temporaryHash = try row.next()
        expiresAt = try row.next()
        consecutiveFailures = try row.next(Int?.self) ?? 0
        changedAt = try row.next()
    }

    /// The credential behind an ID; also for a person who was never given a password.
    static func find(loginID: String, tenant: TenantID, _ transaction: Transaction) throws -> Credential? {
        try transaction.first(
            Credential.self,
            """
            SELECT person.id, person.employment, credential.state, credential.hash, credential.temporary_hash,
                   credential.expires_at, credential.consecutive_failures, credential.changed_at
            FROM person LEFT JOIN credential
              ON credential.tenant_id = person.tenant_id AND credential.person_id = person.id
            WHERE person.tenant_id = \(tenant) AND person.login_id = \(loginID)
            """)
    }

    /// Locks the password of a person until the transaction ends: nobody changes it meanwhile, and whoever was changing
    /// it has finished. Read after this, not before.
    static func lock(person: PersonID, tenant: TenantID, _ transaction: Transaction) throws {
        // One writer: nobody else is about to.
        guard transaction.engine == .postgres else { return }
        _ = try transaction.value(
            Int.self,
            """
            SELECT 1 FROM credential
            WHERE tenant_id = \(tenant) AND person_id = \(person)\(dialect: .forUpdate)
            """)
    }

    /// The credential of a person.
    static func find(person: PersonID, tenant: TenantID, _ transaction: Transaction) throws -> Credential? {
        try transaction.first(
            Credential.self,
            """
            SELECT person.id, person.employment, credential.state, credential.hash, credential.temporary_hash,
                   credential.expires_at, credential.consecutive_failures, credential.changed_at
            FROM person JOIN credential
              ON credential.tenant_id = person.tenant_id AND credential.person_id = person.id
            WHERE person.tenant_id = \(tenant) AND person.id = \(person)
            """)
    }

    /// Stores a password that the person chose, and ends whatever was open under the old one.
    ///
    /// - Parameter old: The hash that it takes the place of; nil after a first password.
    /// - Returns: False if another password was stored meanwhile, such as an administrator's first one: it stays.
    static func storeOwn(
        hash: String, inPlaceOf old: String?, person: PersonID, tenant: TenantID, now: Instant,
        _ transaction: Transaction
    ) throws -> Bool {
        let isStill: SQL = old.map { "hash = \($0)" } ?? "hash IS NULL"
        let stored = try transaction.execute(
            """
            UPDATE credential SET state = \(PasswordState.own), hash = \(hash), temporary_hash = \(nil as [UInt8]?),
                   expires_at = \(nil as Instant?), consecutive_failures = 0, changed_at = \(now)
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND \(isStill)
            """)
        guard stored == 1 else { return false }
        try endEverything(person: person, tenant: tenant, transaction)
        return true
    }

    /// Ends the sessions and pending logins of a person. It locks the password before anything else, as whoever acts in a
    /// session does (`Session.hold`): one of them comes first, and neither waits for the other in turn.
    ///
    /// - Parameter binding: The session or login that goes on; empty for none.
    static func endEverything(
        person: PersonID, tenant: TenantID, but binding: [UInt8] = [], _ transaction: Transaction
    ) throws {
        try lock(person: person, tenant: tenant, transaction)
        try transaction.execute(
            """
            DELETE FROM session
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND token_hash <> \(binding)
            """)
        try transaction.execute(
            """
            DELETE FROM pending_login
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND token_hash <> \(binding)
            """)
        try transaction.execute(
            """
            DELETE FROM app_candidate
            WHERE tenant_id = \(tenant) AND person_id = \(person) AND binding <> \(binding)
            """)
    }
}
