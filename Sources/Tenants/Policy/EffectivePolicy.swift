package import Database
package import Domain

/// What is asked of the people of one organization or office at a time: the installation above the office above the
/// organization.
package struct EffectivePolicy: Hashable, Sendable {
    /// Who decided that second factors are used.
    package enum Reason: String, Hashable, Sendable {
        /// Nobody: they are not used.
        case notUsed
        /// The organization's own policy.
        case organization
        /// The office, for its own people.
        case office
        /// The installation, for everybody, whatever was set.
        case installation
    }

    /// Whose people it is about.
    package enum House: Hashable, Sendable {
        /// An organization that no office administers.
        case alone
        /// A client of an office that has decided this for itself.
        case client(officeUses: [FromTime<Bool>])
        /// An office.
        case office(uses: [FromTime<Bool>])
    }

    /// Who decided.
    package let reason: Reason
    /// What goes without a code; nothing in an office, whose people never choose.
    package let exemption: Exemption
    /// Whether it is about an office's own people.
    package let isOffice: Bool

    /// Whether people are asked for a second factor.
    package var usesSecondFactor: Bool { reason != .notUsed }

    /// The rule.
    ///
    /// - Parameters:
    ///   - own: What the organization has decided; an office has no policy of its own kind.
    ///   - mandatoryFrom: From when on the installation asks it of everybody; nil for never.
    package init(own: [FromTime<AccessPolicy>], _ house: House, mandatoryFrom: Instant?, at now: Instant) {
        let policy = own.inForce(at: now) ?? .unset
        let isMandatory = mandatoryFrom.map { $0 <= now } ?? false
        switch house {
        case .alone:
            isOffice = false
            reason = isMandatory ? .installation : policy.usesSecondFactor ? .organization : .notUsed
        case .client(let officeUses):
            // Clients can only use it where their office does.
            let isUsed = policy.usesSecondFactor && officeUses.inForce(at: now) == true
            isOffice = false
            reason = isMandatory ? .installation : isUsed ? .organization : .notUsed
        case .office(let uses):
            isOffice = true
            reason = isMandatory ? .installation : uses.inForce(at: now) == true ? .office : .notUsed
        }
        exemption = isOffice ? .none : policy.exemption
    }

    /// The policy of an organization or office now, in a transaction that may see its rows.
    ///
    /// - Throws: `DatabaseError`.
    package static func load(
        _ tenant: TenantID, at now: Instant, in transaction: Transaction
    ) throws -> EffectivePolicy {
        try PolicyFacts.load(tenant, in: transaction).policy(at: now)
    }
}
