package import Database
package import Domain

/// A code by mail or phone as a further proof (R-097, R-104): one address and one number for each person.
package struct CodeFactor: SecondFactor {
    /// `mail` or `phone`.
    package let kind: FactorKind
    private let keys: [[UInt8]]
    private let reached: @Sendable (String, PersonID, TenantID, Instant, Transaction) throws -> Void

    /// The factor with what it needs.
    package init(_ kind: FactorKind, _ parts: AuthParts) {
        self.kind = kind
        keys = parts.codeKeys
        reached = parts.reached
    }

    /// The address to which a person's codes go; nil if none is set.
    ///
    /// - Throws: `DatabaseError`.
    package static func mailAddress(
        of person: PersonID, in tenant: TenantID, _ transaction: Transaction
    ) throws -> String? {
        try target(.mail, FactorSubject(tenant: tenant, person: person, binding: []), in: transaction)
    }

    /// Whether an address or number is set.
    ///
    /// - Throws: `DatabaseError`.
    package func isSet(_ subject: FactorSubject, in transaction: Transaction) throws -> Bool {
        try target(subject, in: transaction) != nil
    }

    /// `k•••@example.jp` or `•••34`.
    ///
    /// - Throws: `DatabaseError`.
    package func hint(_ subject: FactorSubject, in transaction: Transaction) throws -> String? {
        try target(subject, in: transaction).map(Self.masked)
    }

    /// Whether a code is the one that was sent for this login or session; it is then used up.
    ///
    /// - Throws: `DatabaseError`.
    package func check(
        _ proof: FactorProof, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> FactorVerdict {
        guard case .code(let code) = proof, try isSet(subject, in: transaction) else { return .wrong(nil) }
        let (verdict, target) = try SentCode.check(
            code, kind, .show, subject, keys: keys, now: now, in: transaction)
        if verdict == .right { try reached(target, subject.person, subject.tenant, now, transaction) }
        return verdict
    }

    /// Removes the address or number, and the code that may be under way.
    ///
    /// - Throws: `DatabaseError`.
    package func remove(_ subject: FactorSubject, in transaction: Transaction) throws -> Bool {
        try transaction.execute(
            """
            DELETE FROM sent_code
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
            """)
        return try transaction.execute(
            """
            DELETE FROM code_factor
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
            """) == 1
    }

    /// Sets the address or number by the code that went to it, in place of the one before.
    func set(
        _ target: String, by code: CodeText, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws {
        let mark = SentCode.mark(code.digits, kind, subject, key: keys[0])
        try transaction.execute(
            """
            INSERT INTO code_factor (tenant_id, person_id, kind, target, set_at, mark, binding)
            VALUES (\(subject.tenant), \(subject.person), \(kind), \(target), \(now), \(mark), \(subject.binding))
            ON CONFLICT (tenant_id, person_id, kind) DO UPDATE
            SET target = excluded.target, set_at = excluded.set_at, mark = excluded.mark, binding = excluded.binding
            """)
    }

    /// Whether what is set was set by this code, and nothing was sent since to set another. A form that is sent twice
    /// did what it should the first time.
    func wasSet(by code: CodeText, _ subject: FactorSubject, in transaction: Transaction) throws -> Bool {
        if try SentCode.load(kind, subject, in: transaction)?.purpose == .set { return false }
        let stored = try transaction.first(
            """
            SELECT mark, binding FROM code_factor
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
              AND mark IS NOT NULL AND binding IS NOT NULL
            """
        ) { row in (mark: try row.next([UInt8].self), binding: try row.next([UInt8].self)) }
        guard let stored else { return false }
        let then = FactorSubject(tenant: subject.tenant, person: subject.person, binding: stored.binding)
        return keys.contains { SentCode.isEqual(SentCode.mark(code.digits, kind, then, key: $0), stored.mark) }
    }

    func target(_ subject: FactorSubject, in transaction: Transaction) throws -> String? {
        try Self.target(kind, subject, in: transaction)
    }

    private static func target(
        _ kind: FactorKind, _ subject: FactorSubject, in transaction: Transaction
    ) throws -> String? {
        try transaction.value(
            String.self,
            """
            SELECT target FROM code_factor
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND kind = \(kind)
            """)
    }

    /// The first letter of an address and its domain, or the last two digits of a number.
    static func masked(_ target: String) -> String {
        guard let at = target.lastIndex(of: "@") else { return "•••" + target.suffix(2) }
        return target.prefix(1) + "•••" + target[at...]
    }
}
