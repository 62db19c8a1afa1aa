package import Database
package import Domain
package import Tenants

/// What the use cases of this room need of the installation, in one value. Each piece of the wiring fills its own `var`.
package struct AuthParts: Sendable {
    /// Where everything is stored.
    package let database: Database
    /// Hashes passwords, so many at once.
    package let hasher: PasswordHasher
    /// What organizations have decided about passwords and sessions.
    package let settings: AuthSettingsReader
    /// What organizations ask for at a login.
    package let policy: LoginPolicyReader
    /// Marks of browsers that were used before.
    package let device: DeviceMark
    /// Tries per source address.
    package let sourceLimit: SourceLimit
    /// Uses of sessions that are not written yet.
    package var uses: SessionUses
    /// Seals the keys of factors.
    package let sealer: SecretSealer
    /// Keys of 32 bytes for the marks of codes; the first makes new ones.
    package let codeKeys: [[UInt8]]
    /// Makes the identifiers of new rows.
    package let identifiers: IdentifierSource
    /// Scheme and host of our own pages, such as `https://anpi.example.jp`.
    package let publicURL: String
    /// How codes are sent.
    package var delivery = CodeDelivery.none
    /// Takes note that a code which went to an address or number came back right; throws `DatabaseError`.
    package var reached: @Sendable (String, PersonID, TenantID, Instant, Transaction) throws -> Void = {
        _, _, _, _, _ in
    }
    /// How people are told what happened to their login.
    package var notices = Notices.none
    /// Whether a login that sets a factor is followed by the step `backupCodes`, whose page makes them.
    package var makesBackupCodes = false

    /// Where an operator finds out why another provider's logins fail; nothing of a person stands there.
    package var log = Log.none

    /// Other providers, and what they said of themselves.
    package var providers = ProviderDirectory(fetch: .none)

    /// What the installation has.
    package init(
        database: Database, hasher: PasswordHasher, settings: AuthSettingsReader, policy: LoginPolicyReader,
        device: DeviceMark, sourceLimit: SourceLimit, sealer: SecretSealer, codeKeys: [[UInt8]],
        identifiers: IdentifierSource, publicURL: String
    ) {
        self.database = database
        self.hasher = hasher
        self.settings = settings
        self.policy = policy
        self.device = device
        self.sourceLimit = sourceLimit
        uses = SessionUses(database)
        self.sealer = sealer
        self.codeKeys = codeKeys
        self.identifiers = identifiers
        self.publicURL = publicURL
    }

    /// Every kind of further proof, in the order in which they are offered.
    package var secondFactors: [any SecondFactor] {
        [AppFactor(self), CodeFactor(.mail, self), CodeFactor(.phone, self), PasskeyFactor(self)]
    }
}

/// The use cases of this room, over one set of parts; each is made where it is asked for.
package struct AuthServices: Sendable {
    /// What they need.
    package let parts: AuthParts

    /// The use cases over these parts.
    package init(_ parts: AuthParts) {
        self.parts = parts
    }

    /// Logs people in.
    package var logIn: LogIn { LogIn(parts) }
    /// Lets people choose a password.
    package var changePassword: ChangePassword { ChangePassword(parts) }
    /// Finds and ends sessions.
    package var sessions: Sessions { Sessions(parts) }
    /// Takes logins further.
    package var continueLogin: ContinueLogin { ContinueLogin(parts) }
    /// Sends codes.
    package var sendCode: SendCode { SendCode(parts) }
    /// Sets addresses and numbers.
    package var setCodeFactor: SetCodeFactor { SetCodeFactor(parts) }
    /// Registers passkeys.
    package var passkeys: Passkeys { Passkeys(parts) }
    /// Checks further proofs.
    package var factors: Factors { Factors(parts) }
}
