package import Database
package import Domain
package import Tenants

/// Whose factor it is, and what the proof is bound to.
package struct FactorSubject: Sendable, Hashable {
    /// The organization.
    package let tenant: TenantID
    /// The person.
    package let person: PersonID
    /// The hash of the pending login's or session's token; what is sent or shown for one is no proof for another.
    package let binding: [UInt8]

    /// A subject.
    package init(tenant: TenantID, person: PersonID, binding: [UInt8]) {
        self.tenant = tenant
        self.person = person
        self.binding = binding
    }
}

/// What a person shows.
package enum FactorProof: Sendable {
    /// Six digits.
    case code(CodeText)
    /// A passkey's answer.
    case assertion(PasskeyAssertion)

    /// Whether it can be one at all: a form that is sent without a script, or before the device was asked, brings no answer.
    var isAnswer: Bool {
        switch self {
        case .code: true
        case .assertion(let answer):
            ![answer.credentialID, answer.clientData, answer.authenticatorData, answer.signature].contains([])
        }
    }
}

/// What came of looking at a proof.
package enum FactorVerdict: Sendable, Hashable {
    /// It is right, and used up.
    case right
    /// It is wrong; with how far the device's clock is off, if that is why.
    case wrong(ClockSkew?)
    /// It was right, but its time is over. A code counts as wrong all the same, since it was one of few; a passkey's answer
    /// does not.
    case expired
    /// It was right, but it or a later one was used already. It lets nobody in and is counted nowhere, since who shows a
    /// right code does not guess. That is told, and gives a guesser nothing: what is told opens no door any more and
    /// says nothing about the codes to come; only the two or three codes of the moment are answered so, so that a guess
    /// hits one of them as seldom as the right one, for a minute after its person came in. While a lock stands, no code is
    /// looked at, and these are not told apart from others.
    case used
}

/// One kind of further proof. There are four: app, mail, phone, passkey.
package protocol SecondFactor: Sendable {
    /// Which one.
    var kind: FactorKind { get }
    /// Whether the person has set it; throws `DatabaseError`.
    func isSet(_ subject: FactorSubject, in transaction: Transaction) throws -> Bool
    /// What the person recognizes it by, such as `k•••@example.jp`; nil if there is nothing to say. Throws
    /// `DatabaseError`.
    func hint(_ subject: FactorSubject, in transaction: Transaction) throws -> String?
    /// Looks at a proof, and uses it up if it is right: no I/O, no password hashing. Throws `DatabaseError`.
    func check(
        _ proof: FactorProof, _ subject: FactorSubject, now: Instant, in transaction: Transaction
    ) throws -> FactorVerdict
    /// Removes it; false if it was not set. Throws `DatabaseError`.
    func remove(_ subject: FactorSubject, in transaction: Transaction) throws -> Bool
}

/// A passkey's answer to a challenge, as the browser hands it in.
package struct PasskeyAssertion: Sendable, Hashable {
    /// Which passkey.
    package let credentialID: [UInt8]
    /// `clientDataJSON`.
    package let clientData: [UInt8]
    /// `authenticatorData`.
    package let authenticatorData: [UInt8]
    /// The signature over both.
    package let signature: [UInt8]

    /// An answer that somebody handed in.
    package init(credentialID: [UInt8], clientData: [UInt8], authenticatorData: [UInt8], signature: [UInt8]) {
        self.credentialID = credentialID
        self.clientData = clientData
        self.authenticatorData = authenticatorData
        self.signature = signature
    }
}

extension SecretSealer {
    /// What a person's secret is bound to.
    package static func use(_ kind: String, _ subject: FactorSubject) -> String {
        "\(kind):\(subject.tenant):\(subject.person)"
    }
}
