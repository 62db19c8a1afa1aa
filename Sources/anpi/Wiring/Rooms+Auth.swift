import Auth
import Profiles
import Tenants

extension Rooms {
    /// The use cases around logins. One value for the whole process: it bounds how many passwords are hashed at once.
    ///
    /// - Parameter wake: Says that a code or a notice was queued.
    func makeAuth(wake: @escaping @Sendable () -> Void) -> AuthServices {
        var parts = authParts
        parts.delivery = codeDelivery(wake: wake)
        parts.notices = notices(wake: wake)
        parts.reached = { target, person, tenant, now, transaction in
            try ReachedContact.note(target, of: person, in: tenant, at: now, transaction)
        }
        parts.log = log
        makeCare(&parts)
        return AuthServices(parts)
    }

    /// What every use case around logins needs; also what commands work with, beside a server that sends.
    var authParts: AuthParts {
        var parts = AuthParts(
            database: database, hasher: makeHasher(), settings: authSettings, policy: .decided,
            device: deviceMark, sourceLimit: SourceLimit(),
            sealer: SecretSealer(keys: sealKeys(for: .factorSecret)), codeKeys: keys.keys(for: .codeMark),
            identifiers: identifiers, publicURL: settings.publicURL)
        parts.notices = notices(wake: {})
        return parts
    }
}
