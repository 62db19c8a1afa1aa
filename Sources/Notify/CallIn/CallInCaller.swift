package import Domain
package import Tenants

/// Somebody who was let in on the telephone.
package struct CallInCaller: Sendable {
    /// What the caller may do.
    package let scope: TenantScope
    /// The language that is spoken.
    package let language: Language
    /// The organization's time zone, by its IANA name.
    package let timeZone: String

    /// Somebody who has shown ID and password.
    package init(scope: TenantScope, language: Language, timeZone: String) {
        self.scope = scope
        self.language = language
        self.timeZone = timeZone
    }

    /// The same as a call remembers it.
    var name: Name? {
        switch scope.actor {
        case .person(let person): Name(tenant: scope.tenant.rawValue, number: person.rawValue, isFamily: false)
        case .family(let member): Name(tenant: scope.tenant.rawValue, number: member.rawValue, isFamily: true)
        default: nil
        }
    }

    /// Who it is, between two requests of the gateway.
    struct Name: Hashable, Sendable, Codable {
        /// The organization.
        let tenant: Int64
        /// The person, or the family user.
        let number: Int64
        /// Whether it is a family user.
        let isFamily: Bool

        /// The same as an actor.
        var actor: Actor {
            isFamily ? .family(FamilyMemberID(rawValue: number)) : .person(PersonID(rawValue: number))
        }
    }
}

/// This room's way to find out who calls; the wiring connects it with the room Auth.
package struct CallInDoor: Sendable {
    /// What came of looking at ID and password.
    package enum Outcome: Sendable {
        /// They are right.
        case caller(CallInCaller)
        /// Something did not match, and it is never said what.
        case refused
        /// Too many are looked at already.
        case busy
    }

    /// What a caller shows.
    package struct Proof: Sendable {
        /// The digits of the ID.
        package let id: String
        /// The digits of the password.
        package let password: Secret
        /// The number that calls; nil if it is hidden.
        package let telephone: String?
        /// The request, for the audit chain.
        package let requestID: String
    }

    /// Looks at ID and password, and counts the try; throws `DatabaseError`.
    package let prove: @Sendable (Proof, _ now: Instant) async throws -> Outcome
    /// Whoever was let in earlier in the same call; nil if that is over. Throws `DatabaseError`.
    package let resume: @Sendable (Actor, TenantID, _ requestID: String) async throws -> CallInCaller?

    /// A door from two functions.
    package init(
        prove: @escaping @Sendable (Proof, _ now: Instant) async throws -> Outcome,
        resume: @escaping @Sendable (Actor, TenantID, _ requestID: String) async throws -> CallInCaller?
    ) {
        self.prove = prove
        self.resume = resume
    }
}
