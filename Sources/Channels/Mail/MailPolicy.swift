/// What a sender's domain publishes about its mails, and whether that is enough for Japanese carriers and large providers
/// to deliver them. Records in, findings out.
package enum MailPolicy {
    /// How something stands.
    package enum Level: String, Sendable, CaseIterable {
        /// As it should be.
        case good
        /// It works, and could be better.
        case caution
        /// Mails will be refused or thrown away, or anybody can send in this name.
        case wrong
    }

    /// One thing that was looked at.
    package struct Finding: Hashable, Sendable {
        /// How it stands.
        package let level: Level
        /// What was found and what to do, for whoever runs the installation.
        package let text: String

        /// One thing that was looked at.
        package init(_ level: Level, _ text: String) {
            self.level = level
            self.text = text
        }
    }

    /// Mechanisms for which a receiver asks the domain name system again; more than this many, and it gives up.
    static let mostLookUps = 10
    /// An RSA key of 1024 bits has more characters than this in base64.
    private static let shortestKey = 200

    /// Whether the domain names the servers that may send for it.
    package static func spf(_ records: [String]) -> Finding {
        let found = records.filter(isSPF)
        guard let record = found.first else {
            return Finding(.wrong, "no SPF record: publish a TXT record “v=spf1 … -all” that names your relay")
        }
        guard found.count == 1 else {
            return Finding(.wrong, "\(found.count) SPF records: receivers ignore them all; leave one")
        }
        let terms = record.lowercased().split(separator: " ").dropFirst().map(String.init)
        let asking = SPFWalk.asking(record)
        guard asking.count <= mostLookUps else {
            return Finding(.wrong, "SPF asks for \(asking.count) look-ups; receivers give up after \(mostLookUps)")
        }
        switch terms.first(where: { $0.hasSuffix("all") && $0.count <= 4 }) {
        case "-all", "~all": return Finding(.good, "SPF: \(record)")
        case "all", "+all":
            return Finding(.wrong, "SPF lets anybody send in your name: end it with -all instead of +all")
        case "?all": return Finding(.caution, "SPF says nothing about other senders: end it with -all instead of ?all")
        default:
            if terms.contains(where: { $0.hasPrefix("redirect=") }) { return Finding(.good, "SPF: \(record)") }
            return Finding(.caution, "SPF says nothing about other senders: end it with -all")
        }
    }

    /// Whether the key of a DKIM selector is published.
    package static func dkim(_ records: [String], selector: String) -> Finding {
        let found = records.filter { tags($0)["p"] != nil }
        guard let record = found.first else {
            return Finding(
                .wrong, "no DKIM key under the selector \(selector): publish the one that your relay signs with")
        }
        guard found.count == 1 else { return Finding(.wrong, "\(found.count) DKIM keys under \(selector): leave one") }
        let fields = tags(record)
        let key = fields["p"] ?? ""
        if key.isEmpty {
            return Finding(.wrong, "the DKIM key of \(selector) is withdrawn (p= is empty): publish a new one")
        }
        if (fields["k"] ?? "rsa").lowercased() == "rsa", key.count < shortestKey {
            return Finding(.wrong, "the DKIM key of \(selector) is shorter than 1024 bits: publish one of 2048")
        }
        if (fields["t"] ?? "").split(separator: ":").contains("y") {
            return Finding(.caution, "the DKIM key of \(selector) says that it is only tried out: take t=y away")
        }
        return Finding(.good, "DKIM: a key under \(selector)")
    }

    /// Whether the domain says what becomes of mails that are not its own.
    ///
    /// - Parameter ofParent: Whether the records stand at a domain above the sender's.
    package static func dmarc(_ records: [String], ofParent: Bool = false) -> Finding {
        let found = records.filter { isVersion($0, "v=dmarc1") }
        guard let record = found.first else {
            return Finding(.wrong, "no DMARC record: publish “v=DMARC1; p=quarantine” under _dmarc")
        }
        guard found.count == 1 else {
            return Finding(.wrong, "\(found.count) DMARC records: receivers ignore them all; leave one")
        }
        let fields = tags(record)
        switch (ofParent ? fields["sp"] ?? fields["p"] : fields["p"])?.lowercased() {
        case "quarantine", "reject": return Finding(.good, "DMARC: \(record)")
        case "none":
            return Finding(.caution, "DMARC only watches (p=none): set p=quarantine once the reports are clean")
        default: return Finding(.wrong, "DMARC names no policy: set p=quarantine or p=reject")
        }
    }

    /// Where receivers look for DMARC: at the domain itself, then at those above it.
    package static func dmarcNames(of domain: String) -> [String] {
        let labels = domain.split(separator: ".")
        guard labels.count > 1 else { return ["_dmarc.\(domain)"] }
        return (0...(labels.count - 2)).map { "_dmarc." + labels[$0...].joined(separator: ".") }
    }

    /// Whether a record is one of SPF.
    static func isSPF(_ record: String) -> Bool { isVersion(record, "v=spf1") }

    private static func isVersion(_ record: String, _ version: String) -> Bool {
        let text = record.lowercased().filter { version.contains("spf") || $0 != " " }
        guard text.hasPrefix(version) else { return false }
        let next = text.dropFirst(version.count).first
        return next == nil || next == " " || next == ";"
    }

    /// `k=rsa; p=…` by its names.
    private static func tags(_ record: String) -> [String: String] {
        var tags: [String: String] = [:]
        for part in record.split(separator: ";") {
            guard let equals = part.firstIndex(of: "=") else { continue }
            let name = part[..<equals].filter { $0 != " " }.lowercased()
            tags[name] = part[part.index(after: equals)...].filter { $0 != " " }
        }
        return tags
    }
}
