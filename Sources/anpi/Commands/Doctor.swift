import Channels
import Database
import Domain
import Foundation
import Notify

extension Commands {
    /// `anpi doctor`
    static let doctor = Command(
        "doctor", "[--resolver HOST:PORT]", "looks whether everything is set up so that messages arrive",
        details: """
            Looks at the settings, the key file, the database, the relay, and at what the sender's domain publishes (SPF,
            DKIM, DMARC: without them carriers do not deliver). One line each: `ok`, `look` for what could be better,
            `WRONG` with what to do. The status is 1 if anything is wrong. Nothing is sent and nothing is changed.

            --resolver asks one name server, such as 127.0.0.1:53, in place of this machine's own.
            """, options: ["resolver"]
    ) { arguments in
        var records = TextRecords()
        if let text = arguments.options["resolver"] {
            guard let one = TextRecords(server: text) else {
                throw UsageError(reason: "--resolver takes an IPv4 address and a port.")
            }
            records = one
        }
        let findings = await Doctor(records: records).findings(ProcessInfo.processInfo.environment)
        for finding in findings {
            let word =
                switch finding.level {
                case .good: "ok   "
                case .caution: "look "
                case .wrong: "WRONG"
                }
            print("\(word)  \(finding.text)")
        }
        return findings.contains { $0.level == .wrong } ? 1 : 0
    }
}

/// Looks at an installation as somebody would who wonders why no mail arrives.
private struct Doctor {
    typealias Finding = MailPolicy.Finding

    let records: TextRecords

    /// Everything that was looked at, in the order in which one thing needs the other.
    func findings(_ environment: [String: String]) async -> [Finding] {
        let settings: Settings
        do {
            settings = try Settings(environment: environment)
        } catch {
            return [Finding(.wrong, "settings: \(reason(error))")]
        }
        return [Finding(.good, "settings: all can be read"), links(settings)] + (await database(settings))
            + folders(settings) + (await mail(settings))
    }

    private func links(_ settings: Settings) -> Finding {
        settings.publicURL.hasPrefix("https://")
            ? Finding(.good, "links begin with \(settings.publicURL)")
            : Finding(
                .caution, "links begin with \(settings.publicURL): set ANPI_PUBLIC_URL to https://… before real use")
    }

    private func database(_ settings: Settings) async -> [Finding] {
        do {
            let keys = try InstallationKeys(file: settings.keyFile)
            let database = try await Store.open(settings, for: .beside)
            let findings: [Finding]
            if let trouble = await trouble(database, keys, settings) {
                findings = [trouble]
            } else {
                findings =
                    [Finding(.good, "key file and database belong together and fit this program")]
                    + (await unread(database))
            }
            await database.close()
            return findings
        } catch {
            return [Finding(.wrong, "key file or database: \(reason(error))")]
        }
    }

    /// Mails of the last day that nobody could read, if there were any.
    private func unread(_ database: Database) async -> [Finding] {
        do {
            let mails = try await UnreadMails(since: WallClock.system.now() - .seconds(86_400), in: database)
            guard mails.tooLarge + mails.poison > 0 else { return [] }
            return [
                Finding(
                    .caution,
                    """
                    mails that came in within a day and that nobody read: \(mails.tooLarge) larger than \
                    \(MailReader.largest / 1_048_576) MiB, \(mails.poison) that ended the program; the log names their \
                    files (inbox.tooLarge, inbox.poison)
                    """)
            ]
        } catch {
            return [Finding(.wrong, "database: \(reason(error))")]
        }
    }

    private func trouble(_ database: Database, _ keys: InstallationKeys, _ settings: Settings) async -> Finding? {
        do {
            try await Store.migrator(for: settings).check(database)
            try await database.checkRole()
            try await KeyMark.check(database, keys)
            return nil
        } catch {
            return Finding(.wrong, "database: \(reason(error))")
        }
    }

    private func folders(_ settings: Settings) -> [Finding] {
        let folders = [
            ("ANPI_BULLETIN_FOLDER", settings.bulletinFolder), ("ANPI_INBOUND_MAILDIR", settings.inboundMaildir),
        ]
        return folders.compactMap { name, folder in
            folder.map { folder in
                guard access(folder, R_OK | W_OK | X_OK) == 0 else {
                    return Finding(.wrong, "\(name) \(folder) cannot be read and written by this user")
                }
                // An empty one is made by the first mail.
                guard name != "ANPI_INBOUND_MAILDIR" || access(folder + "/new", R_OK | W_OK | X_OK) == 0 else {
                    return Finding(
                        .caution,
                        "\(name) \(folder) has no folder `new` yet: no mail has come, or it is not the Maildir")
                }
                return Finding(.good, "\(name) \(folder) can be read and written")
            }
        }
    }

    private func mail(_ settings: Settings) async -> [Finding] {
        guard let relay = settings.mailRelay else {
            return [
                Finding(.caution, "no relay: mail is a channel that this installation does not have (ANPI_MAIL_RELAY)")
            ]
        }
        let sender: MailAddress
        let trouble: FailureCode?
        do {
            sender = try MailGate.sender(settings)
            trouble = try await MailGate.greet(settings)
        } catch {
            return [Finding(.wrong, "mail: \(reason(error))")]
        }
        let greeting =
            trouble.map { Finding(.wrong, "relay \(relay): \($0.text[.english])") }
            ?? Finding(.good, "relay \(relay) answers and takes us")
        return [greeting] + (await published(sender.domain, settings)) + (await bounces(sender.domain, settings))
    }

    /// What the sender's domain publishes.
    private func published(_ domain: String, _ settings: Settings) async -> [Finding] {
        guard domain.contains("."), !domain.hasSuffix(".localdomain"), !domain.hasSuffix("localhost") else {
            return [
                Finding(.wrong, "ANPI_MAIL_FROM is at \(domain): nobody takes mail from there; set your own domain")
            ]
        }
        var findings = [await spf(domain)]
        if let selector = settings.mailSelector {
            findings.append(
                await look("\(selector)._domainkey.\(domain)") { MailPolicy.dkim($0, selector: selector) })
        } else {
            findings.append(
                Finding(
                    .caution,
                    "DKIM was not looked at: set ANPI_MAIL_DKIM_SELECTOR to the one that your relay signs with"))
        }
        findings.append(await dmarc(domain))
        return findings
    }

    /// What comes back goes to another address: receivers ask its domain, too, who may send from there.
    private func bounces(_ domain: String, _ settings: Settings) async -> [Finding] {
        guard let inbound = settings.inboundAddress?.split(separator: "@").last.map(String.init), inbound != domain
        else { return [] }
        let finding = await spf(inbound)
        return [Finding(finding.level, "\(inbound), for what comes back: \(finding.text)")]
    }

    /// The domain's own record, and those that it takes in.
    private func spf(_ domain: String) async -> Finding {
        let finding = await look(domain) { MailPolicy.spf($0) }
        if finding.level == .wrong { return finding }
        let walk = SPFWalk { name in
            guard case .records(let found) = await records(name) else { return nil }
            return found
        }
        return await walk(domain) ?? finding
    }

    /// The record of the domain itself counts, else that of the nearest domain above it.
    private func dmarc(_ domain: String) async -> Finding {
        let names = MailPolicy.dmarcNames(of: domain)
        for name in names {
            guard case .records(let found) = await records(name) else { return silent(name) }
            if found.contains(where: { $0.lowercased().hasPrefix("v=dmarc1") }) {
                return MailPolicy.dmarc(found, ofParent: name != names.first)
            }
        }
        return MailPolicy.dmarc([])
    }

    private func look(_ name: String, _ judge: ([String]) -> Finding) async -> Finding {
        guard case .records(let found) = await records(name) else { return silent(name) }
        return judge(found)
    }

    private func silent(_ name: String) -> Finding {
        Finding(.wrong, "no name server answers for \(name): try again, or look at /etc/resolv.conf")
    }

    private func reason(_ error: any Error) -> String { (error as? SettingsError)?.reason ?? "\(error)" }
}
