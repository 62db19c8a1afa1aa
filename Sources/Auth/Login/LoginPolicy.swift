package import Database
package import Domain
package import Tenants

/// What an organization asks of its people at a login, on one device and one day.
package struct LoginPolicy: Sendable, Hashable {
    /// Whether the organization uses a second factor.
    package var usesSecondFactor: Bool
    /// Whether it will from a later day on; people can set theirs up before.
    package var isAnnounced: Bool
    /// Whether it is about an office's own people (A-ID), who are never asked what they want to use.
    package var isOffice: Bool
    /// What a session without a second factor may do; empty if there is none.
    package var limited: Set<Capability>
    /// Whether codes may go out by mail.
    package var allowsMailFactor: Bool
    /// How long such a code is good.
    package var mailCodeLife: Duration
    /// Whether codes may go out by phone.
    package var allowsPhoneFactor: Bool

    /// A policy; without arguments, no second factor is used.
    package init(
        usesSecondFactor: Bool = false, isAnnounced: Bool = false, isOffice: Bool = false,
        limited: Set<Capability> = [], allowsMailFactor: Bool = true,
        mailCodeLife: Duration = .seconds(3_600), allowsPhoneFactor: Bool = true
    ) {
        self.usesSecondFactor = usesSecondFactor
        self.isAnnounced = isAnnounced
        self.isOffice = isOffice
        self.limited = limited
        self.allowsMailFactor = allowsMailFactor
        self.mailCodeLife = mailCodeLife
        self.allowsPhoneFactor = allowsPhoneFactor
    }

    /// Whether people can set up a second factor: where one is used, or will be.
    package var offersSecondFactor: Bool { usesSecondFactor || isAnnounced }

    /// Whether the organization lets this kind of factor be set.
    package func allows(_ kind: FactorKind) -> Bool {
        switch kind {
        case .app, .passkey: true
        case .mail: allowsMailFactor
        case .phone: allowsPhoneFactor
        }
    }
}

/// Reads an organization's policy in an open transaction.
package struct LoginPolicyReader: Sendable {
    /// The policy of one organization for one device now; throws `DatabaseError`.
    package let read: @Sendable (TenantID, DeviceKind, Instant, Transaction) throws -> LoginPolicy

    /// A reader from a function; the wiring passes one that reads the room Tenants.
    package init(read: @escaping @Sendable (TenantID, DeviceKind, Instant, Transaction) throws -> LoginPolicy) {
        self.read = read
    }

    /// What installation, office and organization have decided.
    package static let decided = LoginPolicyReader { tenant, device, now, transaction in
        let facts = try PolicyFacts.load(tenant, in: transaction)
        let policy = facts.policy(at: now)
        let settings = try ReadSettings.load(tenant, in: transaction)
        return LoginPolicy(
            usesSecondFactor: policy.usesSecondFactor,
            isAnnounced: facts.change(after: now)?.after.usesSecondFactor == true,
            isOffice: policy.isOffice,
            limited: AccessMatrix.limited(device == .phone ? .phoneLimited : .pcLimited, policy.exemption),
            allowsMailFactor: settings.mailFactorAllowed, mailCodeLife: settings.mailCodeLife,
            allowsPhoneFactor: settings.phoneFactorAllowed)
    }
}
