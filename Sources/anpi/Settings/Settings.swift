import Domain
import Notify
import Web

/// Everything that an installation chooses, read once at start. What an organization chooses is in the database.
struct Settings {
    /// Where requests are taken from.
    enum Listen: Equatable {
        /// A port of the loopback interface; 0 takes a free one.
        case port(UInt16)
        /// A Unix socket, for nginx.
        case socket(String)
    }

    /// Where the rows are.
    enum Store: Equatable {
        /// A SQLite file.
        case sqlite(String)
        /// A PostgreSQL connection string.
        case postgres(String)
    }

    /// How the relay is spoken to.
    enum RelaySecurity: String {
        case required, opportunistic, none, implicit
    }

    let database: Store
    let databaseOwner: String?
    let databaseConnections: Int
    let keyFile: String
    let listen: Listen
    let publicURL: String
    let loginURL: String?
    let helpDesk: String?
    let behindProxy: Bool
    let mailRelay: String?
    let mailSecurity: RelaySecurity
    let mailUser: String?
    let mailPasswordFile: String?
    let mailConnections: Int
    let mailCAFile: String?
    let mailFrom: String
    let mailSelector: String?
    let inboundMaildir: String?
    let inboundAddress: String?
    let inboundServer: String?
    let voiceGateway: String?
    let voiceAccount: String
    let voiceTokenFile: String?
    let voiceCaller: String
    let voiceLines: Int
    /// The number that people call, as pages show it.
    let voiceInbound: String?
    let smsGateway: String?
    let smsSender: String?
    let localOpenID: Bool
    /// What goes to the relay, and when it is left alone.
    let tokenLimits: TokenLimits
    let mailLimits: GateLimits
    /// What goes to the voice gateway, and when it is left alone.
    let voiceLimits: GateLimits
    /// What goes to the gateway of short messages, and when it is left alone.
    let smsLimits: GateLimits
    let bulletinFolder: String?
    let feedURL: String?
    let feedInterval: Duration
    let bulletinAge: Duration
    let lease: Duration
    let handOffDeadline: Duration
    let callReportTime: Duration
    let heartbeatURL: String?
    /// How long what is over is kept; nil for ever.
    let retention: Duration?
    let logLevel: Log.Level

    /// Reads all variables.
    ///
    /// - Throws: `SettingsError` that names the first variable that is wrong.
    init(environment: [String: String]) throws {
        database = try Variables.database.read(from: environment)
        databaseOwner = try Variables.databaseOwner.read(from: environment)
        databaseConnections = try Variables.databaseConnections.read(from: environment)
        keyFile = try Variables.keyFile.read(from: environment)
        listen = try Variables.listen.read(from: environment)
        publicURL = try Variables.publicURL.read(from: environment)
        loginURL = try Variables.loginURL.read(from: environment)
        helpDesk = try Variables.helpDesk.read(from: environment)
        behindProxy = try Variables.behindProxy.read(from: environment)
        mailRelay = try Variables.mailRelay.read(from: environment)
        mailSecurity = try Variables.mailSecurity.read(from: environment)
        mailUser = try Variables.mailUser.read(from: environment)
        mailPasswordFile = try Variables.mailPasswordFile.read(from: environment)
        mailConnections = try Variables.mailConnections.read(from: environment)
        mailCAFile = try Variables.mailCAFile.read(from: environment)
        mailFrom = try Variables.mailFrom.read(from: environment)
        mailSelector = try Variables.mailSelector.read(from: environment)
        inboundMaildir = try Variables.inboundMaildir.read(from: environment)
        inboundAddress = try Variables.inboundAddress.read(from: environment)
        inboundServer = try Variables.inboundServer.read(from: environment)
        voiceGateway = try Variables.voiceGateway.read(from: environment)
        voiceAccount = try Variables.voiceAccount.read(from: environment)
        voiceTokenFile = try Variables.voiceTokenFile.read(from: environment)
        voiceCaller = try Variables.voiceCaller.read(from: environment)
        voiceLines = try Variables.voiceLines.read(from: environment)
        voiceInbound = try Variables.voiceInbound.read(from: environment)
        smsGateway = try Variables.smsGateway.read(from: environment)
        smsSender = try Variables.smsSender.read(from: environment)
        tokenLimits = TokenLimits(
            api: try Variables.apiLimit.read(from: environment),
            directory: try Variables.directoryLimit.read(from: environment))
        localOpenID = try Variables.localOpenID.read(from: environment)
        let shutAfter = try Variables.shutAfter.read(from: environment)
        let pause = try Variables.shutPause.read(from: environment)
        mailLimits = GateLimits(
            gateway: try Variables.mailLimit.read(from: environment),
            tenant: try Variables.mailTenantLimit.read(from: environment),
            domain: try Variables.mailDomainLimit.read(from: environment),
            address: try Variables.mailAddressLimit.read(from: environment), shutAfter: shutAfter, pause: pause)
        voiceLimits = GateLimits(
            gateway: try Variables.voiceLimit.read(from: environment),
            tenant: try Variables.voiceTenantLimit.read(from: environment),
            address: try Variables.voiceNumberLimit.read(from: environment), shutAfter: shutAfter, pause: pause)
        smsLimits = GateLimits(
            gateway: try Variables.smsLimit.read(from: environment),
            address: try Variables.smsNumberLimit.read(from: environment), shutAfter: shutAfter, pause: pause)
        bulletinFolder = try Variables.bulletinFolder.read(from: environment)
        feedURL = try Variables.feedURL.read(from: environment)
        feedInterval = try Variables.feedInterval.read(from: environment)
        bulletinAge = try Variables.bulletinAge.read(from: environment)
        lease = try Variables.lease.read(from: environment)
        handOffDeadline = try Variables.handOffDeadline.read(from: environment)
        callReportTime = try Variables.callReportTime.read(from: environment)
        heartbeatURL = try Variables.heartbeatURL.read(from: environment)
        retention = try Variables.retention.read(from: environment)
        logLevel = try Variables.logLevel.read(from: environment)
    }

    /// The list of all variables with their defaults.
    static var help: String {
        Variables.all.map { setting in
            let standard = setting.standard.map { $0.isEmpty ? "default: none" : "default: \($0)" } ?? "must be set"
            return "  \(setting.name)  (\(standard))\n      \(setting.help)\n      It takes \(setting.expected)."
        }.joined(separator: "\n")
    }
}
