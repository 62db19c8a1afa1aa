package import Database
package import Domain

/// A passkey as a further proof: up to ten for each person.
package struct PasskeyFactor: SecondFactor {
    /// The most passkeys of one person.
    static let most = 10

    private let origin: String

    /// The factor with what it needs.
    package init(_ parts: AuthParts) {
        origin = parts.publicURL
    }

    /// Which one.
    package var kind: FactorKind { .passkey }

    /// The host that passkeys are bound to (the RP ID of WebAuthn).
    static func site(_ origin: String) -> String {
        let rest = origin.drop { $0 != ":" }.dropFirst(3)
        return String(rest.prefix { $0 != ":" && $0 != "/" })
    }

    /// Whether there is any.
    ///
    /// - Throws: `DatabaseError`.
    package func isSet(_ subject: FactorSubject, in transaction: Transaction) throws -> Bool {
        try !Self.list(subject, in: transaction).isEmpty
    }

    /// Their names.
    ///
    /// - Throws: `DatabaseError`.
    package func hint(_ subject: FactorSubject, in transaction: Transaction) throws -> String? {
        let names = try Self.list(subject, in: transaction).map(\.name)
        return names.isEmpty ? nil : names.joined(separator: "、")
    }

    /// Whether an answer is right, or was; its challenge is used up either way. A counter that does not grow says that the
    /// passkey was copied, unless it never counts.
    ///
    /// - Throws: `DatabaseError`.
    package func check(
        _ proof: FactorProof, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> FactorVerdict {
        guard case .assertion(let answer) = proof,
            let client = ClientData(answer.clientData, .get, origin: origin),
            let end = try PasskeyChallenge.take(client.challenge, .show, subject, in: transaction),
            let known = try Self.find(answer.credentialID, subject, in: transaction),
            let counter = known.counter(of: answer, clientDataHash: client.hash, site: Self.site(origin)),
            counter > known.counter || counter == 0 && known.counter == 0
        else { return .wrong(nil) }
        guard now < end else { return .expired }
        let taken = try transaction.execute(
            """
            UPDATE passkey SET sign_count = \(Int64(counter)), used_at = \(now)
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)
              AND credential_id = \(answer.credentialID) AND sign_count = \(Int64(known.counter))
            """)
        return taken == 1 ? .right : .used
    }

    /// Removes all of them.
    ///
    /// - Throws: `DatabaseError`.
    package func remove(_ subject: FactorSubject, in transaction: Transaction) throws -> Bool {
        try transaction.execute(
            "DELETE FROM passkey WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person)") > 0
    }

    static func list(_ subject: FactorSubject, in transaction: Transaction) throws -> [Passkey] {
        try transaction.all(
            """
            SELECT id, credential_id, name, set_at, used_at FROM passkey
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) ORDER BY id
            """
        ) { row in
            Passkey(
                id: try row.next(), credentialID: try row.next(), name: try row.next(), setAt: try row.next(),
                usedAt: try row.next())
        }
    }

    private static func find(
        _ credentialID: [UInt8], _ subject: FactorSubject, in transaction: Transaction
    ) throws -> PasskeyKey? {
        try transaction.first(
            """
            SELECT public_key, algorithm, sign_count FROM passkey
            WHERE tenant_id = \(subject.tenant) AND person_id = \(subject.person) AND credential_id = \(credentialID)
            """
        ) { row in
            PasskeyKey(
                credentialID: credentialID, publicKey: try row.next(),
                algorithm: Int32(truncatingIfNeeded: try row.next(Int64.self)),
                counter: UInt32(truncatingIfNeeded: try row.next(Int64.self)))
        }
    }
}

/// Names a passkey.
package enum PasskeyMark {}
/// The number of a passkey.
package typealias PasskeyID = Identifier<PasskeyMark>

/// A passkey as its person sees it.
package struct Passkey: Sendable, Hashable {
    /// Its number.
    package let id: PasskeyID
    /// What browsers know it by.
    package let credentialID: [UInt8]
    /// What its person calls it.
    package let name: String
    /// When it was set.
    package let setAt: Instant
    /// When it was last used; nil for never.
    package let usedAt: Instant?

    /// A passkey.
    package init(id: PasskeyID, credentialID: [UInt8], name: String, setAt: Instant, usedAt: Instant?) {
        self.id = id
        self.credentialID = credentialID
        self.name = name
        self.setAt = setAt
        self.usedAt = usedAt
    }
}
