import Domain
import Notify

/// The `ANPI_…` variables, one line of meaning each.
enum Variables {
    static let database = Setting<Settings.Store>(
        "ANPI_DATABASE", standard: "sqlite:/var/lib/anpi/anpi.db",
        expected: "sqlite:PATH or a PostgreSQL address (postgresql://…)",
        help: "Where the rows are. The PostgreSQL role must own nothing and be subject to row-level security."
    ) { text in
        if text.hasPrefix("sqlite:") {
            let path = String(text.dropFirst("sqlite:".count))
            return path.isEmpty ? nil : .sqlite(path)
        }
        return text.hasPrefix("postgresql://") || text.hasPrefix("postgres://") ? .postgres(text) : nil
    }
    static let databaseOwner = Setting<String?>(
        "ANPI_DATABASE_OWNER", standard: "", expected: "a PostgreSQL address",
        help: "The role that owns the tables; only `anpi migrate` uses it.", parse: SettingTexts.optional)
    static let databaseConnections = Setting<Int>(
        "ANPI_DATABASE_CONNECTIONS", standard: "4", expected: "a number from 1 to 64",
        help: "Connections to PostgreSQL, or reader threads on SQLite.", parse: SettingTexts.number(in: 1...64))
    static let keyFile = Setting<String>(
        "ANPI_KEY_FILE", standard: nil, expected: "the path of a file made by `anpi keys init`",
        help: "The installation's secret key, outside of the data folder, readable by its owner only."
    ) { $0 }
    static let listen = Setting<Settings.Listen>(
        "ANPI_LISTEN", standard: "8080", expected: "a port number, or unix:PATH",
        help: "Requests are taken from this port of the loopback interface, or from a Unix socket behind nginx."
    ) { text in
        if text.hasPrefix("unix:/") { return .socket(String(text.dropFirst("unix:".count))) }
        return UInt16(text).map { .port($0) }
    }
    static let publicURL = Setting<String>(
        "ANPI_PUBLIC_URL", standard: "http://localhost:8080",
        expected: "https://HOST, or http://localhost:PORT for a trial; without a path",
        help: "The address that links in messages begin with."
    ) { text in
        let local = text.hasPrefix("http://localhost:") || text == "http://localhost"
        let rest = text.dropFirst(text.hasPrefix("https://") ? 8 : 7)
        guard text.hasPrefix("https://") || local, !rest.isEmpty, !rest.contains("/") else { return nil }
        return text
    }
    static let loginURL = Setting<String?>(
        "ANPI_LOGIN_URL", standard: "", expected: "https://HOST/, or http://localhost:PORT/ for a trial",
        help:
            "The address for bookmarks; it leads here now and to another site after a switch. Without one, the login page's own."
    ) { text in
        if text.isEmpty { return .some(nil) }
        return text.hasPrefix("https://") || text.hasPrefix("http://localhost") ? .some(text) : nil
    }
    static let helpDesk = Setting<String?>(
        "ANPI_HELP_DESK", standard: "", expected: "a line of text",
        help: "Whom people of offices ask, with telephone and hours; people of organizations ask their office.",
        parse: SettingTexts.optional)
    static let behindProxy = Setting<Bool>(
        "ANPI_BEHIND_PROXY", standard: "no", expected: "yes or no",
        help: "Whether nginx stands in front and sets X-Forwarded-For and X-Forwarded-Proto.", parse: SettingTexts.flag)
    static let mailRelay = Setting<String?>(
        "ANPI_MAIL_RELAY", standard: "", expected: "smtp://HOST:PORT",
        help: "The SMTP relay. Without one, mail is a channel that this installation does not have."
    ) { text in
        if text.isEmpty { return .some(nil) }
        return text.hasPrefix("smtp://") || text.hasPrefix("smtps://") ? .some(text) : nil
    }
    static let mailSecurity = Setting<Settings.RelaySecurity>(
        "ANPI_MAIL_SECURITY", standard: "required", expected: "required, opportunistic, none or implicit",
        help: "STARTTLS required or where offered, no TLS (a relay on this machine), or TLS from the first byte."
    ) { Settings.RelaySecurity(rawValue: $0) }
    static let mailUser = Setting<String?>(
        "ANPI_MAIL_USER", standard: "", expected: "a user name",
        help: "Who we are to the relay, if it asks.", parse: SettingTexts.optional)
    static let mailPasswordFile = Setting<String?>(
        "ANPI_MAIL_PASSWORD_FILE", standard: "", expected: "a path",
        help: "A file that holds the relay's password.", parse: SettingTexts.optional)
    static let mailConnections = Setting<Int>(
        "ANPI_MAIL_CONNECTIONS", standard: "20", expected: "a number from 1 to 500",
        help: "Connections to the relay at the same time; from 4, one of sixteen is kept for codes.",
        parse: SettingTexts.number(in: 1...500))
    static let mailCAFile = Setting<String?>(
        "ANPI_MAIL_CA_FILE", standard: "", expected: "a path",
        help: "The certificate authority of the relay, if it is a private one.", parse: SettingTexts.optional)
    static let mailFrom = Setting<String>(
        "ANPI_MAIL_FROM", standard: "anpi@localhost.localdomain", expected: "a mail address",
        help: "The sender's address; set up SPF, DKIM and DMARC for its domain."
    ) { $0.contains("@") ? $0 : nil }
    static let mailSelector = Setting<String?>(
        "ANPI_MAIL_DKIM_SELECTOR", standard: "", expected: "a name, such as s1",
        help: "The selector that the relay signs with; only `anpi doctor` looks it up.", parse: SettingTexts.optional)
    static let voiceGateway = Setting<String?>(
        "ANPI_VOICE_GATEWAY", standard: "", expected: "https://HOST/…, or http://localhost:PORT",
        help: "The base address of the call API. Without one, voice is a channel that this installation does not have."
    ) { text in
        if text.isEmpty { return .some(nil) }
        return text.hasPrefix("https://") || text.hasPrefix("http://localhost:") ? .some(text) : nil
    }
    static let voiceAccount = Setting<String>(
        "ANPI_VOICE_ACCOUNT", standard: "anpi", expected: "a name", help: "Our account at the gateway."
    ) { $0 }
    static let voiceTokenFile = Setting<String?>(
        "ANPI_VOICE_TOKEN_FILE", standard: "", expected: "a path",
        help:
            "A file that holds the account's token. Callbacks are signed with the key that `anpi keys callback` prints.",
        parse: SettingTexts.optional)
    static let voiceCaller = Setting<String>(
        "ANPI_VOICE_CALLER", standard: "0300000000", expected: "a telephone number",
        help: "The number that people see calling."
    ) { $0 }
    static let voiceLines = Setting<Int>(
        "ANPI_VOICE_LINES", standard: "60", expected: "a number from 1 to 5000",
        help: "Calls at the same time.", parse: SettingTexts.number(in: 1...5_000))
    static let voiceInbound = Setting<String?>(
        "ANPI_VOICE_INBOUND_NUMBER", standard: "", expected: "a telephone number, with or without hyphens",
        help:
            "The number that people call to report. The gateway asks PUBLIC_URL/hooks/voice/in what to say there. Without it nobody can call in, and no page speaks of it.",
        parse: SettingTexts.shownNumber)
    static let smsGateway = Setting<String?>(
        "ANPI_SMS_GATEWAY", standard: "", expected: "https://HOST/…, or http://localhost:PORT",
        help:
            "The base address of the message API for login codes; the account is that of the call API. Without one, no codes go out by SMS."
    ) { text in
        if text.isEmpty { return .some(nil) }
        return text.hasPrefix("https://") || text.hasPrefix("http://localhost:") ? .some(text) : nil
    }
    static let smsSender = Setting<String?>(
        "ANPI_SMS_SENDER", standard: "", expected: "a telephone number or a name of 3 to 11 letters and digits",
        help: "What people see as the sender of an SMS; ANPI_VOICE_CALLER if not set.", parse: SettingTexts.optional)
    static let localOpenID = Setting<Bool>(
        "ANPI_LOCAL_OPENID", standard: "no", expected: "yes or no",
        help: "Whether logins by a provider on this machine are taken, in plain text too: for trials and tests.",
        parse: SettingTexts.flag)
    static let mailLimit = Setting<RateLimit?>(
        "ANPI_MAIL_LIMIT", standard: "none", expected: rates,
        help: "Mails that the relay takes from us in a time, such as 50/1s.", parse: SettingTexts.rate)
    static let mailTenantLimit = Setting<RateLimit?>(
        "ANPI_MAIL_TENANT_LIMIT", standard: "none", expected: rates,
        help: "Mails of one organization in a time, unless `anpi tenant change --mail-limit` says otherwise.",
        parse: SettingTexts.rate)
    static let mailDomainLimit = Setting<RateLimit?>(
        "ANPI_MAIL_DOMAIN_LIMIT", standard: "none", expected: rates,
        help: "Mails to one mail domain in a time, for a relay that does not see to it itself.",
        parse: SettingTexts.rate)
    static let mailAddressLimit = Setting<RateLimit?>(
        "ANPI_MAIL_ADDRESS_LIMIT", standard: "100/1m", expected: rates,
        help: "Mails to one address in a time.", parse: SettingTexts.rate)
    static let voiceLimit = Setting<RateLimit?>(
        "ANPI_VOICE_LIMIT", standard: "none", expected: rates,
        help: "Calls that the gateway takes from us in a time, such as 1/1s.", parse: SettingTexts.rate)
    static let voiceTenantLimit = Setting<RateLimit?>(
        "ANPI_VOICE_TENANT_LIMIT", standard: "none", expected: rates,
        help: "Calls of one organization in a time, unless `anpi tenant change --voice-limit` says otherwise.",
        parse: SettingTexts.rate)
    static let voiceNumberLimit = Setting<RateLimit?>(
        "ANPI_VOICE_NUMBER_LIMIT", standard: "20/10m", expected: rates,
        help: "Calls to one number in a time; carriers block who calls more often.", parse: SettingTexts.rate)
    static let smsLimit = Setting<RateLimit?>(
        "ANPI_SMS_LIMIT", standard: "none", expected: rates,
        help:
            "Short messages that the gateway takes from us in a time, beside the calls of ANPI_VOICE_LIMIT: where both are of one account, share its limit out.",
        parse: SettingTexts.rate)
    static let smsNumberLimit = Setting<RateLimit?>(
        "ANPI_SMS_NUMBER_LIMIT", standard: "20/10m", expected: rates,
        help: "Short messages to one number in a time, beside the calls of ANPI_VOICE_NUMBER_LIMIT.",
        parse: SettingTexts.rate)
    static let shutAfter = Setting<Int>(
        "ANPI_SHUT_AFTER", standard: "5", expected: "a number from 0 to 1000",
        help:
            "After so many failures one after the other a gateway or mail domain is left alone; 0 for never. Its people go on with their next contact at once.",
        parse: SettingTexts.number(in: 0...1_000))
    static let shutPause = Setting<Duration>(
        "ANPI_SHUT_PAUSE", standard: "15s", expected: "a time from 1s to 10m",
        help: "How long it is left alone before one is tried; at most four times as long while that fails.",
        parse: SettingTexts.duration(in: .seconds(1) ... .seconds(600)))
    static let bulletinFolder = Setting<String?>(
        "ANPI_BULLETIN_FOLDER", standard: "", expected: "a path",
        help: "A folder from which bulletins of the Japan Meteorological Agency are taken.",
        parse: SettingTexts.optional)
    static let feedURL = Setting<String?>(
        "ANPI_FEED_URL", standard: "", expected: "https://HOST/…, or http://localhost:PORT/… for tests",
        help: "The Atom feed of bulletins to poll, such as https://www.data.jma.go.jp/developer/xml/feed/eqvol.xml."
    ) { text in
        if text.isEmpty { return .some(nil) }
        return text.hasPrefix("https://") || text.hasPrefix("http://localhost:") ? .some(text) : nil
    }
    static let feedInterval = Setting<Duration>(
        "ANPI_FEED_INTERVAL", standard: "20s", expected: "a time from 10s to 1h",
        help: "How often the feed is asked.", parse: SettingTexts.duration(in: .seconds(10) ... .seconds(3_600)))
    static let bulletinAge = Setting<Duration>(
        "ANPI_BULLETIN_AGE", standard: "30m", expected: "a time from 1m to 36500d",
        help: "A bulletin that is older when it is first seen is shown and never sent.",
        parse: SettingTexts.duration(in: .seconds(60) ... .seconds(36_500 * 86_400)))
    static let lease = Setting<Duration>(
        "ANPI_LEASE", standard: "60s", expected: "a time from 1s to 10m",
        help: "How long claimed work stays with a process that does not answer any more.",
        parse: SettingTexts.duration(in: .seconds(1) ... .seconds(600)))
    static let handOffDeadline = Setting<Duration>(
        "ANPI_HAND_OFF_DEADLINE", standard: "60s", expected: "a time from 1s to 10m",
        help: "How long a relay may take before the hand-off is in doubt.",
        parse: SettingTexts.duration(in: .seconds(1) ... .seconds(600)))
    static let callReportTime = Setting<Duration>(
        "ANPI_CALL_REPORT_TIME", standard: "300s", expected: "a time from 1s to 1h",
        help: "How long the gateway may take to report how a call ended; then it is asked.",
        parse: SettingTexts.duration(in: .seconds(1) ... .seconds(3_600)))
    static let heartbeatURL = Setting<String?>(
        "ANPI_HEARTBEAT_URL", standard: "", expected: "https://HOST/…, or http://localhost:PORT/… for tests",
        help:
            "A watchdog elsewhere that is called each minute while nothing is stuck; it raises the alarm when we don't."
    ) { text in
        if text.isEmpty { return .some(nil) }
        return text.hasPrefix("https://") || text.hasPrefix("http://localhost:") ? .some(text) : nil
    }
    static let retention = Setting<Duration?>(
        "ANPI_RETENTION", standard: "1095d", expected: "a time from 31d to 36500d, or 0",
        help: "How long bulletins, and the people, attempts and answers of an ended broadcast are kept; 0 for ever.",
        parse: SettingTexts.durationOrNever(in: .seconds(31 * 86_400) ... .seconds(36_500 * 86_400)))
    static let logLevel = Setting<Log.Level>(
        "ANPI_LOG_LEVEL", standard: "info", expected: "debug, info, warning or error",
        help: "The least urgent lines that are written."
    ) { Log.Level(rawValue: $0) }

    private static let rates = "a number and a time such as 100/1m, or none"

    static let all: [any SettingDescription] =
        [
            database, databaseOwner, databaseConnections, keyFile, listen, publicURL, loginURL, helpDesk, behindProxy,
            mailRelay,
            mailSecurity,
            mailUser, mailPasswordFile, mailConnections, mailCAFile, mailFrom, mailSelector, voiceGateway, voiceAccount,
            voiceTokenFile,
            voiceCaller, voiceLines, voiceInbound, smsGateway, smsSender, localOpenID, mailLimit, mailTenantLimit,
            mailDomainLimit, mailAddressLimit,
            voiceLimit,
            voiceTenantLimit, voiceNumberLimit, smsLimit, smsNumberLimit, shutAfter, shutPause, bulletinFolder, feedURL,
            feedInterval,
            bulletinAge,
            lease, handOffDeadline, callReportTime, heartbeatURL, retention, logLevel,
        ] + inbound + tokens
}
