import Auth
import Channels
import Database
import Domain
import Notify
import Profiles
import Tenants

/// The use cases of all rooms over one database, as `serve`, `demo` and the commands share them.
struct Rooms: Sendable {
    let settings: Settings
    let keys: InstallationKeys
    let database: Database
    let steadyClock: SteadyClock
    let randomness: Randomness
    let identifiers: IdentifierSource
    let log: Log
    var regions: RegionTable
    /// Which version of it that is, counted from 1; 0 before the server has looked.
    var regionVersion = 0

    /// Opens the database and checks that it is this program's and this key file's.
    ///
    /// - Throws: `SettingsError` or `DatabaseError`.
    static func open(
        _ settings: Settings, for use: SQLiteUse, clock: SteadyClock = .ofThisMachine(),
        randomness: Randomness = .system
    ) async throws -> Rooms {
        let keys = try InstallationKeys(file: settings.keyFile)
        let database = try await Store.open(settings, for: use)
        try await Store.migrator(for: settings).check(database)
        try await database.checkRole()
        try await KeyMark.check(database, keys)
        let regions = try await RegionVersions(database: database).applied(InstallationScope(purpose: "regions"))
        return Rooms(
            settings: settings, keys: keys, database: database, steadyClock: clock, randomness: randomness,
            identifiers: IdentifierSource(randomness: randomness),
            log: JSONLog.make(level: settings.logLevel, clock: .system),
            regions: try RegionTable(regions?.files ?? .embedded()))
    }

    /// What time it is for everything but the log, which stands beside the logs of others.
    var clock: WallClock { steadyClock.wallClock }

    /// What the mail channel says of an address.
    var mailCheck: MailAddressCheck {
        MailAddressCheck { text in
            do throws(MailAddress.Flaw) {
                let address = try MailAddress(text)
                return .address("\(address.local)@\(address.domain)")
            } catch {
                return .flaw(rule: error.rawValue, message: error.message)
            }
        }
    }

    /// What organizations have decided about logging in.
    var authSettings: AuthSettingsReader {
        let vendorHelpDesk = settings.helpDesk ?? ""
        return AuthSettingsReader { tenant, transaction in
            let settings = try ReadSettings.load(tenant, in: transaction)
            return AuthSettings(
                password: PasswordPolicy(
                    shortest: settings.passwordMinimum, longest: settings.passwordMaximum,
                    allowsUnicode: settings.passwordsAllowUnicode, forbidsWeak: settings.weakPasswordsForbidden),
                idleLimit: settings.idleLogout, absoluteLimit: settings.sessionLifetime,
                helpDesk: settings.helpDesk, vendorHelpDesk: vendorHelpDesk, hiddenMenu: settings.hiddenMenu,
                hasManual: !settings.manualURL.isEmpty, timeZone: settings.timeZone)
        }
    }

    /// One hasher for the whole process: it bounds how many run at once.
    func makeHasher() -> PasswordHasher {
        func pepper(_ master: InstallationKeys.Master) -> PasswordHasher.Pepper {
            PasswordHasher.Pepper(id: master.id, key: master.key(for: .passwordPepper))
        }
        return PasswordHasher(pepper: pepper(keys.current), older: keys.masters.dropFirst().map(pepper))
    }

    /// Marks of browsers that were used before.
    var deviceMark: DeviceMark { DeviceMark(keys: keys.keys(for: .deviceMark)) }

    /// Tokens of answer links.
    var answerTokens: AnswerTokens { AnswerTokens(keys: keys.keys(for: .answerToken)) }

    /// What the texts of codes and first passwords are sealed with while they wait.
    var messageSeal: MessageSeal {
        MessageSeal(keys: sealKeys(for: .serviceMessage), randomness: randomness)
    }

    /// The named keys of one use, the current one first.
    func sealKeys(for use: InstallationKeys.Use) -> [SecretSealer.Key] {
        keys.masters.map { SecretSealer.Key(id: $0.id, bytes: $0.key(for: use)) }
    }

    /// The columns of a people's file that belong to the profile. Whoever finishes an import wakes the engine.
    var importExtras: PeopleImportExtras {
        .profiles(table: regions, mail: mailCheck, notice: contactNotice(wake: {}))
    }

    /// First passwords by mail, through the engine's queue; nil without a mail relay, where they would wait for ever.
    func firstPasswordMails(wake: @escaping @Sendable () -> Void) -> MailFirstPasswords? {
        guard settings.mailRelay != nil else { return nil }
        let mail = FirstPasswordMail(
            loginAddress: settings.publicURL + "/login", identifiers: identifiers, seal: messageSeal)
        return MailFirstPasswords(
            database: database,
            queue: { slip, tenant, now, transaction in
                try mail.queue(
                    FirstPasswordMail.Content(
                        person: slip.person, name: slip.name, loginID: slip.loginID, password: slip.password.text,
                        validUntil: slip.expiresAt),
                    in: tenant, at: now, transaction)
            }, notices: notices(wake: {}), wake: wake)
    }

    /// What this installation can send through: a channel without a relay or a gateway promises nothing.
    var channels: Set<Channel> {
        var channels: Set<Channel> = []
        if settings.mailRelay != nil { channels.insert(.mail) }
        if settings.voiceGateway != nil { channels.insert(.voice) }
        return channels
    }

    /// How each organization wants its people to be asked.
    var dispatchPolicy: DispatchPolicy { DispatchPolicy(channels: channels) }

    /// How much the channels carry, for the expected times of the pre-flight: a relay takes some fifty mails a second per
    /// connection, and a call keeps its line for half a minute.
    var channelRates: ChannelRates {
        ChannelRates(
            perSecond: [.mail: Double(settings.mailConnections) * 50, .voice: Double(settings.voiceLines) / 30],
            perTenant: [.mail: settings.mailLimits.tenant, .voice: settings.voiceLimits.tenant].compactMapValues { $0 })
    }

    /// What the engine needs.
    var engineCapabilities: DispatchEngine.Capabilities {
        DispatchEngine.Capabilities(
            database: database, clock: clock, randomness: randomness, identifiers: identifiers, log: log,
            composer: MessageComposer(
                linkBase: settings.publicURL + "/r/", regions: regions, takesReplies: settings.inboundMaildir != nil),
            tokens: answerTokens,
            seal: messageSeal, failpoints: failpoints, reportTime: settings.callReportTime)
    }

    /// Where a test lets the program die; nowhere in a release.
    var failpoints: Failpoints {
        #if DEBUG
            .fromEnvironment
        #else
            .none
        #endif
    }

    /// The right of the operator at the command line to act in one organization.
    func operatorScope(_ tenant: TenantID) -> TenantScope {
        TenantScope(
            tenant: tenant, actor: .installationOperator, capabilities: .administrator, requestID: "command-line")
    }
}
