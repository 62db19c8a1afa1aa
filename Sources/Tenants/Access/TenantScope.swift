package import Domain

/// The right to act in one organization. Use cases take one and require their own capability from it.
///
/// Only a session, an API token, a job of the program itself and the command line make one; the architecture test lists
/// those files.
package struct TenantScope: Sendable, Hashable {
    /// The organization whose rows may be seen.
    package let tenant: TenantID
    /// Who acts.
    package let actor: Actor
    /// What the actor may do.
    package let capabilities: Set<Capability>
    /// The request or job that this belongs to, for log and audit.
    package let requestID: String

    /// The right of `actor` to use `capabilities` in `tenant`.
    package init(tenant: TenantID, actor: Actor, capabilities: Set<Capability>, requestID: String) {
        self.tenant = tenant
        self.actor = actor
        self.capabilities = capabilities
        self.requestID = requestID
    }

    /// The person who acts, or nil for programs.
    package var person: PersonID? {
        if case .person(let person) = actor { person } else { nil }
    }

    /// The family user who acts, or nil for everybody else.
    package var familyMember: FamilyMemberID? {
        if case .family(let member) = actor { member } else { nil }
    }

    /// What the organization's directory may do on behalf of its administrators while it keeps people and departments.
    ///
    /// - Throws: `NotAllowed` without `provision`.
    package func provisioning() throws(NotAllowed) -> TenantScope {
        try require(.provision)
        return TenantScope(
            tenant: tenant, actor: actor, capabilities: [.provision, .viewPeople, .managePeople], requestID: requestID)
    }

    /// Refuses to go on without a capability.
    ///
    /// - Throws: `NotAllowed`.
    package func require(_ capability: Capability) throws(NotAllowed) {
        guard capabilities.contains(capability) else { throw NotAllowed(capability: capability) }
    }

    /// Refuses to go on unless one of these capabilities is there.
    ///
    /// - Throws: `NotAllowed` that names the first.
    package func require(anyOf first: Capability, _ second: Capability) throws(NotAllowed) {
        guard !capabilities.isDisjoint(with: [first, second]) else { throw NotAllowed(capability: first) }
    }
}

/// The actor lacks a capability.
package struct NotAllowed: Error, Hashable, Sendable {
    /// The capability that was required.
    package let capability: Capability

    /// A refusal for want of one capability.
    package init(capability: Capability) {
        self.capability = capability
    }
}

/// A thing that does not exist in this organization: also said of things that exist in another one.
package struct NotFound: Error, Hashable, Sendable {
    /// What was looked for, such as `person`.
    package let kind: String

    /// Nothing of this kind was found.
    package init(_ kind: String) {
        self.kind = kind
    }
}
