package import Database
package import Domain
package import Tenants

/// Who changed somebody else's login.
package enum NoticeActor: Sendable, Hashable {
    /// The person.
    case oneself
    /// An administrator of the organization.
    case administrator
    /// The office.
    case office
    /// Two colleagues of the same office.
    case colleagues
    /// The operator of the installation.
    case installationOperator

    /// Whoever works in this scope on somebody else's login.
    init(_ scope: TenantScope) {
        self =
            switch scope.actor {
            case .officeStaff: .office
            case .installationOperator: .installationOperator
            default: .administrator
            }
    }
}

/// What happened to somebody's login, told by mail.
package enum SecurityNotice: Sendable, Hashable {
    /// A factor was set.
    case factorSet(FactorKind)
    /// A factor was removed.
    case factorRemoved(FactorKind)
    /// All factors were removed.
    case factorsReset(Intervention)
    /// You cleared the factors of somebody else.
    case factorsResetByYou(Intervention)
    /// A colleague proposed to clear your factors.
    case resetProposed(Intervention)
    /// Somebody made a code that lets you in once.
    case bypassMade(Intervention)
    /// You made a code that lets somebody in once.
    case bypassMadeByYou(Intervention)
    /// Such a code was used.
    case bypassUsed
    /// A backup code was used.
    case backupCodeUsed
    /// New backup codes were made.
    case backupCodesMade
    /// The password was changed.
    case passwordChanged
    /// Somebody else handed out a new first password.
    case passwordIssued(by: NoticeActor)
    /// Too many wrong passwords stopped the password.
    case passwordStopped
    /// Wrong codes locked this, or everything, for a while.
    case factorLocked(LockKind)
    /// A hundred wrong codes in a row switched this off until somebody lifts it.
    case factorStopped(LockKind)
    /// Another provider's login was linked.
    case openIDLinked
    /// The link to another provider was removed.
    case openIDUnlinked
    /// An administrator changed the secret by which we show at another provider who we are.
    case providerSecretChanged
    /// Somebody else lifted what wrong passwords and codes had locked.
    case loginUnlocked(by: NoticeActor)
    /// A directory took the person up again: password, factors and codes of before are gone.
    case loginBegunAnew
    /// Somebody else ended all sessions.
    case sessionsEnded(by: NoticeActor)
    /// A family user logged in by a browser that was not used before.
    case familyLogin
    /// The password of a family user was set.
    case familyPasswordSet
    /// Too many wrong tries stopped the logins of the family.
    case familyStopped
    /// A password for calling in was set or removed, one's own or a family user's.
    case voicePassword(isSet: Bool, isFamily: Bool)
    /// Wrong tries on the telephone locked calling in, for a while or until a new password is set.
    case voiceLocked(isFamily: Bool, isStopped: Bool)
    /// Who is an administrator was changed; the words say all of it.
    case rolesChanged(LocalizedText)
    /// A connected system does what an administrator should look at; the words say all of it, and what can be done.
    case systemWarning(LocalizedText, advice: LocalizedText)
    /// The organization's policy was changed.
    case policyDecided(PolicyDecision)
    /// From a time on, a second factor will be needed, and the person has none; the words say all of it.
    case factorWillBeNeeded(LocalizedText, from: Instant)
}

/// This room's way to tell people what happened to their login; the wiring connects it with the room Notify.
package struct Notices: Sendable {
    /// Queues a notice in the transaction that it is about; throws `DatabaseError`.
    package let queue: @Sendable (SecurityNotice, TenantID, PersonID, Instant, Transaction) throws -> Void
    /// Takes announcements of a policy back that have not left; throws `DatabaseError`.
    package let takeBack: @Sendable (TenantID, Instant, Transaction) throws -> Void
    /// Says that something was queued.
    package let wake: @Sendable () -> Void

    /// A way to tell.
    package init(
        queue: @escaping @Sendable (SecurityNotice, TenantID, PersonID, Instant, Transaction) throws -> Void,
        takeBack: @escaping @Sendable (TenantID, Instant, Transaction) throws -> Void = { _, _, _ in },
        wake: @escaping @Sendable () -> Void
    ) {
        self.queue = queue
        self.takeBack = takeBack
        self.wake = wake
    }

    /// The same way, for what the room Tenants has to tell administrators.
    package var ofAppointments: AppointmentNotice {
        AppointmentNotice(
            queue: { [queue] words, tenant, person, now, transaction in
                try queue(.rolesChanged(words), tenant, person, now, transaction)
            },
            warn: { [queue] words, advice, tenant, person, now, transaction in
                try queue(.systemWarning(words, advice: advice), tenant, person, now, transaction)
            }, wake: wake)
    }

    /// Nobody is told: there is no mail relay.
    package static let none = Notices(queue: { _, _, _, _, _ in }, wake: {})
}
